"""Where the embedded PostgreSQL keeps its data and its socket: in home, unless its account cannot get there.

Belongs here: choosing the folders once and recording them in home. Does not: what runs in them.
"""

import json
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

from models.errors import UnavailableError
from models.language import N_
from models.postgres_account import Account, account_for
from models.postgres_binaries import SHARED

RECORD = "postgres.json"
#: The kernel takes 107 bytes for the path of a socket (103 on macOS); the file itself is ".s.PGSQL.5432".
LONGEST_SOCKET_FOLDER = 100 - len("/.s.PGSQL.5432")


@dataclass(frozen=True)
class Place:
    """The folder that holds one server's data and log, and the private folder of its socket."""

    folder: Path
    sockets: Path

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.folder / "postgres.log"

    @property
    def account(self) -> Account:
        """The account that the server runs as."""
        return account_for(self.folder)


def recorded(home: Path) -> Place | None:
    """The place that an earlier start chose for `home`; None before the first start, or when we may not look."""
    try:
        record = json.loads(home.joinpath(RECORD).read_text())
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return None
    return Place(Path(record["folder"]), Path(record["sockets"]))


def choose(home: Path) -> Place:
    """The place for `home`, made ready and recorded: where it was before, else where its account can work.

    Raises:
        UnavailableError: when the recorded data are gone (we never quietly start again with none).
    """
    before = recorded(home)
    if before and not before.folder.exists():
        raise UnavailableError(
            N_(
                "The database of {home} was kept in {folder}, which is gone. Put it back from a backup, or remove "
                "{record} to start again with an empty one."
            ),
            home=home,
            folder=before.folder,
            record=home / RECORD,
        )
    folder = before.folder if before else _new_folder(home)
    place = Place(folder, _sockets(folder, before))
    if place != before:
        unfinished = home / f"{RECORD}.{os.getpid()}"
        unfinished.write_text(json.dumps({"folder": str(place.folder), "sockets": str(place.sockets)}) + "\n")
        unfinished.replace(home / RECORD)
    return place


def _new_folder(home: Path) -> Path:
    account = account_for(home / "postgres")
    folder = home / "postgres" if account.may("x", home) else SHARED / secrets.token_hex(4)
    _make_private(folder, account)
    return folder


def _sockets(folder: Path, before: Place | None) -> Path:
    account = account_for(folder)
    if before and _is_private(before.sockets, account):
        return before.sockets
    sockets = folder / "sockets"
    if len(os.fsencode(sockets)) > LONGEST_SOCKET_FOLDER:
        sockets = Path(tempfile.mkdtemp(prefix="kinerja-", dir="/tmp"))
    _make_private(sockets, account)
    return sockets


def _make_private(folder: Path, account: Account) -> None:
    folder.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    if account.changes:
        os.chown(folder, account.user, account.group)


def _is_private(folder: Path, account: Account) -> bool:
    """Whether the folder is still the one we made: a restart empties /tmp, and somebody else may have been quicker."""
    try:
        facts = folder.lstat()
    except FileNotFoundError:
        return False
    return (facts.st_uid, facts.st_mode & 0o170777) == (account.user, 0o040700)
