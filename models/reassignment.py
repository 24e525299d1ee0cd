"""Reassignment: HR asks somebody else for an open decision, so that a silent or departed rater holds nobody up.

Belongs here: that verb. Does not: deciding (decisions), or the rater of a segment, who is asked again next time.
Source: SPEC §2.7 (a post without its official), §2.6 (who decides an objection is not the rater); DESIGN §4.10:
absence of approval is never approval, so a decision that does not come must come from somebody else.
"""

from sqlmodel import Session

from models import ledger, notices
from models.actors import Actor, person
from models.database import Row, one, run
from models.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from models.language import N_
from models.ledger import Subject

#: The lock makes a decision on the same request wait, and then see who is asked now.
_REQUEST = """
SELECT a.id, a.kind, a.period_id, a.unit_id, a.segment_id, a.subject_id, a.subject_version, a.assignee_id, a.closed_at,
       now() AS at, s.person_id = %(to)s AS is_concerned, s.person_id = %(by)s AS own, s.rater_id = %(to)s AS is_rater,
       s.superior_id = %(to)s AS is_superior,
       EXISTS (SELECT FROM role_assignment WHERE person_id = %(by)s AND role = 'hr_admin') AS may,
       EXISTS (SELECT FROM segment m WHERE m.period_id = a.period_id AND m.unit_id = a.unit_id
                  AND m.person_id = %(to)s) AS is_member,
       EXISTS (SELECT FROM evaluation v JOIN decision d ON d.approval_id = v.approval_id
                WHERE v.segment_id = a.segment_id AND d.decided_by = %(to)s) AS has_rated
  FROM approval a LEFT JOIN segment s ON s.id = a.segment_id WHERE a.id = %(approval)s FOR UPDATE OF a
"""
#: (kinds of request, what `to` may not be, why), in the order in which they are told.
_NEVER = (
    ({"plan", "evaluation", "objection"}, "is_concerned", N_("Nobody decides about themselves: name somebody else.")),
    ({"organization", "distribution"}, "is_member", N_("Nobody of this unit decides about it: name somebody else.")),
    (
        {"evaluation"},
        "is_superior",
        N_("The rater's superior would decide an objection to these ratings, so cannot set them: name somebody else."),
    ),
    ({"objection"}, "is_rater", N_("An objection is never decided by the rater: name somebody else.")),
    ({"objection"}, "has_rated", N_("An objection is never decided by who set the ratings: name somebody else.")),
)


def reassign(session: Session, approval_id: int, *, to: str, by: Actor, reason: str) -> None:
    """Ask the person with the NIP `to` for the decision on an open request, instead of whoever was asked.

    Due date and content stay; both are told, and the event keeps both and the reason.

    Raises:
        NotFoundError: no such request, or nobody has that NIP.
        NotAllowedError: not an HR administrator, or it is a request about oneself; or `to` may not decide it: the
            person concerned, one of the unit itself, and for an objection (SPEC §2.6) the rater or who rated.
        InvalidInputError: no reason.
        ConflictError: decided or withdrawn already, or `to` is asked already.
    """
    if not reason.strip():
        raise InvalidInputError(N_("Say why somebody else is asked: both of them read it."))
    new = person(session, to)
    request = one(session, _REQUEST, approval=approval_id, to=new.person_id, by=by.person_id)
    if request is None:
        raise NotFoundError(N_("There is no request {id}. `kinerja approvals list` shows them."), id=approval_id)
    _check(request, new)
    run(session, "UPDATE approval SET assignee_id = %(to)s WHERE id = %(id)s", to=new.person_id, id=approval_id)
    _record(session, request, new, by, reason)


def _check(request: Row, new: Actor) -> None:
    if not request["may"] or request["own"]:
        raise NotAllowedError(N_("Only an HR administrator whom the request does not concern may reassign it."))
    if request["closed_at"]:
        raise ConflictError(N_("Request {id} was decided or withdrawn already; nothing was changed."), id=request["id"])
    if request["assignee_id"] == new.person_id:
        raise ConflictError(N_("Request {id} is for this person to decide already."), id=request["id"])
    for kinds, position, why in _NEVER:
        if request["kind"] in kinds and request[position]:
            raise NotAllowedError(why)


def _record(session: Session, request: Row, new: Actor, by: Actor, reason: str) -> None:
    former, approval_id = request["assignee_id"], request["id"]
    ledger.record(
        session,
        f"{request['kind']}.reassigned",
        by=by,
        subject=Subject(
            request["period_id"],
            request["unit_id"],
            request["segment_id"],
            request["kind"],
            request["subject_id"],
            request["subject_version"],
        ),
        text=reason,
        approval=approval_id,
        asked_before=former,
        asked_now=new.person_id,
    )
    # The time is part of the key: a request may come back to somebody who was told before.
    about = f"request:{approval_id}:{request['at'].isoformat()}"
    assert new.person_id is not None  # noqa: S101 - a person was found
    notices.queue(session, "approval_pending", to=new.person_id, about=about, kind=request["kind"])
    told = {"kind": request["kind"], "decision": request["kind"], "segment": request["segment_id"]}
    notices.queue(session, "request_reassigned", to=former, about=about, **told)
