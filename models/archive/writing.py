"""Writing the archive's file: a zip whose bytes depend on its content alone, each part hashed as it goes.

Belongs here: the container. Does not: what is in it.
"""

import hashlib
import secrets
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from models.errors import InvalidInputError
from models.language import N_

#: The earliest time that a zip can say: an archive of equal content has equal bytes, whenever it is made.
_TIME = (1980, 1, 1, 0, 0, 0)
_MODE = 0o644 << 16
_BUFFERED = 2_000


class NotWrittenError(InvalidInputError):
    """The file of an archive cannot be written: name another, or make room for it."""


class ArchiveFile:
    """An archive being written: parts one after the other, and what the manifest says of each."""

    def __init__(self, target: zipfile.ZipFile) -> None:
        """Begin with no parts."""
        self._target = target
        self.files: dict[str, dict[str, str | int]] = {}

    def add(self, name: str, lines: Iterable[str], *, listed: bool = True) -> int:
        """Write a part, one line each; returns how many. `listed`: in the manifest."""
        info = zipfile.ZipInfo(name, _TIME)
        info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, _MODE
        digest, length, count = hashlib.sha256(), 0, 0
        with self._target.open(info, "w", force_zip64=True) as part:
            for block in _blocks(lines):
                digest.update(block)
                part.write(block)
                length, count = length + len(block), count + block.count(b"\n")
        if listed:
            self.files[name] = {"sha256": digest.hexdigest(), "bytes": length, "lines": count}
        return count


def _blocks(lines: Iterable[str]) -> Iterator[bytes]:
    held: list[str] = []
    for line in lines:
        held.append(line)
        if len(held) == _BUFFERED:
            yield ("\n".join(held) + "\n").encode()
            held = []
    if held:
        yield ("\n".join(held) + "\n").encode()


@contextmanager
def writing(path: Path) -> Iterator[ArchiveFile]:
    """An archive at `path`, there whole at the end of the block or not at all.

    Raises:
        NotWrittenError: the file cannot be written; says why.
    """
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
            yield ArchiveFile(target)
        unfinished.replace(path)
    except OSError as problem:
        raise NotWrittenError(
            N_("{path} cannot be written: {problem}."), path=path, problem=problem.strerror or problem
        ) from problem
    finally:
        unfinished.unlink(missing_ok=True)
