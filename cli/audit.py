"""`kinerja audit`: is the recorded history whole; checkpoints to keep elsewhere; the key they are signed with.

Belongs here: options and words. Does not: checking (models/chain), sealing beside a stack (deployments/sealing).
"""

from pathlib import Path
from typing import Annotated, Any

import typer

from cli.given_files import text_of
from cli.output import AsJson, answers, print_json, quiet_or_told, say, working
from models.errors import InvalidInputError, NotFoundError
from models.language import N_, _

app = typer.Typer(no_args_is_help=True, help=_("Check that history was not rewritten; keep checkpoints elsewhere."))

_VERIFY = N_(
    "Check the whole ledger: every event, the tree over them, every signed root, and that the rows of every sealed "
    "stage are those that were sealed; that plans, decisions, waivers, delegations, roles and words are what the "
    "events say; and that nobody decided what others had to decide, or before its grounds were there.\n\n"
    "With a checkpoint that you kept outside this machine you also find a history that was rewritten as a whole, cut, "
    "or replaced by an old copy. Give the key that you wrote down when you got the checkpoint; without --key the "
    "installation's own is believed. Exit code 1 when something is wrong; nothing is changed.\n\n"
    "Example: kinerja audit verify --checkpoint checkpoint-000000123456.txt"
)
_CHECKPOINT = N_(
    "Write the newest signed checkpoint: a few lines that fix all of history up to now.\n\n"
    "Keep it where nobody of this installation can change it: by mail to the auditor, on paper, on another machine.\n\n"
    "Example: kinerja audit checkpoint --out checkpoint.txt"
)
_CHANGE = N_(
    "Change the key that signs: a new one is made, and the old one signs it in an event of the ledger.\n\n"
    "Hand the new key to whoever holds the old one. The old key's file stays beside the new one.\n\n"
    "Example: kinerja audit change-key --reason 'operator left'"
)


@app.command("verify", help=_(_VERIFY))
@answers
def verify(
    checkpoint: Annotated[Path | None, typer.Option(help=_("A checkpoint kept elsewhere."))] = None,
    key: Annotated[list[str] | None, typer.Option(help=_("A verifier key to believe (name+hash+key)."))] = None,
    as_json: AsJson = False,
) -> None:
    """Check the ledger."""
    from deployments import checking, stack
    from models.chain.notes import VerifierKey
    from models.database import transaction

    note = text_of(checkpoint) if checkpoint else ""
    given = [VerifierKey.read(each) for each in key or ()]
    with stack.database_ready(quiet_or_told(as_json)):
        with working(_("Numbering what waits"), as_json=as_json):
            prefect = checking.prepare()
        with working(_("Checking the ledger"), as_json=as_json), transaction() as session:
            verdict = checking.verified(session, prefect, checkpoint=note, given=given)
            session.rollback()
    if verdict.holds and not verdict.events:
        raise NotFoundError(
            N_(
                "There is nothing to check: nothing was ever recorded here. Look whether KINERJA_HOME or "
                "KINERJA_DATABASE_URL is that of the installation you mean."
            )
        )
    if as_json:
        print_json(_as_data(verdict))
    else:
        _say(verdict, checked_against=checkpoint is not None)
    if not verdict.holds:
        raise typer.Exit(1)


def _as_data(verdict: Any) -> dict[str, Any]:
    return {
        "holds": verdict.holds,
        "events": verdict.events,
        "roots": verdict.roots,
        "sealed_stages": verdict.seals,
        "rows": verdict.rows,
        "duties": verdict.duties,
        "prefect_runs": verdict.prefect,
        "waiting": verdict.waiting,
        "checkpoint": verdict.checkpoint,
        "faults": [
            {"code": fault.code, "event": fault.event, "message": fault.message.render()} for fault in verdict.faults
        ],
    }


_SHOWN = 20


