"""Processor time: what a line costs whoever else uses the machine meanwhile.

Belongs here: adding up this process and the server's processes of the bench's database. Does not: elapsed time.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg

_PROC = Path("/proc")


def spent(owner: "psycopg.Connection[Any]") -> dict[int, float] | None:
    """Processor seconds so far by process: this one with its helpers (as 0), and those that serve its database.

    None where they cannot be read: the server is on another machine, or the system has no /proc.
    """
    if not _PROC.joinpath("self", "stat").exists() or (owner.info.host and not owner.info.host.startswith("/")):
        return None
    this = os.times()
    found = {0: this.user + this.system + this.children_user + this.children_system}
    for (process,) in owner.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()"):
        with suppress(OSError, IndexError):  # it ended after it was listed
            found[process] = _seconds(process)
    return found


def between(before: dict[int, float] | None, after: dict[int, float] | None) -> float | None:
    """Seconds spent from `before` to `after`; a process that ended in between is not counted."""
    if before is None or after is None:
        return None
    return sum(seconds - before.get(process, 0.0) for process, seconds in after.items())


def _seconds(process: int) -> float:
    # The name in parentheses before it may hold anything, a parenthesis too (proc(5)); user and system time follow.
    fields = (_PROC / str(process) / "stat").read_text(errors="replace").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
