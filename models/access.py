"""Who may see what: the one way to somebody's record; what is not theirs does not exist for them (P6).

Belongs here: whether a person may look at a segment, a unit or a period. Does not: whether they may act (the verbs
check that in the transaction that acts). Sources: SPEC §9; ../shared/reference/faults.md L3.
"""

from dataclasses import dataclass
from typing import Any, LiteralString

from sqlmodel import Session

from models import acting_for, ledger, looks
from models.actors import Actor
from models.database import Row, one
from models.errors import NotYoursError

#: Of approval `a`: whoever is asked for a decision may look while it waits, and whoever made it while it may still be
#: questioned. A request that was withdrawn, or went to somebody else, opens nothing any more (SPEC §9).
STILL_ASKED: LiteralString = """
a.assignee_id = %(seat)s AND (a.closed_at IS NULL OR (
  EXISTS (SELECT FROM decision d WHERE d.approval_id = a.id)
  AND EXISTS (SELECT FROM period open WHERE open.id = a.period_id AND open.closed_at IS NULL)))
"""
_SEGMENT: LiteralString = (
    """
SELECT s.id AS segment, s.period_id, s.unit_id, s.person_id, s.rater_id, s.superior_id, s.post, s.starts, s.ends,
       s.is_acting, s.is_agency_head, p.code AS period, p.title, p.timezone, p.closed_at, e.name, e.nip,
       u.name AS unit, u.code AS unit_code, rater.name AS rater, h.position,
       CASE WHEN s.person_id = %(by)s THEN 'own'
            WHEN s.rater_id = %(seat)s THEN 'rater'
            WHEN s.superior_id = %(seat)s THEN 'superior'
            WHEN EXISTS (SELECT FROM approval a WHERE a.segment_id = s.id AND """
    + STILL_ASKED
    + """) THEN 'asked'
            ELSE (SELECT r.role FROM role_assignment r
                   WHERE r.person_id = %(by)s
                     AND (r.role IN ('hr_admin', 'auditor') OR (r.role = 'unit_admin' AND r.unit_id = s.unit_id))
                   ORDER BY array_position(ARRAY['hr_admin', 'auditor', 'unit_admin'], r.role) LIMIT 1)
            END AS seen_as
  FROM segment s JOIN period p ON p.id = s.period_id JOIN person e ON e.id = s.person_id
  JOIN agency_then u ON (u.period_id, u.id) = (s.period_id, s.unit_id)
  JOIN person rater ON rater.id = s.rater_id
  JOIN period_unit h ON h.period_id = s.period_id AND h.unit_id = s.unit_id
 WHERE s.id = %(segment)s
"""
)
#: Who administers a unit mends its data; what people wrote to each other, or photographed, is not theirs (SPEC §9).
_PERSONAL = frozenset({"own", "rater", "superior", "asked", "hr_admin", "auditor"})


@dataclass(frozen=True)
class Denied:
    """What somebody asked to see and may not: kept, so that an auditor sees who tried."""

    kind: str
    id: int


def segment(session: Session, segment_id: int, *, by: Actor, own: bool = False, personal: bool = False) -> Row:
    """A segment that `by` may look at, with its period, unit, person, and as whom they see it (`seen_as`).

    With `own`, only its person may; with `personal`, not who only administers the unit. Whoever acts for a rater (Plt,
    Plh) sees the people of that rater, never the rater's own record.

    Raises:
        NotFoundError: there is none, or it is not for them: both look alike, and a look at another's is recorded.
    """
    acting_for.delegation_of(session, by)
    found = one(session, _SEGMENT, segment=segment_id, by=by.person_id, seat=by.seat)
    seen_as = found["seen_as"] if found else None
    if found and seen_as and (seen_as == "own" if own else not personal or seen_as in _PERSONAL):
        if seen_as != "own":
            looks.note(session, segment_id, by=by, seen_as=seen_as)
        return found
    if found:
        denied(session, by, Denied("segment", segment_id))
    raise NotYoursError


def denied(session: Session, by: Actor, what: Denied, **content: Any) -> None:
    """Record that somebody asked for what is not theirs, and commit that alone; whoever calls this refuses then.

    What the session did before is given up first: a second connection beside it would end, with many such looks at
    once, in everybody waiting for everybody.
    """
    session.rollback()
    about = ledger.Subject(kind=what.kind, id=what.id)
    ledger.record(session, "access.denied", by=by, subject=about, **content)
    session.commit()


_REQUEST: LiteralString = (
    """
SELECT a.*, p.code AS period, p.timezone, u.name AS unit, d.outcome, d.reason, d.decided_at, decider.name AS decided_by,
       d.content AS decided, asked.name AS asked, """
    + acting_for.DECIDED_FOR
    + ", "
    + acting_for.NOT_ABOUT_DEPUTY
    + """ AS not_about_deputy
  FROM approval a JOIN period p ON p.id = a.period_id
  JOIN agency_then u ON (u.period_id, u.id) = (a.period_id, a.unit_id)
  JOIN person asked ON asked.id = a.assignee_id
  LEFT JOIN decision d ON d.approval_id = a.id LEFT JOIN person decider ON decider.id = d.decided_by
"""
    + acting_for.JOIN_DECIDED_FOR
    + " WHERE a.id = %(request)s"
)


def request(session: Session, approval_id: int, *, by: Actor) -> Row:
    """A request that waits for `by` (or whom they act for), or that was decided there; nobody else opens it.

    Nobody opens a request about themselves or their own unit by acting for whoever decides it.

    Raises:
        NotFoundError: there is none, or it is somebody else's: both look alike, and a look at another's is recorded.
    """
    deputy = None if acting_for.delegation_of(session, by) is None else by.person_id
    found = one(session, _REQUEST, request=approval_id, deputy=deputy)
    if found and found["assignee_id"] == by.seat and found["not_about_deputy"]:
        if found["segment_id"]:
            looks.note(session, found["segment_id"], by=by, seen_as="asked")
        return found
    if found:
        denied(session, by, Denied("request", approval_id))
    raise NotYoursError


_OBJECTION = """
SELECT o.id, o.statement, o.filed_at, s.id AS segment, s.rater_id, s.person_id, e.name, e.nip, s.post, p.code AS period,
       p.timezone, r.work_rating, r.behavior_rating, r.predicate, v.feedback
  FROM objection o JOIN result r ON r.id = o.result_id JOIN evaluation v ON v.id = r.evaluation_id
  JOIN segment s ON s.id = r.segment_id JOIN person e ON e.id = s.person_id JOIN period p ON p.id = s.period_id
 WHERE o.id = %(objection)s AND o.answered_at IS NULL
"""


def objection_to_answer(session: Session, objection_id: int, *, by: Actor) -> Row:
    """An unanswered objection to a rating of `by`, with the ratings it is about; nobody else answers it.

    Raises:
        NotFoundError: there is none, or it is about somebody else's rating; the look is recorded.
    """
    acting_for.delegation_of(session, by)
    found = one(session, _OBJECTION, objection=objection_id)
    if found and found["rater_id"] == by.seat and found["person_id"] != by.person_id:
        looks.note(session, found["segment"], by=by, seen_as="rater")
        return found
    if found:
        denied(session, by, Denied("objection", objection_id))
    raise NotYoursError
