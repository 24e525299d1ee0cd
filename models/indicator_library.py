"""The indicator library: for each kind of post, indicators that were found measurable, with versions and their use.

Belongs here: reading it, and keeping it as an HR administrator. Does not: plans (an indicator is copied into one).
Source: the founding wish of Bengkulu: indicators everybody can see, revised when they turn out irrelevant or hard to
measure (DESIGN §1).
"""

from dataclasses import dataclass
from typing import LiteralString

from sqlmodel import Session

from models import ledger
from models.actors import Actor
from models.database import Row, one, rows, run
from models.errors import ConflictError, InvalidInputError, NotAllowedError, NotYoursError
from models.language import N_
from models.ledger import Subject
from models.tables.periods import POST_KINDS
from models.written import written

_ASPECTS, _DIRECTIONS = frozenset({"quantity", "quality", "time", "cost"}), frozenset({"normal", "reversed"})


@dataclass(frozen=True)
class Entry:
    """What the library says of one indicator."""

    post_kind: str
    aspect: str
    statement: str
    unit_of_measure: str
    data_source: str
    direction: str = "normal"
    note: str = ""


_LIST: LiteralString = """
SELECT l.number, l.version, l.post_kind, l.aspect, l.statement, l.unit_of_measure, l.direction, l.data_source, l.note,
       l.recorded_at, by.name AS recorded_by, l.retired_at, l.retired_reason
  FROM library_indicator l JOIN person by ON by.id = l.recorded_by
 WHERE l.superseded_at IS NULL AND (%(kind)s::text IS NULL OR l.post_kind = %(kind)s)
   AND (%(retired)s OR l.retired_at IS NULL)
   AND (strpos(lower(l.statement), lower(%(part)s)) > 0 OR strpos(lower(l.data_source), lower(%(part)s)) > 0)
 ORDER BY l.retired_at IS NOT NULL, l.statement, l.number LIMIT %(limit)s OFFSET %(skip)s
"""
#: One look at the plans for all entries of a page.
_USES = """
SELECT lower(btrim(i.statement)) AS statement, count(DISTINCT p.segment_id) AS people
  FROM indicator i JOIN work_result w ON w.id = i.work_result_id JOIN plan p ON p.id = w.plan_id
 WHERE p.status = 'approved' AND lower(btrim(i.statement)) = ANY(%(statements)s) GROUP BY 1
"""


def entries(
    session: Session, *, kind: str | None = None, part: str = "", retired: bool = False, limit: int = 25, skip: int = 0
) -> list[Row]:
    """Indicators of a kind of post (None: all), by a part of statement or source.

    `people` is how many have it in an approved plan.
    """
    found = rows(session, _LIST, kind=kind, part=part, retired=retired, limit=limit, skip=skip)
    used = rows(session, _USES, statements=[row["statement"].strip().lower() for row in found])
    people = {row["statement"]: row["people"] for row in used}
    return [row | {"people": people.get(row["statement"].strip().lower(), 0)} for row in found]


_VERSIONS = """
SELECT l.*, by.name AS by FROM library_indicator l JOIN person by ON by.id = l.recorded_by
 WHERE l.number = %(number)s ORDER BY l.version DESC
"""


def versions(session: Session, number: int) -> list[Row]:
    """Every version of one indicator, the newest first.

    Raises:
        NotFoundError: there is none.
    """
    found = rows(session, _VERSIONS, number=number)
    if not found:
        raise NotYoursError
    return found


_KIND_OF = "SELECT post_kind FROM segment WHERE person_id = %(person)s ORDER BY ends DESC, id LIMIT 1"


def kind_of(session: Session, person_id: int) -> str | None:
    """The kind of post somebody held last; None for whoever is not appraised."""
    found = one(session, _KIND_OF, person=person_id)
    return str(found["post_kind"]) if found else None


