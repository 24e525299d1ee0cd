"""The dispatcher: wakes become runs once, nothing is lost when Prefect is away, the sweep finds lost wakes."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from prefect.settings import PREFECT_API_URL, PREFECT_CLIENT_MAX_RETRIES, temporary_settings

from flows import dispatch
from flows.appraisal_period import appraisal_period
from flows.dispatch import Dispatcher, settle
from flows.sweep import sweep
from models import wakes
from models.database import run, transaction
from models.errors import NotFoundError
from tests.factories import HEAD, SmallPeriod, count

pytestmark = pytest.mark.usefixtures("prefect_client")


def test_decisions_go_on_and_flows_catch_up_when_prefect_is_away(
    period: SmallPeriod, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P8, C5: verbs never ask Prefect; their wakes wait until it is back."""
    monkeypatch.setattr(dispatch, "AGAIN_AFTER", 0)
    settle()
    nowhere = {PREFECT_API_URL: "http://127.0.0.1:9/api", PREFECT_CLIENT_MAX_RETRIES: 0}
    problems = []

    def away(due: wakes.Due) -> None:
        try:
            with temporary_settings(nowhere):
                dispatch.run_here(due)
        except Exception as problem:
            problems.append(problem)
            raise

    period.agree_plans()
    with ThreadPoolExecutor(1) as pool:
        for future in Dispatcher(start=away).round(pool):
            future.result()
    assert len(problems) == 1
    assert count("wake") > 0
    assert count("stage_seal") == 1
    settle()
    assert count("wake") == 0
    assert count("stage_seal") == 2


def test_a_wake_that_moves_nothing_costs_no_run(period: SmallPeriod) -> None:
    """The decision on one of four plans opens no gate: no run is made for it."""
    settle()
    period.agree_plans((HEAD,))
    runs = count("stage_run")
    assert settle() == 0
    assert (count("wake"), count("stage_run")) == (0, runs)


def test_the_wake_of_a_unit_that_is_running_comes_back(period: SmallPeriod) -> None:
    started, go_on = threading.Event(), threading.Event()

    def start(_due: wakes.Due) -> None:
        started.set()
        go_on.wait(20)

    dispatcher = Dispatcher(start=start)
    with ThreadPoolExecutor(2) as pool:
        first = dispatcher.round(pool)
        assert started.wait(20)
        with transaction() as session:
            wakes.wake(session, period.id, 1, "again")
        assert dispatcher.round(pool) == []
        assert count("wake") == 2
        go_on.set()
        first[0].result(20)
    assert count("wake") == 1


def test_a_failed_run_gives_its_wakes_back(period: SmallPeriod, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "AGAIN_AFTER", 0)
    failures = iter([RuntimeError("Prefect is away"), None])
    started = []

    def start(due: wakes.Due) -> None:
        started.append(due)
        problem = next(failures)
        if problem:
            raise problem

    dispatcher = Dispatcher(start=start)
    with ThreadPoolExecutor(1) as pool:
        for _ in range(2):
            for future in dispatcher.round(pool):
                future.result(20)
    assert started == [started[0]] * 2
    assert count("wake") == 0


def test_a_wake_taken_by_a_dispatcher_that_died_is_taken_again(period: SmallPeriod) -> None:
    with transaction() as session:
        taken = wakes.take(session)
        assert [due.unit_code for due in taken] == [period.unit]
        assert wakes.take(session) == []
    with transaction() as session:
        run(session, "UPDATE wake SET taken_at = taken_at - interval '6 minutes'")
    with transaction() as session:
        assert [due.wakes for due in wakes.take(session)] == [taken[0].wakes]


def test_the_sweep_finds_what_no_wake_told(period: SmallPeriod) -> None:
    """Every wake is lost; the plans are agreed; the sweep asks the gate and wakes the unit."""
    settle()
    period.agree_plans()
    with transaction() as session:
        run(session, "DELETE FROM wake")
    assert settle() == 0
    assert "1 units woken" in str(sweep(return_state=True).message)
    settle()
    assert count("stage_seal") == 2


def test_a_dispatcher_that_runs_works_and_stops(period: SmallPeriod) -> None:
    dispatcher = Dispatcher()
    thread = threading.Thread(target=dispatcher.run)
    thread.start()
    deadline = time.monotonic() + 60
    while count("stage_seal") == 0 and time.monotonic() < deadline:
        time.sleep(0.1)
    dispatcher.stop()
    thread.join(60)
    assert not thread.is_alive()
    assert count("stage_seal") == 1


def test_the_period_as_one_run_says_where_its_units_stand(period: SmallPeriod) -> None:
    settle()
    state = appraisal_period("2026", "2026", return_state=True)
    assert (state.name, state.message) == ("Waiting", "1 of 1 units: 1 at target_setting")
    assert count("wake") == 1
    with transaction() as session:
        run(session, "UPDATE period_unit SET position = 10")
    assert "All 1 units are finished" in str(appraisal_period("2026", "2026", return_state=True).message)
    with pytest.raises(NotFoundError, match="no period 2031"):
        appraisal_period("2031", "2031")
