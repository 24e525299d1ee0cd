"""The trace: every event of a person, a unit or a request in order, with actor, time, reason and run.

Belongs here: reading the ledger for people. Does not: finding what to trace (trace_search), what stands behind one
event (trace_event), verifying the ledger.
"""

from typing import Any, LiteralString
from uuid import UUID

from sqlmodel import Session

from models import looks
from models.actors import Actor
from models.database import Row, rows
from models.unpublished import TOLD_BY_EVENT

_EVENTS: LiteralString = (
    """
WITH them AS (SELECT id FROM person WHERE nip = %(key)s OR official_code = %(key)s)
SELECT e.id, e.occurred_at, e.event, coalesce(actor.name, e.actor_name, e.actor_kind) AS actor, actor.nip AS actor_nip,
       e.actor_name AS entered_by, acting.name AS acting_for, p.code AS period, coalesce(called.name, u.name) AS unit,
       coalesce(who.name, subject.name) AS about,
       u.code AS unit_code, p.timezone, e.segment_id, e.text_digest,
       e.subject_kind, e.subject_id, e.subject_version, CASE WHEN NOT veil.hidden THEN t.text END AS reason,
       CASE WHEN veil.hidden THEN e.content - %(told)s::text[] ELSE e.content END AS content, veil.hidden AS veiled,
       e.stage_run_id, coalesce(e.flow_run_id, r.flow_run_id) AS flow_run_id
  FROM audit_event e LEFT JOIN person actor ON actor.id = e.actor_id
  LEFT JOIN person acting ON acting.id = e.acting_for_id
  LEFT JOIN period p ON p.id = e.period_id LEFT JOIN unit u ON u.id = e.unit_id
  LEFT JOIN period_unit called ON (called.period_id, called.unit_id) = (e.period_id, e.unit_id)
  LEFT JOIN segment s ON s.id = e.segment_id LEFT JOIN person who ON who.id = s.person_id
  LEFT JOIN person subject ON e.subject_kind = 'person' AND subject.id = e.subject_id
  LEFT JOIN audit_text t ON t.event_id = e.id LEFT JOIN stage_run r ON r.id = e.stage_run_id
  CROSS JOIN LATERAL (SELECT """
    + TOLD_BY_EVENT
    + """ AS hidden) veil
 WHERE e.id IN (SELECT id FROM (
"""
)
#: What an event's content has of ratings.
_TOLD = ["work_rating", "behavior_rating", "predicate"]
_OF_PERSON: LiteralString = """
SELECT e.id FROM audit_event e JOIN segment s ON s.id = e.segment_id JOIN them ON them.id = s.person_id
 UNION SELECT e.id FROM audit_event e JOIN them ON them.id = e.actor_id
 UNION SELECT e.id FROM delegation d JOIN them ON them.id = d.principal_id
   JOIN audit_event e ON e.actor_id = d.deputy_id AND e.acting_for_id = d.principal_id
 UNION SELECT e.id FROM audit_event e JOIN them ON e.subject_kind = 'person' AND e.subject_id = them.id
 UNION SELECT e.id FROM delegation d JOIN them ON them.id IN (d.principal_id, d.deputy_id)
   JOIN audit_event e ON e.subject_kind = 'delegation' AND e.subject_id = d.id
"""
_OF_UNIT: LiteralString = "SELECT id FROM audit_event WHERE unit_id = (SELECT id FROM unit WHERE code = %(key)s)"
_OF_PERIOD: LiteralString = "SELECT id FROM audit_event WHERE period_id = (SELECT id FROM period WHERE code = %(key)s)"
_OF_REQUEST: LiteralString = """
SELECT e.id FROM audit_event e WHERE (e.content ->> 'approval')::bigint = %(key)s::bigint
 UNION SELECT e.id FROM approval a JOIN audit_event e ON e.subject_kind = a.kind AND e.subject_id = a.subject_id
   AND e.period_id = a.period_id WHERE a.id = %(key)s::bigint
"""
_OF_SEGMENT: LiteralString = "SELECT id FROM audit_event WHERE segment_id = %(key)s::bigint"
_OF_RUN: LiteralString = """
SELECT e.id FROM audit_event e WHERE e.stage_run_id = %(key)s::bigint
   AND e.period_id = (SELECT period_id FROM stage_run WHERE id = %(key)s::bigint)
"""
_OF_FLOW_RUN: LiteralString = """
SELECT id FROM audit_event WHERE flow_run_id = %(key)s::uuid
 UNION SELECT e.id FROM audit_event e JOIN stage_run r ON r.id = e.stage_run_id WHERE r.flow_run_id = %(key)s::uuid
"""
_OF_FINDING: LiteralString = """
SELECT id FROM audit_event WHERE subject_kind = 'finding' AND subject_id = %(key)s::bigint
"""
_OF_CODE: LiteralString = """
SELECT e.id FROM finding f JOIN audit_event e ON e.subject_kind = 'finding' AND e.subject_id = f.id
 WHERE f.code = upper(%(key)s)
"""
#: What can be traced, by the word used at the command line.
SUBJECTS: dict[str, LiteralString] = {
    "person": _OF_PERSON,
    "segment": _OF_SEGMENT,
    "unit": _OF_UNIT,
    "period": _OF_PERIOD,
    "request": _OF_REQUEST,
    "run": _OF_RUN,
    "flow_run": _OF_FLOW_RUN,
    "finding": _OF_FINDING,
    "code": _OF_CODE,
}
_NUMBERED = frozenset({"segment", "request", "run", "finding"})
#: The largest number that PostgreSQL keeps in a key.
_LARGEST_KEY = 2**63 - 1
#: Of more than `limit` events, the newest.
_ORDER: LiteralString = ") AS found ORDER BY id DESC LIMIT %(limit)s OFFSET %(skip)s) ORDER BY e.id"
_ONWARD: LiteralString = ") AS found WHERE id > %(after)s ORDER BY id LIMIT %(limit)s) ORDER BY e.id"
_ONE: LiteralString = "SELECT %(key)s::bigint AS id) AS found) ORDER BY e.id"


