"""Who looked at whose record: its person reads it, and so does an auditor (SPEC §9).

Belongs here: noting looks, and the list. Does not: who may look (access), looks that were refused (access.denied).
Files with results are in the list by the event of their taking: nothing is written for each person in them. Whoever is
shown lines of many people (a trace, a list at the command line) is noted for each of those, once a day: which lines
they were is in no event, and whoever only reads could write none.
An operator at the command line is no person, but stands in the list with their login; so does one who enters a person's
number to see what that person sees.
"""

from collections.abc import Collection
from typing import LiteralString

from sqlmodel import Session

from models.actors import Actor
from models.database import Row, rows, run

#: Whoever reads a trace does so as what they are.
_NOTE: LiteralString = """
INSERT INTO record_look (segment_id, person_id, day, seen_as)
SELECT s.id, %(by)s, (now() AT TIME ZONE p.timezone)::date, coalesce(%(seen_as)s::text, (
         SELECT r.role FROM role_assignment r WHERE r.person_id = %(by)s AND r.role IN ('hr_admin', 'auditor')
          ORDER BY r.role LIMIT 1), 'auditor')
  FROM segment s JOIN period p ON p.id = s.period_id WHERE s.id = ANY(%(segments)s::bigint[]) AND s.person_id <> %(by)s
 ORDER BY s.id
ON CONFLICT DO NOTHING
"""
_NOTE_OPERATOR: LiteralString = """
INSERT INTO operator_look (segment_id, operator, day)
SELECT s.id, %(operator)s, (now() AT TIME ZONE p.timezone)::date
  FROM segment s JOIN period p ON p.id = s.period_id WHERE s.id = ANY(%(segments)s::bigint[]) ORDER BY s.id
ON CONFLICT DO NOTHING
"""
_SEGMENTS = """
SELECT s.id FROM segment s JOIN period p ON p.id = s.period_id JOIN person e ON e.id = s.person_id
 WHERE p.code = %(period)s AND e.nip = ANY(%(nips)s)
"""
#: An archive has pseudonyms but for whom it discloses; a report of a period names nobody.
_LIST: LiteralString = """
SELECT name, seen_as, count(DISTINCT day) AS days, max(day) AS last FROM (
  SELECT e.id, e.name, l.seen_as, l.day
    FROM record_look l JOIN person e ON e.id = l.person_id WHERE l.segment_id = %(segment)s
  UNION ALL
  SELECT NULL, operator, 'operator', day FROM operator_look WHERE segment_id = %(segment)s
  UNION ALL
  SELECT e.id, coalesce(e.name, x.actor_name), 'exported', (x.occurred_at AT TIME ZONE p.timezone)::date
    FROM segment s JOIN period p ON p.id = s.period_id
    JOIN audit_event x ON x.subject_kind = 'period' AND x.subject_id = p.id
    LEFT JOIN person e ON e.id = x.actor_id
   WHERE s.id = %(segment)s AND x.actor_id IS DISTINCT FROM s.person_id AND (
     x.event = 'results.exported' AND coalesce(x.unit_id, s.unit_id) = s.unit_id
       AND coalesce(x.segment_id, s.id) = s.id AND x.content ->> 'file' <> 'letter_report'
     OR x.event = 'period.exported' AND x.content -> 'disclosed' @> to_jsonb(s.person_id))) AS looks
 GROUP BY id, name, seen_as ORDER BY max(day) DESC, name LIMIT %(limit)s
"""


def note(session: Session, *segments: int, by: Actor, seen_as: str) -> None:
    """Note that somebody looked; the first look of a day counts, one's own does not."""
    run(session, _NOTE, segments=list(segments), by=by.person_id, seen_as=seen_as)


def note_shown(session: Session, shown: Collection[int | None], *, by: Actor) -> None:
    """Note that an administrator, an auditor or an operator was shown something of these segments, all at once."""
    segments = sorted({segment for segment in shown if segment is not None})
    if not segments:
        return
    if by.person_id is not None:
        run(session, _NOTE, segments=segments, by=by.person_id, seen_as=None)
    if by.name is not None:
        run(session, _NOTE_OPERATOR, segments=segments, operator=by.name)


def segments_of(session: Session, period: str, nips: Collection[str]) -> list[int]:
    """The segments of people (by NIP) in a period (by code): whose record is shown where a line is a person."""
    return [row["id"] for row in rows(session, _SEGMENTS, period=period, nips=list(nips))]


def looks_at(session: Session, segment_id: int, *, limit: int = 25) -> list[Row]:
    """Who opened a record, as what, on how many days, and the last of them; the newest first.

    As `exported` stands who took out a file with the results of the unit, the period or this person; as `operator`,
    by their login, who had the record shown at the command line.
    """
    return rows(session, _LIST, segment=segment_id, limit=limit)
