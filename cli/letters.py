"""`kinerja letters`: plans, evaluation documents and decisions as PDF, and what a letter's code says.

Belongs here: options and files. Does not: what letters say (models/letter_content), their layout (tasks/letters).
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.output import AsJson, answers, print_json, progress, quiet_or_told, say
from models.errors import InvalidInputError, NotFoundError
from models.labels import label
from models.language import N_, Moment, _

app = typer.Typer(
    no_args_is_help=True, help=_("Make letters as PDF: plans, evaluation documents, decisions; check a letter's code.")
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
    as_json: AsJson = False,
) -> None:
    """Make letters as PDF."""
    from deployments import sealing, stack
    from models import actors, letters, portal_address
    from models.database import transaction
    from models.exchange import taking
    from tasks import letters as layout

    if language not in {"id", "en"}:
        raise InvalidInputError(N_("There is no language {language}. There are: id, en."), language=language)
    with stack.database_ready(quiet_or_told(as_json)):
        sealing.seal_all()  # so that what was sealed a moment ago is proven in the letters
        with transaction() as session:
            found = letters.those_of(session, str(kind), period, unit=unit, nip=nip)
            taking.letters_taken(session, period, str(kind), len(found), by=actors.operator())
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


@app.command()
@answers
def check(
    code: Annotated[str, typer.Argument(help=_("The code on a letter; its dashes may be left out."))],
    as_json: AsJson = False,
) -> None:
    """Say whether a letter's code is one of ours, and whether what it says is still in force.

    Example: kinerja letters check ABCD-EFGH-IJKL-MNOP
    """
    from deployments import stack
    from models import letters
    from models.database import transaction

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        found = letters.check(session, code)
    if found is None:
        raise NotFoundError(
            N_("No letter of this installation has this code. Compare each letter of it: 0 and 1 never occur.")
        )
    if as_json:
        print_json(found)
        return
    say(
        _("{kind} of {period}, {region}, made on {moment}.").format(
            kind=label(f"letter_{found['kind']}"), period=found["title"], region=found["region_name"],
            moment=Moment(found["made_at"], found["timezone"]),
        )
    )  # fmt: skip
    say(_("It is in force.") if found["in_force"] else _("A later version has taken its place."))
