"""C3: PostgreSQL is shut down at once and started again, in the middle of a stage and under people's feet."""

import os
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import SQLAlchemyError

from flows.unit_cycle import _is_passing_trouble
from models import actors, collection, migrating, postgres
from models.collection import RealizationInput
from models.database import engine_for, one, rows, transaction
from models.errors import UnavailableError
from models.processes import is_running
from models.vocabulary import Stage
from tests.factories import MEMBER, SmallPeriod, count, launch_small_period
from tests.worlds import using

PASSING = (psycopg.OperationalError, SQLAlchemyError, UnavailableError)


@pytest.fixture
def own_server() -> Iterator[postgres.Server]:
    """A PostgreSQL that nobody else uses, with the small period in it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        server = postgres.start(Path(folder) / "home", durable=False)
        try:
            migrating.upgrade(engine_for(server.url("kinerja", postgres.OWNER), 1))
            yield server
        finally:
            server.stop()


def _restart(server: postgres.Server) -> None:
    """As by `pg_ctl restart -m immediate`: every connection is cut, recovery follows."""
    postmaster = int((server.data_directory / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGQUIT)
    while is_running(postmaster):
        time.sleep(0.02)
    postgres.start(server.home, durable=False)


def test_a_stage_cut_in_the_middle_is_done_once_afterwards(own_server: postgres.Server) -> None:
    with using(own_server, "kinerja"):
        period = launch_small_period()
        problems: list[Exception] = []

        def run() -> None:
            try:
                period.run(Stage.BRIEFING)
            except Exception as problem:  # noqa: BLE001 - which one it is, is what the test asks
                problems.append(problem)

        holder = psycopg.connect(own_server.dsn("kinerja", postgres.APPLICATION))
        holder.execute("SELECT FROM period_unit FOR NO KEY UPDATE")
        thread = threading.Thread(target=run)
        thread.start()
        while count("stage_run") == 0:
            time.sleep(0.02)
        _restart(own_server)
        thread.join(30)
        holder.close()
        assert len(problems) == 1
        assert isinstance(problems[0], PASSING)
        assert (count("notice"), count("stage_seal")) == (0, 0)
        assert period.run(Stage.BRIEFING).outcome == "sealed"
        assert (count("notice"), count("stage_seal")) == (4, 1)


def test_no_acknowledged_value_is_lost_over_restarts(own_server: postgres.Server) -> None:
    """P1: a person keeps recording; whatever was acknowledged is there at the end, once."""
    with using(own_server, "kinerja"):
        period = launch_small_period()
        for stage in (Stage.BRIEFING, Stage.TARGET_SETTING):
            period.pass_stage(stage)
        acknowledged: list[str] = []
        stop = threading.Event()

        def work() -> None:
            number = 0
            while not stop.is_set():
                number += 1
                try:
                    _record(period, str(number))
                except PASSING:
                    continue
                acknowledged.append(str(number))

        thread = threading.Thread(target=work)
        thread.start()
        for _ in range(2):
            before = len(acknowledged)
            while len(acknowledged) < before + 20:
                time.sleep(0.02)
            _restart(own_server)
        stop.set()
        thread.join(30)
        with transaction() as session:
            stored = [str(row["value"]) for row in rows(session, "SELECT value FROM realization ORDER BY version")]
            in_force = one(session, "SELECT count(*) AS values FROM realization WHERE superseded_at IS NULL")
            events = one(session, "SELECT count(*) AS events FROM audit_event WHERE event = 'realization.recorded'")
        assert set(acknowledged) <= set(stored)
        assert len(stored) == len(set(stored))
        assert in_force == {"values": 1}
        assert events == {"events": len(stored)}


def _record(period: SmallPeriod, value: str) -> None:
    entry = RealizationInput(work_result=1, indicator=1, month=date(2026, 1, 1), value=Decimal(value))
    with transaction() as session:
        collection.record_realizations(session, period.segments[MEMBER], [entry], by=actors.person(session, MEMBER))


class _Ended:
    """A Prefect state that ended with a problem."""

    def __init__(self, problem: Exception) -> None:
        self.problem = problem

    def result(self, *, raise_on_failure: bool) -> Exception:
        assert not raise_on_failure
        return self.problem


@pytest.mark.parametrize(
    ("problem", "again"),
    [
        (psycopg.errors.AdminShutdown("terminating connection"), True),
        (psycopg.OperationalError("consuming input failed"), True),
        (UnavailableError("The database does not answer."), True),
        (psycopg.errors.UniqueViolation("duplicate key"), False),
        (ValueError("a bug"), False),
    ],
)
def test_only_a_lost_database_is_tried_again(problem: Exception, again: bool) -> None:  # noqa: FBT001
    assert _is_passing_trouble(None, None, _Ended(problem)) is again
