"""Acting for somebody (Plt, Plh): whether a deputy may, asked in the transaction that acts; four eyes stay four eyes.

Belongs here: the check that every verb makes when a deputy acts, and when somebody decides who acted as a deputy
before. Does not: making and ending delegations (delegation), the verbs.
Sources: SPEC §2.6 (who decides an objection is not the rater, also under Plt), §2.7 (a Plt may rate those below, a Plh
sets no yearly ratings; nobody decides about themselves). A deputy decides; what an employee does for themselves
(plan, log, report, objection) is never done by a deputy.
"""

from typing import LiteralString

from sqlmodel import Session

from models.actors import Actor
from models.database import Row, one
from models.errors import NotAllowedError
from models.language import N_

#: Whether delegation `d` is in force now: its days by the database clock, unless it was ended before.
IN_FORCE: LiteralString = "(d.ended_at IS NULL AND (now() AT TIME ZONE d.timezone)::date BETWEEN d.starts AND d.ends)"
#: True of a request `a` that is not about the deputy, nor about their own unit; always true where nobody is a deputy.
NOT_ABOUT_DEPUTY: LiteralString = """
NOT EXISTS (SELECT FROM segment mine WHERE mine.person_id = %(deputy)s::bigint
               AND (mine.id = a.segment_id OR (a.segment_id IS NULL AND mine.period_id = a.period_id
                                               AND mine.unit_id = a.unit_id)))
"""
#: Kinds of request that look a second time at what a deputy may have decided before.
SECOND_LOOKS = frozenset({"objection", "distribution"})
#: Decisions that set or make final what counts for the year.
_YEARLY = frozenset({"rated", "set", "justified", "upheld", "changed"})

#: The lock makes ending the delegation wait for the act, or the act see that it has ended.
_DELEGATION: LiteralString = (
    "SELECT d.id, d.kind, d.decree, d.ends FROM delegation d WHERE d.principal_id = %(principal)s"
    " AND d.deputy_id = %(deputy)s AND " + IN_FORCE + " FOR SHARE OF d"
)
_POSITIONS: LiteralString = """
SELECT a.kind, a.assignee_id, p.kind = 'annual' AS yearly, s.person_id = %(by)s AS is_concerned,
       s.rater_id = %(by)s AS is_rater, s.superior_id = %(by)s AS is_superior,
       EXISTS (SELECT FROM segment m WHERE m.period_id = a.period_id AND m.person_id = %(by)s
                  AND m.rater_id = s.person_id) AS is_rated_by_them,
       a.segment_id IS NULL AND EXISTS (SELECT FROM segment m WHERE m.period_id = a.period_id
                                           AND m.unit_id = a.unit_id AND m.person_id = %(by)s) AS is_member,
       EXISTS (SELECT FROM evaluation v JOIN decision d ON d.approval_id = v.approval_id
                WHERE v.segment_id = a.segment_id AND d.decided_by = %(by)s) AS has_rated,
       EXISTS (SELECT FROM objection o WHERE a.kind = 'objection' AND o.id = a.subject_id AND o.answered_by = %(by)s)
         AS has_answered,
       a.kind = 'distribution' AND EXISTS (
         SELECT FROM approval q JOIN decision d ON d.approval_id = q.id
          WHERE q.period_id = a.period_id AND q.unit_id = a.unit_id AND q.kind = 'evaluation'
            AND d.outcome = 'rated' AND d.decided_by = %(by)s AND q.assignee_id <> a.assignee_id) AS has_rated_there
  FROM approval a JOIN period p ON p.id = a.period_id LEFT JOIN segment s ON s.id = a.segment_id
 WHERE a.id = %(approval)s
"""
#: (kinds, outcomes or None for every one, what the deputy may not be, why), in the order in which they are told.
_NEVER: tuple[tuple[frozenset[str], frozenset[str] | None, str, str], ...] = (
    (
        frozenset({"plan", "evaluation", "objection"}),
        None,
        "is_concerned",
        N_("This is about you, and nobody decides about themselves, also not for another. HR can ask somebody else."),
    ),
    (
        frozenset({"organization", "distribution"}),
        None,
        "is_member",
        N_("This is about your own unit, and nobody decides about theirs. HR can ask somebody else."),
    ),
    (
        frozenset({"evaluation"}),
        frozenset({"rated"}),
        "is_superior",
        N_("You would decide an objection to these ratings, so you cannot set them. HR can ask somebody else."),
    ),
    (
        frozenset({"evaluation"}),
        frozenset({"rated"}),
        "is_rated_by_them",
        N_("This person rates you, and two people never rate each other. HR can ask somebody else."),
    ),
    (
        frozenset({"objection"}),
        None,
        "is_rater",
        N_("You are the rater, who never decides an objection, also not for another. HR can ask somebody else."),
    ),
)
#: The same for everybody: who acted for another before never takes a second look at their own decision.
_NEVER_TWICE: tuple[tuple[str, str, str], ...] = (
    (
        "objection",
        "has_rated",
        N_("You set these ratings, and whoever set them never decides the objection. HR can ask somebody else."),
    ),
    (
        "objection",
        "has_answered",
        N_("You gave the rater's answer, and a party never decides the objection. HR can ask somebody else."),
    ),
    (
        "distribution",
        "has_rated_there",
        N_("You rated people of this unit for another, so you do not justify the outcome. HR can ask somebody else."),
    ),
)
#: What a page asks about, before anybody has chosen.
_FINAL = {
    "plan": "approved",
    "evaluation": "rated",
    "organization": "set",
    "distribution": "justified",
    "objection": "upheld",
}


