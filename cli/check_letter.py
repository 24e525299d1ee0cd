"""`kinerja audit check-letter`: whether a letter is what was sealed, by its code or its file, also without the ledger.

Belongs here: options and words. Does not: the verdict (models/letter_checking), reading a file (models/letter_files).
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.given_files import content_of, text_of
from cli.output import AsJson, answers, print_json, quiet_or_told, say
from models.errors import InvalidInputError, NotFoundError
from models.labels import label
from models.language import N_, Moment, _

if TYPE_CHECKING:
    from models.chain.notes import Checkpoint, VerifierKey
    from models.chain.proofs import Proven

HELP = N_(
    "Say whether a letter is the sealed result: give its code, or its file as it was downloaded.\n\n"
    "By its code you learn which kind of letter it is, whether it is in force, and whether its result is sealed; no "
    "name and no result is shown. Of a file you also see what its own proof says was sealed: compare it with the page. "
    "With --checkpoint or --key the proof in the file is checked alone, on any machine, without a database. "
    "Exit code 1 when the letter is not ours or differs from what was sealed.\n\n"
    "Example: kinerja audit check-letter ABCD-EFGH-IJKL-MNOP\n\n"
    "Example: kinerja audit check-letter letter.pdf --checkpoint checkpoint-000000123456.txt"
)
_SEALED = {
    "sealed": N_("✔ It says the result that was sealed; the proof leads to a signed checkpoint."),
    "not_sealed_yet": N_("Its result is not sealed yet. Ask again when the stage of its unit is over."),
    "differs": N_("✘ It is not the result that was sealed. Keep it as it is, and show it to the auditor."),
    "no_result": N_("It rests on no single result, so that nothing of it is sealed by itself."),
}

_SAME = N_("✔ The file is byte for byte the letter as it is made here.")
_OTHER = N_(
    "The file is not byte for byte the letter as it is made here: it was saved anew or changed, or the portal moved. "
    "Compare it with the one that its person opens in the portal."
)
_OTHER_FORM = N_(
    "{given} is neither the code of a letter nor a PDF file. A code has 16 signs in groups of four, such as "
    "ABCD-EFGH-IJKL-MNOP: only letters, and the figures 2 to 7. Copy it from the end of the letter."
)
_NO_LETTERS = N_(
    "No letter was ever made here, so this cannot tell whose it is. Look whether KINERJA_HOME or "
    "KINERJA_DATABASE_URL is that of the installation you mean."
)


@answers
def check_letter(
    letter: Annotated[str, typer.Argument(help=_("The code on the letter, or its PDF file."))],
    checkpoint: Annotated[Path | None, typer.Option(help=_("A checkpoint kept elsewhere; needs no database."))] = None,
    key: Annotated[list[str] | None, typer.Option(help=_("A verifier key to believe (name+hash+key)."))] = None,
    as_json: AsJson = False,
) -> None:
    """Check a letter."""
    from deployments import stack
    from models import letter_checking, letters
    from models.chain import notes
    from models.database import transaction

    keys = [notes.VerifierKey.read(each) for each in key or ()]
    anchor = notes.said(text_of(checkpoint)) if checkpoint else None
    path = Path(letter)
    if path.suffix.lower() == ".pdf" or path.is_file():
        _check_file(path, keys, anchor, as_json=as_json)
    elif anchor or keys:
        raise InvalidInputError(
            N_("Without the database only a letter's PDF file can be checked: it carries the proof.")
        )
    else:
        if not letters.has_form(letter):
            raise InvalidInputError(_OTHER_FORM, given=letter)
        with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
            found = letter_checking.of_code(session, letter)
            if found is None and not letters.any_made(session):
                raise NotFoundError(_NO_LETTERS)
        _answer(found, None, None, as_json=as_json)


def _check_file(path: Path, keys: "list[VerifierKey]", anchor: "Checkpoint | None", *, as_json: bool) -> None:
    from deployments import stack
    from models import letter_checking, letter_files, letters, portal_address
    from models.database import transaction
    from tasks.letters import pdf

    content = content_of(path)
    carried = letter_files.carried(content)
    if anchor or keys:
        _answer({}, letter_checking.of_file(carried, keys, anchor), None, as_json=as_json)
        return
    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        found, shown = letter_checking.of_own_file(session, carried)
        again = letters.again(session, carried.code) if found else None
        same = None if again is None else pdf(again, portal_address.address()) == content
    _answer(found, shown, same, as_json=as_json)


def _answer(found: dict[str, Any] | None, shown: "Proven | None", same: bool | None, *, as_json: bool) -> None:
    if found is None:
        raise NotFoundError(
            N_("No letter of this installation has this code. Compare each letter of it: 0, 1, 8 and 9 never occur. If "
               "it is right, the letter is not ours: show it to BKPSDM.")
        )  # fmt: skip
    holds = found.get("sealed") != "differs"
    if as_json:
        proof = {"result": shown.result, "checkpoint": shown.checkpoint.size} if shown else None
        print_json({"letter": found, "proof": proof, "same_bytes": same, "holds": holds})
    else:
        if found:
            _say_letter(found)
        if same is not None:
            text = _SAME if same else _OTHER
            say(_(text))
        if shown:
            _say_proof(shown)
    if not holds:
        raise typer.Exit(1)


def _say_letter(found: dict[str, Any]) -> None:
    say(
        _("{kind} of {period}, {region}, made on {moment}.").format(
            kind=label(f"letter_{found['kind']}"), period=found["title"], region=found["region_name"],
            moment=Moment(found["made_at"], found["timezone"]),
        )
    )  # fmt: skip
    say(_("It is in force.") if found["in_force"] else _("A later version has taken its place."))
    sealed = _SEALED[found["sealed"]]
    say(_(sealed))


def _say_proof(shown: "Proven") -> None:
    result = shown.result
    say(
        _("✔ The proof in the file holds: {work} and {behavior} give {predicate} (version {version}). Compare it with "
          "the page.").format(
            work=label(str(result.get("work"))), behavior=label(str(result.get("behavior"))),
            predicate=label(str(result.get("predicate"))), version=result.get("version"),
        )
    )  # fmt: skip
    say(
        _("It stands under the checkpoint of {origin} over {size} events.").format(
            origin=shown.checkpoint.origin, size=shown.checkpoint.size
        )
    )
