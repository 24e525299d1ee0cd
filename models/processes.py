"""What the operating system knows about processes, and the lock that keeps two starts apart.

Belongs here: is it alive, is it still the same one. Does not: what the processes do.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PROC = Path("/proc")
#: Field numbers of /proc/PID/stat, counted after the closing parenthesis of the name (proc(5)).
_STATE, _START = 0, 19


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


def is_running(process_id: int) -> bool:
    """Whether this process exists and is not a zombie, which still answers signals but does nothing any more."""
    return _facts(process_id)[0] not in {"", "Z", "X"}


def started(process_id: int) -> str:
    """When the process began, as the system words it; "" when gone. Tells it from a later one with its number."""
    return _facts(process_id)[1]


def _facts(process_id: int) -> tuple[str, str]:
    if not _PROC.joinpath("self", "stat").exists():
        return _facts_by_ps(process_id)
    try:
        fields = _PROC.joinpath(str(process_id), "stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return "", ""
    return fields[_STATE], fields[_START]


def _facts_by_ps(process_id: int) -> tuple[str, str]:
    asked = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(process_id)], capture_output=True, text=True, check=False
    )
    state, _, start = asked.stdout.strip().partition(" ")
    return state[:1], start.strip()
