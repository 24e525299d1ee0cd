"""Where files given as evidence are kept: by the hash of their content, so that the same file is kept once.

Belongs here: reading what is given, writing it safely, and finding it again. Does not: what kinds are taken
(evidence_kinds), or who gives what (evidence). A file is on disk for good before the transaction that names it commits;
one whose transaction fails stays unnamed and harms nobody.
"""

import hashlib
import os
import stat
import tempfile
import unicodedata
from contextlib import suppress
from pathlib import Path

from models.errors import InvalidInputError, NotFoundError, UnavailableError
from models.language import N_
from models.settings import settings

_LONGEST_NAME = 200
_MEGABYTE = 2**20


def files_folder() -> Path:
    """Where files are kept on this machine; reading the settings takes milliseconds, so ask once for many files."""
    here = settings()
    return Path(here.files_folder) if here.files_folder else here.home / "files"


def stored_path(sha256: str, folder: Path | None = None) -> Path:
    """Where the file with this hash is kept (in `folder`, if given), whether or not it is there."""
    return (folder or files_folder()) / sha256[:2] / sha256


def read_stored(sha256: str, name: str) -> bytes:
    """The bytes kept under this hash, of the file that people know as `name`.

    Raises:
        NotFoundError: it is not in its place as it was given.
    """
    try:
        content = stored_path(sha256).read_bytes()
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise NotFoundError(
            N_("The file {name} is not in its place or was damaged. Tell whoever runs this system; it is on record."),
            name=name,
        )
    return content


def read_given(path: Path) -> bytes:
    """The bytes of a file that somebody gives.

    Raises:
        InvalidInputError: no such file, not a plain file, not readable, or larger than is taken (setting
            evidence_megabytes).
    """
    most = settings().evidence_megabytes
    try:
        with open(path, "rb", opener=_without_waiting) as source:
            if not stat.S_ISREG(os.fstat(source.fileno()).st_mode):
                raise _unread(path)
            content = source.read(most * _MEGABYTE + 1)
    except (OSError, ValueError) as problem:
        raise _unread(path) from problem
    if len(content) > most * _MEGABYTE:
        raise InvalidInputError(
            N_("{path} is larger than {most} MB. Make it smaller, or put it on a drive and attach the link."),
            path=cleaned_name(str(path)),
            most=most,
        )
    return content


def _unread(path: Path) -> InvalidInputError:
    return InvalidInputError(
        N_("{path} is no file that can be read. Check the name, the folder and your rights to it."),
        path=cleaned_name(str(path)),
    )


def _without_waiting(path: str, flags: int) -> int:
    """Open without waiting for the other end of a pipe that was given instead of a file."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def keep(content: bytes) -> str:
    """Keep a file for good; returns its SHA-256 (hex). What is kept already and whole is left as it is.

    Raises:
        UnavailableError: the folder cannot be written to.
    """
    digest = hashlib.sha256(content).hexdigest()
    target = stored_path(digest)
    try:
        if not _is_whole(target, digest):
            _write(target, content)
    except OSError as problem:
        raise UnavailableError(
            N_("The file cannot be kept: {problem}. Nothing was stored; tell whoever runs this system."),
            problem=problem,
        ) from problem
    return digest


def _is_whole(target: Path, digest: str) -> bool:
    try:
        return hashlib.sha256(target.read_bytes()).hexdigest() == digest
    except FileNotFoundError:
        return False


def _write(target: Path, content: bytes) -> None:
    """Write under a temporary name, to the disk, then give it its name: nobody ever sees half a file."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=target.parent, prefix=".")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
    for folder in (target.parent, target.parent.parent):
        _to_disk(folder)


def _to_disk(folder: Path) -> None:
    """Make a new name in a folder survive a power cut, on systems that can."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def cleaned_name(name: str) -> str:
    """The name of a file as it is shown: no folder, no characters that cannot be seen, at most 200 letters."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(" " if letter.isspace() else letter for letter in last if _is_seen(letter))
    bare = " ".join(seen.split()).strip(". ")
    if len(bare) > _LONGEST_NAME:
        ending = Path(bare).suffix[:_LONGEST_SUFFIX]
        bare = bare[: _LONGEST_NAME - len(ending)] + ending
    return bare or "bukti"


_LONGEST_SUFFIX = 10


def _is_seen(letter: str) -> bool:
    """Not a control, formatting (text direction), lone or private character; blanks are."""
    return letter.isspace() or not unicodedata.category(letter).startswith("C")
