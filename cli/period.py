"""`kinerja period`: launch a period, see what each unit waits for, move it on, extend a deadline.

Belongs here: options and tables. Does not: the launch (models/launch) or the runs (flows).
"""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.acting import acting_as
from cli.headings import print_rows
from cli.output import AsJson, answers, complain, print_json, print_table, quiet_or_told, say, working
from models.labels import label
from models.language import N_, _
from models.vocabulary import Stage

app = typer.Typer(no_args_is_help=True, help=_("Launch a period, see what it waits for, move it on."))

_LAUNCH = N_(
    "Launch a period: check the roster, freeze it into segments, start the units.\n\n"
    "Rows with blocking problems are held back and listed; everybody else is launched. Launching the same files twice "
    "is one period. Look first with --dry-run, which changes nothing.\n\n"
    "Example: kinerja period launch period.yaml --roster roster.xlsx --dry-run"
)


@app.command(help=_(_LAUNCH))
@answers
def launch(
    file: Annotated[Path, typer.Argument(help=_("The period file (YAML); `kinerja sample` writes one to start from."))],
    roster: Annotated[Path, typer.Option(help=_("The roster: .xlsx or .csv with SIASN column names."))],
    units: Annotated[Path | None, typer.Option(help=_("The unit tree, when the roster is a .csv."))] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Show what would happen; keep nothing."))] = False,
    start: Annotated[bool, typer.Option(help=_("Start the units now."))] = True,
    as_json: AsJson = False,
) -> None:
    """Launch a period from a period file and a roster."""
    from deployments import stack
    from models import actors, launch
    from models.database import transaction
    from models.period_file import read_period_file
    from models.roster.checking import check_roster
    from models.roster.reading import read_roster

    definition = read_period_file(file)
    with working(_("Checking the roster"), as_json=as_json):
        report = check_roster(read_roster(roster, units), on=definition.starts)
        digest = hashlib.sha256(roster.read_bytes()).hexdigest()
    with stack.database_ready(quiet_or_told(as_json)):
        with transaction() as session:
            launched = launch.launch(
                session,
                definition,
                report.accepted,
                report.units,
                held=report.held,
                roster_digest=digest,
                by=actors.operator(),
            )
            if dry_run:
                session.rollback()
        answer = {
            "period": launched.code,
            "created": launched.created and not dry_run,
            "dry_run": dry_run,
            "units": launched.units,
            "segments": launched.segments,
            "held_back": len(report.held),
            "excluded": len(report.excluded),
        }
        if not as_json:
            _say_launched(answer, launched.created, str(roster))
        failed = _start_units(as_json=as_json) if start and launched.created and not dry_run else []
    if as_json:
        print_json(answer | {"failed": failed})
    _end(failed)


def _say_launched(answer: dict[str, Any], created: bool, roster: str) -> None:
    values = {name: answer[name] for name in ("period", "units", "segments", "held_back", "excluded")}
    if answer["dry_run"]:
        text = _("Dry run: period {period} would start with {segments} people in {units} units.")
    elif created:
        text = _("Period {period} is launched: {segments} people in {units} units.")
    else:
        text = _("Period {period} was launched before, with {segments} people in {units} units; nothing was changed.")
    say(text.format(**values))
    if answer["held_back"]:
        say(
            _("{held_back} rows are held back, {excluded} people are not appraised: `kinerja roster check {roster}`.")
            .format(**values, roster=roster)
        )  # fmt: skip


def _start_units(*, as_json: bool) -> list[dict[str, str]]:
    """Take the units as far as they go now, or leave that to a running stack; returns those that failed."""
    from deployments import stack

    if stack.dispatcher_runs():
        if not as_json:
            say(_("The units are started by the running stack. Next: kinerja period show"))
        return []
    with stack.services(quiet_or_told(as_json)):
        _runs, failed = _settle(as_json=as_json)
    if not as_json:
        say(_("The units are started. Keep `kinerja up` running so that they go on when people decide."))
    return failed


def _settle(*, as_json: bool) -> tuple[int, list[dict[str, str]]]:
    """Run the units; returns how many runs that took, and the units whose run failed, with the reason."""
    from flows.dispatch import settle

    failed: list[dict[str, str]] = []
    with working(_("Running the units"), as_json=as_json):
        runs = settle(failed=lambda due, problem: failed.append({"unit": due.title, "problem": str(problem)}))
    if not as_json:
        for each in failed:
            complain(_("{unit}: the run failed ({problem}).").format(**each))
    return runs, failed


def _end(failed: list[dict[str, str]]) -> None:
    """Exit code 1 when a unit failed; its details are in the log."""
    from deployments.logs import log_file
    from models.settings import settings

    if failed:
        complain(_("Details: {path}").format(path=log_file(settings().home)))
        raise typer.Exit(1)


