"""Ctrl-C and SIGTERM: one orderly end, whatever the command is doing just then.

Belongs here: when a signal ends the command, and which steps it has to wait for. Does not: what is stopped (stack).
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupted(KeyboardInterrupt):
    """The operator or the operating system asked the command to end."""

    def __init__(self, number: int) -> None:
        """Remember which signal (POSIX number) asked."""
        super().__init__(number)
        #: What a shell expects of a command that a signal ended.
        self.exit_code = 128 + number


@contextmanager
def orderly() -> Iterator[None]:
    """Let the first Ctrl-C or SIGTERM raise `Interrupted` in the block; further ones do not disturb its clearing up.

    Elsewhere than in the main thread signals cannot be taken, and nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in SIGNALS}
    # Whoever starts us may have decided that Ctrl-C is not for us (nohup, a shell's background job).
    ours = [number for number in SIGNALS if before[number] is not signal.SIG_IGN]
    for number in ours:
        signal.signal(number, _end)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, before[number])


def _end(number: int, _frame: FrameType | None) -> None:
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise Interrupted(number)


@contextmanager
def held() -> Iterator[None]:
    """A step that is not cut: signals wait for its end; threads and programs begun in it never see them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
