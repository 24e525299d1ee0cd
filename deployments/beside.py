"""A thread at work while a command does something else, or only waits for Ctrl-C.

Belongs here: beginning and ending it. Does not: the work (sealing, mailing, checking, dispatching).
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from deployments import interrupts


@contextmanager
def beside(name: str, work: Callable[[], object], *, stop: Callable[[], object], grace: float) -> Iterator[None]:
    """Let `work` run while the block does; at its end `stop` asks it to end, and it gets `grace` seconds for that."""
    thread = threading.Thread(target=work, name=name, daemon=True)
    with interrupts.held():  # signals are for the main thread, which knows how to end
        thread.start()
    try:
        yield
    finally:
        stop()
        thread.join(grace)
