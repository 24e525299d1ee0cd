"""Approval: the rater approves realizations and sets both ratings; the superior sets the organization predicate.

Belongs here: the verbs and the gate of this stage. Does not: opening the rater's queue (tasks/approval).
Sources: PermenPANRB 6/2022 (two ratings, set by a person, never computed); SE MenPANRB 3/2023 (organization first,
and its predicate becomes the head's work rating); SPEC §2.4, §3.1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, LiteralString

from sqlmodel import Session

from models import decisions, looked_at, notices, realized_values
from models.actors import Actor
from models.collection import values_digest
from models.database import Row, one, rows, run
from models.decision_statements import deciding
from models.decisions import Given
from models.errors import ConflictError, InvalidInputError
from models.gates import OWN_DUE, Due, Gate, ask, counted, due
from models.language import N_, Message
from models.rating_holds import HELD, refusal
from models.vocabulary import OrganizationPredicate, Rating, Stage

#: The requests are locked by a statement of its own, so that the next one sees what whoever corrects or explains has
#: committed; who comes later finds the person rated.
_LOCK: LiteralString = """
SELECT a.id, s.is_agency_head FROM approval a JOIN segment s ON s.id = a.segment_id
 WHERE a.id = ANY(%(approvals)s) AND a.kind = 'evaluation' ORDER BY a.id FOR UPDATE OF a"""
_LOCK_FREE: LiteralString = _LOCK + " SKIP LOCKED"
#: On what was looked at, on the values that were reported, and not while data of the segment wait for somebody.
_FIT: LiteralString = (
    "(mark IS NULL OR "
    + looked_at.OF_RATING
    + " = mark) AND content_hash IN ('', "
    + realized_values.OF_SEGMENT
    + ") AND NOT "
    + HELD
).replace("%(segment)s", "a.segment_id")
_EVALUATED: LiteralString = """,
evaluated AS (
  INSERT INTO evaluation (segment_id, version, work_rating, behavior_rating, feedback, approval_id, summary_id)
  SELECT segment_id, (SELECT coalesce(max(version), 0) + 1 FROM evaluation e WHERE e.segment_id = done.segment_id),
         work, behavior, reason, id,
         (SELECT id FROM evidence_summary e WHERE e.segment_id = done.segment_id ORDER BY version DESC LIMIT 1)
    FROM done)
"""
_ADDED: Mapping[LiteralString, LiteralString] = {"mark": "text", "work": "text", "behavior": "text"}
_RATE = deciding(more=_ADDED, condition=_FIT, effects=_EVALUATED)
_RATE_ALL = deciding(wait=False, more=_ADDED, condition=_FIT, effects=_EVALUATED)


def rate(
    session: Session,
    approval_id: int,
    *,
    by: Actor,
    work: Rating | None,
    behavior: Rating,
    feedback: str = "",
    seen: str | None = None,
) -> None:
    """Approve a person's realizations and set both ratings in one act, with feedback the person will read.

    `seen` is the mark of what the rater looked at (looked_at): report and evidence summary. For the
    head of an agency only behavior is rated: the organization predicate becomes the work rating (SE 3/2023).

    Raises:
        InvalidInputError: a rating is missing, or a work rating was given for an agency head.
        ConflictError: the realizations are no longer those of the report.
        WrongStateError: a blocking finding that nobody let stand, or an indicator under target without explanation
            (SPEC §5 DQ-R07: blocks at evaluation); says which, and whose turn it is.
        NotFoundError, NotAllowedError, ConflictError, WrongStateError: as for `decisions.decide`.
    """
    target = one(session, _LOCK, approvals=[approval_id])
    if target:
        _check_ratings(work, is_head=target["is_agency_head"])
    decisions.decide(
        session,
        approval_id,
        "evaluation",
        by=by,
        outcome="rated",
        statement=_RATE,
        otherwise=lambda request: _unfit(session, request, seen),
        **_rating(work=work, behavior=behavior, feedback=feedback, seen=seen),
    )


def rate_all(session: Session, given: Sequence[Given]) -> frozenset[int]:
    """Set those of the ratings (of different people) that can be set now, by whoever says so; returns which requests.

    Each gets its own decision and event, as `rate` gives them (its words are those of `rate`), but all in two
    statements: for many raters who decide at one moment, never for one who would rate many. Whatever is left, `rate`
    says why. Not for deputies, who are asked about each.
    """
    heads = {
        row["id"]: row["is_agency_head"]
        for row in rows(session, _LOCK_FREE, approvals=[each.approval_id for each in given])
    }
    complete = [
        decisions.terms(each.approval_id, by=each.by, **_rating(**each.words))
        for each in given
        if each.approval_id in heads and (each.words["work"] is None) == heads[each.approval_id]
    ]
    if not complete:
        return frozenset()
    stored = decisions.store(session, "evaluation", complete, outcome="rated", statement=_RATE_ALL)
    return frozenset(row["id"] for row in stored)


def _rating(*, work: Rating | None, behavior: Rating, feedback: str = "", seen: str | None = None) -> dict[str, Any]:
    return {
        "reason": feedback,
        "content": {"work_rating": work, "behavior_rating": behavior},
        "mark": seen,
        "work": work,
        "behavior": behavior,
    }


def _check_ratings(work: Rating | None, *, is_head: bool) -> None:
    if is_head and work is not None:
        raise InvalidInputError(
            N_("For the head of an agency the organization predicate is the work rating: rate behavior only.")
        )
    if not is_head and work is None:
        raise InvalidInputError(N_("Both ratings are needed: work result and behavior (INCOMPLETE_RATING)."))


def _unfit(session: Session, request: Row, seen: str | None) -> Exception:
    if seen is not None and looked_at.mark(session, request["id"]) != seen:
        return ConflictError(looked_at.CHANGED)
    if request["content_hash"] not in {"", values_digest(session, request["segment_id"])}:
        return ConflictError(
            N_("The realizations changed since the report. Return it with a reason, or wait for the new report.")
        )
    return refusal(session, request["segment_id"])


def send_back(session: Session, approval_id: int, *, by: Actor, reason: str, seen: str | None = None) -> None:
    """Return a person's realizations with a reason; they correct and submit again, and the request comes back.

    `seen` is the mark of what the rater looked at (looked_at).

    Raises:
        InvalidInputError: no reason.
        NotFoundError, NotAllowedError, ConflictError, WrongStateError: as for `decisions.decide`.
    """
    if not reason.strip():
        raise InvalidInputError(N_("Say what should be corrected: the employee acts on it."))
    request = decisions.decide(session, approval_id, "evaluation", by=by, outcome="returned", reason=reason)
    looked_at.check(session, approval_id, seen)
    person = one(session, "SELECT person_id FROM segment WHERE id = %(segment)s", segment=request["segment_id"])
    assert person is not None  # noqa: S101 - the request's foreign key
    notices.queue(
        session,
        "realizations_returned",
        to=person["person_id"],
        about=f"evaluation:{approval_id}",
        segment=request["segment_id"],
    )


_ORGANIZATION = """
INSERT INTO organization_evaluation (period_id, unit_id, predicate, note, approval_id)
VALUES (%(period)s, %(unit)s, %(predicate)s, %(note)s, %(approval)s)
"""


def set_organization_predicate(
    session: Session,
    approval_id: int,
    *,
    by: Actor,
    predicate: OrganizationPredicate,
    note: str = "",
    seen: str | None = None,
) -> None:
    """Set the predicate of an agency: the act of the leader of the organization above it (SE 3/2023, step 1).

    `seen` is the mark of what they looked at (looked_at): what the data say of the unit's head.

    Raises:
        NotFoundError, NotAllowedError, ConflictError, WrongStateError: as for `decisions.decide`.
    """
    request = decisions.decide(
        session, approval_id, "organization", by=by, outcome="set", reason=note, content={"predicate": predicate}
    )
    looked_at.check(session, approval_id, seen)
    run(
        session,
        _ORGANIZATION,
        period=request["period_id"],
        unit=request["unit_id"],
        predicate=predicate,
        note=note,
        approval=approval_id,
    )


_UNASKED: LiteralString = (
    """
