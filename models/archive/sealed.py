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
SELECT unit_id, position FROM stage_seal WHERE period_id = %(period)s ORDER BY unit_id, position
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


def parts(session: Session, period_id: int) -> list[Row]:
    """Every sealed stage of every unit: `unit_id` and `position`."""
    return rows(session, _SEALS, period=period_id)


def lines(session: Session, period_id: int, part: Row) -> tuple[str, list[str]]:
    """The name of the file of a sealed stage, and the leaves under its root, in order."""
    stage = list(Stage)[part["position"] - 1]
    found = results.lines(session, period_id, part["unit_id"], stage)
    return f"sealed/{part['unit_id']}/{part['position']}-{stage}.jsonl", found


def as_text(content: Any) -> str:
    """A document as it stands in the archive."""
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, default=str)
