"""A few threads that work on units side by side, and never keep a process from ending.

Belongs here: threads. Does not: what they do (dispatch). A ThreadPoolExecutor would hold up an end asked for by
Ctrl-C until its last job is done; what is interrupted here is rolled back and done again.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, Self

#: Seconds that jobs get to end when the block they serve was interrupted.
GRACE = 8.0

_Job = tuple[Future[None], Callable[..., None], tuple[Any, ...]]


class Crew:
    """`size` threads for the length of a `with` block; its end waits for the jobs, an interrupted one not for long."""

    def __init__(self, size: int) -> None:
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._threads = [threading.Thread(target=self._work, name=f"unit-{n}", daemon=True) for n in range(size)]

    def submit(self, work: Callable[..., None], *args: Any) -> Future[None]:
        """Have `work(*args)` done by the next free thread."""
        future: Future[None] = Future()
        self._jobs.put((future, work, args))
        return future

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            future, work, args = job
            try:
                future.set_result(work(*args))
            except BaseException as problem:  # noqa: BLE001 - whoever waits for the job gets it
                future.set_exception(problem)

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_problem: object) -> None:
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join(GRACE if kind else None)
