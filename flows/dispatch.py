"""The dispatcher: turns wakes into flow runs, here in this process or through a Prefect work pool.

Belongs here: when a run starts and where. Does not: what a run does (unit_cycle), or finding what is due (sweep).
Without Prefect, wakes stay where they are and decisions go on; when it is back, flows catch up.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from typing import Any

from prefect.deployments import run_deployment

from flows.crew import Crew
from flows.ingest import ingest
from flows.sweep import sweep
from flows.unit_cycle import unit_cycle
from models import wakes
from models.database import Row, transaction
from models.language import N_, Message
from tasks.ingest import due_sources
from tasks.judging import prepare_together
from tasks.sweep import at_work, would_move

log = logging.getLogger("kinerja.dispatch")

#: Seconds between two looks at the wakes, between two sweeps, before a failed run is tried again, and before a unit
#: that was woken while it ran is looked at again.
PAUSE, SWEEP_EVERY, AGAIN_AFTER, BUSY_AGAIN_AFTER = 0.5, 60.0, 15, 1
#: Units worked on at the same time in this process; PostgreSQL does the heavy part.
WORKERS = 2
#: Runs of one pull that may be lost with their workers before we wait for the next time.
_LOST_RUNS = 10


def run_here(due: wakes.Due) -> None:
    """Run a unit's cycle in this process."""
    asyncio.run(unit_cycle(due.period_code, due.unit_code, due.title))


def hand_to_pool(due: wakes.Due) -> None:
    """Ask Prefect's workers for a run; the same wakes ask for the same run.

    Their time is part of the key: a restored database numbers its wakes anew, beside a Prefect that remembers.
    """
    run_deployment(
        "unit-cycle/unit-cycle",
        parameters={"period": due.period_code, "unit": due.unit_code, "title": due.title},
        idempotency_key=f"{due.period_code}:{due.unit_code}:{max(due.wakes)}:{due.asked_at:%Y%m%dT%H%M%S%f}",
        timeout=0,
        as_subflow=False,
    )


def pull_here(source: Row) -> None:
    """Pull a source in this process."""
    asyncio.run(ingest(source["id"], source["title"]))


def hand_pull_to_pool(source: Row) -> None:
    """Ask Prefect's workers to pull a source; while it was not pulled, asking again asks for the same run.

    A run that ended without pulling was lost with its worker, and one more takes its place.
    """
    key = f"ingest:{source['id']}:{source['pulled_at'] or 'first'}"
    for _ in range(_LOST_RUNS):
        asked: Any = run_deployment(
            "ingest/ingest",
            parameters={"source": source["id"], "title": source["title"]},
            idempotency_key=key,
            timeout=0,
            as_subflow=False,
        )
        if asked.state is None or not asked.state.is_final():
            return
        key = f"ingest:{source['id']}:after:{asked.id}"


#: Told of a unit whose run failed: the unit, and why.
Failed = Callable[[wakes.Due, Exception], None]


def _log_failure(due: wakes.Due, problem: Exception) -> None:
    text = N_("{unit}: the run failed ({problem}). It is tried again in {seconds} s.")
    log.error("%s", Message(text, {"unit": due.title, "problem": problem, "seconds": AGAIN_AFTER}), exc_info=problem)


def _log_failed_pull(source: Row, problem: Exception) -> None:
    text = N_("{source}: the pull failed ({problem}). It is asked again when it is due.")
    log.error("%s", Message(text, {"source": source["title"], "problem": problem}), exc_info=problem)