SELECT DISTINCT s.unit_id FROM segment s LEFT JOIN """
    + OWN_DUE
    + """ AS own ON own.segment_id = s.id
 WHERE s.period_id = %(period)s AND s.unit_id = ANY(%(units)s) AND coalesce(own.due_at <= now(), true)
   AND NOT EXISTS (SELECT FROM evaluation WHERE segment_id = s.id)
   AND NOT EXISTS (SELECT FROM approval a WHERE a.segment_id = s.id AND a.kind = 'evaluation' AND a.closed_at IS NULL)
   AND NOT EXISTS (SELECT FROM finding f WHERE f.segment_id = s.id AND f.severity = 'block' AND f.fixed_at IS NULL
                      AND coalesce(f.waived_until < now(), true))
"""
)


def unasked(session: Session, period_id: int, units: Sequence[int]) -> set[int]:
    """The units among `units` whose approval is overdue while nobody is asked to rate one of their people."""
    dates = due(session, period_id, units, Stage.APPROVAL)
    late = [unit for unit in units if dates[unit].passed]
    asked = {"period": period_id, "units": late, "stage": str(Stage.APPROVAL)}
    return {row["unit_id"] for row in rows(session, _UNASKED, **asked)}


_DECIDED = """
SELECT u.unit_id, u.people + 1 AS total, u.people, u.unrated, u.held, o.unit_id IS NULL AS predicate_missing,
       u.unrated + (o.unit_id IS NULL)::int AS remaining
  FROM (SELECT period_id, unit_id, count(*) AS people,
               count(*) FILTER (WHERE NOT EXISTS (SELECT FROM evaluation e WHERE e.segment_id = s.id)) AS unrated,
               (SELECT count(DISTINCT f.segment_id) FROM finding f WHERE f.period_id = s.period_id
                   AND f.unit_id = s.unit_id AND f.severity = 'block' AND f.fixed_at IS NULL
                   AND coalesce(f.waived_until < now(), true))
                 AS held
          FROM segment s WHERE period_id = %(period)s AND unit_id = ANY(%(units)s) GROUP BY period_id, unit_id) u
  LEFT JOIN organization_evaluation o USING (period_id, unit_id)
"""


def _judge(row: Row, due: Due) -> Gate:
    if row["predicate_missing"]:
        text = N_("{unrated} of {people} people await their rater, the organization predicate is missing, due {due}")
    else:
        text = N_("{unrated} of {people} people await their rater, due {due}")
    gate = counted(row, due, text)
    if not row["held"]:
        return gate
    held = N_("{waiting}; {held} of them are not asked about while a blocking finding is open: mend or waive it")
    return replace(gate, message=Message(held, {"waiting": gate.message, "held": row["held"]}))


def gate(session: Session, period_id: int, units: Sequence[int]) -> Mapping[int, Gate]:
    """Open when every segment is rated and the organization has its predicate."""
    return ask(session, _DECIDED, Stage.APPROVAL, period_id, units, _judge)
