"""The parts of an archive that its proofs are about: events and roots of the ledger, and the rows under each seal.

Belongs here: reading them in order, without ever holding all. Does not: rows beside them (rows), the file (writing).
"""

import json
from collections.abc import Iterator
from typing import Any, LiteralString

from psycopg.rows import dict_row
from sqlmodel import Session

from models.chain import results
from models.database import Row, connection_of, rows
from models.vocabulary import Stage

_AT_ONCE = 5_000
#: What other periods say is theirs: of their events only the hash leaves, enough for the tree.
_EVENTS: LiteralString = """
SELECT CASE WHEN e.period_id = %(period)s OR e.event LIKE 'ledger.%%' OR e.event LIKE 'delegation.%%'
            THEN l.content ELSE '"' || encode(l.hash, 'hex') || '"' END AS line
  FROM ledger_leaf l LEFT JOIN audit_event e ON e.id = l.event_id
 WHERE l.place < %(size)s ORDER BY l.place
"""
_ROOTS: LiteralString = """
SELECT json_build_object('size', size, 'root', encode(root, 'hex'), 'chain', encode(chain, 'hex'), 'note', note)::text
         AS line
  FROM ledger_root WHERE size <= %(size)s ORDER BY size
"""
_SEALS: LiteralString = """
SELECT s.unit_id, s.position FROM stage_seal s
 WHERE s.period_id = %(period)s AND EXISTS (
   SELECT FROM audit_event e JOIN ledger_leaf l ON l.event_id = e.id
    WHERE e.period_id = s.period_id AND e.unit_id = s.unit_id AND e.subject_id = s.position AND e.event = 'stage.sealed'
      AND l.place < %(size)s)
 ORDER BY s.unit_id, s.position
"""
#: What was committed a moment ago and has no number yet: named, so that rows which rest on it are no riddle. No row
#: rests on the taking of an archive.
_PENDING: LiteralString = """
SELECT json_build_object('event', e.event, 'request', (e.content ->> 'approval')::bigint, 'subject', e.subject_id)::text
         AS line
  FROM audit_event e
 WHERE e.period_id = %(period)s AND e.event <> 'period.exported'
   AND NOT EXISTS (SELECT FROM ledger_leaf l WHERE l.event_id = e.id AND l.place < %(size)s)
 ORDER BY e.id
"""


def streamed(session: Session, statement: LiteralString, **values: Any) -> Iterator[str]:
    """The column `line` of a statement's rows, read from the server bit by bit."""
    with connection_of(session).cursor(name="archive", row_factory=dict_row) as cursor:
        cursor.itersize = _AT_ONCE
        for row in cursor.execute(statement, values):
            yield row["line"]


def events(session: Session, period_id: int, size: int) -> Iterator[str]:
    """The ledger's leaves up to `size`: an event of the period as it was sealed, of any other its hash."""
    return streamed(session, _EVENTS, period=period_id, size=size)


def roots(session: Session, size: int) -> Iterator[str]:
    """The signed roots of the ledger up to `size`, with their chain and notes."""
    return streamed(session, _ROOTS, size=size)


def pending(session: Session, period_id: int, size: int) -> Iterator[str]:
    """The events of the period that have no number up to `size` yet, in short."""
    return streamed(session, _PENDING, period=period_id, size=size)


def parts(session: Session, period_id: int, size: int) -> list[Row]:
    """Every stage of every unit whose seal has a number up to `size`: `unit_id` and `position`."""
    return rows(session, _SEALS, period=period_id, size=size)


def lines(session: Session, period_id: int, part: Row) -> tuple[str, list[str]]:
    """The name of the file of a sealed stage, and the leaves under its root, in order."""
    stage = list(Stage)[part["position"] - 1]
    found = results.lines(session, period_id, part["unit_id"], stage)
    return f"sealed/{part['unit_id']}/{part['position']}-{stage}.jsonl", found


def as_text(content: Any) -> str:
    """A document as it stands in the archive."""
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, default=str)
