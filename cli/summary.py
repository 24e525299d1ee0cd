"""`kinerja my summary`, `kinerja approvals summary`: what the data say of a person, for them and their rater alike.

Belongs here: options and the lines above the sections. Does not: the sections (summary_person, summary_unit), or who
may read it (models/evidence_summary).
"""

from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from cli.acting import looked_at, shown_segment
from cli.my import Nip, Period, Segment
from cli.output import AsJson, answers, numbered, print_json, quiet_or_told, say
from cli.summary_lines import paragraph
from models.language import N_, _

MY_HELP = N_(
    "Show what the data say of the employee: every indicator with its months, evidence and flags, services, survey, "
    "complaints, budget, attendance, log and feedback. The rater sees exactly this; nothing is added up to a score.\n\n"
    "Example: kinerja my summary --as 198506152010011003 --period 2026"
)
REQUEST_HELP = N_(
    "Show what the data say of the person whom a request is about, as that person sees it; nothing in it is a rating."
    "\n\n"
    "Example: kinerja approvals summary 12 --as 197505052000032002"
)


@answers
def my_summary(nip: Nip, period: Period, segment: Segment = None, as_json: AsJson = False) -> None:
    """Show what the data say of the employee."""
    from deployments import stack
    from models import actors, evidence_summary
    from models.database import transaction

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        by = actors.person(session, nip)
        mine = shown_segment(session, period, nip, segment=segment)
        found = evidence_summary.summary_of(session, mine, by=by)
    _show(found, as_json=as_json)


@answers
def request_summary(
    request: Annotated[int, typer.Argument(help=_("Number of the request, from `kinerja approvals list`."))],
    nip: Annotated[str, typer.Option("--as", help=_("NIP of whoever reads it (KDH: the regional head)."))],
    as_json: AsJson = False,
) -> None:
    """Show what the data say of the person whom a request is about."""
    from deployments import stack
    from models import actors, evidence_summary
    from models.database import transaction

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        found = evidence_summary.summary_for(session, numbered(request), by=actors.person(session, nip))
        looked_at(session, [found["segment"]])
    _show(found, as_json=as_json)


def _show(found: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    from cli import summary_person, summary_unit

    zone = ZoneInfo(found["timezone"])
    _head(found, zone)
    content = found["content"]
    summary_person.indicators(content, zone)
    summary_person.work(content)
    summary_unit.services(content)
    summary_unit.survey(content)
    summary_unit.complaints(content)
    summary_unit.budget(content)
    paragraph(
        _("This is evidence, not a rating: nothing is added up to a score, and the rater decides (PermenPANRB 6/2022).")
    )


def _head(found: dict[str, Any], zone: ZoneInfo) -> None:
    paragraph(f"{found['name']} ({found['nip']}), {found['post']}, {found['unit']}")
    paragraph(
        _("Period {period}, from {starts} to {ends}; rater: {rater}").format(
            **{name: found[name] for name in ("period", "starts", "ends", "rater")}
        )
    )
    if found["version"] is None:
        paragraph(_("Worked out now from the data as they are; they are stored for the rater when approval begins."))
        return
    built = found["built_at"].astimezone(zone)
    stored = _("Version {version}, stored for the rater on {day:%Y-%m-%d} at {day:%H:%M} {zone}.")
    paragraph(stored.format(version=found["version"], day=built, zone=f"{built:%Z}"))
    if found["newer"]:
        paragraph(_("Data have changed since; the next version is stored when the stage runs again."))
    say()
