"""Under which account of this machine the embedded PostgreSQL runs: it refuses to run as root.

Belongs here: choosing the account and running a program as it. Does not: which program, or where its data are.
"""

import errno
import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.errors import UnavailableError
from models.language import N_

#: Accounts that exist already on most systems, best first; we never create one.
UNPRIVILEGED = ("postgres", "nobody")
_CANNOT_RUN = 126  # what a shell answers for a program that it may not run


@dataclass(frozen=True)
class Account:
    """An account of the operating system, by name and numbers."""

    name: str
    user: int
    group: int

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run `command` as this account and return what it said; 126 when the account cannot run it.

        It starts in "/", because the account may not see the caller's folder, and without PG* variables, which
        would reach the server.

        Raises:
            UnavailableError: when this process may not change to the account (root without that right).
        """
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        change: dict[str, Any] = {"user": self.user, "group": self.group, "extra_groups": []} if self.changes else {}
        try:
            return subprocess.run(
                command,
                cwd="/",
                env=environment | {"LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
                **change,
            )
        except OSError as error:
            if error.errno == errno.EPERM and self.changes:
                raise _cannot_change(self.name) from error
            return subprocess.CompletedProcess(command, _CANNOT_RUN, "", str(error))

    @property
    def changes(self) -> bool:
        """Whether a program has to change its account to run as this one."""
        return self.user != os.geteuid()

    def may(self, how: str, path: Path) -> bool:
        """Whether the account may read ("r"), write ("w") or enter ("x") `path`: asked of the system itself."""
        return self.run("/bin/sh", "-c", 'test -"$0" "$1"', how, path).returncode == 0


def account_for(data: Path) -> Account:
    """The account that owns the database in `data`; for a new one this account, or for root an unprivileged one.

    Raises:
        UnavailableError: when the data belong to another ordinary account, root finds nobody to step down to, or
            this account has a number but no name.
    """
    if data.exists() and data.stat().st_uid != 0:
        return _owner(data)
    if os.geteuid() != 0:
        return _this_one()
    for name in UNPRIVILEGED:
        try:
            return _account(pwd.getpwnam(name).pw_uid)
        except KeyError:
            continue
    raise UnavailableError(
        N_(
            "PostgreSQL does not run as root, and this machine has none of the accounts {names}. "
            "Run kinerja as an ordinary user, or set KINERJA_DATABASE_URL to a PostgreSQL of your own."
        ),
        names=", ".join(UNPRIVILEGED),
    )


def _account(user: int) -> Account:
    try:
        entry = pwd.getpwuid(user)
    except KeyError:  # usual in containers: a number without an entry
        return Account(str(user), user, os.getegid())
    return Account(entry.pw_name, user, entry.pw_gid)


def _this_one() -> Account:
    account = _account(os.geteuid())
    if account.name == str(account.user):
        raise UnavailableError(
            N_(
                "The account number {user} has no entry in /etc/passwd, which PostgreSQL asks for. Add one, run "
                "kinerja as another account, or set KINERJA_DATABASE_URL to a PostgreSQL of your own."
            ),
            user=account.user,
        )
    return account


def _owner(data: Path) -> Account:
    account = _account(data.stat().st_uid)
    if account.changes and os.geteuid() != 0:
        raise UnavailableError(
            N_(
                "The database in {data} belongs to the account {name}. "
                "Run kinerja as {name}, or set KINERJA_HOME to a folder of your own."
            ),
            data=data,
            name=account.name,
        )
    return account


def _cannot_change(name: str) -> UnavailableError:
    return UnavailableError(
        N_(
            "PostgreSQL does not run as root, and this process may not change to the account {name}. "
            "Run kinerja as an ordinary user, or set KINERJA_DATABASE_URL to a PostgreSQL of your own."
        ),
        name=name,
    )
