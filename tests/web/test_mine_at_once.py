"""Two windows of one person at the same moment, with real connections: what the second typed never erases the first."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from models.database import one, rows, run, transaction
from models.vocabulary import Stage
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, SmallPeriod
from tests.web.conftest import Browser
from tests.web.test_mine_plan import INDICATOR, hidden

World = Callable[[Stage], SmallPeriod]
_WAITING = """
SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


@contextmanager
def held_back(kind: str, segment: int, acts: int) -> Iterator[None]:
    """Nobody gets their turn at a plan or segment (`kind`) until so many acts wait for it: then all go at once."""
    with transaction() as session:
        run(session, "SELECT pg_advisory_xact_lock(hashtextextended(%(kind)s, %(id)s))", kind=kind, id=segment)
        yield
        wait_for(acts)


def wait_for(acts: int) -> None:
    """Return once so many acts stand in the queue."""
    for _moment in range(200):
        with transaction() as looking:
            if (one(looking, _WAITING) or {"n": 0})["n"] >= acts:
                return
        time.sleep(0.05)
    pytest.fail(f"fewer than {acts} acts wait for their turn")


def statuses(acts: list[Future[Any]]) -> list[int]:
    return sorted(act.result(60).status_code for act in acts)


def test_two_windows_that_save_at_once_lose_no_work_result(browser: Browser, fresh: World) -> None:
    period = fresh(Stage.TARGET_SETTING)
    period.agree_plans([HEAD, DIVISION_HEAD])
    segment = period.segments[MEMBER]
    here = f"/my/{segment}/plan"
    seen = hidden(browser(MEMBER).get(f"{here}/results/1").text)
    windows = [browser(MEMBER), browser(MEMBER)]

    def save(number: int) -> Any:
        words = {"seen": seen, "statement": f"Hasil {number}", "numbers": "id", **INDICATOR}
        return windows[number - 1].post(f"{here}/results/{number}", data=words)

    with ThreadPoolExecutor(2) as pool:
        with held_back("plan", segment, 2):
            acts = [pool.submit(save, number) for number in (1, 2)]
        assert statuses(acts) == [303, 409]
    with transaction() as session:
        stored = rows(session, "SELECT statement FROM work_result w JOIN plan p ON p.id = w.plan_id"
                      " WHERE p.segment_id = %(s)s", s=segment)  # fmt: skip
    assert len(stored) == 1


def test_a_report_submits_what_was_seen_though_a_value_comes_meanwhile(browser: Browser, fresh: World) -> None:
    period = fresh(Stage.COLLECTION)
    segment = period.segments[MEMBER]
    here = f"/my/{segment}"
    seen = hidden(browser(MEMBER).get(f"{here}/report").text)
    windows = [browser(MEMBER), browser(MEMBER)]
    with ThreadPoolExecutor(2) as pool:
        with held_back("segment", segment, 2):
            value = pool.submit(windows[0].post, f"{here}/realizations", data=_value(windows[0], here, "87,5"))
            wait_for(1)
            report = pool.submit(windows[1].post, f"{here}/report", data={"seen": seen})
        assert value.result(60).status_code == 303
        assert report.result(60).status_code == 409


def _value(window: Any, here: str, text: str) -> dict[str, str]:
    page = window.get(f"{here}/realizations").text
    return {"month": hidden(page, "month"), "numbers": "id", "place": "1.1", "value": text}
