"""Lists of named people as officers read them: who may look and who may name, and the lists one by one.

Belongs here: reading, and taking a file of them out. Does not: naming (named_lists), what the named person reads (own
page). Sources: SPEC §9 (HR and auditors see all of a period), §2.1 (the performance team and the regional head decide).
"""

from dataclasses import dataclass

from sqlmodel import Session

from models import ledger, named_lists
from models.access import Denied, denied
from models.actors import Actor
from models.database import Row, one
from models.errors import NotYoursError
from models.ledger import Subject

_PERIOD = """
SELECT p.*, EXISTS (SELECT FROM role_assignment r
                     WHERE r.person_id = %(by)s AND r.role IN ('hr_admin', 'auditor')) AS oversees
  FROM period p WHERE p.code = %(code)s
"""


@dataclass(frozen=True)
class Lists:
    """A period whose lists somebody may see."""

    period: Row
    #: Whether they oversee the whole period (HR administrator, auditor), and whether they may name a list.
    oversees: bool
    names: bool


def of_reader(session: Session, code: str, *, by: Actor) -> Lists:
    """A period for HR administrators, auditors, the performance team and the regional head.

    Raises:
        NotFoundError: there is none, or it is not for them: both look alike, and a look is recorded.
    """
    found = one(session, _PERIOD, code=code, by=by.person_id)
    if found:
        oversees, names = found.pop("oversees"), named_lists.may_name(session, by=by)
        if oversees or names:
            return Lists(found, oversees, names)
        denied(session, by, Denied("period", found["id"]))
    raise NotYoursError


def lists(session: Session, code: str) -> list[Row]:
    """The lists of a period, the newest first, each with its `people` (nip, name, reason) by name.

    Raises:
        NotFoundError: no such period.
    """
    every: dict[str, list[Row]] = {}
    for row in named_lists.of_period(session, code):  # two that are named at once stand among each other
        every.setdefault(row["list"], []).append(row)
    shared = ("list", "kind", "purpose", "decree", "decided_by", "named_at")
    return [
        {name: people[0][name] for name in shared} | {"people": sorted(people, key=lambda row: row["name"])}
        for people in every.values()
    ]


def taken(session: Session, seen: Lists, *, by: Actor) -> list[Row]:
    """Everybody on every list of a period, a line each, for a file; that it was taken is on record."""
    found = named_lists.of_period(session, seen.period["code"])
    ledger.record(
        session, "list.exported", by=by, subject=Subject(seen.period["id"], kind="period", id=seen.period["id"]),
        rows=len(found),
    )  # fmt: skip
    return [{name: row[name] for name in _COLUMNS} for row in found]


_COLUMNS = ("kind", "purpose", "decree", "decided_by", "named_at", "nip", "name", "reason")