def _say(verdict: Any, *, checked_against: bool) -> None:
    for fault in verdict.faults[:_SHOWN]:
        say(_("✘ {message}.").format(message=fault.message.render()))
    if len(verdict.faults) > _SHOWN:
        say(_("… and {count} more; --json lists all.").format(count=len(verdict.faults) - _SHOWN))
    counts = {"events": verdict.events, "roots": verdict.roots, "seals": verdict.seals}
    if not verdict.holds:
        say(_("Something was changed: {events} events, {roots} roots and {seals} sealed stages were checked. Keep this "
              "database as it is, and show this to the auditor.").format(**counts))  # fmt: skip
        return
    say(_("✔ {events} events, {roots} signed roots and {seals} sealed stages hold.").format(**counts))
    say(_("✔ {rows} rows are what the events say of them, and {duties} acts keep the separation of duties.").format(
        rows=verdict.rows, duties=verdict.duties))  # fmt: skip
    if verdict.prefect is None:
        say(_("Prefect did not answer, so its runs were not compared with the record here; kinerja up starts it."))
    else:
        say(_("✔ {count} runs that Prefect still knows are those on record here.").format(count=verdict.prefect))
    if checked_against:
        say(_("✔ They begin with the {count} events of your checkpoint.").format(count=verdict.checkpoint))
    else:
        say(
            _("Whether all of history was rewritten at once only a checkpoint from elsewhere tells: --checkpoint FILE.")
        )


@app.command("checkpoint", help=_(_CHECKPOINT))
@answers
def checkpoint(
    out: Annotated[Path | None, typer.Option(help=_("The file to write; default: shown here."))] = None,
    as_json: AsJson = False,
) -> None:
    """Write the newest checkpoint."""
    from deployments import sealing, stack
    from models.chain import checkpoints, keys
    from models.database import transaction

    with stack.database_ready(quiet_or_told(as_json)):
        sealing.seal_all()
        with transaction() as session:
            newest = checkpoints.newest(session)
    if out:
        try:
            with out.open("x", encoding="utf-8") as file:
                file.write(newest["note"])
        except FileExistsError as problem:
            raise InvalidInputError(
                N_(
                    "{path} is there already. The older a checkpoint, the more it shows: keep it, and give another "
                    "name."
                ),
                path=out,
            ) from problem
        except OSError as problem:
            raise InvalidInputError(
                N_("{path} cannot be written: {problem}."), path=out, problem=problem.strerror
            ) from problem
    if as_json:
        print_json({"size": newest["size"], "checkpoint": newest["note"], "key": str(keys.signing_key().verifier)})
        return
    say(_("Written: {files}").format(files=out) if out else newest["note"])


@app.command("key")
@answers
def key(as_json: AsJson = False) -> None:
    """Show the key that checkpoints are checked with: hand it to the auditor together with the first one.

    Example: kinerja audit key
    """
    from models.chain import keys

    own = str(keys.signing_key().verifier)
    if as_json:
        print_json({"key": own})
        return
    say(own)


@app.command("change-key", help=_(_CHANGE))
@answers
def change_key(
    reason: Annotated[str, typer.Option(help=_("Why; the auditor reads it."))],
    as_json: AsJson = False,
) -> None:
    """Change the signing key."""
    from deployments import sealing, stack
    from models import actors
    from models.chain import key_changes
    from models.database import transaction

    with stack.database_ready(quiet_or_told(as_json)):
        sealing.seal_all()
        with transaction() as session:
            new = key_changes.change(session, by=actors.operator(), reason=reason)
        sealing.seal_all()
    if as_json:
        print_json({"key": str(new)})
        return
    say(_("The new key, signed by the old one: {key}").format(key=new))
    say(_("Hand it to whoever holds the old key, and take a new checkpoint: kinerja audit checkpoint --out FILE"))


@app.command("seal")
@answers
def seal(as_json: AsJson = False) -> None:
    """Number the events that wait, and sign; a running stack does this by itself within seconds.

    Example: kinerja audit seal
    """
    from deployments import sealing, stack

    with stack.database_ready(quiet_or_told(as_json)):
        done = sealing.seal_all(thorough=True)
    if as_json:
        print_json({"added": done.added, "size": done.size})
        return
    say(_("{added} events were numbered; the chain has {size}.").format(added=done.added, size=done.size))
