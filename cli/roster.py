"""`kinerja roster`: the pre-flight check of a roster file.

Belongs here: options, tables and exit codes. Does not: reading or checking (models/roster).
"""

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import KinerjaError
from models.language import N_, Message, _

if TYPE_CHECKING:
    from rich.console import Console

    from models.roster.report import RosterReport
    from models.roster.roster import Roster

app = typer.Typer(no_args_is_help=True, help=_("Check a roster before a period is launched on it."))

#: More problems than this are shown in the report file only.
_MOST_SHOWN = 60


@app.callback()
def _roster() -> None:
    """Check a roster before a period is launched on it."""


_File = Annotated[Path, typer.Argument(help=_("The roster: .xlsx or .csv with SIASN column names."))]
_Units = Annotated[
    Path | None, typer.Option(help=_("The unit tree (SIASN `unor`), when the roster has no such sheet."))
]
_Day = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help=_("Day whose posts count as present; default: today."))
]
_Json = Annotated[bool, typer.Option("--json", help=_("Print the whole report as JSON."))]
_Out = Annotated[Path | None, typer.Option(help=_("Write all problems to this .xlsx file."))]


@app.command()
def check(file: _File, units: _Units = None, on: _Day = None, as_json: _Json = False, out: _Out = None) -> None:
    """Find wrong superiors, damaged NIP, duplicates and broken units before anybody is launched.

    One bad row never rejects the file: only rows with a blocking problem are held back.
    Exit code 1 when there are blocking problems or the file cannot be read.

    Example:  kinerja roster check roster.xlsx --on 2026-01-05 --out problems.xlsx
    """
    from rich.console import Console

    aside = Console(stderr=True)
    try:
        roster, report = _check(aside, file, units, on.date() if on else date.today(), quiet=as_json)  # noqa: DTZ011
        if out is not None:
            from models.roster.report_file import write_report

            write_report(report, out)
    except (KinerjaError, OSError) as problem:
        _fail(aside, problem, as_json=as_json)
        raise typer.Exit(1) from None
    if as_json:
        from models.roster.report_values import report_values

        typer.echo(json.dumps(report_values(report), indent=2, ensure_ascii=False))
    else:
        _show(Console(), roster, report, out)
    raise typer.Exit(1 if report.blocking else 0)


def _check(aside: "Console", file: Path, units: Path | None, on: date, *, quiet: bool) -> "tuple[Roster, RosterReport]":
    from models.roster.checking import check_roster
    from models.roster.reading import read_roster

    if quiet or not aside.is_terminal:
        roster = read_roster(file, units)
        return roster, check_roster(roster, on=on)
    with aside.status(_("Reading the roster …")) as status:
        roster = read_roster(file, units)
        said = Message(N_("Checking {count} rows …"), {"count": len(roster.employees)})
        status.update(said.render())
        return roster, check_roster(roster, on=on)


def _fail(aside: "Console", problem: Exception, *, as_json: bool) -> None:
    if as_json:
        code = problem.code if isinstance(problem, KinerjaError) else "FILE"
        typer.echo(json.dumps({"error": code, "message": str(problem)}, ensure_ascii=False))
    else:
        aside.print(str(problem), style="red", markup=False)


def _show(console: "Console", roster: "Roster", report: "RosterReport", out: Path | None) -> None:
    from cli.roster_table import problem_table

    for note in roster.notes:
        console.print(note.render(), style="dim", markup=False)
    if roster.unknown_columns:
        said = N_("Columns that are not used: {names}")
        console.print(Message(said, {"names": ", ".join(roster.unknown_columns)}).render(), style="dim", markup=False)
    if report.problems:
        console.print(problem_table(report, _MOST_SHOWN))
    if len(report.problems) > _MOST_SHOWN:
        said = N_("… and {count} more: write them all with --out problems.xlsx")
        console.print(Message(said, {"count": len(report.problems) - _MOST_SHOWN}).render(), markup=False)
    summary = N_(
        "{rows} rows: {accepted} ready, {held} held back ({waiting} of them wait for another row or unit), "
        "{excluded} left out; {block} blocking problems, {warn} warnings, {info} notes."
    )
    console.print(Message(summary, report.counts).render(), markup=False)
    console.print(_next(report, out), style="bold", markup=False)


def _next(report: "RosterReport", out: Path | None) -> str:
    if not report.blocking:
        return _("Next: kinerja period launch period.yaml --roster FILE")
    if out is None:
        return _("Next: correct the file and check again; --out problems.xlsx gives a list for each unit to work on.")
    return Message(
        N_("Next: send {file} to those named in it, correct the roster and check again."), {"file": out}
    ).render()
