"""Reminding now: whoever owes something in a unit's present stage, or is asked for a decision there, gets a notice.

Belongs here: the list and that notice. Does not: who owes what (owed), sending it (outbox), moving a deadline.
Nobody is reminded twice on one day (the period's calendar) of one unit's stage, however often the button is pressed.
"""

from typing import LiteralString

from sqlmodel import Session

from models import ledger
from models.actors import Actor
from models.database import Row, one, rows
from models.errors import ConflictError, NotAllowedError, WrongStateError
from models.language import N_
from models.ledger import Subject
from models.owed import OWED, asked
from models.vocabulary import Stage

_MAY: LiteralString = """
SELECT EXISTS (SELECT FROM role_assignment WHERE person_id = %(by)s
                  AND (role = 'hr_admin' OR (role = 'unit_admin' AND unit_id = %(unit)s))) AS may
"""
#: One for each person and day of the period's calendar.
_KEY: LiteralString = """
'reminder:' || place.period_id || ':' || place.unit_id || ':' || place.position || ':'
  || (now() AT TIME ZONE place.timezone)::date || ':' || o.person_id
"""
_LIST: LiteralString = (
    OWED
    + """
SELECT e.name, e.nip, e.official_code, o.owed, o.due_at, coalesce(o.due_at < now(), false) AS late,
       told.here AS told, count(*) OVER () AS total, count(*) FILTER (WHERE NOT told.here) OVER () AS to_tell
  FROM person_owing o JOIN person e ON e.id = o.person_id CROSS JOIN place
 CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM notice WHERE key = """
    + _KEY
    + """) AS here) told
 ORDER BY told.here, o.due_at, e.name, e.id LIMIT %(limit)s
"""
)
_QUEUE: LiteralString = (
    OWED
    + """,
queued AS (
  INSERT INTO notice (key, person_id, kind, content)
  SELECT """
    + _KEY
    + """, o.person_id, 'reminder',
         jsonb_build_object('period', place.period, 'unit', place.unit, 'stage', %(stage)s::text, 'owed', o.owed)
    FROM person_owing o CROSS JOIN place
  ON CONFLICT (key) DO NOTHING RETURNING person_id)
SELECT (SELECT count(*) FROM person_owing) AS owing, (SELECT count(*) FROM queued) AS reminded
"""
)
_LAST: LiteralString = """
SELECT a.occurred_at, coalesce(e.name, a.actor_name) AS name, (a.content ->> 'reminded')::int AS reminded
  FROM audit_event a LEFT JOIN person e ON e.id = a.actor_id
 WHERE a.unit_id = %(unit)s AND a.period_id = %(period)s AND a.event = 'reminder.sent' ORDER BY a.id DESC LIMIT 1
"""


def may_remind(session: Session, unit_id: int, *, by: Actor) -> bool:
    """Whether `by` may remind people of a unit: HR administrators, the unit's own, an operator at the command line."""
    if by.kind != "person":
        return True
    return bool((one(session, _MAY, by=by.person_id, unit=unit_id) or {}).get("may"))


def owing(session: Session, period_id: int, unit: Row, *, limit: int = 50) -> list[Row]:
    """Who owes something in the present stage of a unit (unit_id, position), whoever was not told today first.

    Each with what they owe (`owed`: what, count, due_at), `late`, whether they were reminded today (`told`), and of
    all, not only those listed: how many owe something (`total`) and how many would get a reminder now (`to_tell`).
    """
    return rows(session, _LIST, **asked(period_id, [unit["unit_id"]]), limit=limit)


def last(session: Session, period_id: int, unit: Row) -> Row | None:
    """When people of a unit were last reminded this way, by whom, and how many."""
    return one(session, _LAST, period=period_id, unit=unit["unit_id"])


def remind(session: Session, period_id: int, unit: Row, *, by: Actor) -> int:
    """Queue one notice for each person who owes something in a unit (unit_id, position); returns how many.

    Raises:
        NotAllowedError: not an HR administrator or the unit's own.
        WrongStateError: nobody owes anything.
        ConflictError: everybody who does was reminded today.
    """
    if not may_remind(session, unit["unit_id"], by=by):
        raise NotAllowedError(N_("Only an HR administrator or an administrator of the unit may remind its people."))
    stage = _stage(unit)
    found = one(session, _QUEUE, **asked(period_id, [unit["unit_id"]]), stage=str(stage) if stage else None)
    assert found is not None  # noqa: S101 - counts are always a row
    if not found["owing"]:
        raise WrongStateError(N_("Nobody owes anything here now, so nobody is reminded."))
    if not found["reminded"]:
        raise ConflictError(
            N_("Everybody who owes something was reminded today already; nobody is reminded twice on one day.")
        )
    about = Subject(period_id, unit["unit_id"], None, "unit", unit["unit_id"])
    counts = {"owing": found["owing"], "reminded": found["reminded"]}
    ledger.record(session, "reminder.sent", by=by, subject=about, stage=stage, **counts)
    return int(found["reminded"])


def _stage(unit: Row) -> Stage | None:
    return list(Stage)[unit["position"] - 1] if unit["position"] <= len(Stage) else None
