"""The trace: every event of a person, a unit or a request in order, with actor, time, reason and run.

Belongs here: reading the ledger for people. Does not: verifying it.
"""

from typing import LiteralString

from sqlmodel import Session

from models.database import Row, rows

_EVENTS: LiteralString = """
WITH them AS (SELECT id FROM person WHERE nip = %(key)s OR official_code = %(key)s)
SELECT e.id, e.occurred_at, e.event, coalesce(actor.name, e.actor_name, e.actor_kind) AS actor, actor.nip AS actor_nip,
       e.actor_name AS entered_by, acting.name AS acting_for, p.code AS period, u.name AS unit, who.name AS about,
       e.subject_kind, e.subject_id, e.subject_version, t.text AS reason, e.content, e.stage_run_id,
       coalesce(e.flow_run_id, r.flow_run_id) AS flow_run_id
  FROM audit_event e LEFT JOIN person actor ON actor.id = e.actor_id
  LEFT JOIN person acting ON acting.id = e.acting_for_id
  LEFT JOIN period p ON p.id = e.period_id LEFT JOIN unit u ON u.id = e.unit_id
  LEFT JOIN segment s ON s.id = e.segment_id LEFT JOIN person who ON who.id = s.person_id
  LEFT JOIN audit_text t ON t.event_id = e.id LEFT JOIN stage_run r ON r.id = e.stage_run_id
 WHERE e.id IN (SELECT id FROM (
"""
_OF_PERSON: LiteralString = """
SELECT e.id FROM audit_event e JOIN segment s ON s.id = e.segment_id JOIN them ON them.id = s.person_id
 UNION SELECT e.id FROM audit_event e JOIN them ON them.id = e.actor_id
 UNION SELECT e.id FROM audit_event e JOIN them ON e.subject_kind = 'person' AND e.subject_id = them.id
"""
_OF_UNIT: LiteralString = "SELECT id FROM audit_event WHERE unit_id = (SELECT id FROM unit WHERE code = %(key)s)"
_OF_PERIOD: LiteralString = "SELECT id FROM audit_event WHERE period_id = (SELECT id FROM period WHERE code = %(key)s)"
_OF_REQUEST: LiteralString = """
SELECT e.id FROM audit_event e WHERE (e.content ->> 'approval')::bigint = %(key)s::bigint
 UNION SELECT e.id FROM approval a JOIN audit_event e ON e.subject_kind = a.kind AND e.subject_id = a.subject_id
   AND e.period_id = a.period_id WHERE a.id = %(key)s::bigint
"""
#: What can be traced, by the word used at the command line.
SUBJECTS: dict[str, LiteralString] = {
    "person": _OF_PERSON,
    "unit": _OF_UNIT,
    "period": _OF_PERIOD,
    "request": _OF_REQUEST,
}
#: Of more than `limit` events, the newest.
_ORDER: LiteralString = ") AS found ORDER BY id DESC LIMIT %(limit)s) ORDER BY e.id"


def trace(session: Session, subject: str, key: str, *, limit: int = 1000) -> list[Row]:
    """Every event of a person (NIP), unit (code), period (code) or request (number), in the order of writing.

    Of more than `limit` events, the newest.
    """
    return rows(session, _EVENTS + SUBJECTS[subject] + _ORDER, key=key, limit=limit)
