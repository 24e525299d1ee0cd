"""What the operating system knows about processes, and the lock that keeps two starts apart.

Belongs here: is it alive, is it still the same one. Does not: what the processes do.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PROC = Path("/proc")


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock file at `path` while the block runs; others wait. A killed holder lets go by itself."""
    import fcntl  # noqa: PLC0415 - POSIX only; other platforms give KINERJA_DATABASE_URL instead

    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def connection_name() -> str:
    """What this process calls its database connections, so that they are told from other processes' ones.

    A name goes out with the first packet: a connection that a signal cut while it was made has it too.
    """
    return f"kinerja {os.getpid()}"


def is_running(process_id: int) -> bool:
    """Whether this process exists and is not a zombie, which still answers signals but does nothing any more."""
    return _state(process_id) not in {"", "Z", "X"}


def command_line(process_id: int) -> str:
    """The words the process was begun with, "" when it is gone: tells it from a later one with its number."""
    if not _PROC.joinpath("self", "cmdline").exists():
        return _ask_ps("args=", process_id)
    try:
        return _PROC.joinpath(str(process_id), "cmdline").read_text(errors="replace").replace("\0", " ").strip()
    except OSError:
        return ""


def _state(process_id: int) -> str:
    if not _PROC.joinpath("self", "stat").exists():
        return _ask_ps("stat=", process_id)[:1]
    try:
        # The name in parentheses before it may hold anything, a parenthesis too (proc(5)).
        return _PROC.joinpath(str(process_id), "stat").read_text(errors="replace").rpartition(")")[2].split()[0]
    except OSError:
        return ""


def _ask_ps(what: str, process_id: int) -> str:
    command = ["ps", "-o", what, "-p", str(process_id)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
