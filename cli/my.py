"""`kinerja my`: what an employee does, entered at the command line on their behalf; the portal has the same verbs."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from cli.acting import acting_as, shown_segment
from cli.headings import cell, heading
from cli.marks import say_marks, signed
from cli.output import AsJson, answers, numbered, print_json, print_table, quiet_or_told, say
from models.errors import NotFoundError
from models.labels import label
from models.language import N_, _, reader_language

app = typer.Typer(
    no_args_is_help=True, help=_("What an employee does: acknowledge, submit, read the result, accept or object.")
)

Nip = Annotated[str, typer.Option("--as", help=_("NIP of the employee."))]
Period = Annotated[str, typer.Option("--period", help=_("Code of the period."))]
Segment = Annotated[
    int | None, typer.Option(help=_("Number of the segment, for a person who has several (transfer, Plt)."))
]
Reason = Annotated[str, typer.Option(help=_("The statement, in full sentences."))]


@app.command()
@answers
def acknowledge(nip: Nip, period: Period, segment: Segment = None, as_json: AsJson = False) -> None:
    """Record that the employee has read the announcement.

    Example: kinerja my acknowledge --as 197001011995031001 --period 2026
    """
    from models import briefing

    _act(nip, period, segment, briefing.acknowledge, _("Recorded."), as_json=as_json)


@app.command()
@answers
def submit(nip: Nip, period: Period, segment: Segment = None, as_json: AsJson = False) -> None:
    """Submit the drafted plan to the rater.

    Example: kinerja my submit --as 197001011995031001 --period 2026
    """
    from models import target_setting

    _act(nip, period, segment, target_setting.submit, _("Submitted; the rater is asked to decide."), as_json=as_json)


@app.command()
@answers
def plan(nip: Nip, period: Period, segment: Segment = None, as_json: AsJson = False) -> None:
    """Show the employee's newest plan.

    Example: kinerja my plan --as 197001011995031001 --period 2026
    """
    from deployments import stack
    from models import plans, waivers
    from models.database import one, transaction

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        mine = shown_segment(session, period, nip, segment=segment)
        newest = one(session, _NEWEST_PLAN, segment=mine)
        if newest is None:
            raise NotFoundError(N_("There is no plan yet; it is opened when target setting begins."))
        results = plans.read(session, newest["id"])
        waived = waivers.of_segment(session, mine, suites={"indicators", "plans"})
    if as_json:
        print_json(newest | {"results": [result.model_dump(mode="json") for result in results], "waived": waived})
        return
    _print_plan(newest, results, waived)


def _print_plan(newest: Any, results: Any, waived: list[Any]) -> None:
    marked = {mark["subject"] for mark in waived}
    lines = [
        (
            result.number,
            signed(result.statement, marked & {str(result.number)}),
            result.supports,
            signed(indicator.statement, marked & {f"{result.number}.{place}"}),
            f"{indicator.target_min:f}–{indicator.target_max:f}",  # noqa: RUF001
            indicator.unit_of_measure,
        )
        for result in results
        for place, indicator in enumerate(result.indicators, 1)
    ]
    columns = (_("No."), _("Work result"), _("Supports"), _("Indicator"), _("Target"), _("Unit of measure"))
    title = _("Plan version {version}: {status}").format(version=newest["version"], status=label(newest["status"]))
    print_table(title, columns, lines, dispensable=(2, 0))
    say_marks(waived)


_NEWEST_PLAN = """
SELECT id, version, status, submitted_at FROM plan WHERE segment_id = %(segment)s ORDER BY version DESC LIMIT 1
"""


@app.command()
@answers
def result(nip: Nip, period: Period, segment: Segment = None, as_json: AsJson = False) -> None:
    """Show the employee's published result, step by step; this proves delivery and starts the days to object.

    Example: kinerja my result --as 197001011995031001 --period 2026
    """
    from deployments import stack
    from models import notification, waivers
    from models.database import one, transaction
    from models.rules.evaluation import evaluate

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        mine = shown_segment(session, period, nip, segment=segment)
        notification.read(session, mine, by=acting_as(session, nip))
        found = one(session, _RESULT, segment=mine) or {}
        waived = waivers.of_segment(session, mine)
    explained = evaluate(
        "PERMENPANRB6_MATRIX",
        {"rating_hasil_kerja": found["work_rating"], "rating_perilaku_kerja": found["behavior_rating"]},
    )
    if as_json:
        print_json(found | {"explanation": explained.as_output(), "waived": waived})
        return
    _print_result(found, explained)
    say_marks(waived)


def _moment(name: str, value: Any, zone: ZoneInfo) -> str | None:
    """A moment as people in the region say it; a period that ends at midnight ends with the minute before."""
    if not isinstance(value, datetime):
        return None
    last = value - timedelta(seconds=1) if name == "objection_until" else value
    return f"{last.astimezone(zone):%Y-%m-%d %H:%M %Z}"


def _print_result(found: Any, explained: Any) -> None:
    zone = ZoneInfo(found.pop("timezone"))
    lines = [(heading(name), _moment(name, value, zone) or cell(name, value)) for name, value in found.items()]
    print_table(_("Result"), [_("What"), _("Value")], lines)
    language = reader_language()
    for place, step in enumerate(explained.steps, 1):
        say(f"{place}. {step.render(language)} ({step.source})")
    say(_("What would have changed it:"))
    for step in explained.changes:
        say(f"– {step.render(language)}")  # noqa: RUF001


_RESULT = """
SELECT r.version, r.work_rating, r.behavior_rating, r.predicate, r.credit_points, r.rule_pack, v.feedback,
       p.published_at, p.delivered_at, p.objection_until, p.accepted_at, d.timezone
  FROM result r JOIN publication p ON p.result_id = r.id JOIN evaluation v ON v.id = r.evaluation_id
  JOIN segment s ON s.id = r.segment_id JOIN period d ON d.id = s.period_id
 WHERE r.segment_id = %(segment)s ORDER BY r.version DESC LIMIT 1