class ActingError(NotAllowedError):
    """A deputy may not do this: the message says why, and that HR can ask somebody else."""


def delegation_of(session: Session, by: Actor) -> Row | None:
    """The delegation by which `by` acts now, locked until the transaction ends; None when they act for themselves.

    Raises:
        NotAllowedError: they act for somebody, but no delegation is in force (any more).
    """
    if by.acting_for is None:
        return None
    found = one(session, _DELEGATION, principal=by.acting_for, deputy=by.person_id)
    if found is None:
        raise ActingError(
            N_(
                "You no longer act for this person: the delegation has ended or has not begun. Nothing was changed; "
                "what waits is theirs to decide again. If the decree says otherwise, ask your HR administrator."
            )
        )
    return found


def check_request(session: Session, approval_id: int, kind: str, *, by: Actor, outcome: str) -> Row | None:
    """Refuse what a deputy, or somebody who acted as one before, may not decide; returns the delegation used, if any.

    Raises:
        NotAllowedError: no delegation in force; about oneself or one's own unit; ratings by the rater's superior; an
            objection by the rater, by whoever set the ratings or answered; a yearly rating by a Plh.
    """
    if by.acting_for is None and kind not in SECOND_LOOKS:
        return None
    used = delegation_of(session, by)
    why = _reason(session, approval_id, used, by=by, outcome=outcome)
    if why:
        raise ActingError(why)
    return used


def hindrance(session: Session, request: Row, *, by: Actor) -> ActingError | None:
    """Why `by` cannot decide an open request as it stands (`id`, `kind`); None where nothing hinders them."""
    if by.acting_for is None and request["kind"] not in SECOND_LOOKS:
        return None
    used = delegation_of(session, by)
    why = _reason(session, request["id"], used, by=by, outcome=_FINAL[request["kind"]])
    return ActingError(why) if why else None


def _reason(session: Session, approval_id: int, used: Row | None, *, by: Actor, outcome: str) -> str | None:
    found = one(session, _POSITIONS, approval=approval_id, by=by.person_id)
    if found is None or found["assignee_id"] != by.seat:
        return None  # whoever is not asked is refused by the decision itself
    if used is not None:
        for kinds, outcomes, position, why in _NEVER:
            if found["kind"] in kinds and (outcomes is None or outcome in outcomes) and found[position]:
                return why
        if used["kind"] == "plh" and found["yearly"] and outcome in _YEARLY:
            return N_(
                "A Plh sets no yearly ratings and makes none final: you may approve or return plans and "
                "return reports. The person you act for decides when they are back, or HR asks somebody else."
            )
    return next((why for kind, position, why in _NEVER_TWICE if found["kind"] == kind and found[position]), None)


_PARTIES: LiteralString = """
SELECT s.person_id = %(by)s OR a.assignee_id = %(by)s OR s.superior_id = %(by)s AS is_party
  FROM objection o JOIN result r ON r.id = o.result_id JOIN segment s ON s.id = r.segment_id
  JOIN approval a ON a.key = 'objection:' || o.id WHERE o.id = %(objection)s
"""


def check_answer(session: Session, objection_id: int, *, by: Actor) -> None:
    """Refuse the rater's answer by a deputy who objects themselves, or who decides this objection.

    Raises:
        NotAllowedError: a party already, or no delegation in force.
    """
    if delegation_of(session, by) is None:
        return
    found = one(session, _PARTIES, objection=objection_id, by=by.person_id)
    if found and found["is_party"]:
        raise ActingError(
            N_("You object or decide here, so you cannot give the rater's answer too. The rater's time to answer runs.")
        )


#: Of a decision `d`: for whom and by which delegation it was made; empty where nobody acted for another.
DECIDED_FOR: LiteralString = "principal.name AS acting_for, delegated.kind AS acting_as, delegated.decree"
JOIN_DECIDED_FOR: LiteralString = (
    " LEFT JOIN delegation delegated ON delegated.id = d.delegation_id"
    " LEFT JOIN person principal ON principal.id = d.acting_for_id "
)
