"""What a person was told: every notice of theirs, when it left, by which channel, and its words.

Belongs here: reading one's own notices. Does not: who else was told what (HR's page), sending.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from sqlmodel import Session

from models.database import Row, one, rows
from models.notice_kinds import page_of
from models.notice_mail import LOAD
from models.notice_pieces import Piece, piece_of


@dataclass(frozen=True)
class Told:
    """A notice as its person reads it in the portal: its words, its page, and what became of sending it."""

    piece: Piece
    page: str
    status: str
    queued_at: datetime
    sent_at: datetime | None
    timezone: str


_MINE = """
SELECT id FROM notice WHERE person_id = %(person)s AND (%(number)s::bigint IS NULL OR id = %(number)s)
 ORDER BY id DESC LIMIT %(limit)s OFFSET %(skip)s
"""
_STATES = "SELECT id, status, queued_at, sent_at FROM notice WHERE id = ANY(%(notices)s)"


def told(
    session: Session, person_id: int, language: str, *, number: int | None = None, limit: int = 25, skip: int = 0
) -> list[Told]:
    """The notices of a person, the newest first, in the language they read now; or the one with this number."""
    mine = [row["id"] for row in rows(session, _MINE, person=person_id, number=number, limit=limit, skip=skip)]
    states = {row["id"]: row for row in rows(session, _STATES, notices=mine)}
    found = sorted(rows(session, LOAD, notices=mine), key=lambda row: -int(row["id"]))
    return [_told(row | {"language": language}, states[row["id"]]) for row in found]


def _told(row: Row, state: Row) -> Told:
    page = page_of(row["kind"], row["content"], own=row["own"])
    return Told(piece_of(row), page, state["status"], state["queued_at"], state["sent_at"], row["timezone"])


_NOTICE: LiteralString = """
SELECT n.person_id, n.kind, n.content, s.id IS NULL OR s.person_id = n.person_id AS own
  FROM notice n LEFT JOIN segment s ON s.id = CASE WHEN n.content ->> 'segment' ~ '^[0-9]{1,18}$'
                                                   THEN (n.content ->> 'segment')::bigint END
 WHERE n.id = %(notice)s
"""


def destination(session: Session, notice_id: int) -> tuple[int, str] | None:
    """Whose a notice is (person id), and the page it is about; None when there is none."""
    found = one(session, _NOTICE, notice=notice_id)
    return (found["person_id"], page_of(found["kind"], found["content"], own=found["own"])) if found else None


def now(session: Session) -> datetime:
    """The database's clock."""
    found = one(session, "SELECT now() AS now")
    assert found is not None  # noqa: S101 - a row without a table
    moment: datetime = found["now"]
    return moment
