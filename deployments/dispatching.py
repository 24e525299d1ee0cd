"""A dispatcher at work in the background of a command that has something else to do, or only waits for Ctrl-C.

Belongs here: its thread, from beginning to end. Does not: dispatching (flows/dispatch).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from deployments import stack
from deployments.beside import beside

if TYPE_CHECKING:
    from flows.dispatch import Dispatcher

#: Seconds that units get to end once they are asked to; PostgreSQL forgets what a longer one has not sealed.
GRACE = 8.0


@contextmanager
def dispatching(dispatcher: "Dispatcher") -> Iterator[None]:
    """Let `dispatcher` work while the block runs; other commands see it meanwhile (`stack.dispatcher_runs`)."""
    with stack.as_dispatcher(), beside("dispatcher", dispatcher.run, stop=dispatcher.stop, grace=GRACE):
        yield
