"""C2: the whole process group is killed while a flow runs; the sweep ends its records and the work is done once."""

import os
import signal
import subprocess
import sys
import time

import pytest
from prefect.client.orchestration import get_client

from flows.dispatch import settle
from flows.sweep import sweep
from models import stage_records
from models.database import engine_for, one, rows, run, transaction
from models.errors import WrongStateError
from models.vocabulary import Stage
from tasks.stage import _work_and_seal
from tests.factories import SmallPeriod, count

pytestmark = pytest.mark.usefixtures("prefect_client")


def test_a_killed_group_of_processes_is_recovered_by_the_sweep(period: SmallPeriod, db: str) -> None:
    # Whoever holds the unit's row makes the stage wait in the middle of its work, after its record began.
    with transaction() as holder:
        one(holder, "SELECT FROM period_unit FOR NO KEY UPDATE")
        with subprocess.Popen([sys.executable, "-m", "tests.flows.cycle_driver"], start_new_session=True) as driver:
            try:
                _until_a_stage_runs()
            finally:
                os.killpg(driver.pid, signal.SIGKILL)
        assert driver.returncode == -signal.SIGKILL
    _until_its_connections_are_gone()
    with transaction() as session:
        lost = one(session, "SELECT flow_run_id, outcome FROM stage_run")
    assert lost
    assert lost["outcome"] == "running"
    with engine_for(db, 2).begin() as owner:
        owner.exec_driver_sql("UPDATE stage_run SET started_at = started_at - interval '1 minute'")
        owner.exec_driver_sql("DELETE FROM wake")
    assert "1 workers lost, 1 runs ended" in str(sweep(return_state=True).message)
    with get_client(sync_client=True) as client:
        state = client.read_flow_run(lost["flow_run_id"]).state
    assert state
    assert state.name == "Crashed"
    settle()
    with transaction() as session:
        outcomes = [row["outcome"] for row in rows(session, "SELECT outcome FROM stage_run ORDER BY id")]
        kinds = rows(session, "SELECT kind, count(*) AS sent FROM notice GROUP BY kind ORDER BY kind")
    assert outcomes == ["lost", "sealed", "waiting"]
    assert {row["kind"]: row["sent"] for row in kinds} == {"announcement": 4, "plan_open": 4}
    assert count("stage_seal") == 1


def test_a_worker_declared_lost_keeps_nothing_of_its_work(period: SmallPeriod) -> None:
    """C6: stopped, taken for lost, and woken again: what it did meanwhile is rolled back."""
    with transaction() as session:
        place = stage_records.find_unit(session, period.code, period.unit)
        scope = stage_records.begin(session, place, Stage.BRIEFING, None)
    with transaction() as session:
        run(session, "UPDATE stage_run SET started_at = now() - interval '1 hour'")
    with transaction() as session:
        assert len(stage_records.declare_lost(session)) == 1
    with pytest.raises(WrongStateError, match="declared lost"), transaction() as session:
        _work_and_seal(session, scope)
    assert (count("notice"), count("stage_seal")) == (0, 0)
    assert period.run(Stage.BRIEFING).outcome == "sealed"


def _until_a_stage_runs() -> None:
    deadline = time.monotonic() + 60
    while count("stage_run") == 0:
        assert time.monotonic() < deadline, "no stage began"
        time.sleep(0.05)
    time.sleep(0.2)


def _until_its_connections_are_gone() -> None:
    """PostgreSQL rolls a killed worker's transaction back as soon as it notices."""
    deadline = time.monotonic() + 30
    with transaction() as session:
        while rows(session, "SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid > 0"):
            assert time.monotonic() < deadline, "a killed worker's lock is still there"
            time.sleep(0.05)