def trace(session: Session, subject: str, key: str, *, by: Actor, limit: int = 1000, skip: int = 0) -> list[Row]:
    """Every event of a subject, in the order of writing; of more than `limit`, the newest after the first `skip`.

    Subjects are a person (NIP), unit (code), period (code), request, segment, stage run or finding (number), flow run
    (UUID) and the code of a quality rule. What tells `by` their own ratings before publication is `veiled`: without
    ratings and words. Whose events `by` is shown is in the record of looks (looks).
    """
    if not possible(subject, key):
        return []
    found = rows(session, _EVENTS + SUBJECTS[subject] + _ORDER, **_asked(key, by), limit=limit, skip=skip)
    return _noted(session, found, by)


def onward(session: Session, subject: str, key: str, *, by: Actor, after: int, limit: int) -> list[Row]:
    """The next `limit` events of a subject after the event numbered `after`: for reading all of them in pieces."""
    if not possible(subject, key):
        return []
    found = rows(session, _EVENTS + SUBJECTS[subject] + _ONWARD, **_asked(key, by), after=after, limit=limit)
    return _noted(session, found, by)


def event(session: Session, number: int, *, by: Actor) -> Row | None:
    """One event by its number; `veiled` where it tells `by` their own ratings before publication."""
    found = rows(session, _EVENTS + _ONE, **_asked(str(number), by)) if number <= _LARGEST_KEY else []
    return next(iter(_noted(session, found, by)), None)


def _noted(session: Session, found: list[Row], by: Actor) -> list[Row]:
    """The same, once it is on record whose events `by` was shown."""
    looks.note_shown(session, [each["segment_id"] for each in found], by=by)
    return found


def _asked(key: str, by: Actor) -> dict[str, Any]:
    return {"key": key, "reader": by.person_id, "told": _TOLD}


def possible(subject: str, key: str) -> bool:
    """Whether anything can have this key: a number where a number is meant, a UUID for a flow run."""
    if subject in _NUMBERED:
        return key.isascii() and key.isdigit() and len(key) < len(str(_LARGEST_KEY)) + 1 and int(key) <= _LARGEST_KEY
    if subject == "flow_run":
        try:
            UUID(key)
        except ValueError:
            return False
    return subject in SUBJECTS and "\0" not in key
