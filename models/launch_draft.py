"""The files of a launch while an HR administrator looks at them in the portal: kept for a day, checked at every look.

Belongs here: keeping, reading and forgetting them, and trying the launch. Does not: checking the roster (roster), the
launch itself (launch). The files hold personal data: only their uploader reads them, and they go after the launch.
"""

import hashlib
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from models import launch
from models.actors import Actor
from models.database import one
from models.deadlines import is_hr_administrator
from models.errors import ConflictError, InvalidInputError, NotYoursError
from models.language import N_
from models.period_file import PeriodFile, read_period_file
from models.roster.checking import check_roster
from models.roster.reading import read_roster
from models.roster.report import RosterReport
from models.settings import settings

#: How long the files of a launch that was not finished are kept.
_KEPT_SECONDS = 24 * 3600
_PARTS = ("period", "roster", "units")


@dataclass(frozen=True)
class Upload:
    """One file as somebody gave it: the name on their machine, and its content."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Draft:
    """The files of a launch: the period as declared, and what the check of the roster found."""

    definition: PeriodFile
    report: RosterReport
    roster_digest: str
    #: Of all files together: what was looked at is what is launched.
    seen: str


def check_allowed(session: Session, by: Actor) -> None:
    """That `by` may launch a period.

    Raises:
        NotFoundError: they are no HR administrator: for them there is no such page.
    """
    if not is_hr_administrator(session, by):
        raise NotYoursError


def _folder(by: Actor) -> Path:
    return settings().home / "launch" / str(by.person_id)


def keep(by: Actor, period: Upload | None, roster: Upload | None, units: Upload | None = None) -> Draft:
    """Keep the files in place of those before and check them; refused files are not kept.

    Raises:
        InvalidInputError: a file is missing, cannot be read, or names each field that is wrong.
    """
    if period is None or roster is None:
        raise InvalidInputError(N_("Choose both files: the period file and the roster."))
    forget(by)
    _forget_old()
    folder = _folder(by)
    for part, given in zip(_PARTS, (period, roster, units), strict=True):
        if given:
            place = folder / part
            place.mkdir(mode=0o700, parents=True)
            (place / _plain(given.name)).write_bytes(given.content)
    try:
        draft = read(by)
    except InvalidInputError:
        forget(by)
        raise
    assert draft is not None  # noqa: S101 - just written
    return draft


def _plain(name: str) -> str:
    """A file name that is only that, whatever was sent as one."""
    return re.sub(r"[^\w .()-]", "_", re.split(r"[/\\]", name)[-1])[-80:].lstrip(".") or "file"


def read(by: Actor) -> Draft | None:
    """The files that `by` gave, checked anew; None when there are none.

    Raises:
        InvalidInputError: as for `keep`.
    """
    found = {part: next(iter((_folder(by) / part).glob("*")), None) for part in _PARTS}
    period, roster, units = (found[part] for part in _PARTS)
    if period is None or roster is None:
        return None
    with _named(period):
        definition = read_period_file(period)
    report = check_roster(read_roster(roster, units), on=definition.starts)
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() if path else "" for path in (period, roster, units)]
    return Draft(definition, report, digests[1], hashlib.sha256("".join(digests).encode()).hexdigest())


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """A refusal names the file as its giver knows it, not where it is kept here."""
    try:
        yield
    except InvalidInputError as problem:
        text, values = problem.message.text, problem.message.values
        plain = {name: str(value).replace(str(path), path.name) for name, value in values.items()}
        raise InvalidInputError(text, **plain) from problem


def forget(by: Actor) -> None:
    """Remove the files that `by` gave."""
    shutil.rmtree(_folder(by), ignore_errors=True)


def _forget_old() -> None:
    for folder in (settings().home / "launch").glob("*"):
        if folder.stat().st_mtime < time.time() - _KEPT_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)


def try_launch(session: Session, draft: Draft, *, by: Actor) -> launch.Launched:
    """What launching these files would do; the caller gives the transaction up (`session.rollback()`).

    Raises:
        ConflictError, InvalidInputError: as for `launch.launch`.
    """
    check_allowed(session, by)
    report = draft.report
    return launch.launch(
        session, draft.definition, report.accepted, report.units, held=report.held,
        roster_digest=draft.roster_digest, by=by,
    )  # fmt: skip


def launch_seen(session: Session, seen: str, *, by: Actor) -> launch.Launched:
    """Launch the files that `by` gave, if they are still those that were looked at (`seen`).

    Raises:
        ConflictError: other files were given since, or none are kept any more; or as for `launch.launch`.
        InvalidInputError: as for `launch.launch`.
        NotFoundError: no HR administrator.
    """
    check_allowed(session, by)
    draft = read(by)
    if draft is None:
        raise ConflictError(
            N_("The files are no longer here: they were launched, or a day has passed. Give them again.")
        )
    if draft.seen != seen:
        raise ConflictError(N_("Other files were given since you looked at these. Look at the new ones, then launch."))
    return try_launch(session, draft, by=by)


def launched_before(session: Session, code: str) -> bool:
    """Whether there is a period with this code."""
    return one(session, "SELECT FROM period WHERE code = %(code)s", code=code) is not None