@dataclass
class Dispatcher:
    """Takes wakes and makes runs of them until stopped."""

    start: Callable[[wakes.Due], None] = run_here
    pull: Callable[[Row], None] = pull_here
    sweep_every: float = SWEEP_EVERY
    pull_every: float = SWEEP_EVERY
    workers: int = WORKERS
    failed: Failed = _log_failure
    stopping: threading.Event = field(default_factory=threading.Event)
    _busy: set[tuple[int, int]] = field(default_factory=set)
    _pulls: Future[None] | None = None

    def run(self) -> None:
        """Work until `stop` is called; the database or Prefect being away is waited out."""
        swept, pulled = -self.sweep_every, -self.pull_every
        with Crew(self.workers) as crew, Crew(1) as puller:
            while not self.stopping.is_set():
                try:
                    if time.monotonic() - swept >= self.sweep_every:
                        swept = time.monotonic()
                        at_work()
                        sweep()
                    if time.monotonic() - pulled >= self.pull_every:
                        pulled = time.monotonic()
                        self.pull_due(puller)
                    self.round(crew)
                except Exception as problem:  # noqa: BLE001 - whatever it is, the next look may go well
                    self._wait_out(problem)
                self.stopping.wait(PAUSE)

    def _wait_out(self, problem: Exception) -> None:
        if self.stopping.is_set():
            return  # what we ask may be gone by now, and nobody waits for the answer
        text = N_("Units cannot be looked at now ({problem}). It is tried again in {seconds} s.")
        log.error("%s", Message(text, {"problem": problem, "seconds": AGAIN_AFTER}), exc_info=problem)
        self.stopping.wait(AGAIN_AFTER)

    def pull_due(self, puller: Crew) -> Future[None] | None:
        """Have the sources pulled that are due, one after another beside the units; None while that goes on already."""
        if self._pulls is not None and not self._pulls.done():
            return None
        self._pulls = puller.submit(self._pull_all)
        return self._pulls

    def _pull_all(self) -> None:
        asked = set[int]()
        while not self.stopping.is_set():
            with transaction() as session:
                due = [source for source in due_sources(session) if source["id"] not in asked]
            if not due:
                return
            asked.add(due[0]["id"])
            self._pull_one(due[0])

    def _pull_one(self, source: Row) -> None:
        try:
            self.pull(source)
        except Exception as problem:  # noqa: BLE001 - one source's trouble is not the others'
            if not self.stopping.is_set():
                _log_failed_pull(source, problem)

    def round(self, crew: Crew) -> list[Future[None]]:
        """Take what waits and start what would move."""
        with transaction() as session:
            moving = []
            for due in wakes.take(session):
                if (due.period_id, due.unit_id) in self._busy:
                    wakes.give_back(session, due, BUSY_AGAIN_AFTER)
                elif would_move(session, due):
                    moving.append(due)
                else:
                    wakes.finish(session, due)
        prepare_together(moving)
        started = []
        for due in moving:
            self._busy.add((due.period_id, due.unit_id))
            started.append(crew.submit(self._work, due))
        return started

    def _work(self, due: wakes.Due) -> None:
        try:
            again_after = self._make_run(due)
            with transaction() as session:
                if again_after is None:
                    wakes.finish(session, due)
                else:
                    wakes.give_back(session, due, again_after)
        finally:
            self._busy.discard((due.period_id, due.unit_id))

    def _make_run(self, due: wakes.Due) -> int | None:
        """Make the run; None when it was made, else the seconds after which somebody must try again."""
        if self.stopping.is_set():
            return 0
        try:
            self.start(due)
        except Exception as problem:  # noqa: BLE001 - one unit's trouble is not the others'
            if not self.stopping.is_set():
                self.failed(due, problem)
            return AGAIN_AFTER
        return None

    def stop(self) -> None:
        """Let running units end, then leave `run`; units that wait for their turn are left to the next dispatcher."""
        self.stopping.set()


def settle(*, limit: float = 600.0, failed: Failed = _log_failure) -> int:
    """Run units until no wake moves anything any more; returns how many runs that took.

    A unit whose run fails is told to `failed` and left for later; the others go on.
    """
    dispatcher, runs, end = Dispatcher(failed=failed), 0, time.monotonic() + limit
    with Crew(dispatcher.workers) as crew:
        try:
            while time.monotonic() < end and (started := dispatcher.round(crew)):
                runs += len(started)
                wait(started)
        finally:
            dispatcher.stop()
    return runs
