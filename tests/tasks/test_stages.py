"""What each stage leaves: frozen versions, superseded values, the head's rating, clocks, and a final second result."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from expectations import rules as rule_files
from models import actors, digests, notification, scoring
from models.database import database_url, engine_for, one, rows, run, transaction
from models.errors import ConflictError, WrongStateError
from models.vocabulary import Rating, Stage
from tasks.sweep import sweep_all, wake_period
from tests.acts import (
    World,
    approve,
    decide,
    draft,
    file,
    fix,
    months,
    rate,
    realize,
    report,
    return_report,
    send_back,
    submit,
)
from tests.factories import (
    DIVISION_HEAD,
    HEAD,
    MEMBER,
    OTHER_MEMBER,
    REGIONAL_HEAD,
    SmallPeriod,
    big_roster,
    count,
    launch_small_period,
    plan,
)


def _do(period: SmallPeriod, *acts: Callable[[World], object]) -> None:
    """Each act in a transaction of its own."""
    for act in acts:
        with transaction() as session:
            act(World(session, period))


def _all(statement: str, **values: object) -> list[tuple[object, ...]]:
    with transaction() as session:
        return [tuple(row.values()) for row in rows(session, statement, **values)]  # type: ignore[arg-type]


def test_a_returned_plan_stays_and_the_next_version_is_decided(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(Stage.TARGET_SETTING)
    first = period.submit_plan(HEAD)
    _do(period, lambda w: send_back(w, first, REGIONAL_HEAD))
    _do(period, lambda w: draft(w, HEAD, results=plan("S1", "95")), lambda w: submit(w, HEAD))
    second = period.requests("plan")[0]
    _do(period, lambda w: approve(w, second["id"], REGIONAL_HEAD, seen=second["content_hash"]))
    assert _all("SELECT version, status FROM plan ORDER BY version") == [(1, "returned"), (2, "approved")]
    assert _all("SELECT target_min::text FROM indicator ORDER BY id") == [("90",), ("95",)]
    assert second["subject_version"] == 2


def test_a_fixed_plan_hangs_on_the_rater_and_opens_the_gate(fresh: Callable[[Stage], SmallPeriod]) -> None:
    """PLAN-03: who never agreed gets a plan of the performance team, linked like any other."""
    period = fresh(Stage.TARGET_SETTING)
    period.agree_plans((HEAD, DIVISION_HEAD, OTHER_MEMBER))
    _do(period, lambda w: w.overdue(Stage.TARGET_SETTING), lambda w: draft(w, MEMBER, results=plan("1", "5")))
    assert period.run(Stage.TARGET_SETTING).outcome == "waiting"
    _do(period, lambda w: fix(w, MEMBER, results=plan("1")))
    linked = "SELECT supports_id IS NOT NULL FROM work_result w JOIN plan p ON p.id = plan_id WHERE segment_id = %(me)s"
    assert _all(linked, me=period.segments[MEMBER]) == [(True,)]
    assert period.run(Stage.TARGET_SETTING).outcome == "sealed"


def test_a_corrected_value_supersedes_the_old_one_and_an_equal_one_changes_nothing(
    fresh: Callable[[Stage], SmallPeriod],
) -> None:
    period = fresh(Stage.COLLECTION)
    for value in ("5", "5.0", "7"):
        _do(period, lambda w, value=value: realize(w, MEMBER, months(value)))
    found = _all("SELECT version, value::text, superseded_at IS NULL FROM realization ORDER BY version")
    assert found == [(1, "5", False), (2, "7", True)]
    assert len(_all("SELECT FROM audit_event WHERE event = 'realization.recorded'")) == 2


def test_collection_closes_when_its_date_has_passed(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(Stage.COLLECTION)
    assert "4 of 4 have not submitted" in period.run(Stage.COLLECTION).message
    _do(period, lambda w: w.overdue(Stage.COLLECTION))
    assert period.run(Stage.COLLECTION).outcome == "sealed"


def test_the_newest_deadline_of_a_unit_counts(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(Stage.COLLECTION)
    _do(period, lambda w: w.overdue(Stage.COLLECTION))
    with transaction() as session:
        run(
            session,
            "INSERT INTO deadline (period_id, unit_id, stage, due_at, reason) SELECT period_id, unit_id, 'collection', "
            "now() + interval '3 days', 'banjir' FROM period_unit",
        )
    assert period.run(Stage.COLLECTION).outcome == "waiting"


def test_a_returned_report_comes_back_as_a_new_request(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(Stage.APPROVAL)
    period.run(Stage.APPROVAL)
    _do(period, lambda w: return_report(w, w.request("evaluation", MEMBER)))
    period.run(Stage.APPROVAL)
    assert len(period.requests("evaluation")) == 3
    period.report(MEMBER, "91")
    period.run(Stage.APPROVAL)
    asked = "SELECT subject_version, closed_at IS NULL FROM approval WHERE kind = 'evaluation' AND segment_id = %(me)s"
    assert _all(asked + " ORDER BY id", me=period.segments[MEMBER]) == [(1, False), (2, True)]


def test_the_same_report_again_changes_nothing_and_a_new_one_is_announced(
    fresh: Callable[[Stage], SmallPeriod],
) -> None:
    """The rater's open request stays as it is; a report with other values takes its place, and the rater is told."""
    period = fresh(Stage.APPROVAL)
    period.run(Stage.APPROVAL)
    told = "SELECT FROM notice n JOIN person p ON p.id = n.person_id WHERE n.kind = 'queue_open' AND p.nip = %(rater)s"
    asked = period.requests("evaluation")
    assert len(_all(told, rater=DIVISION_HEAD)) == 1
    _do(period, lambda w: report(w, MEMBER))
    assert period.requests("evaluation") == asked
    period.report(MEMBER, "91")
    period.run(Stage.APPROVAL)
    assert len(_all(told, rater=DIVISION_HEAD)) == 2
    period.run(Stage.APPROVAL)
    assert len(_all(told, rater=DIVISION_HEAD)) == 2


