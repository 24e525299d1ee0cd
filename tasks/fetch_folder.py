"""A drop folder on the worker's machine: settled files are copied to the spool, and moved away once they are stored.

Belongs here: the folder. Does not: storing (models/sources), which files are known (ingest). Nothing outside the folder
is touched: names come from its own listing, links and folders are left alone, and so is a file that still grows.
"""

import hashlib
import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path

from models.errors import InvalidInputError
from models.language import N_
from models.sources.definition import Folder
from tasks.fetched import Fetched, Limit, TooLargeError

#: Bytes of one file that can be brought in (models/files/spool).
MOST_BYTES = 128 * 1024 * 1024
_PIECE = 1024 * 1024
DONE, REFUSED = "done", "refused"


@dataclass(frozen=True)
class Dropped(Fetched):
    """A file from a drop folder: its copy in the spool, its place, its content, and when it came or was changed."""

    place: Path
    sha256: str
    changed_at: datetime
    too_large: bool = False


def fetch(origin: Folder, spool: Path) -> Iterator[Dropped]:
    """Every settled file of the folder, oldest first, one copy at a time.

    Raises:
        InvalidInputError: there is no such folder here.
    """
    folder = Path(origin.path)
    if not folder.is_absolute() or not folder.is_dir():
        raise InvalidInputError(
            N_("There is no folder {path} where the worker runs. Make it there, or correct the path in the source."),
            path=origin.path,
        )
    for number, name in enumerate(_settled(folder, origin), 1):
        copied = _copy(folder / name, spool / f"{number}{Path(name).suffix.lower()}", origin.settle_seconds)
        if copied is not None:
            yield copied


def _settled(folder: Path, origin: Folder) -> list[str]:
    """Names of the files that fit and have not changed for a while, oldest first."""
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") or not fnmatchcase(entry.name.casefold(), origin.pattern.casefold()):
                continue
            status = entry.stat(follow_symlinks=False)
            if stat.S_ISREG(status.st_mode) and time.time() - _changed(status) >= origin.settle_seconds:
                found.append((status.st_mtime_ns, entry.name))
    return [name for _changed, name in sorted(found)]


def _changed(status: os.stat_result) -> float:
    """When a file came or was written last; a time of writing that lies ahead was set by somebody's wrong clock."""
    return max(status.st_ctime, status.st_mtime if status.st_mtime <= time.time() else 0)


def _copy(place: Path, target: Path, settle_seconds: int) -> Dropped | None:
    """Copy a file that stays as it is meanwhile; None when it is gone, changes, or turned into something else."""
    digest, limit, too_large = hashlib.sha256(), Limit(MOST_BYTES), False
    try:
        handle = os.open(place, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return None
    with os.fdopen(handle, "rb") as source, target.open("wb") as copy:
        before = os.fstat(handle)
        if not stat.S_ISREG(before.st_mode) or time.time() - _changed(before) < settle_seconds:
            return None
        try:
            while piece := source.read(_PIECE):
                limit.take(len(piece))
                digest.update(piece)
                copy.write(piece)
        except TooLargeError:
            too_large = True
        after = os.fstat(handle)
    if (before.st_size, before.st_mtime_ns, before.st_ctime_ns) != (
        after.st_size,
        after.st_mtime_ns,
        after.st_ctime_ns,
    ):
        return None
    name = os.fsencode(place.name).decode("utf-8", "replace")
    changed_at = datetime.fromtimestamp(_changed(after), UTC)
    return Dropped(target, name, place, digest.hexdigest(), changed_at, too_large)


def put_away(dropped: Dropped, where: str, number: int | None, why: str = "") -> bool:
    """Move a file to `where` beside it ("done" or "refused"), its name with the delivery's number, and say why.

    Returns whether that was possible; a file that stays is known by its content and not read again.
    """
    place = dropped.place
    folder = place.parent / where
    try:
        folder.mkdir(exist_ok=True)
        if folder.is_symlink() or place.is_symlink():
            return False
        target = _free(folder, place, number)
        place.rename(target)
        if why:
            with target.with_name(f"{target.name}.txt").open("x", encoding="utf-8") as note:
                note.write(why + "\n")
    except OSError:
        return False
    return True


def _free(folder: Path, place: Path, number: int | None) -> Path:
    """A name in `folder` that nothing has yet."""
    numbered = place.stem if number is None else f"{place.stem}-{number}"
    target, more = folder / f"{numbered}{place.suffix}", 1
    while os.path.lexists(target) or os.path.lexists(f"{target}.txt"):
        more += 1
        target = folder / f"{numbered}-{more}{place.suffix}"
    return target
