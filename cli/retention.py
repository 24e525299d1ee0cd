"""`kinerja retention`: how long things are kept, what is due, and destroying it by decree.

Belongs here: options and words. Does not: the schedule and the act (models/retention), one person (people).
"""

from pathlib import Path
from typing import Annotated, Any

import typer

from cli.headings import print_rows
from cli.output import AsJson, answers, as_typed, print_json, quiet_or_told, say, working
from models.errors import InvalidInputError, KinerjaError, NotFoundError
from models.language import N_, _

app = typer.Typer(no_args_is_help=True, help=_("How long things are kept; destroy by decree what is due."))

#: The kinds of the schedule, as people read them.
KINDS = {
    "attendance": N_("attendance, leave, exports of e-Kinerja"),
    "activity": N_("daily logs and their photos"),
    "evidence": N_("evidence: links, files, descriptions"),
    "feedback": N_("feedback, coaching, dialogue"),
    "summary": N_("evidence summaries"),
    "people": N_("everything that names a person"),
}
Given = Annotated[Path | None, typer.Option("--schedule", help=_("Your schedule (YAML); default: everything is kept."))]


@app.command("show")
@answers
def show(
    given: Given = None,
    template: Annotated[bool, typer.Option("--template", help=_("Print the schedule, to copy and change."))] = False,
    as_json: AsJson = False,
) -> None:
    """Show for each kind of data how long it is kept, and for how much of it that time is over.

    Ratings, predicates, decisions and hashes are on no schedule: they stay. Nothing is changed.

    Example: kinerja retention show --schedule retention.yaml
    """
    from deployments import stack
    from models import retention
    from models.database import transaction

    if template:
        typer.echo(retention.template())
        return
    kinds = retention.schedule(given).kinds
    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        lines = [_line(kind, retention.due(session, kind)) for kind in kinds]
    if as_json:
        print_json(lines)
        return
    read = [line | {"holds": _(KINDS[line["kind"]]), "years": line["years"] or _("kept")} for line in lines]
    print_rows(_("How long things are kept"), ["kind", "holds", "years", "minimum", "over"], read)
    say(_("Periods and people whose time is over are destroyed only by decree: {command}").format(
        command=_command("KIND", given)))  # fmt: skip


def _command(kind: str, given: Path | None) -> str:
    """The whole command that destroys, for the reader to fill in."""
    schedule = f' --schedule "{given}"' if given else ""
    return f'{as_typed()} retention run {kind}{schedule} --decree "NO." --reason "…"'


def _line(kind: Any, due: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "kind": kind.name,
        "years": kind.years,
        "minimum": kind.minimum,
        "over": len(due),
        "due": [row["nip"] if "nip" in row else row["code"] for row in due],
    }


@app.command("run")
@answers
def run(
    kind: Annotated[str, typer.Argument(help=_("The kind, as `retention show` names it."))],
    decree: Annotated[
        str | None, typer.Option(help=_("Number of the decree that orders it; kept in the ledger."))
    ] = None,
    reason: Annotated[str | None, typer.Option(help=_("Why; kept in the ledger."))] = None,
    given: Given = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Only list what is due and what would go."))] = False,
    yes: Annotated[bool, typer.Option("--yes", help=_("Do not ask again."))] = False,
    as_json: AsJson = False,
) -> None:
    """Destroy by decree what is due of a kind: listed first, then asked once more, and for good.

    Without --decree and --reason it only lists what is due and what would go.

    People go one after the other, each as with `people erase`; whoever is still needed is named and stays.

    Example: kinerja retention run activity --schedule retention.yaml --decree "No. 45/2036" --reason "Jadwal retensi"
    """
    from deployments import sealing, stack
    from models import retention
    from models.database import transaction

    wanted = next((each for each in retention.schedule(given).kinds if each.name == kind), None)
    if wanted is None:
        raise NotFoundError(N_("There is no kind {kind}: choose one of {known}."), kind=kind, known=", ".join(KINDS))
    look = dry_run or not (decree or reason or yes)
    if not look and not (decree and decree.strip() and reason and reason.strip()):
        raise InvalidInputError(retention.NO_ORDER)
    # A look is given up before anything of it is kept, and so are these words.
    order = (decree or "-", reason or "-")
    with stack.database_ready(quiet_or_told(as_json)):
        with transaction() as session:
            due = _line(wanted, retention.due(session, wanted))["due"]
        if not as_json:
            say(_("Due: {due}.").format(due=", ".join(due)) if due else _("Nothing is due: its time is not over."))
        if look or not due:
            rows = {} if not due else _acted(wanted, due, *order, keep=False)
            _finish(due, rows, as_json=as_json, done=False)
            if due and not as_json:
                say(_("To destroy it by decree: {command}").format(command=_command(kind, given)))
            return
        if not yes:
            _confirm(kind)
        with working(_("Destroying"), as_json=as_json):
            rows = _acted(wanted, due, *order, keep=True)
        sealing.seal_all()
    _finish(due, rows, as_json=as_json, done=True)


def _confirm(kind: str) -> None:
    """Ask once more.

    Raises:
        InvalidInputError: nobody is there to answer, or something else was typed.
    """
    typed = ""
    if typer.get_text_stream("stdin").isatty():
        say(_("This cannot be undone by anybody. Type the kind once more to destroy it, or nothing to leave it."))
        typed = typer.prompt(_("Kind"), default="", show_default=False)
    if typed.strip() != kind:
        raise InvalidInputError(N_("Nothing was destroyed. Without being asked: the same command with --yes."))


def _acted(kind: Any, due: list[str], decree: str, reason: str, *, keep: bool) -> dict[str, Any]:
    """Rows by table; without `keep` everything is done and given up, so that what is shown is what would happen."""
    from models import actors, retention
    from models.database import database_url, engine_for, transaction
    from models.erasure import files

    owner, by = engine_for(database_url("owner"), 1), actors.operator()
    if kind.name == retention.PEOPLE:
        return _people(due, decree, reason, keep=keep)
    with transaction(owner) as session:
        rows = retention.destroy(session, kind, by=by, decree=decree, reason=reason)
        if not keep:
            session.rollback()
    if keep:
        with transaction() as session:
            files.remove_queued(session)
    return rows


def _people(due: list[str], decree: str, reason: str, *, keep: bool) -> dict[str, Any]:
    from cli.people import erased, remove_files

    gone, kept = 0, {}
    for nip in due:
        try:
            erased(nip, decree, reason, keep=keep)
            gone += 1
        except KinerjaError as refused:
            kept[nip] = str(refused)
    if keep:
        remove_files()
    return {"people": gone} | ({"kept": kept} if kept else {})


def _finish(due: list[str], rows: dict[str, Any], *, as_json: bool, done: bool) -> None:
    if as_json:
        print_json({"due": due, "rows": rows, "done": done})
        return
    for name, count in rows.items():
        if name == "kept":
            for nip, why in count.items():
                say(f"{nip}: {why}")
        else:
            say(f"  {name}: {count}")
    say(
        _("Done. Check the ledger: kinerja audit verify") if done else _("Nothing was destroyed: this was a look only.")
    )
    say(_("Out of reach are copies outside: backups, archives, exports and letters that were handed out, mail that was "
          "sent. Whoever keeps them must erase there."))  # fmt: skip
