"""Whatever wake is lost: the sweep finds every unit whose people entered something the machine has not seen."""

from collections.abc import Callable

from models.database import one, rows, run, transaction
from models.vocabulary import Stage
from tasks.sweep import sweep_all
from tests.acts import World, months, rate, realize, report, waive
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, SmallPeriod


def _do(period: SmallPeriod, *acts: Callable[[World], object]) -> None:
    for act in acts:
        with transaction() as session:
            act(World(session, period))


def _lose_wakes(period: SmallPeriod) -> None:
    _do(period, lambda w: run(w.session, "DELETE FROM wake"))


def _without_report(fresh: Callable[[Stage], SmallPeriod]) -> SmallPeriod:
    """The unit waits at quality: nobody reported anything."""
    period = fresh(Stage.COLLECTION)
    _do(period, lambda w: w.overdue(Stage.COLLECTION))
    assert period.run(Stage.COLLECTION).outcome == "sealed"
    assert period.run(Stage.QUALITY).outcome == "waiting"
    _lose_wakes(period)
    return period


def test_a_correction_at_quality_wakes_the_unit_and_the_sweep_finds_a_lost_wake(
    fresh: Callable[[Stage], SmallPeriod],
) -> None:
    period = _without_report(fresh)
    assert sweep_all().woken == 0
    _do(period, lambda w: realize(w, MEMBER, months("95")))
    with transaction() as session:
        assert rows(session, "SELECT cause FROM wake") == [{"cause": "realization"}]
    _lose_wakes(period)
    assert sweep_all().woken == 1
    assert period.run(Stage.QUALITY).outcome == "sealed"


def test_a_new_report_at_approval_is_asked_about_though_its_wake_is_lost(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(Stage.APPROVAL)
    period.run(Stage.APPROVAL)
    period.report(MEMBER, "91")
    _lose_wakes(period)
    assert len(period.requests("evaluation")) == 3
    assert sweep_all().woken == 1
    period.run(Stage.APPROVAL)
    assert len(period.requests("evaluation")) == 4
    _lose_wakes(period)
    assert sweep_all().woken == 0


def test_a_run_that_failed_after_one_that_waited_is_repeated(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = _without_report(fresh)
    failed = """
INSERT INTO stage_run (period_id, unit_id, stage, attempt, worker, outcome, ended_at, rule_pack, software_version)
SELECT period_id, unit_id, stage, attempt + 1, worker, %(outcome)s, now(), rule_pack, software_version
  FROM stage_run WHERE stage = 'quality' ORDER BY attempt DESC LIMIT 1
"""
    _do(period, lambda w: run(w.session, failed, outcome="failed"))
    assert sweep_all().woken == 1


def test_a_correction_at_approval_is_judged_before_the_rater_is_asked(fresh: Callable[[Stage], SmallPeriod]) -> None:
    """MEMBER's values are taken out of force: no request on the new report until HR lets the finding stand."""
    period = fresh(Stage.APPROVAL)
    period.run(Stage.APPROVAL)
    _do(period, lambda w: realize(w, MEMBER, months("1000")))
    _do(
        period,
        lambda w: run(
            w.session,
            "UPDATE realization SET superseded_at = now() WHERE indicator_id IN (SELECT i.id FROM indicator i "
            "JOIN work_result r ON r.id = i.work_result_id JOIN plan p ON p.id = r.plan_id "
            "WHERE p.segment_id = %(me)s)",
            me=period.segments[MEMBER],
        ),
        lambda w: report(w, MEMBER),
    )
    waiting = period.run(Stage.APPROVAL)
    assert "1 of them are not asked about while a blocking finding is open" in waiting.message
    assert len(period.requests("evaluation")) == 3
    with transaction() as session:
        finding = one(session, "SELECT id, code FROM finding WHERE severity = 'block' AND fixed_at IS NULL")
    assert finding
    assert finding["code"] == "DQ-R01"
    _do(period, lambda w: waive(w, finding["id"], by=HEAD))
    period.run(Stage.APPROVAL)
    assert len(period.requests("evaluation")) == 4
    _do(period, lambda w: rate(w, w.request("evaluation", MEMBER), by=DIVISION_HEAD))
