"""The dispatcher: turns wakes into flow runs, here in this process or through a Prefect work pool.

Belongs here: when a run starts and where. Does not: what a run does (unit_cycle), or finding what is due (sweep).
Without Prefect, wakes stay where they are and decisions go on; when it is back, flows catch up.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from prefect.deployments import run_deployment

from flows.sweep import sweep
from flows.unit_cycle import unit_cycle
from models import wakes
from models.database import transaction
from tasks.sweep import would_move

log = logging.getLogger("kinerja.dispatch")

#: Seconds between two looks at the wakes, between two sweeps, before a failed run is tried again, and before a unit
#: that was woken while it ran is looked at again.
PAUSE, SWEEP_EVERY, AGAIN_AFTER, BUSY_AGAIN_AFTER = 0.5, 60.0, 15, 1
#: Units worked on at the same time in this process; PostgreSQL does the heavy part.
WORKERS = 2


def run_here(due: wakes.Due) -> None:
    """Run a unit's cycle in this process."""
    asyncio.run(unit_cycle(due.period_code, due.unit_code, due.title))


def hand_to_pool(due: wakes.Due) -> None:
    """Ask Prefect's workers for a run; the same wakes ask for the same run."""
    run_deployment(
        "unit-cycle/unit-cycle",
        parameters={"period": due.period_code, "unit": due.unit_code, "title": due.title},
        idempotency_key=f"{due.period_code}:{due.unit_code}:{max(due.wakes)}",
        timeout=0,
        as_subflow=False,
    )


@dataclass
class Dispatcher:
    """Takes wakes and makes runs of them until stopped."""

    start: Callable[[wakes.Due], None] = run_here
    sweep_every: float = SWEEP_EVERY
    workers: int = WORKERS
    stopping: threading.Event = field(default_factory=threading.Event)
    _busy: set[tuple[int, int]] = field(default_factory=set)

    def run(self) -> None:
        """Work until `stop` is called; the database or Prefect being away is waited out."""
        swept = -self.sweep_every
        with ThreadPoolExecutor(self.workers, thread_name_prefix="unit") as pool:
            while not self.stopping.is_set():
                try:
                    if time.monotonic() - swept >= self.sweep_every:
                        swept = time.monotonic()
                        sweep()
                    self.round(pool)
                except Exception:
                    log.exception("Cannot dispatch now; trying again in %s s", AGAIN_AFTER)
                    self.stopping.wait(AGAIN_AFTER)
                self.stopping.wait(PAUSE)

    def round(self, pool: ThreadPoolExecutor) -> list[Future[None]]:
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
        started = []
        for due in moving:
            self._busy.add((due.period_id, due.unit_id))
            started.append(pool.submit(self._work, due))
        return started

    def _work(self, due: wakes.Due) -> None:
        try:
            self.start(due)
        except Exception:
            log.exception("%s: the run failed; trying again in %s s", due.title, AGAIN_AFTER)
            with transaction() as session:
                wakes.give_back(session, due, AGAIN_AFTER)
        else:
            with transaction() as session:
                wakes.finish(session, due)
        finally:
            self._busy.discard((due.period_id, due.unit_id))

    def stop(self) -> None:
        """Let running units end, then leave `run`."""
        self.stopping.set()


def settle(*, limit: float = 600.0) -> int:
    """Run units until no wake moves anything any more; returns how many runs that took. For tests and the demo."""
    dispatcher, runs, end = Dispatcher(), 0, time.monotonic() + limit
    with ThreadPoolExecutor(dispatcher.workers) as pool:
        while time.monotonic() < end:
            started = dispatcher.round(pool)
            if not started:
                return runs
            runs += len(started)
            for future in started:
                future.result()
    return runs
