"""Requests and their one decision: who is asked, on which content, and what they answered.

Belongs here: what every kind of request has in common. Does not: what follows from a decision (the stage's module).
One statement (decision_statements) checks and stores; fifty clients on one request store one decision.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, LiteralString

from psycopg.types.json import Jsonb
from sqlmodel import Session

from models import acting_for, ledger
from models.actors import Actor
from models.database import Row, one, run
from models.decision_refusals import refusal
from models.decision_statements import deciding
from models.vocabulary import Stage

#: The stage in which requests of a kind are decided; the unit's row must stand exactly there.
STAGE_OF_KIND = {
    "plan": Stage.TARGET_SETTING,
    "evaluation": Stage.APPROVAL,
    "organization": Stage.APPROVAL,
    "distribution": Stage.SCORING,
    "objection": Stage.OBJECTION,
}

_OPEN = """
INSERT INTO approval (key, kind, period_id, unit_id, segment_id, subject_id, subject_version, content_hash,
                      assignee_id, due_at)
VALUES (%(key)s, %(kind)s, %(period)s, %(unit)s, %(segment)s, %(subject)s, %(version)s, %(hash)s, %(assignee)s, %(due)s)
ON CONFLICT (key) DO NOTHING
"""

_DECIDE = deciding()


def open_request(
    session: Session,
    kind: str,
    *,
    key: str,
    period_id: int,
    unit_id: int,
    segment_id: int | None,
    subject_id: int,
    version: int,
    content_hash: str,
    assignee_id: int,
    due_at: datetime | None,
) -> None:
    """Ask `assignee_id` for a decision; asking the same thing (`key`) twice is asking once."""
    run(
        session,
        _OPEN,
        key=key,
        kind=kind,
        period=period_id,
        unit=unit_id,
        segment=segment_id,
        subject=subject_id,
        version=version,
        hash=content_hash,
        assignee=assignee_id,
        due=due_at,
    )


def decide(
    session: Session,
    approval_id: int,
    kind: str,
    *,
    by: Actor,
    outcome: str,
    reason: str = "",
    seen: str | None = None,
    content: dict[str, Any] | None = None,
    statement: LiteralString = _DECIDE,
    otherwise: Callable[[Row], Exception] | None = None,
    **values: Any,
) -> Row:
    """Store the one decision on a request, with its event and wake, and return the request's row.

    `seen` is the content hash the person looked at; when given, a request whose content changed is not decided. A kind
    may bring a `statement` of its own (decision_statements) with `values` for it; `otherwise` says of a request that
    could be decided, but for a condition of that statement, why it was not.

    Raises:
        NotFoundError: no such request of this kind.
        NotAllowedError: somebody else is asked, or a deputy (Plt, Plh) may not decide it (`acting_for`).
        ConflictError: already decided, withdrawn, or its content changed since it was looked at.
        WrongStateError: the unit is not (or no longer) in the stage of this kind of request.
    """
    used = acting_for.check_request(session, approval_id, kind, by=by, outcome=outcome)
    decided = one(
        session,
        statement,
        approval=approval_id,
        seen=seen,
        **terms(kind, by=by, outcome=outcome, reason=reason, content=content, used=used),
        **values,
    )
    if decided is None:
        raise refusal(session, approval_id, kind, by, seen, STAGE_OF_KIND[kind].position, otherwise)
    return decided


def terms(
    kind: str,
    *,
    by: Actor,
    outcome: str,
    reason: str = "",
    content: dict[str, Any] | None = None,
    used: Row | None = None,
) -> dict[str, Any]:
    """What every statement of decision_statements is told of a decision; `used` is a deputy's delegation."""
    words = ledger.salted(reason)
    return {
        "kind": kind,
        "by": by.person_id,
        "seat": by.seat,
        "acting_for": by.acting_for,
        "delegation": used["id"] if used else None,
        "actor_name": by.name,
        "position": STAGE_OF_KIND[kind].position,
        "outcome": outcome,
        "reason": reason,
        "content": Jsonb(content or {}),
        "text_digest": words.digest,
        "salt": words.salt,
    }