"""


@app.command()
@answers
def accept(nip: Nip, period: Period, segment: Segment = None, as_json: AsJson = False) -> None:
    """Accept the result; the days to object need not run out.

    Example: kinerja my accept --as 197001011995031001 --period 2026
    """
    from models import notification

    _act(nip, period, segment, notification.accept, _("Accepted."), as_json=as_json)


@app.command("object")
@answers
def file_objection(
    nip: Nip, period: Period, statement: Reason, segment: Segment = None, as_json: AsJson = False
) -> None:
    """Object to the result with reasons; the rater's superior decides, and that is final (PP 30/2019 Pasal 59).

    Example: kinerja my object --as 197001011995031001 --period 2026 --statement "Data triwulan IV belum dihitung"
    """
    from models import objection

    filed = _("Filed. The rater answers, the rater's superior decides; nothing changes until then.")
    _act(nip, period, segment, partial(objection.file, statement=statement), filed, as_json=as_json)


@app.command()
@answers
def answer(
    number: Annotated[int, typer.Argument(help=_("Number of the objection, from `kinerja trace`."))],
    nip: Annotated[str, typer.Option("--as", help=_("NIP of the rater."))],
    statement: Reason,
    as_json: AsJson = False,
) -> None:
    """Give the rater's side of an objection.

    Example: kinerja my answer 1 --as 197001011995031001 --statement "Data triwulan IV sudah masuk"
    """
    from deployments import stack
    from models import objection
    from models.database import transaction

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        by = acting_as(session, nip)
        objection.answer(session, numbered(number), by=by, statement=statement)
    _say_done(_("Recorded; the rater's superior reads both sides."), {"objection": number}, as_json=as_json)


def _act(nip: str, period: str, segment: int | None, verb: Callable[..., Any], done: str, *, as_json: bool) -> None:
    from deployments import stack
    from models.database import transaction
    from models.people import segment_of

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        by = acting_as(session, nip)
        verb(session, segment_of(session, period, nip, segment=segment), by=by)
    _say_done(done, {"nip": nip, "period": period}, as_json=as_json)


def _say_done(text: str, about: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(about | {"done": True, "message": text})
    else:
        say(text)
