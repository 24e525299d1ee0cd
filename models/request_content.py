"""What a request asks about, as its decider reads it before deciding: the content, its history, what changed.

Belongs here: reading, one statement each. Does not: who may read it (access), the decision (the stage's module).
"""

from collections.abc import Sequence
from typing import Any, LiteralString

from sqlmodel import Session

from models import evidence_summary, plans, rating_holds
from models.acting_for import DECIDED_FOR, JOIN_DECIDED_FOR, NOT_ABOUT_DEPUTY
from models.actors import Actor
from models.database import Row, one, rows
from models.errors import WrongStateError
from models.plan_content import WorkResultInput
from models.summary_versions import OF_DECISION
from models.vocabulary import OrganizationPredicate

_ABOUT = """
SELECT s.id AS segment, s.person_id, e.name, e.nip, s.post, s.is_agency_head, s.is_acting, s.starts, s.ends,
       rater.name AS rater
  FROM segment s JOIN person e ON e.id = s.person_id JOIN person rater ON rater.id = s.rater_id
 WHERE s.id = %(segment)s
"""
_HISTORY: LiteralString = (
    "SELECT a.subject_version AS version, d.outcome, d.reason, d.decided_at, by.name AS decided_by, "
    + OF_DECISION
    + " AS summary_version, "
    + DECIDED_FOR
    + " FROM approval a JOIN decision d ON d.approval_id = a.id JOIN person by ON by.id = d.decided_by"
    + JOIN_DECIDED_FOR
    + """
 WHERE a.kind = %(kind)s AND a.segment_id = %(segment)s AND a.id <> %(request)s ORDER BY d.decided_at DESC LIMIT 20
"""
)
_BEFORE = """
SELECT id FROM plan WHERE segment_id = %(segment)s AND version < %(version)s ORDER BY version DESC LIMIT 1
"""
_OTHERS: LiteralString = (
    " FROM approval a WHERE a.assignee_id = %(seat)s AND a.closed_at IS NULL AND a.id <> %(request)s AND "
    + NOT_ABOUT_DEPUTY
)
_NEXT: LiteralString = "SELECT a.id" + _OTHERS + " ORDER BY (a.kind = %(kind)s) DESC, a.due_at, a.id LIMIT 1"
_LEFT: LiteralString = "SELECT count(*) AS count" + _OTHERS


def about(session: Session, request: Row) -> Row | None:
    """The person whom a request is about; None where it is about a unit."""
    return one(session, _ABOUT, segment=request["segment_id"]) if request["segment_id"] else None


def history(session: Session, request: Row) -> list[Row]:
    """Earlier decisions of this kind on the same person, the newest first: what was returned, and why."""
    if not request["segment_id"]:
        return []
    return rows(session, _HISTORY, kind=request["kind"], segment=request["segment_id"], request=request["id"])


def plan(session: Session, request: Row) -> dict[str, Any]:
    """The submitted plan, and what is new or changed since the version before (`changed`: numbers of results)."""
    shown = plans.read(session, request["subject_id"])
    earlier = one(session, _BEFORE, segment=request["segment_id"], version=request["subject_version"])
    before = plans.read(session, earlier["id"]) if earlier else []
    return {"results": shown, "changed": _changed(before, shown) if earlier else {}, "gone": _gone(before, shown)}


def _changed(before: Sequence[WorkResultInput], now: Sequence[WorkResultInput]) -> dict[int, str]:
    earlier = {each.number: each for each in before}
    return {
        each.number: "changed" if each.number in earlier else "new" for each in now if earlier.get(each.number) != each
    }


def _gone(before: Sequence[WorkResultInput], now: Sequence[WorkResultInput]) -> list[WorkResultInput]:
    kept = {each.number for each in now}
    return [each for each in before if each.number not in kept]


def held(session: Session, segment_id: int) -> WrongStateError | None:
    """Why a person cannot be rated yet, and whose turn it is; None where nothing holds the rating."""
    # The literal parts are constants of rating_holds; the segment is a bound value.
    statement: LiteralString = "SELECT " + rating_holds.HELD + " AS held"
    found = one(session, statement, segment=segment_id)
    return rating_holds.refusal(session, segment_id) if found and found["held"] else None


