"""Many at once, with real connections: one decision is stored, seals and verbs take turns, a launch is one period."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from models import actors, launch, stage_records, target_setting
from models.database import one, rows, transaction
from models.errors import ConflictError, KinerjaError, WrongStateError
from models.vocabulary import Rating, Stage
from tasks.stage import Outcome, run_stage
from tests.acts import World, answer, approve, decide, draft, fix, rate, realize, report, send_back, submit
from tests.acts import months as values
from tests.factories import (
    AGENCY,
    DIVISION_HEAD,
    HEAD,
    MEMBER,
    REGIONAL_HEAD,
    SmallPeriod,
    count,
    period_file,
    plan,
    small_roster,
    unit,
)


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each act returned or raised; all begin at the same moment."""
    start = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(place: int) -> None:
        start.wait(30)
        try:
            results[place] = acts[place]()
        except Exception as problem:  # noqa: BLE001 - what was raised is the result
            results[place] = problem

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def acting(period: SmallPeriod, act: Callable[[World], Any]) -> Callable[[], Any]:
    """An act in a transaction and connection of its own."""

    def alone() -> Any:
        with transaction() as session:
            return act(World(session, period))

    return alone


def refusals(results: Sequence[Any]) -> list[Exception]:
    return [result for result in results if isinstance(result, Exception)]


@pytest.fixture
def many_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINERJA_POOL_SIZE", "50")


@pytest.mark.usefixtures("many_connections")
def test_fifty_decisions_on_one_request_store_one(fresh: Callable[[Stage], SmallPeriod]) -> None:
    """D1: two tabs, double clicks, approve and return mixed."""
    period = fresh(Stage.TARGET_SETTING)
    request = period.submit_plan(HEAD)
    wakes = count("wake")
    acts = [
        acting(period, lambda w, n=n: (approve if n % 2 else send_back)(w, request, REGIONAL_HEAD)) for n in range(50)
    ]
    refused = refusals(at_once(acts))
    assert len(refused) == 49
    assert {type(problem) for problem in refused} == {ConflictError}
    assert all("Already decided (" in str(problem) and "by Sri Rejeki on " in str(problem) for problem in refused)
    assert count("decision") == 1
    assert count("wake") == wakes + 1
    with transaction() as session:
        events = rows(session, "SELECT event FROM audit_event WHERE event IN ('plan.approved', 'plan.returned')")
        state = one(session, "SELECT p.status, d.outcome FROM plan p, decision d WHERE p.content_hash IS NOT NULL")
    assert len(events) == 1
    assert state
    assert events[0]["event"] == f"plan.{state['outcome']}"
    assert state["status"] == state["outcome"]


@pytest.mark.parametrize("attempt", range(3))
def test_a_decision_races_the_seal_of_its_stage(fresh: Callable[[Stage], SmallPeriod], attempt: int) -> None:
    """The last objection is decided while its stage runs: either order is legal, a sealed change is always scored."""
    period = fresh(Stage.OBJECTION)
    acting(period, lambda w: answer(w, DIVISION_HEAD))()
    period.accept_all(but=(MEMBER,))
    request = period.requests("objection")[0]["id"]
    better = Rating.ABOVE
    results = at_once(
        [
            acting(period, lambda w: decide(w, request, work=better, behavior=better)),
            lambda: period.run(Stage.OBJECTION),
        ]
    )
    assert refusals(results) == []
    assert period.run(Stage.OBJECTION).outcome in {"sealed", "skipped"}
    with transaction() as session:
        changed = rows(session, "SELECT predicate FROM result WHERE version = 2")
    assert [row["predicate"] for row in changed] == ["SANGAT_BAIK"]
    assert count("publication") == 5


def test_a_seal_waits_for_a_decision_that_is_being_made(fresh: Callable[[Stage], SmallPeriod]) -> None:
    """The objection is decided but not committed when the stage begins: the stage sees it, and scores it."""
    period = fresh(Stage.OBJECTION)
    acting(period, lambda w: answer(w, DIVISION_HEAD))()
    period.accept_all(but=(MEMBER,))
    request = period.requests("objection")[0]["id"]
    outcomes: list[Outcome] = []
    stage = threading.Thread(target=lambda: outcomes.append(period.run(Stage.OBJECTION)))
    with transaction() as session:
        decide(World(session, period), request, work=Rating.ABOVE, behavior=Rating.ABOVE)
        stage.start()
        stage.join(0.5)
        assert stage.is_alive()
    stage.join(30)
    assert [outcome.outcome for outcome in outcomes] == ["sealed"]
    assert count("result") == 5


