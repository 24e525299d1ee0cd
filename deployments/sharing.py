"""Who still uses a server of the stack: the last one who leaves stops it, whoever started it.

Belongs here: counting users with a lock file. Does not: what is stopped, or how (stack).
A killed user leaves by itself, because the operating system takes its lock away; a count in a file would stay wrong.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from models.errors import UnavailableError
from models.language import N_


@contextmanager
def shared(path: Path, stop: Callable[[], None]) -> Iterator[None]:
    """Be a user of what the lock file `path` stands for while the block runs; the last to leave calls `stop`.

    While `stop` runs, newcomers wait, so that nobody adopts a server that is just being stopped.

    Raises:
        UnavailableError: the stack's folder cannot be made or written to.
    """
    handle = _open(path)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
        try:
            yield
        finally:
            if _is_last(handle):
                stop()
    finally:
        os.close(handle)


def _is_last(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _open(path: Path) -> int:
    try:
        # As in models/postgres: the account that root steps down to must pass through, but sees nothing.
        path.parent.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as problem:
        raise UnavailableError(
            N_("The folder {home} cannot be used ({reason}). Set KINERJA_HOME to a folder that you may write in."),
            home=path.parent,
            reason=problem.strerror,
        ) from problem