_HEAD = """
SELECT id FROM segment WHERE period_id = %(period)s AND unit_id = %(unit)s AND is_agency_head
 ORDER BY ends DESC, id LIMIT 1
"""
_PEOPLE = """
SELECT count(*) AS people, count(r.segment_id) AS reported, count(v.id) AS rated,
       count(*) FILTER (WHERE v.work_rating = 'DI_ATAS') AS above,
       count(*) FILTER (WHERE v.work_rating = 'SESUAI') AS expected,
       count(*) FILTER (WHERE v.work_rating = 'DI_BAWAH') AS below
  FROM segment s LEFT JOIN realization_report r ON r.segment_id = s.id AND r.version = (
         SELECT max(version) FROM realization_report WHERE segment_id = s.id)
  LEFT JOIN evaluation v ON v.segment_id = s.id AND v.version = (
         SELECT max(version) FROM evaluation WHERE segment_id = s.id)
 WHERE s.period_id = %(period)s AND s.unit_id = %(unit)s
"""


def organization(session: Session, request: Row, *, by: Actor) -> dict[str, Any]:
    """What speaks for an organization predicate: its head's evidence summary, and how far its people are."""
    place = {"period": request["period_id"], "unit": request["unit_id"]}
    head = one(session, _HEAD, **place)
    return {
        "summary": evidence_summary.summary_of(session, head["id"], by=by) if head else None,
        "people": one(session, _PEOPLE, **place),
    }


def organization_predicate(session: Session, request: Row) -> OrganizationPredicate | None:
    """The predicate that was set for the request's unit; None while there is none."""
    found = one(session, _PREDICATE, period=request["period_id"], unit=request["unit_id"])
    return OrganizationPredicate(found["predicate"]) if found else None


_PREDICATE = "SELECT predicate FROM organization_evaluation WHERE period_id = %(period)s AND unit_id = %(unit)s"
_DISTRIBUTION = """
SELECT predicate, very_good, good, needs_improvement, poor, very_poor, conforms, binding, violations
  FROM distribution_check WHERE period_id = %(period)s AND unit_id = %(unit)s
"""


def distribution(session: Session, request: Row) -> Row | None:
    """How a unit's predicates are spread, and in what they depart from the pattern."""
    return one(session, _DISTRIBUTION, period=request["period_id"], unit=request["unit_id"])


_OBJECTION = """
SELECT o.id, o.statement, o.filed_at, o.rater_answer, o.answered_at, r.work_rating, r.behavior_rating, r.predicate,
       CASE WHEN answerer.id <> s.rater_id THEN answerer.name END AS answered_by,
       v.feedback
  FROM objection o JOIN result r ON r.id = o.result_id JOIN evaluation v ON v.id = r.evaluation_id
  JOIN segment s ON s.id = r.segment_id LEFT JOIN person answerer ON answerer.id = o.answered_by
 WHERE o.id = %(objection)s
"""


def objection(session: Session, request: Row) -> Row | None:
    """An objection with both statements, and the ratings it is about; `answered_by`: who answered for the rater."""
    return one(session, _OBJECTION, objection=request["subject_id"])


_TO_ANSWER = """
SELECT o.id, o.filed_at, e.name, e.nip, p.code AS period, p.timezone
  FROM objection o JOIN result r ON r.id = o.result_id JOIN segment s ON s.id = r.segment_id
  JOIN person e ON e.id = s.person_id JOIN period p ON p.id = s.period_id
 WHERE s.rater_id = %(seat)s AND s.person_id <> %(by)s AND o.answered_at IS NULL
   AND NOT EXISTS (SELECT FROM decision d JOIN approval a ON a.id = d.approval_id WHERE a.key = 'objection:' || o.id)
 ORDER BY o.filed_at, o.id LIMIT 25
"""


def objections_to_answer(session: Session, by: Actor) -> list[Row]:
    """Objections to one's own ratings that wait for one's answer, the oldest first."""
    return rows(session, _TO_ANSWER, by=by.person_id, seat=by.seat)


_DECIDED = """
SELECT FROM approval a JOIN decision d ON d.approval_id = a.id
 WHERE a.id = %(request)s AND a.assignee_id = %(seat)s AND d.decided_by = %(by)s
"""


def decided_by(session: Session, request_id: int, by: Actor) -> bool:
    """Whether `by` decided this request."""
    return one(session, _DECIDED, request=request_id, by=by.person_id, seat=by.seat) is not None


def _place(by: Actor) -> dict[str, int | None]:
    return {"seat": by.seat, "deputy": by.person_id if by.acting_for is not None else None}


def following(session: Session, request: Row, by: Actor) -> int | None:
    """The request to look at after this one: of the same kind first, then the most urgent; None when all is done."""
    found = one(session, _NEXT, **_place(by), request=request["id"], kind=request["kind"])
    return int(found["id"]) if found else None


def left(session: Session, request: Row, by: Actor) -> int:
    """How many other requests wait for the same person."""
    found = one(session, _LEFT, **_place(by), request=request["id"])
    return int(found["count"]) if found else 0
