"""A whole period of two small agencies as one story that can be told on from wherever a killed teller left it.

Belongs here: the machine's stages and people's acts in order, each skipped when it was done. Does not: killing
(crash_driver). Only tasks.stage.run_stage and the verbs; no Prefect.
"""

import time
from datetime import date
from decimal import Decimal

from models import (
    actors,
    approval,
    closing,
    collection,
    explanation,
    launch,
    notification,
    objection,
    stage_records,
    target_setting,
)
from models.actors import Actor
from models.collection import RealizationInput
from models.database import one, rows, transaction
from models.vocabulary import OrganizationPredicate, Rating, Stage
from tasks.stage import Outcome, run_stage
from tests.factories import (
    AGENCY,
    HEAD,
    MEMBER,
    SmallPeriod,
    decider,
    entry,
    found_period,
    now,
    period_file,
    plan,
    unit,
)

OTHER_AGENCY, OTHER_HEAD, OTHER_MEMBER = "DUKCAPIL", "197203031998031002", "198808082014042003"
UNITS = (AGENCY, OTHER_AGENCY)
CODE = "2026"


def tell() -> None:
    """Launch the period if nobody has, and take it to its end."""
    _launch()
    for stage in Stage:
        for agency in UNITS:
            if _run(stage, agency).outcome == "waiting":
                _ACTS[stage](found_period(CODE, agency))
                ended = _run(stage, agency)
                assert ended.outcome == "sealed", ended
    with transaction() as session:
        stage_records.declare_lost(session, after_seconds=0)
        closing.close_period(session, found_period(CODE, AGENCY).id)


def _launch() -> None:
    definition = period_file(performance_team=[], administrators=[HEAD])
    people = {AGENCY: (HEAD, MEMBER), OTHER_AGENCY: (OTHER_HEAD, OTHER_MEMBER)}
    roster = [
        entry(nip, rater, level, unit_code=agency, agency_code=agency)
        for agency, (head, member) in people.items()
        for nip, rater, level in ((head, None, 1), (member, head, 2))
    ]
    units = [unit(), unit(OTHER_AGENCY, "Dinas Kependudukan", OTHER_HEAD)]
    with transaction() as session:
        launch.launch(session, definition, roster, units, roster_digest="0" * 64, by=actors.operator())


def _run(stage: Stage, agency: str) -> Outcome:
    """A killed worker's lock is free as soon as PostgreSQL notices that its connection is gone."""
    deadline = time.monotonic() + 20
    while True:
        outcome = run_stage(stage, CODE, agency)
        if outcome.outcome != "busy" or time.monotonic() > deadline:
            return outcome
        time.sleep(0.02)


_PLAN = """
SELECT p.status, EXISTS (SELECT FROM work_result WHERE plan_id = p.id) AS written,
       (SELECT a.id FROM approval a WHERE a.key = 'plan:' || p.id AND a.closed_at IS NULL) AS request
  FROM plan p WHERE p.segment_id = %(segment)s ORDER BY version DESC LIMIT 1
"""


def _agree_plans(period: SmallPeriod) -> None:
    for nip, segment in period.segments.items():
        with transaction() as session:
            if not _plan(segment)["written"]:
                content = plan("S1" if nip in {HEAD, OTHER_HEAD} else "1")
                target_setting.draft(session, segment, content, by=actors.person(session, nip))
        with transaction() as session:
            if _plan(segment)["status"] == "draft":
                target_setting.submit(session, segment, by=actors.person(session, nip))
        with transaction() as session:
            request = _plan(segment)["request"]
            if request:
                target_setting.approve(session, request, by=decider(session, request))


def _plan(segment: int) -> dict[str, object]:
    with transaction() as session:
        found = one(session, _PLAN, segment=segment)
        assert found
        return found


def _report(period: SmallPeriod) -> None:
    """The months that have begun, never all of the year: a warning that stops nothing (DQ-R01); far under target."""
    today = now()
    for nip, segment in period.segments.items():
        with transaction() as session:
            if rows(session, "SELECT FROM realization_report WHERE segment_id = %(segment)s", segment=segment):
                continue
            by = actors.person(session, nip)
            entries = [
                RealizationInput(work_result=1, indicator=1, month=date(today.year, month, 1), value=Decimal("7.5"))
                for month in range(1, min(today.month, 11) + 1)
            ]
            collection.record_realizations(session, segment, entries, by=by)
            why = "Akreditasi ditunda oleh penilai luar."
            explanation.explain(session, segment, work_result=1, indicator=1, cause="OTHER_UNIT", words=why, by=by)
            collection.submit_report(session, segment, by=by)


def _rate(period: SmallPeriod) -> None:
    mine = set(period.segments.values())
    for request in period.requests("evaluation"):
        if request["segment_id"] in mine:
            work = (
                None if request["segment_id"] in {period.segments.get(HEAD), period.segments.get(OTHER_HEAD)} else GOOD
            )
            with transaction() as session:
                by = decider(session, request["id"])
                approval.rate(session, request["id"], by=by, work=work, behavior=GOOD, feedback="Baik")
    for request in period.requests("organization"):
        with transaction() as session:
            by = decider(session, request["id"])
            approval.set_organization_predicate(session, request["id"], by=by, predicate=OrganizationPredicate.GOOD)


_UNANSWERED = """
SELECT s.rater_id FROM approval a JOIN objection o ON o.id = a.subject_id JOIN segment s ON s.id = a.segment_id
 WHERE a.id = %(request)s AND o.answered_at IS NULL
"""


def _object_and_accept(period: SmallPeriod) -> None:
    """One member objects and is heard; everybody else accepts."""
    for nip, segment in period.segments.items():
        with transaction() as session:
            by = actors.person(session, nip)
            mine = notification.published(session, segment, by)
            if nip == MEMBER and not mine["objection_id"] and mine["version"] == 1:
                objection.file(session, segment, by=by, statement="Data belum lengkap")
            elif nip != MEMBER and not mine["accepted_at"]:
                notification.accept(session, segment, by=by)
    for request in period.requests("objection"):
        with transaction() as session:
            for unheard in rows(session, _UNANSWERED, request=request["id"]):
                rater = Actor("person", unheard["rater_id"])
                objection.answer(session, request["subject_id"], by=rater, statement="Sudah diperhitungkan")
        with transaction() as session:
            by: Actor = decider(session, request["id"])
            above = Rating.ABOVE
            objection.decide(session, request["id"], by=by, reason="Terbukti", work=above, behavior=above)


GOOD = Rating.AS_EXPECTED
_ACTS = {
    Stage.TARGET_SETTING: _agree_plans,
    Stage.COLLECTION: _report,
    Stage.APPROVAL: _rate,
    Stage.OBJECTION: _object_and_accept,
}
