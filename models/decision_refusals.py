"""Why a request could not be decided, found out after the statement that would have: in the same transaction.

Belongs here: that, for what all kinds of request have in common. Does not: what a kind adds (its stage's module).
"""

from collections.abc import Callable

from sqlmodel import Session

from models.actors import Actor
from models.database import Row, one
from models.errors import ConflictError, NotAllowedError, NotFoundError, WrongStateError
from models.labels import label
from models.language import N_, Moment
from models.looked_at import CHANGED
from models.vocabulary import stage_name

_LOOK = """
SELECT a.*, u.position, p.timezone, d.outcome, d.decided_at, decider.name AS decider, asked.name AS asked
  FROM approval a JOIN period_unit u USING (period_id, unit_id) JOIN period p ON p.id = a.period_id
  JOIN person asked ON asked.id = a.assignee_id
  LEFT JOIN decision d ON d.approval_id = a.id LEFT JOIN person decider ON decider.id = d.decided_by
 WHERE a.id = %(approval)s
"""


def refusal(
    session: Session,
    approval_id: int,
    kind: str,
    by: Actor,
    seen: str | None,
    position: int,
    otherwise: Callable[[Row], Exception] | None,
) -> Exception:
    """Why the request was not decided; `otherwise` is asked about one that could have been."""
    found = one(session, _LOOK, approval=approval_id)
    if not found or found["kind"] != kind:
        return NotFoundError(
            N_("There is no {kind} request {id}. Look for it among the requests that wait for you."),
            kind=label(kind),
            id=approval_id,
        )
    if found["assignee_id"] != by.seat:
        return NotAllowedError(
            N_("Request {id} is for {asked} to decide, not for you."), id=approval_id, asked=found["asked"]
        )
    if found["closed_at"]:
        return _closed(found)
    if seen is not None and found["content_hash"] != seen:
        return ConflictError(CHANGED)
    if otherwise and found["position"] == position:
        return otherwise(found)
    return WrongStateError(
        N_("This unit is at stage {stage}; request {id} belongs to another stage and can no longer be decided."),
        stage=label(stage_name(found["position"])),
        id=approval_id,
    )


def _closed(found: Row) -> ConflictError:
    if not found["decided_at"]:
        return ConflictError(N_("Request {id} was withdrawn; look at the list again."), id=found["id"])
    return ConflictError(
        N_("Already decided ({outcome}) by {decider} on {at}; nothing was changed."),
        outcome=label(found["outcome"]),
        decider=found["decider"],
        at=Moment(found["decided_at"], found["timezone"]),
    )
