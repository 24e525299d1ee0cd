"""A launch while an HR administrator looks at it in the portal: its files checked once, and tried without keeping it.

Belongs here: checking, trying and launching what was given. Does not: where the files lie (launch_files), the check of
the roster (roster), the launch itself (launch). Only their giver reads them, and they go after the launch.
"""

import hashlib
import json
import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from sqlmodel import Session

from models import launch, launch_files
from models.actors import Actor
from models.database import one, transaction
from models.deadlines import is_hr_administrator
from models.errors import ConflictError, InvalidInputError, NotYoursError
from models.language import N_, Message
from models.launch_files import Upload
from models.period_file import PeriodFile, read_period_file
from models.roster.checking import check_roster
from models.roster.reading import read_roster
from models.roster.report import RosterReport

__all__ = [
    "Draft", "Trial", "Upload", "check_allowed", "forget", "keep", "keep_period", "launch_seen", "launched_before",
    "period_given", "period_upload", "read", "trial", "try_out",
]  # fmt: skip

_PARTS = ("period", "roster", "units")
_TRIAL = "trial.json"
#: Checked rosters that are kept in memory: reading one of 5,000 people takes over a second.
_MOST_CHECKED = 3


@dataclass(frozen=True)
class Draft:
    """The files of a launch: the period as declared, and what the check of the roster found."""

    definition: PeriodFile
    report: RosterReport
    roster_digest: str
    #: Of all files together: what was looked at is what is launched.
    seen: str
    folder: Path

    @property
    def counts(self) -> dict[str, int]:
        """Rows by what became of them; `agencies` take part in the period, `units` are all of the tree."""
        agencies = len({entry.agency_code for entry in self.report.accepted})
        return self.report.counts | {"agencies": agencies}


@dataclass(frozen=True)
class Trial:
    """What launching would do, as of a moment; or what stands in its way."""

    at: datetime
    created: bool = False
    units: int = 0
    segments: int = 0
    problem: Message | None = None


_checked: OrderedDict[str, Draft] = OrderedDict()
_checked_lock = threading.Lock()


def check_allowed(session: Session, by: Actor) -> None:
    """That `by` may launch a period.

    Raises:
        NotFoundError: they are no HR administrator: for them there is no such page.
    """
    if not is_hr_administrator(session, by):
        raise NotYoursError


def keep(by: Actor, period: Upload | None, roster: Upload | None, units: Upload | None = None) -> Draft:
    """Check the files and keep them in place of those before; refused files are not kept, those before stay.

    A period file or a roster that is not given is the one made with the form, or given before.

    Raises:
        InvalidInputError: a file is missing, cannot be read, or names each field that is wrong.
    """
    launch_files.sweep()
    before = launch_files.taken(launch_files.newest(by), _PARTS)
    if roster is None:
        roster, units = before.get("roster"), units or before.get("units")
    given, period = period, period or launch_files.form(by) or before.get("period")
    if period is None or roster is None:
        raise InvalidInputError(N_("Choose both files: the period file and the roster."))
    coming = launch_files.receive(by, dict(zip(_PARTS, (period, roster, units), strict=True)))
    try:
        draft = _check(coming)
    except BaseException:
        launch_files.drop(coming)
        raise
    accepted = launch_files.accept(coming)
    if given is not None:
        launch_files.drop_form(by)
    return _remember(accepted, draft)


def keep_period(by: Actor, text: str) -> None:
    """Keep a period file that was made with the form; it counts with the roster that is given next.

    With a roster that was given before, both are checked at the next `keep`.
    """
    launch_files.sweep()
    launch_files.keep_form(by, text)


def period_upload(by: Actor) -> Upload | None:
    """The period file of the form, else the one that was given; None when there is none."""
    return launch_files.form(by) or launch_files.taken(launch_files.newest(by), ("period",)).get("period")


def period_given(by: Actor) -> dict[str, Any] | None:
    """Its fields; None when there is none that can be read."""
    found = period_upload(by)
    try:
        content = yaml.safe_load(found.content) if found else None
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None


def read(by: Actor) -> Draft | None:
    """The files that `by` gave, as they were checked; None when there are none, or a day has passed.

    Raises:
        InvalidInputError: as for `keep`.
    """
    folder = launch_files.newest(by)
    if folder is None:
        return None
    with _checked_lock:
        known = _checked.get(folder.name)
        if known is not None:
            _checked.move_to_end(folder.name)
            return known
    return _remember(folder, _check(folder))  # another process of the portal took them, or this one began anew


def _remember(folder: Path, draft: Draft) -> Draft:
    draft = Draft(draft.definition, draft.report, draft.roster_digest, draft.seen, folder)
    with _checked_lock:
        _checked[folder.name] = draft
        while len(_checked) > _MOST_CHECKED:
            _checked.popitem(last=False)
    return draft


def _check(folder: Path) -> Draft:
    found = launch_files.files(folder, _PARTS)
    period, roster, units = (found[part] for part in _PARTS)
    if period is None or roster is None:  # swept, or launched, while it was looked at
        raise InvalidInputError(N_("Choose both files: the period file and the roster."))
    with _named(period):
        definition = read_period_file(period)
    report = check_roster(read_roster(roster, units), on=definition.starts)
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() if path else "" for path in (period, roster, units)]
    seen = hashlib.sha256("".join(digests).encode()).hexdigest()
    return Draft(definition, report, digests[1], seen, folder)


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
    folder = launch_files.newest(by)
    launch_files.forget(by)
    with _checked_lock:
        _checked.pop(folder.name if folder else "", None)


def try_out(draft: Draft, *, by: Actor) -> Trial:
    """Launch these files and give the launch up, so that nothing stays; what would have happened is kept with them.

    Raises:
        NotFoundError: no HR administrator.
    """
    with transaction() as session:
        check_allowed(session, by)
        at = one(session, "SELECT now() AS at") or {}
    try:
        with transaction() as session:
            would = _launch(session, draft, by=by)
            session.rollback()
    except (ConflictError, InvalidInputError) as problem:
        tried = Trial(at["at"], problem=problem.message)
    else:
        tried = Trial(at["at"], would.created, would.units, would.segments)
    content = {
        "at": tried.at.isoformat(), "created": tried.created, "units": tried.units, "segments": tried.segments,
        "problem": tried.problem.as_data() if tried.problem else None,
    }  # fmt: skip
    with suppress(OSError):  # the files went meanwhile; the next look says so
        coming = draft.folder / f"{_TRIAL}-{secrets.token_hex(8)}"
        coming.write_text(json.dumps(content), encoding="utf-8")
        coming.replace(draft.folder / _TRIAL)
    return tried


def trial(draft: Draft) -> Trial | None:
    """What trying these files showed; None when they were not tried yet."""
    try:
        content: dict[str, Any] = json.loads((draft.folder / _TRIAL).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    problem = Message.of_data(content["problem"]) if content["problem"] else None
    at = datetime.fromisoformat(content["at"])
    return Trial(at, content["created"], content["units"], content["segments"], problem)


def _launch(session: Session, draft: Draft, *, by: Actor) -> launch.Launched:
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
    return _launch(session, draft, by=by)


def launched_before(session: Session, code: str) -> bool:
    """Whether there is a period with this code."""
    return one(session, "SELECT FROM period WHERE code = %(code)s", code=code) is not None