def test_the_same_report_after_a_return_asks_again(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(Stage.APPROVAL)
    period.run(Stage.APPROVAL)
    _do(period, lambda w: return_report(w, w.request("evaluation", MEMBER)), lambda w: report(w, MEMBER))
    period.run(Stage.APPROVAL)
    assert len(period.requests("evaluation")) == 4


def test_a_returned_report_that_never_comes_back_holds_nobody_up(fresh: Callable[[Stage], SmallPeriod]) -> None:
    """Once approval is overdue, the sweep wakes the unit and the rater is asked about what there is."""
    period = fresh(Stage.APPROVAL)
    period.run(Stage.APPROVAL)
    _do(period, lambda w: return_report(w, w.request("evaluation", MEMBER)))
    _do(period, lambda w: run(w.session, "DELETE FROM wake"))
    assert sweep_all().woken == 0
    _do(period, lambda w: w.overdue(Stage.APPROVAL))
    assert sweep_all().woken == 1
    period.run(Stage.APPROVAL)
    _do(period, lambda w: rate(w, w.request("evaluation", MEMBER)))
    assert count("evaluation") == 1


def test_the_head_is_rated_on_behavior_and_takes_the_organization_predicate(
    fresh: Callable[[Stage], SmallPeriod],
) -> None:
    """SE MenPANRB 3/2023: BAIK becomes SESUAI; the stored evaluation has no work rating of its own."""
    period = fresh(Stage.SCORING)
    period.run(Stage.SCORING)
    head = {"me": period.segments[HEAD]}
    assert _all("SELECT work_rating, behavior_rating FROM evaluation WHERE segment_id = %(me)s", **head) == [
        (None, "SESUAI")
    ]
    assert _all("SELECT work_rating, predicate FROM result WHERE segment_id = %(me)s", **head) == [("SESUAI", "BAIK")]


def test_a_distribution_that_departs_waits_for_its_justification(db: str) -> None:
    """SPEC §3.2: seven members, all BAIK, in a unit that is BAIK: the regional head justifies in writing."""
    period = launch_small_period(big_roster(7))
    period.up_to(Stage.SCORING)
    waiting = period.run(Stage.SCORING)
    assert waiting.outcome == "waiting"
    assert "(more than 70% are Baik, nobody is Butuh Perbaikan or Kurang)" in waiting.message
    request = period.requests("distribution")[0]["id"]
    told = "SELECT p.official_code FROM notice n JOIN person p ON p.id = n.person_id WHERE n.key LIKE %(key)s"
    assert _all(told, key="approval_pending:distribution:%") == [(REGIONAL_HEAD,)]
    with transaction() as session:
        scoring.justify(session, request, by=actors.person(session, REGIONAL_HEAD), reason="Semua mencapai target")
    assert period.run(Stage.SCORING).outcome == "sealed"
    assert _all("SELECT conforms, binding, justified_by IS NOT NULL FROM distribution_check") == [(False, True, True)]
    with pytest.raises(ConflictError, match="Already decided"), transaction() as session:
        scoring.justify(session, request, by=actors.person(session, REGIONAL_HEAD), reason="lagi")


def test_a_changed_objection_makes_a_final_second_result(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(Stage.OBJECTION)
    period.accept_all(but=(MEMBER,))
    _do(period, lambda w: decide(w, w.objected(), work=Rating.ABOVE, behavior=Rating.AS_EXPECTED))
    assert period.run(Stage.OBJECTION).outcome == "sealed"
    versions = "SELECT version, predicate, work_rating FROM result WHERE segment_id = %(me)s ORDER BY version"
    assert _all(versions, me=period.segments[MEMBER]) == [(1, "BAIK", "SESUAI"), (2, "BAIK", "DI_ATAS")]
    with pytest.raises(ConflictError, match="final"):
        _do(period, lambda w: file(w, MEMBER))
    assert period.run(Stage.CLOSING).outcome == "sealed"
    assert sweep_all().woken == 0
    assert _all("SELECT closed_at IS NOT NULL FROM period") == [(True,)]


def test_a_silent_rater_holds_no_objection_up(fresh: Callable[[Stage], SmallPeriod]) -> None:
    """Five days after the filing the superior may decide on what there is (△ SPEC §2.6)."""
    period = fresh(Stage.OBJECTION)
    _do(period, lambda w: w.filed())
    request = period.requests("objection")[0]["id"]
    with pytest.raises(WrongStateError, match="both sides are heard first"):
        _do(period, lambda w: decide(w, request))
    owner = engine_for(database_url("owner"), 1)
    with owner.begin() as connection:
        connection.exec_driver_sql("UPDATE objection SET filed_at = filed_at - interval '6 days'")
    owner.dispose()
    _do(period, lambda w: decide(w, request))
    assert _all("SELECT outcome FROM decision WHERE approval_id = %(it)s", it=request) == [("upheld",)]


def test_an_upheld_objection_leaves_one_result(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(Stage.OBJECTION)
    period.accept_all(but=(MEMBER,))
    _do(period, lambda w: decide(w, w.objected()))
    assert period.run(Stage.OBJECTION).outcome == "sealed"
    assert (count("result"), count("evaluation")) == (4, 4)


def test_reading_starts_the_clock_and_a_clock_that_ran_out_stays_so(fresh: Callable[[Stage], SmallPeriod]) -> None:
    """SPEC §2.6: 14 days from proven delivery; 21 from publication for who never opens it, and no day more."""
    period = fresh(Stage.OBJECTION)
    until = "SELECT objection_until FROM publication p JOIN result r ON r.id = result_id WHERE segment_id = %(me)s"
    _do(period, lambda w: notification.read(w.session, w.segment(MEMBER), by=w.who(MEMBER)))
    read, unread = (_all(until, me=period.segments[nip])[0][0] for nip in (MEMBER, OTHER_MEMBER))
    assert isinstance(read, datetime)
    assert isinstance(unread, datetime)
    assert (read - datetime.now(UTC)).days == 14
    assert (unread - datetime.now(UTC)).days == 21
    _do(period, lambda w: run(w.session, "UPDATE publication SET objection_until = now() - interval '1 second'"))
    with pytest.raises(WrongStateError, match="days to object are over"):
        _do(period, lambda w: file(w, OTHER_MEMBER))
    _do(period, lambda w: notification.read(w.session, w.segment(OTHER_MEMBER), by=w.who(OTHER_MEMBER)))
    with pytest.raises(WrongStateError, match="days to object are over"):
        _do(period, lambda w: file(w, OTHER_MEMBER))
    assert period.run(Stage.OBJECTION).outcome == "sealed"


def test_the_objection_stage_waits_for_every_clock(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(Stage.OBJECTION)
    assert "4 people may still object" in period.run(Stage.OBJECTION).message
    _do(period, lambda w: file(w, MEMBER))
    period.accept_all(but=(MEMBER,))
    assert "1 objections to decide, 0 people may still object" in period.run(Stage.OBJECTION).message


def test_seals_hold_digests_that_can_be_computed_again(fresh: Callable[[Stage], SmallPeriod]) -> None:
    """After later reports, another defect and a changed objection: every seal still fits what its stage left."""
    period = fresh(Stage.APPROVAL)
    period.run(Stage.APPROVAL)
    _do(period, lambda w: realize(w, MEMBER, months("1000")), lambda w: report(w, MEMBER))
    period.pass_stage(Stage.APPROVAL)
    for stage in (Stage.SCORING, Stage.NOTIFICATION):
        period.pass_stage(stage)
    period.accept_all(but=(MEMBER,))
    _do(period, lambda w: decide(w, w.objected(), work=Rating.ABOVE, behavior=Rating.ABOVE))
    for stage in (Stage.OBJECTION, Stage.CLOSING):
        assert period.run(stage).outcome == "sealed"
    with transaction() as session:
        place = one(session, "SELECT unit_id FROM period_unit")
        assert place
        sealed = {row["position"]: row["outputs_digest"] for row in rows(session, "SELECT * FROM stage_seal")}
        again = {stage.position: digests.outputs(session, period.id, place["unit_id"], stage) for stage in Stage}
        at_once = {stage.position: digests.outputs_of_all(session, period.id, stage) for stage in Stage}
    assert again == sealed
    assert {position: found[place["unit_id"]] for position, found in at_once.items()} == sealed
    assert len(set(sealed.values())) == len(Stage)


def test_a_period_woken_by_hand_says_where_it_stands(fresh: Callable[[Stage], SmallPeriod]) -> None:
    fresh(Stage.APPROVAL)
    progress = wake_period("2026")
    assert (progress.units, progress.unfinished, progress.stages) == (1, 1, "1 at approval")


def test_a_failing_stage_keeps_its_record_and_nothing_else(
    fresh: Callable[[Stage], SmallPeriod], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rule file is gone: the run is recorded as failed with the reason; the next one works."""
    period = fresh(Stage.QUALITY)
    rule_files.all_suites.cache_clear()
    with monkeypatch.context() as broken:
        broken.setattr(rule_files, "_HERE", Path("/nowhere"))
        with pytest.raises(FileNotFoundError):
            period.run(Stage.QUALITY)
    found = _all("SELECT outcome, message ->> 'text' FROM stage_run WHERE stage = 'quality'")
    assert found[0][0] == "failed"
    assert period.run(Stage.QUALITY).outcome == "sealed"