def test_a_decision_that_comes_after_the_seal_is_refused(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(Stage.TARGET_SETTING)
    period.agree_plans()
    with transaction() as session:
        request = period.requests("plan")
        assert request == []
        run = one(session, "SELECT max(id) AS id FROM approval")
    assert run
    period.run(Stage.TARGET_SETTING)
    with pytest.raises(WrongStateError, match="at collection"), transaction() as session:
        target_setting.submit(session, period.segments[HEAD], by=actors.person(session, HEAD))


@pytest.mark.parametrize("attempt", range(3))
def test_two_runs_of_a_stage_do_its_work_once(fresh: Callable[[Stage], SmallPeriod], attempt: int) -> None:
    """DESIGN §4.2: one works, the other is told that somebody does, or finds it sealed."""
    period = fresh(Stage.SCORING)
    results = at_once([lambda: period.run(Stage.SCORING)] * 4)
    assert refusals(results) == []
    outcomes = sorted(result.outcome for result in results)
    assert outcomes.count("sealed") == 1
    assert set(outcomes) <= {"sealed", "busy", "skipped"}
    assert count("result") == 4
    with transaction() as session:
        kept = rows(session, "SELECT outcome FROM stage_run WHERE stage = 'scoring' AND outcome = 'sealed'")
        running = rows(session, "SELECT FROM stage_run WHERE outcome = 'running'")
    assert len(kept) == 1
    assert running == []


def test_a_unit_somebody_works_on_is_busy(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(Stage.SCORING)
    with transaction() as session:
        place = one(session, "SELECT period_id, unit_id FROM period_unit")
        assert place
        assert stage_records.lock(session, place)
        runs = count("stage_run")
        assert run_stage(Stage.SCORING, period.code, AGENCY).outcome == "busy"
        assert count("stage_run") == runs
    assert period.run(Stage.SCORING).outcome == "sealed"


def test_one_launch_at_the_same_second_is_one_period(db: str) -> None:
    """D5: from two windows at once; one makes it, the others are told that it exists."""

    def start() -> launch.Launched:
        with transaction() as session:
            return launch.launch(
                session, period_file(), small_roster(), [unit()], roster_digest="0" * 64, by=actors.operator()
            )

    results = at_once([start] * 6)
    assert refusals(results) == []
    assert [result.created for result in results].count(True) == 1
    assert len({result.period_id for result in results}) == 1
    assert {result.segments for result in results} == {4}
    assert (count("period"), count("segment"), count("period_unit"), count("wake")) == (1, 4, 1, 1)


def test_two_periods_of_one_year_at_the_same_second_are_one(db: str) -> None:
    def start(code: str) -> launch.Launched:
        with transaction() as session:
            return launch.launch(
                session, period_file(code=code), small_roster(), [unit()], roster_digest="0" * 64, by=actors.operator()
            )

    results = at_once([lambda code=code: start(code) for code in ("a", "b", "c")])
    refused = refusals(results)
    assert {type(problem) for problem in refused} == {ConflictError}
    assert len(refused) == 2
    assert (count("period"), count("segment")) == (1, 4)


@pytest.mark.parametrize("attempt", range(4))
def test_two_tabs_drafting_the_first_plan_take_turns(fresh: Callable[[Stage], SmallPeriod], attempt: int) -> None:
    """Also while the machine opens the plans: no raw error, no deadlock, one version."""
    period = fresh(Stage.TARGET_SETTING)
    results = at_once(
        [
            acting(period, lambda w: draft(w, HEAD)),
            lambda: period.run(Stage.TARGET_SETTING),
            acting(period, lambda w: draft(w, HEAD)),
        ]
    )
    assert refusals(results) == []
    with transaction() as session:
        versions = rows(session, "SELECT version FROM plan WHERE segment_id = %(id)s", id=period.segments[HEAD])
    assert [row["version"] for row in versions] == [1]


@pytest.mark.parametrize("attempt", range(4))
def test_fixing_and_approving_at_once_leave_one_plan_in_force(
    fresh: Callable[[Stage], SmallPeriod], attempt: int
) -> None:
    """The rater approves at the moment in which the performance team fixes: one stands, the other is told."""
    period = fresh(Stage.TARGET_SETTING)
    request = period.submit_plan(HEAD)
    acting(period, lambda w: w.overdue(Stage.TARGET_SETTING))()
    results = at_once(
        [
            acting(period, lambda w: approve(w, request, REGIONAL_HEAD)),
            acting(period, lambda w: fix(w, HEAD, results=plan("S1", "70"))),
        ]
    )
    assert [type(problem) for problem in refusals(results)] in ([ConflictError], [WrongStateError])
    with transaction() as session:
        states = rows(
            session,
            "SELECT status FROM plan WHERE segment_id = %(id)s ORDER BY version",
            id=period.segments[HEAD],
        )
        open_requests = rows(session, "SELECT FROM approval WHERE closed_at IS NULL")
    assert [row["status"] for row in states] in (["approved"], ["superseded", "approved"])
    assert open_requests == []


@pytest.mark.parametrize("attempt", range(4))
def test_rating_and_correcting_at_once_bind_the_rating_to_what_stays(
    fresh: Callable[[Stage], SmallPeriod], attempt: int
) -> None:
    """D8: whichever is first, no rating stands on values that changed behind it."""
    period = fresh(Stage.APPROVAL)
    period.run(Stage.APPROVAL)
    with transaction() as session:
        request = World(session, period).request("evaluation", MEMBER)
    results = at_once(
        [
            acting(period, lambda w: rate(w, request)),
            acting(period, lambda w: (realize(w, MEMBER, values("7")), report(w, MEMBER))),
        ]
    )
    refused = refusals(results)
    assert len(refused) == 1
    assert isinstance(refused[0], KinerjaError)
    assert (count("evaluation") == 1) == isinstance(results[1], Exception)


@pytest.mark.parametrize("attempt", range(3))
def test_submitting_twice_at_once_is_one_request(fresh: Callable[[Stage], SmallPeriod], attempt: int) -> None:
    period = fresh(Stage.TARGET_SETTING)
    acting(period, lambda w: draft(w, HEAD))()
    results = at_once([acting(period, lambda w: submit(w, HEAD))] * 3)
    assert [type(problem) for problem in refusals(results)] == [WrongStateError] * 2
    assert len(period.requests("plan")) == 1
