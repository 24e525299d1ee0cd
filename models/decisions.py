"""Requests and their one decision: who is asked, on which content, and what they answered.

Belongs here: what every kind of request has in common. Does not: what follows from a decision (the stage's module).
One statement (decision_statements) checks and stores; fifty clients on one request store one decision.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, LiteralString

from psycopg.types.json import Jsonb
from sqlmodel import Session

from models import acting_for, ledger
from models.actors import Actor
from models.database import Row, rows, run
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


@dataclass(frozen=True)
class Given:
    """A decision as somebody gives it: on which request, and what the verb is told beside it."""

    approval_id: int
    by: Actor
    words: Mapping[str, Any] = field(default_factory=dict)


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
    values: Mapping[str, Any] | None = None,
    **more: Any,
) -> Row:
    """Store the one decision on a request, with its event and wake, and return the request's row.

    `seen` is the content hash the person looked at; when given, a request whose content changed is not decided. A kind
    may bring a `statement` of its own (decision_statements) with `more` terms and other `values` for it; `otherwise`
    says of a request that could be decided, but for a condition of that statement, why it was not.

    Raises:
        NotFoundError: no such request of this kind.
        NotAllowedError: somebody else is asked, or a deputy (Plt, Plh) may not decide it (`acting_for`).
        ConflictError: already decided, withdrawn, or its content changed since it was looked at.
        WrongStateError: the unit is not (or no longer) in the stage of this kind of request.
    """
    used = acting_for.check_request(session, approval_id, kind, by=by, outcome=outcome)
    given = terms(approval_id, by=by, reason=reason, seen=seen, content=content, **more)
    stored = store(
        session, kind, [given], outcome=outcome, statement=statement, acting_for_id=by.acting_for,
        delegation_id=used["id"] if used else None, **(values or {}),
    )  # fmt: skip
    if not stored:
        raise refusal(session, approval_id, kind, by, seen, STAGE_OF_KIND[kind].position, otherwise)
    return stored[0]


def store(
    session: Session,
    kind: str,
    given: Sequence[Mapping[str, Any]],
    *,
    outcome: str,
    statement: LiteralString,
    acting_for_id: int | None = None,
    delegation_id: int | None = None,
    **values: Any,
) -> list[Row]:
    """Store those of the decisions (each `terms`, of different requests) that can be; returns their requests' rows.

    Does not ask what a deputy may decide, and does not say why another was not stored: `decide` does both.
    """
    return rows(
        session,
        statement,
        kind=kind,
        outcome=outcome,
        position=STAGE_OF_KIND[kind].position,
        acting_for=acting_for_id,
        delegation=delegation_id,
        given=Jsonb(list(given)),
        **values,
    )


def terms(
    approval_id: int,
    *,
    by: Actor,
    reason: str = "",
    seen: str | None = None,
    content: dict[str, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """What a statement of decision_statements is told of one decision; `more` is what its kind adds."""
    words = ledger.salted(reason)
    return {
        "request_id": approval_id,
        "seen": seen,
        "seat": by.seat,
        "decider": by.person_id,
        "actor_name": by.name,
        "reason": reason,
        "said": content or {},
        "text_digest": words.digest,
        "salt": words.salt and f"\\x{words.salt.hex()}",
        **more,
    }
