"""`kinerja people`: erase a person's values and words by decree, and keep them by a legal hold.

Belongs here: options, the look before, words. Does not: what is erased and when it is refused (models/erasure).
"""

from typing import Annotated, Any

import typer

from cli.acting import operator_does
from cli.headings import print_rows
from cli.output import AsJson, answers, print_json, quiet_or_told, say, working
from models.errors import InvalidInputError
from models.language import N_, _

app = typer.Typer(no_args_is_help=True, help=_("Erase a person's values by decree; keep them by a legal hold."))

Nip = Annotated[str, typer.Argument(help=_("NIP of the person."))]

_ERASE = N_(
    "Erase a person: who they are, and every word that they wrote or that is about them, in the database, in kept "
    "files and in mails in a folder.\n\n"
    "Numbers, ratings, predicates, decisions and hashes stay, as the law asks; whoever took a decision is then a "
    "number without a name. The ledger verifies as before, and has the act with its decree. What would go is shown "
    "first; nothing brings it back.\n\n"
    "Refused while the person is needed in a period that is not closed, holds a role or delegation, or is under a "
    "legal hold.\n\n"
    'Example: kinerja people erase 198506152010011003 --decree "No. 800/12/2031" --reason "Permintaan yang '
    'bersangkutan"'
)
#: What the headings of the inventory mean.
SECTIONS = {
    "person": N_("who the person is, signing in, holds"),
    "region": N_("the region and its periods"),
    "work": N_("plans, realizations, ratings, objections"),
    "said": N_("dialogue, coaching, feedback rounds"),
    "facts": N_("logs, evidence, feedback, attendance and other data"),
    "quality": N_("sources, held rows, findings"),
    "record": N_("notices, letters, words beside events"),
}


@app.command("erase", help=_(_ERASE))
@answers
def erase(
    nip: Nip,
    decree: Annotated[str, typer.Option(help=_("Number of the decree that orders it; kept in the ledger."))],
    reason: Annotated[str, typer.Option(help=_("Why, without naming the person; kept in the ledger."))],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Only show what would go and what stays."))] = False,
    yes: Annotated[bool, typer.Option("--yes", help=_("Do not ask again."))] = False,
    as_json: AsJson = False,
) -> None:
    """Erase a person."""
    from deployments import sealing, stack

    with stack.database_ready(quiet_or_told(as_json)):
        with working(_("Looking for everything of this person"), as_json=as_json):
            seen = erased(nip, decree, reason, keep=False)
        if not seen.before and not as_json:
            _say_before(seen)
        if dry_run or (as_json and not yes and not seen.before):
            _finish(seen, as_json=as_json)
            return
        if not seen.before and not yes:
            _confirm(nip)
        with working(_("Erasing"), as_json=as_json):
            done = erased(nip, decree, reason, keep=True)
            removed = remove_files()
        sealing.seal_all()
    _finish(done, as_json=as_json, removed=removed)


def erased(nip: str, decree: str, reason: str, *, keep: bool) -> Any:
    """Do it; without `keep` everything is done and then given up, so that what is shown is what would happen."""
    from models import actors
    from models.database import database_url, engine_for, transaction
    from models.erasure import erasing

    with transaction(engine_for(database_url("owner"), 1)) as session:
        done = erasing.erase(session, nip, by=actors.operator(), decree=decree, reason=reason)
        if not keep:
            session.rollback()
    return done


def remove_files() -> int:
    """Remove the files that are named for it."""
    from models.database import transaction
    from models.erasure import files

    with transaction() as session:
        return files.remove_queued(session)


def _say_before(seen: Any) -> None:
    from models.erasure.inventory import inventory

    section = {table.name: table.section for table in inventory().tables}
    counted = {
        name: {
            does: sum(rows for table, rows in tables.items() if section[table] == name)
            for does, tables in seen.rows.items()
        }
        for name in SECTIONS
    }
    lines = [{"holds": _(SECTIONS[name])} | rows for name, rows in counted.items() if any(rows.values())]
    print_rows(_("Rows that change"), ["holds", "removed", "erased", "blotted"], lines)
    say(_("Files that go: {files}.").format(files=seen.files))
    say(_("What stays: numbers, ratings, predicates, dates, decisions, hashes. Whoever decided is a number without a "
          "name. {stages} sealed stages get a new digest of their rows, on record in the ledger.")
        .format(stages=seen.stages))  # fmt: skip
    if not seen.by_name:
        say(_("The name is a single word, or somebody else has it too: it stays in what other people wrote. Look there "
              "yourself."))  # fmt: skip
    if seen.left:
        say(_("{count} events of the ledger name the person; those cannot be changed.").format(count=seen.left))
    say(_("Out of reach are copies outside: backups, archives, exports and letters that were handed out, mail that was "
          "sent. Whoever keeps them must erase there."))  # fmt: skip


def _confirm(nip: str) -> None:
    """Ask once more.

    Raises:
        InvalidInputError: nobody is there to answer, or something else was typed.
    """
    typed = ""
    if typer.get_text_stream("stdin").isatty():
        say(_("This cannot be undone by anybody. Type the NIP once more to erase, or nothing to leave it."))
        typed = typer.prompt("NIP", default="", show_default=False)
    if typed.replace(" ", "") != nip.replace(" ", ""):
        raise InvalidInputError(N_("Nothing was erased. To erase without being asked: the same command with --yes."))


def _finish(done: Any, *, as_json: bool, removed: int | None = None) -> None:
    """Say what became of it; `removed` is None where nothing was done."""
    if as_json:
        told = {"nip_now": done.code, "erased_at": done.at, "rows": done.rows, "stages": done.stages}
        print_json(told | {"files": done.files, "files_removed": removed, "done": removed is not None or done.before})
    elif done.before:
        say(
            _("This person was erased on {at:%Y-%m-%d}; files that were left of them are gone now.").format(at=done.at)
            if removed is not None
            else _("This person was erased on {at:%Y-%m-%d}.").format(at=done.at)
        )
    elif removed is None:
        say(_("Nothing was erased: this was a look only."))
    else:
        say(_("Erased. From now on the person is {code}. {removed} files were removed. Check the ledger: "
              "kinerja audit verify").format(code=done.code, removed=removed))  # fmt: skip


@app.command("hold")
@answers
def hold(
    nip: Nip,
    decree: Annotated[str, typer.Option(help=_("Number of the decree, letter or case that orders it."))],
    reason: Annotated[str, typer.Option(help=_("Why; the auditor reads it."))],
    as_json: AsJson = False,
) -> None:
    """Keep everything of a person: nobody can erase them until the hold is lifted.

    Example: kinerja people hold 198506152010011003 --decree "No. 7/Insp/2031" --reason "Pemeriksaan berjalan"
    """
    from models.erasure import holds

    operator_does(holds.hold, nip, decree=decree, reason=reason, as_json=as_json)
    if as_json:
        print_json({"nip": nip, "held": True})
    else:
        say(_("Done. To lift it: kinerja people release {nip} --reason …").format(nip=nip))


@app.command("release")
@answers
def release(
    nip: Nip,
    reason: Annotated[str, typer.Option(help=_("Why; the auditor reads it."))],
    as_json: AsJson = False,
) -> None:
    """Lift the legal hold on a person.

    Example: kinerja people release 198506152010011003 --reason "Pemeriksaan selesai"
    """
    from models.erasure import holds

    operator_does(holds.release, nip, reason=reason, as_json=as_json)
    if as_json:
        print_json({"nip": nip, "held": False})
    else:
        say(_("Done."))
