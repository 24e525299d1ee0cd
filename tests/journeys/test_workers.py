"""Two Prefect workers share a period; one is killed in the middle of a stage, and nothing is lost or doubled."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from prefect.client.orchestration import get_client
from prefect.deployments import run_deployment

from deployments import workers
from deployments.demo import Demo
from deployments.prefect_server import PrefectServer
from flows.crew import Crew
from flows.dispatch import Dispatcher, hand_to_pool
from models.database import Row, rows, transaction
from tests.journeys.programs import Program, Stack

POOL = "journey"
EMPLOYEES = 110
#: Long enough ago for a run to count as lost when nobody holds its unit (models/stage_records).
LONG_AGO = "1 minute"

_RUNS = "SELECT r.*, u.code FROM stage_run r JOIN unit u ON u.id = r.unit_id ORDER BY r.id"
_POSITIONS = "SELECT u.code, p.position FROM period_unit p JOIN unit u ON u.id = p.unit_id"


def _seen(statement: Any) -> list[Row]:
    with transaction() as session:
        return rows(session, statement)


def _wait(until: Callable[[], Any], seconds: float = 60) -> Any:
    end = time.monotonic() + seconds
    while not (found := until()):
        assert time.monotonic() < end, (_seen(_POSITIONS), _seen(_RUNS))
        time.sleep(0.2)
    return found


@contextmanager
def _held_up(owner: psycopg.Connection[Any], unit: str) -> Iterator[None]:
    """Whatever works on `unit` has to wait until the end of the block."""
    with owner.transaction():
        owner.execute(
            "SELECT 1 FROM period_unit p JOIN unit u ON u.id = p.unit_id WHERE u.code = %s FOR NO KEY UPDATE OF p",
            [unit],
        )
        yield


def _dispatch() -> None:
    with Crew(2) as crew:
        Dispatcher(start=hand_to_pool).round(crew)


def _at_work_on(unit: str) -> int:
    """The process that works on `unit` now; 0 when none does."""
    running = [run for run in _seen(_RUNS) if run["code"] == unit and run["outcome"] == "running"]
    return int(running[0]["worker"].rpartition(":")[2]) if running else 0


def _ancestors(process: int) -> list[int]:
    found = []
    while process > 1:
        process = int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
        found.append(process)
    return found


def _others_wait(unit: str) -> bool:
    return all(place["position"] == 2 for place in _seen(_POSITIONS) if place["code"] != unit)


def _unfinished_runs() -> list[str]:
    """Prefect's runs that count as begun and not ended."""
    with get_client(sync_client=True) as client:
        runs = client.read_flow_runs(limit=200)
    return [str(run.name) for run in runs if run.work_pool_name == POOL and run.state and run.state.is_running()]


@pytest.fixture
def two_workers(db: str, prefect: PrefectServer, prefect_client: None, tmp_path: Path) -> Iterator[list[Program]]:
    given = {name: os.environ[name] for name in ("KINERJA_DATABASE_URL", "KINERJA_OWNER_DATABASE_URL")}
    more = given | prefect.environment | {"KINERJA_PREFECT_API_URL": prefect.url}
    stack = Stack(tmp_path / "home", more)
    workers.register(POOL)
    with ExitStack() as running:
        yield [running.enter_context(stack.begun("worker", "--work-pool", POOL)) for _ in range(2)]


def test_a_worker_killed_in_the_middle_of_a_stage_loses_and_doubles_nothing(
    db: str, two_workers: list[Program]
) -> None:
    show = Demo(lambda _text: None, lambda items, _what: items, EMPLOYEES)
    show.prepare()
    show.launch()
    unit = show.left_alone
    units = len(_seen(_POSITIONS))
    with psycopg.connect(db.replace("+psycopg", ""), autocommit=True) as owner:
        with _held_up(owner, unit):
            _dispatch()
            process = _wait(lambda: _at_work_on(unit))
            killed = next(each for each in two_workers if each.process.pid in _ancestors(process))
            os.killpg(os.getpgid(process), signal.SIGKILL)  # Prefect gives each run a group of its own
            killed.kill()
            _wait(lambda: _others_wait(unit))
        owner.execute(
            "UPDATE stage_run SET started_at = started_at - %s::interval WHERE outcome = 'running'", [LONG_AGO]
        )
    run_deployment("sweep/sweep", timeout=0, as_subflow=False)
    _wait(lambda: any(run["outcome"] == "lost" for run in _seen(_RUNS)))
    _dispatch()
    _wait(lambda: _others_wait(""))
    _wait(lambda: not _unfinished_runs())
    ended = [(run["stage"], run["attempt"], run["outcome"]) for run in _seen(_RUNS) if run["code"] == unit]
    assert ended[:2] == [("briefing", 1, "lost"), ("briefing", 2, "sealed")]
    assert len(_seen("SELECT * FROM stage_seal")) == units, "a stage was sealed twice or not at all"
    assert units > 4