_MAY = "SELECT FROM role_assignment WHERE person_id = %(by)s AND role = 'hr_admin'"
#: Two administrators write one after the other: numbers have no twins, versions no forks.
_TAKE_TURNS = "SELECT pg_advisory_xact_lock(hashtextextended('library', 0))"
_NEXT = "SELECT coalesce(max(number), 0) + 1 AS number FROM library_indicator"
_CURRENT = "SELECT id, version, retired_at FROM library_indicator WHERE number = %(number)s AND superseded_at IS NULL"
_ADD = """
INSERT INTO library_indicator (number, version, post_kind, aspect, statement, unit_of_measure, direction, data_source,
                               note, recorded_by)
VALUES (%(number)s, %(version)s, %(post_kind)s, %(aspect)s, %(statement)s, %(unit_of_measure)s, %(direction)s,
        %(data_source)s, %(note)s, %(by)s) RETURNING id
"""


def write(session: Session, entry: Entry, *, by: Actor, number: int | None = None, seen: int | None = None) -> int:
    """Add an indicator, or write the next version of `number`, of which `seen` was looked at; returns its number.

    Raises:
        NotAllowedError: not an HR administrator.
        InvalidInputError: a field is missing or unknown; names it.
        NotFoundError: no such indicator.
        ConflictError: it was changed or retired since.
    """
    _check_may(session, by)
    said = _checked(entry)
    run(session, _TAKE_TURNS)
    version = 1
    if number is None:
        number = int((one(session, _NEXT) or {})["number"])
    else:
        before = _current(session, number)
        if before["retired_at"] or seen not in {None, before["version"]}:
            raise ConflictError(N_("This indicator was changed or retired since you looked at it. Look at it again."))
        run(session, "UPDATE library_indicator SET superseded_at = now() WHERE id = %(id)s", id=before["id"])
        version = before["version"] + 1
    added = one(session, _ADD, number=number, version=version, by=by.person_id, **vars(said))
    assert added is not None  # noqa: S101 - INSERT … RETURNING gives a row
    about = Subject(kind="library", id=number, version=version)
    ledger.record(session, "library.written", by=by, subject=about, text=said.statement, post_kind=said.post_kind)
    return number


def retire(session: Session, number: int, *, by: Actor, reason: str) -> None:
    """Take an indicator out of use with a reason; plans that have it keep it.

    Raises:
        NotAllowedError: not an HR administrator.
        InvalidInputError: no reason.
        NotFoundError: no such indicator.
        ConflictError: it is retired already.
    """
    _check_may(session, by)
    why = written(reason, 2000)
    if not why:
        raise InvalidInputError(N_("Say why the indicator is retired: whoever looks for it reads that."))
    run(session, _TAKE_TURNS)
    found = _current(session, number)
    if found["retired_at"]:
        raise ConflictError(N_("This indicator is retired already; nothing was changed."))
    statement = "UPDATE library_indicator SET retired_at = now(), retired_reason = %(why)s WHERE id = %(id)s"
    run(session, statement, why=why, id=found["id"])
    about = Subject(kind="library", id=number, version=found["version"])
    ledger.record(session, "library.retired", by=by, subject=about, text=why)


def _check_may(session: Session, by: Actor) -> None:
    if one(session, _MAY, by=by.person_id) is None:
        raise NotAllowedError(N_("Only an HR administrator keeps the library. Tell yours what should change."))


def _current(session: Session, number: int) -> Row:
    found = one(session, _CURRENT, number=number)
    if found is None:
        raise NotYoursError
    return found


def _checked(entry: Entry) -> Entry:
    if entry.post_kind not in POST_KINDS:
        raise InvalidInputError(N_("Choose the kind of post."))
    if entry.aspect not in _ASPECTS or entry.direction not in _DIRECTIONS:
        raise InvalidInputError(N_("Choose the aspect and which way is good."))
    statement, unit = written(entry.statement, 2000), written(entry.unit_of_measure, 100)
    source, note = written(entry.data_source, 500), written(entry.note, 2000)
    if not (statement and unit and source):
        raise InvalidInputError(
            N_("An indicator needs a sentence, a unit and a data source: without them nobody can measure.")
        )
    return Entry(entry.post_kind, entry.aspect, statement, unit, source, entry.direction, note)