@app.command("list")
@answers
def list_periods(as_json: AsJson = False) -> None:
    """List every period with how many of its units are finished.

    Example: kinerja period list
    """
    from deployments import stack
    from models.board import periods
    from models.database import transaction

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        found = periods(session)
    if as_json:
        print_json(found)
        return
    if not found:
        say(_("No period yet. Start with `kinerja sample`, then `kinerja period launch`."))
        return
    columns = ("code", "title", "starts", "ends", "people", "units", "finished", "closed_at")
    print_rows(_("Periods"), columns, found, dispensable=(7, 2, 3))


@app.command()
@answers
def show(code: Annotated[str, typer.Argument(help=_("Code of the period."))], as_json: AsJson = False) -> None:
    """Show every unit of a period: its stage, what it waits for, until when, and its last run.

    Example: kinerja period show 2026
    """
    from deployments import stack
    from models.board import board
    from models.database import transaction

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        found = board(session, code)
    if as_json:
        print_json(found)
        return
    print_board(found)


def print_board(found: dict[str, Any]) -> None:
    """The period board as a table."""
    lines = [
        (
            unit["name"],
            unit["people"],
            f"{unit['sealed']}/{len(Stage)} {label(unit['stage'])}",
            unit["waiting_for"],
            _due(unit),
            _last_run(unit["last_run"]),
        )
        for unit in found["units"]
    ]
    title = f"{found['code']} · {found['title']} · {found['region_name']}"
    print_table(
        title, [_("Unit"), _("People"), _("Stage"), _("Waits for"), _("Due"), _("Last run")], lines, dispensable=(5, 1)
    )


def _due(unit: dict[str, Any]) -> str:
    if unit["due"] is None:
        return ""
    late = " " + _("(late)") if unit["late"] else ""
    return f"{unit['due']:%Y-%m-%d}{late}"


def _last_run(run: dict[str, Any] | None) -> str:
    if not run:
        return ""
    return f"{label(run['run_stage'])} #{run['attempt']} {label(run['outcome'])}, {run['started_at']:%m-%d %H:%M}"


@app.command()
@answers
def advance(code: Annotated[str, typer.Argument(help=_("Code of the period."))], as_json: AsJson = False) -> None:
    """Look at every unit now and take it as far as its gates allow. Safe at any time.

    Example: kinerja period advance 2026
    """
    from deployments import stack
    from models.board import board
    from models.database import transaction
    from tasks.sweep import sweep_all, wake_period

    failed: list[dict[str, str]] = []
    with stack.database_ready(quiet_or_told(as_json)):
        wake_period(code)
        sweep_all()
        if stack.dispatcher_runs():
            runs = None
        else:
            with stack.services(quiet_or_told(as_json)):
                runs, failed = _settle(as_json=as_json)
        with transaction() as session:
            found = board(session, code)
    if as_json:
        print_json(found | {"runs": runs, "failed": failed})
    else:
        if runs is None:
            say(_("The running stack looks at the units now; `kinerja period show {code}` shows it.").format(code=code))
        print_board(found)
    _end(failed)


@app.command()
@answers
def extend(
    code: Annotated[str, typer.Argument(help=_("Code of the period."))],
    stage: Annotated[Stage, typer.Argument(help=_("The stage whose deadline is moved."))],
    until: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help=_("The new last day."))],
    reason: Annotated[str, typer.Option(help=_("Why; everybody concerned reads it."))],
    unit: Annotated[str | None, typer.Option(help=_("Code of one unit; default: all."))] = None,
    nip: Annotated[str | None, typer.Option(help=_("NIP of one person, who gets a date of their own."))] = None,
    by: Annotated[str | None, typer.Option("--as", help=_("NIP of the HR administrator; default: operator."))] = None,
    as_json: AsJson = False,
) -> None:
    """Extend the deadline of a stage for one person, one unit or all; the old date stays on record.

    Example: kinerja period extend 2026 target_setting 2027-01-31 --reason "Jaringan putus 27-30 Januari"
    """
    from deployments import stack
    from models import deadlines
    from models.database import transaction

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        actor = acting_as(session, by)
        concerned = deadlines.extend(session, code, stage, until.date(), by=actor, reason=reason, unit=unit, nip=nip)
    if as_json:
        counted = {"appraisals": concerned, "nip": nip} if nip else {"units": concerned}
        print_json(counted | {"stage": stage, "until": until.date()})
        return
    if nip:
        say(_("Extended for one person until the end of {day}.").format(day=until.date()))
        return
    say(_("Extended for {units} units until the end of {day}.").format(units=concerned, day=until.date()))
