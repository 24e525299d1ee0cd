"""Delegations as people read them: all of them for HR and auditors, one's own for whoever is in them.

Belongs here: reading. Does not: making and ending one (delegation), what a deputy may do (acting_for).
"""

from typing import LiteralString

from sqlmodel import Session

from models.access import Denied, denied
from models.acting_for import IN_FORCE, NOT_ABOUT_DEPUTY
from models.actors import Actor
from models.database import Row, one, rows
from models.deadlines import is_hr_administrator
from models.errors import NotYoursError

#: "ended" counts the days that are over as well as an early end; "to_come", "in_force".
_STATE: LiteralString = (
    "CASE WHEN "
    + IN_FORCE
    + " THEN 'in_force' WHEN d.ended_at IS NULL AND (now() AT TIME ZONE d.timezone)::date < d.starts THEN 'to_come'"
    " ELSE 'ended' END"
)
_SHOWN: LiteralString = (
    """
SELECT d.id, d.kind, d.decree, d.decree_date, d.starts, d.ends, d.timezone, d.made_at, d.ended_at, d.principal_id,
       d.deputy_id, principal.name AS principal, coalesce(principal.nip, principal.official_code) AS principal_nip,
       deputy.name AS deputy, coalesce(deputy.nip, deputy.official_code) AS deputy_nip, """
    + _STATE
    + """ AS state
  FROM delegation d JOIN person principal ON principal.id = d.principal_id JOIN person deputy ON deputy.id = d.deputy_id
"""
)
_LIST: LiteralString = (
    "SELECT * FROM ("
    + _SHOWN
    + """) AS shown WHERE (%(state)s::text IS NULL OR state = %(state)s)
 ORDER BY array_position(ARRAY['in_force', 'to_come', 'ended'], state), ends DESC, id DESC
 LIMIT %(limit)s OFFSET %(skip)s
"""
)
_COUNTS: LiteralString = "SELECT " + _STATE + " AS state, count(*) AS count FROM delegation d GROUP BY 1"
_ONE: LiteralString = _SHOWN + " WHERE d.id = %(number)s"
#: Who entered and who ended it, with their reasons, from the ledger; looks that were refused are the auditor's to read.
_STORY: LiteralString = """
SELECT a.event, a.occurred_at, coalesce(who.name, a.actor_name) AS by, a.actor_kind, t.text AS reason
  FROM audit_event a LEFT JOIN person who ON who.id = a.actor_id LEFT JOIN audit_text t ON t.event_id = a.id
 WHERE a.subject_kind = 'delegation' AND a.subject_id = %(number)s
   AND a.event IN ('delegation.made', 'delegation.begun', 'delegation.ended') ORDER BY a.id
"""
_DECIDED: LiteralString = """
SELECT count(*) AS count FROM decision WHERE delegation_id = %(number)s
"""
_OWN: LiteralString = (
    "SELECT * FROM ("
    + _SHOWN
    + """ WHERE d.principal_id = %(person)s OR d.deputy_id = %(person)s) AS shown
 ORDER BY array_position(ARRAY['in_force', 'to_come', 'ended'], state), ends DESC, id DESC LIMIT 10
"""
)
#: What waits where somebody may act now: requests and unanswered objections, without those about themselves.
_FOR_DEPUTY: LiteralString = (
    _SHOWN.replace(
        "AS state",
        """AS state,
       (SELECT count(*) FROM approval a WHERE a.assignee_id = d.principal_id AND a.closed_at IS NULL AND """
        + NOT_ABOUT_DEPUTY
        + """)
     + (SELECT count(*) FROM objection o JOIN result r ON r.id = o.result_id JOIN segment s ON s.id = r.segment_id
         WHERE s.rater_id = d.principal_id AND o.answered_at IS NULL AND s.person_id <> d.deputy_id
           AND NOT EXISTS (SELECT FROM approval a JOIN decision c ON c.approval_id = a.id
                            WHERE a.key = 'objection:' || o.id)) AS waiting""",
    )
    + " WHERE d.deputy_id = %(deputy)s AND "
    + IN_FORCE
    + " ORDER BY d.ends, d.id"
)

STATES = ("in_force", "to_come", "ended")


def listed(session: Session, *, state: str | None = None, limit: int = 50, skip: int = 0) -> list[Row]:
    """Delegations, those in force first; of one `state` ("in_force", "to_come", "ended") or all."""
    return rows(session, _LIST, state=state, limit=limit, skip=skip)


def counts(session: Session) -> dict[str, int]:
    """How many delegations there are in each state; none is 0."""
    return dict.fromkeys(STATES, 0) | {row["state"]: row["count"] for row in rows(session, _COUNTS)}


def held(session: Session, number: int, *, by: Actor) -> Row:
    """One delegation for HR, auditors and the two people in it, with its `story` and how much was `decided` by it.

    The reasons in the story are for HR and auditors: why somebody is away is theirs to tell.

    Raises:
        NotFoundError: there is none, or it is not for `by`: both look alike, and a look is recorded.
    """
    found = one(session, _ONE, number=number)
    oversees = _reads(session, by)
    if found and (oversees or by.person_id in {found["principal_id"], found["deputy_id"]}):
        story = rows(session, _STORY, number=number)
        told = story if oversees else [row | {"reason": None} for row in story]
        decided = (one(session, _DECIDED, number=number) or {}).get("count", 0)
        return found | {"story": told, "decided": decided, "oversees": oversees}
    if found:
        denied(session, by, Denied("delegation", number))
    raise NotYoursError


def _reads(session: Session, by: Actor) -> bool:
    statement: LiteralString = "SELECT FROM role_assignment WHERE person_id = %(by)s AND role = 'auditor'"
    return is_hr_administrator(session, by) or one(session, statement, by=by.person_id) is not None


def own(session: Session, person_id: int) -> list[Row]:
    """The delegations that a person is in, as principal or deputy: those in force first, ten at most."""
    return rows(session, _OWN, person=person_id)


def for_deputy(session: Session, person_id: int) -> list[Row]:
    """For whom a person may act now, each with how many decisions and answers are `waiting` there."""
    return rows(session, _FOR_DEPUTY, deputy=person_id)
