"""A private copy of an outside file, hashed while it is copied: what is read is what was hashed.

Belongs here: copying and refusing. Does not: reading what is in it.
"""

import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from models.errors import InvalidInputError
from models.language import N_

_MOST = 128 * 1024 * 1024
_BLOCK = 1024 * 1024


@dataclass(frozen=True)
class Spooled:
    """The copy, the SHA-256 of its bytes, and how many there are."""

    path: Path
    sha256: str
    bytes: int


@contextmanager
def spooled(path: Path, most: int = _MOST) -> Iterator[Spooled]:
    """A private copy of `path` for the length of the block.

    Raises:
        InvalidInputError: no such file, no plain file, too large, or it changed while it was copied.
    """
    with tempfile.TemporaryDirectory(prefix="kinerja-spool-") as folder:
        copy = Path(folder) / f"file{path.suffix.lower()}"
        try:
            digest, size = _copy(path, copy, most)
        except OSError as problem:
            raise InvalidInputError(
                N_("{path} cannot be read: {problem}. Check the name and the folder."),
                path=path,
                problem=problem.strerror,
            ) from problem
        yield Spooled(copy, digest, size)


def _copy(path: Path, copy: Path, most: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    # Without blocking: a FIFO that nobody writes to would be waited for, for ever.
    with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file, copy.open("wb") as target:  # noqa: PTH123
        before = os.fstat(file.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise InvalidInputError(N_("{path} is no file. Check the name and the folder."), path=path)
        while block := file.read(_BLOCK):
            size += len(block)
            if size > most:
                raise InvalidInputError(
                    N_("{path} is larger than {most} MB. Split it and bring the parts in one after the other."),
                    path=path,
                    most=most // 1024 // 1024,
                )
            digest.update(block)
            target.write(block)
        after, now = os.fstat(file.fileno()), path.stat()
    same = {(each.st_ino, each.st_size, each.st_mtime_ns) for each in (before, after, now)}
    if len(same) != 1 or size != before.st_size:
        raise InvalidInputError(
            N_("{path} changed while it was read: somebody is still writing it. Try again when it is finished."),
            path=path,
        )
    return digest.hexdigest(), size
