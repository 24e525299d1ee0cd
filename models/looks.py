"""Who looked at whose record: its person reads it, and so does an auditor (SPEC §9).

Belongs here: noting a look, and the list. Does not: who may look (access), looks that were refused (access.denied).
"""

from sqlmodel import Session

from models.actors import Actor
from models.database import Row, rows, run

_NOTE = """
INSERT INTO record_look (segment_id, person_id, day, seen_as)
SELECT s.id, %(by)s, (now() AT TIME ZONE p.timezone)::date, %(seen_as)s
  FROM segment s JOIN period p ON p.id = s.period_id WHERE s.id = %(segment)s AND s.person_id <> %(by)s
ON CONFLICT DO NOTHING
"""
_LIST = """
SELECT e.name, l.seen_as, count(*) AS days, max(l.day) AS last
  FROM record_look l JOIN person e ON e.id = l.person_id WHERE l.segment_id = %(segment)s
 GROUP BY e.id, e.name, l.seen_as ORDER BY max(l.day) DESC, e.name LIMIT %(limit)s
"""


def note(session: Session, segment_id: int, *, by: Actor, seen_as: str) -> None:
    """Note that somebody looked; the first look of a day counts, one's own does not."""
    run(session, _NOTE, segment=segment_id, by=by.person_id, seen_as=seen_as)


def looks_at(session: Session, segment_id: int, *, limit: int = 25) -> list[Row]:
    """Who opened a record, as what, on how many days, and the last of them; the newest first."""
    return rows(session, _LIST, segment=segment_id, limit=limit)
