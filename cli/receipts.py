"""`kinerja receipts`: who has not received a published result yet, and recording that somebody signed for it on paper.

Belongs here: options and tables. Does not: the clock that a receipt starts (models/receipts).
"""

from datetime import datetime, timedelta
from typing import Annotated

import typer

from cli.acting import acting_as, looked_at
from cli.headings import print_rows
from cli.output import AsJson, answers, print_json, quiet_or_told, say
from models.language import _

app = typer.Typer(no_args_is_help=True, help=_("Record results that were signed for on paper; see who has none yet."))

Period = Annotated[str, typer.Argument(help=_("Code of the period."))]
Unit = Annotated[str, typer.Argument(help=_("Code of the unit."))]


@app.command("list")
@answers
def undelivered(
    code: Period,
    unit: Unit,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help=_("At most so many lines."))] = 100,
    as_json: AsJson = False,
) -> None:
    """List people of a unit who have neither opened nor signed for their result, while they may still object.

    Example: kinerja receipts list 2026 DINKES
    """
    from deployments import stack
    from models import receipts
    from models.database import transaction

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        place = receipts.place_of(session, code, unit)
        found = receipts.undelivered(session, place["period_id"], place["unit_id"], limit=limit)
        looked_at(session, [each["segment"] for each in found])
    if as_json:
        print_json(found)
        return
    if not found:
        say(_("Everybody of the unit whose result is published has opened or signed for it, or the days are over."))
        return
    print_rows(_("Not received yet"), ("name", "nip", "post", "published_at", "objection_until"), found)


@app.command()
@answers
def record(
    code: Period,
    unit: Unit,
    nip: Annotated[str, typer.Argument(help=_("NIP of the person who signed."))],
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help=_("The day of the signature."))],
    by: Annotated[str | None, typer.Option("--as", help=_("NIP of the administrator; default: operator."))] = None,
    as_json: AsJson = False,
) -> None:
    """Record that a person signed for their result on paper; their days to object run from that day.

    Example: kinerja receipts record 2026 DINKES 199001012020121001 --on 2027-02-15
    """
    from zoneinfo import ZoneInfo

    from deployments import stack
    from models import receipts
    from models.database import transaction

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        place = receipts.place_of(session, code, unit)
        actor = acting_as(session, by)
        until = receipts.sign(session, place["period_id"], place, nip, on.date(), by=actor)
    if as_json:
        print_json({"objection_until": until})
        return
    last = (until - timedelta(seconds=1)).astimezone(ZoneInfo(place["timezone"])).date()
    say(_("Recorded. The person is told; they may object until the end of {day}.").format(day=last))
