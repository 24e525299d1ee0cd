"""Asynchronous work for callers that are not: a thread with an event loop of its own, so that they may stand in one.

Belongs here: the thread. Does not: the work. A stage's task is synchronous and runs within the loop of its flow, where
no second loop can be started.
"""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


def in_own_loop(work: Coroutine[Any, Any, T]) -> T:
    """The result of `work`, which runs in a thread of its own; whatever it raises is raised here."""
    done: Future[T] = Future()

    def run() -> None:
        try:
            done.set_result(asyncio.run(work))
        except BaseException as problem:  # noqa: BLE001 - whoever waits gets it
            done.set_exception(problem)

    threading.Thread(target=run, name="own-loop", daemon=True).start()
    return done.result()
