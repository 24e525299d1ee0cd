"""Files of a launch on the disk of the portal's machine: received, kept for a day for their giver alone, swept.

Belongs here: folders and names. Does not: what is in the files (launch_draft). They hold personal data: the folders are
the operator's alone, and whatever is a day old goes, also while nobody visits (deployments/portal).
"""

import re
import secrets
import shutil
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from models.actors import Actor
from models.settings import settings

#: How long the files of a launch that was not finished are kept.
KEPT_SECONDS = 24 * 3600
#: Bytes of a file's name that are kept, from its end: file systems take 255, and every letter may have four.
_NAME_BYTES = 180
#: A folder that is still being filled or checked.
_COMING = ".coming-"
#: The period file that was made with the form, until the roster is given with it.
_FORM = "period.yaml"


@dataclass(frozen=True)
class Upload:
    """One file as somebody gave it: the name on their machine, and its content."""

    name: str
    content: bytes


def receive(by: Actor, parts: Mapping[str, Upload | None]) -> Path:
    """A new folder with these files, one below the name of each part; it counts once it is accepted."""
    folder = _of(by) / f"{_COMING}{secrets.token_hex(8)}"
    for part, given in parts.items():
        if given:
            place = folder / part
            place.mkdir(mode=0o700, parents=True)
            (place / _plain(given.name)).write_bytes(given.content)
    return folder


def accept(folder: Path) -> Path:
    """Let a received folder count, in place of those before it; of two at once the later one counts."""
    accepted = folder.with_name(f"{time.time_ns():020d}-{secrets.token_hex(8)}")
    folder.rename(accepted)
    for other in accepted.parent.glob("[0-9]*-*"):
        if other.name < accepted.name:
            drop(other)
    return accepted


def newest(by: Actor) -> Path | None:
    """The folder that counts; None when there is none, or a day has passed."""
    found = max((_of(by)).glob("[0-9]*-*"), key=lambda each: each.name, default=None)
    if found is not None and _age(found) > KEPT_SECONDS:
        drop(found)
        return None
    return found


def files(folder: Path, parts: tuple[str, ...]) -> dict[str, Path | None]:
    """The file of each part in a folder."""
    return {part: next(iter((folder / part).glob("*")), None) for part in parts}


def taken(folder: Path | None, parts: tuple[str, ...]) -> dict[str, Upload]:
    """Files that were given before, to be kept with others."""
    found: dict[str, Upload] = {}
    if folder is not None:
        for part, path in files(folder, parts).items():
            if path is not None:
                with suppress(OSError):
                    found[part] = Upload(path.name, path.read_bytes())
    return found


def keep_form(by: Actor, text: str) -> None:
    """Keep the text of a period file that was made with the form."""
    place = _of(by)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    coming = place / f"{_COMING}{secrets.token_hex(8)}"
    coming.write_text(text, encoding="utf-8")
    coming.replace(place / _FORM)


def form(by: Actor) -> Upload | None:
    """The period file that was made with the form; None when there is none, or a day has passed."""
    place = _of(by) / _FORM
    try:
        return Upload(_FORM, place.read_bytes()) if _age(place) <= KEPT_SECONDS else None
    except OSError:
        return None


def drop_form(by: Actor) -> None:
    """Another period file was given than the one made with the form."""
    (_of(by) / _FORM).unlink(missing_ok=True)


def drop(place: Path) -> None:
    """Remove a folder, whoever else removes it."""
    shutil.rmtree(place, ignore_errors=True)


def forget(by: Actor) -> None:
    """Remove all files that `by` gave; what is being received in another window stays, and the folder of the person."""
    for place in _of(by).glob("[0-9]*-*"):
        drop(place)
    drop_form(by)


def sweep() -> int:
    """Remove what is older than a day, whoever gave it; returns how many folders and files went.

    The empty folder of a person stays: another window may be about to put files into it.
    """
    gone = 0
    for person in (settings().home / "launch").glob("*"):
        for place in person.glob("*"):
            with suppress(OSError):
                if _age(place) > KEPT_SECONDS:
                    drop(place) if place.is_dir() else place.unlink()
                    gone += 1
    return gone


def _of(by: Actor) -> Path:
    return settings().home / "launch" / str(by.person_id)


def _age(place: Path) -> float:
    """Seconds since it was given: what happens in a folder later does not make it younger."""
    given = place.name.partition("-")[0]
    began = int(given) / 1e9 if given.isdigit() else place.stat().st_mtime
    return time.time() - began


def _plain(name: str) -> str:
    """A file name that is only that, whatever was sent as one."""
    plain = re.sub(r"[^\w .()-]", "_", re.split(r"[/\\]", name)[-1])
    short = plain.encode("utf-8", "ignore")[-_NAME_BYTES:].decode("utf-8", "ignore")
    return short.lstrip(". ") or "file"
