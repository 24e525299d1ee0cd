"""`kinerja downtime`: record that people could not work in the appraisal, and see which deadlines that moved.

Belongs here: options and tables. Does not: what moves (models/downtime_extensions).
"""

from datetime import datetime
from typing import Annotated

import typer

from cli.acting import acting_as
from cli.headings import print_rows
from cli.output import AsJson, answers, print_json, quiet_or_told, say
from models.language import _

app = typer.Typer(no_args_is_help=True, help=_("Record downtimes; deadlines near them move by themselves."))

_CLOCK = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]


@app.callback()
def _downtime() -> None:
    """Record downtimes; deadlines near them move by themselves."""


@app.command()
@answers
def record(
    code: Annotated[str, typer.Argument(help=_("Code of the period whose clock and calendar are meant."))],
    starts: Annotated[datetime, typer.Argument(formats=_CLOCK, help=_("When it began, by the clock there."))],
    ends: Annotated[datetime, typer.Argument(formats=_CLOCK, help=_("When it was over."))],
    reason: Annotated[str, typer.Option(help=_("What was down and why; everybody concerned reads it."))],
    unit: Annotated[str | None, typer.Option(help=_("Code of one unit; default: all."))] = None,
    by: Annotated[str | None, typer.Option("--as", help=_("NIP of the HR administrator; default: operator."))] = None,
    as_json: AsJson = False,
) -> None:
    """Record a downtime that is over; open deadlines in it or soon after it move by the working time that was lost.

    Example: kinerja downtime record 2026 "2027-01-29 08:00" "2027-01-29 15:00" --reason "Listrik padam"
    """
    from deployments import stack
    from models import downtime
    from models.board import find_period
    from models.database import transaction

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        actor = acting_as(session, by)
        zone = find_period(session, code)["timezone"]
        moved = downtime.record(session, starts, ends, zone=zone, by=actor, reason=reason, unit=unit)
    if as_json:
        print_json({"deadlines": moved.deadlines, "objection_clocks": moved.clocks})
        return
    if not moved.deadlines + moved.clocks:
        say(_("Recorded. No deadline moves: none was near, or the working time lost was short."))
        return
    say(
        _("Recorded. {deadlines} deadlines and {clocks} clocks of objections move; everybody concerned is told.")
        .format(deadlines=moved.deadlines, clocks=moved.clocks)
    )  # fmt: skip


@app.command("list")
@answers
def list_downtimes(
    code: Annotated[str, typer.Argument(help=_("Code of the period."))],
    limit: Annotated[int, typer.Option(min=1, max=10_000, help=_("At most so many lines."))] = 100,
    as_json: AsJson = False,
) -> None:
    """Show the downtimes since a period began, and how many of its deadlines each moved.

    Example: kinerja downtime list 2026
    """
    from zoneinfo import ZoneInfo

    from deployments import stack
    from models.board import find_period
    from models.database import transaction
    from models.downtime import of_period

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        period = find_period(session, code)
        found = of_period(session, period["id"], limit=limit)
    if as_json:
        print_json(found)
        return
    if not found:
        say(_("No downtime is recorded in period {code}.").format(code=code))
        return
    columns = ("starts_at", "ends_at", "unit", "reason", "recorded_by", "deadlines")
    zone = ZoneInfo(period["timezone"])
    shown = [row | {name: row[name].astimezone(zone) for name in ("starts_at", "ends_at")} for row in found]
    print_rows(_("Downtimes"), columns, shown, dispensable=(4,))
