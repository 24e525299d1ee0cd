"""Ctrl-C and SIGTERM: one orderly end, whatever the command is doing just then.

Belongs here: when a signal ends the command, and which steps it has to wait for. Does not: what is stopped (stack).
"""

import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)
#: Seconds until a signal that was lost comes again.
_MOMENT = 0.05


class Interrupted(KeyboardInterrupt):
    """The operator or the operating system asked the command to end."""

    def __init__(self, number: int) -> None:
        """Remember which signal (POSIX number) asked."""
        super().__init__(number)
        #: What a shell expects of a command that a signal ended.
        self.exit_code = 128 + number
        self.number = number


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
    _listen(ours)
    told = sys.unraisablehook
    sys.unraisablehook = lambda ignored: _again(ignored, ours) if _is_lost(ignored) else told(ignored)
    try:
        yield
    finally:
        sys.unraisablehook = told
        for number in ours:
            signal.signal(number, before[number])


def _listen(numbers: Sequence[int]) -> None:
    for number in numbers:
        signal.signal(number, _end)


def _is_lost(ignored: "sys.UnraisableHookArgs") -> bool:
    """Whether the signal came while Python cleared something away, where what is raised goes no further."""
    return isinstance(ignored.exc_value, Interrupted)


def _again(ignored: "sys.UnraisableHookArgs", ours: Sequence[int]) -> None:
    """Let a signal that was lost come once more, a moment later: then the command does something else."""
    assert isinstance(ignored.exc_value, Interrupted)  # noqa: S101 - _is_lost
    _listen(ours)
    again = threading.Timer(_MOMENT, signal.pthread_kill, (threading.main_thread().ident, ignored.exc_value.number))
    again.daemon = True
    again.start()


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
