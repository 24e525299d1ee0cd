"""`kinerja letters`: letters about people, units and a period as PDF, and what a letter's code says.

Belongs here: options and files. Does not: what letters say (models/letter_content), their layout (tasks/letters).
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli import check_letter
from cli.acting import TakenBy, acting_as
from cli.output import AsJson, answers, print_json, progress, quiet_or_told, say
from models.errors import InvalidInputError, NotFoundError
from models.language import N_, _

app = typer.Typer(
    no_args_is_help=True, help=_("Make letters as PDF, about people, units and a period; check a letter's code.")
)


class Kind(StrEnum):
    """Kinds of letters (tables.letters.LETTER_KINDS)."""

    PLAN = "plan"
    EVALUATION = "evaluation"
    DECISION = "decision"


_MAKE = N_(
    "Make letters as PDF/A: of one person, of a unit, or of everybody in a period.\n\n"
    "evaluation: the document with both ratings, the predicate, the steps, feedback and advice. plan: the agreed SKP. "
    "decision: of an objection. Whoever has no such letter yet is left out. The same result gives the same file.\n\n"
    "Example: kinerja letters make evaluation 2026 --out letters --unit U000014"
)


@app.command("make", help=_(_MAKE))
@answers
def make(
    kind: Annotated[Kind, typer.Argument(help=_("plan, evaluation or decision."))],
    period: Annotated[str, typer.Argument(help=_("Code of a period."))],
    out: Annotated[Path, typer.Option(help=_("Folder for the files; it is made when it is missing."))],
    unit: Annotated[str | None, typer.Option(help=_("Only people of this unit (code)."))] = None,
    nip: Annotated[str | None, typer.Option(help=_("Only this person."))] = None,
    language: Annotated[str, typer.Option(help=_("id or en."))] = "id",
    by: TakenBy = None,
    as_json: AsJson = False,
) -> None:
    """Make letters as PDF."""
    from deployments import sealing, stack
    from models import letters, portal_address
    from models.database import transaction
    from models.exchange import taking
    from tasks import letters as layout

    _check_language(language)
    with stack.database_ready(quiet_or_told(as_json)):
        sealing.seal_all()  # so that what was sealed a moment ago is proven in the letters
        with transaction() as session:
            found = letters.those_of(session, str(kind), period, unit=unit, nip=nip)
            actor, each = acting_as(session, by), [taking.Whose(row["unit_id"], row["segment"]) for row in found]
            for whose in each if nip else [taking.of_unit(session, unit)]:
                taking.letters_taken(session, period, str(kind), 1 if nip else len(found), by=actor, whose=whose)
        if not found:
            raise NotFoundError(
                N_("Nobody there has such a letter yet. See how far the units are: kinerja period show")
            )
        names = {row["segment"]: _name(str(kind), row) for row in found}
        made = layout.of_segments(str(kind), list(names), language, portal_address.address())
        count = 0
        for segment, _letter, content in progress(made, _("Making the letters"), hidden=as_json, total=len(names)):
            _write(out / names[segment], content)
            count += 1
    if as_json:
        print_json({"made": count, "folder": str(out)})
        return
    say(_("{count} letters are in {folder}.").format(count=count, folder=out))


_UNIT = N_(
    "Make the recapitulation of a unit as PDF: how many have which predicate, the pattern, and who has which final "
    "result.\n\n"
    "Example: kinerja letters unit 2026 U000014 --out rekap.pdf"
)
_REPORT = N_(
    "Make the report of a period as PDF: the predicates of all units with charts, objections, and what is held back. "
    "Nobody is named, and units with fewer than five final results show no numbers.\n\n"
    "Example: kinerja letters report 2026 --out laporan.pdf"
)
File = Annotated[Path, typer.Option(help=_("The PDF file to write."))]
Language = Annotated[str, typer.Option(help=_("id or en."))]


@app.command("unit", help=_(_UNIT))
@answers
def unit(
    period: Annotated[str, typer.Argument(help=_("Code of a period."))],
    code: Annotated[str, typer.Argument(help=_("Code of a unit."))],
    out: File,
    language: Language = "id",
    by: TakenBy = None,
    as_json: AsJson = False,
) -> None:
    """Make the recapitulation of a unit."""
    _survey(period, code, out, language, by, as_json=as_json)


@app.command("report", help=_(_REPORT))
@answers
def report(
    period: Annotated[str, typer.Argument(help=_("Code of a period."))],
    out: File,
    language: Language = "id",
    by: TakenBy = None,
    as_json: AsJson = False,
) -> None:
    """Make the report of a period."""
    _survey(period, None, out, language, by, as_json=as_json)


def _survey(period: str, unit: str | None, out: Path, language: str, by: str | None, *, as_json: bool) -> None:
    from deployments import stack
    from models import portal_address, survey_letters
    from models.database import transaction
    from models.exchange import taking
    from models.letters import grouped
    from tasks.letters import pdf

    _check_language(language)
    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        actor = acting_as(session, by)
        if unit:
            letter = survey_letters.recapitulation(session, period, unit, by=actor, language=language)
        else:
            letter = survey_letters.report(session, period, by=actor, language=language)
        whose = taking.of_unit(session, unit)
        taking.letters_taken(session, period, letter.said["kind"], letter.said["version"], by=actor, whose=whose)
        _write(out, pdf(letter, portal_address.address()))
    if as_json:
        print_json({"file": str(out), "code": letter.code, "final": letter.said["version"]})
        return
    say(_("{file}: {count} final results; its code is {code}.").format(
        file=out, count=letter.said["version"], code=grouped(letter.code)))  # fmt: skip


def _check_language(language: str) -> None:
    if language not in {"id", "en"}:
        raise InvalidInputError(N_("There is no language {language}. There are: id, en."), language=language)


def _write(path: Path, content: bytes) -> None:
    """Write a letter whole or not at all."""
    unfinished = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as problem:
        raise InvalidInputError(
            N_("{path} cannot be written: {problem}."), path=path, problem=problem.strerror
        ) from problem


def _name(kind: str, row: dict[str, object]) -> str:
    return f"{kind}-{row['nip']}-{row['segment']}.pdf"


#: Whoever makes letters looks for it here, whoever audits there.
_CHECK = N_(
    "Say whether a letter is ours, in force, and the sealed result: give its code, or its file as it was downloaded. "
    "The same as kinerja audit check-letter.\n\n"
    "Example: kinerja letters check ABCD-EFGH-IJKL-MNOP"
)
app.command("check", help=_(_CHECK))(check_letter.check_letter)
