"""Requests and their one decision: who is asked, on which content, and what they answered.

Belongs here: what every kind of request has in common. Does not: what follows from a decision (the stage's module).
One statement checks who, state, version and stage, and stores decision, event and wake; fifty clients on one request
store one decision.
"""

from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb
from sqlmodel import Session

from models import acting_for, ledger
from models.actors import Actor
from models.database import Row, one, run
from models.errors import ConflictError, NotAllowedError, NotFoundError, WrongStateError
from models.labels import label
from models.language import N_, Moment
from models.looked_at import CHANGED
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

_DECIDE = """
WITH request AS MATERIALIZED (
  SELECT * FROM approval
   WHERE id = %(approval)s AND kind = ANY(%(kinds)s) AND closed_at IS NULL AND assignee_id = %(seat)s::bigint
     AND (%(seen)s::text IS NULL OR content_hash = %(seen)s)
   FOR UPDATE),
place AS MATERIALIZED (
  SELECT u.position FROM period_unit u JOIN request USING (period_id, unit_id)
   WHERE u.position = %(position)s FOR SHARE OF u),
decided AS (
  INSERT INTO decision (approval_id, outcome, reason, content, content_hash, decided_by, acting_for_id,
                        delegation_id)
  SELECT id, %(outcome)s::text, %(reason)s::text, %(content)s, content_hash, %(by)s::bigint, %(acting_for)s::bigint,
         %(delegation)s::bigint FROM request, place
  RETURNING approval_id, decided_at),
closed AS (UPDATE approval SET closed_at = decided_at FROM decided WHERE id = approval_id),
event AS (
  INSERT INTO audit_event (event, actor_kind, actor_id, actor_name, acting_for_id, period_id, unit_id, segment_id,
                           subject_kind, subject_id, subject_version, content, text_digest)
  SELECT kind || '.' || %(outcome)s::text, 'person', %(by)s::bigint, %(actor_name)s, %(acting_for)s::bigint, period_id,
         unit_id, segment_id, kind, subject_id, subject_version,
         %(event_content)s::jsonb || jsonb_build_object('approval', id, 'content_hash', content_hash), %(text_digest)s
    FROM request, decided RETURNING id),
words AS (INSERT INTO audit_text SELECT id, %(salt)s, %(reason)s::text FROM event WHERE %(salt)s::bytea IS NOT NULL),
woken AS (INSERT INTO wake (period_id, unit_id, cause) SELECT period_id, unit_id, kind FROM request, decided)
SELECT request.*, decided_at FROM request, decided
"""


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
) -> Row:
    """Store the one decision on a request, with its event and wake, and return the request's row.

    `seen` is the content hash the person looked at; when given, a request whose content changed is not decided.

    Raises:
        NotFoundError: no such request of this kind.
        NotAllowedError: somebody else is asked, or a deputy (Plt, Plh) may not decide it (`acting_for`).
        ConflictError: already decided, withdrawn, or its content changed since it was looked at.
        WrongStateError: the unit is not (or no longer) in the stage of this kind of request.
    """
    words = ledger.salted(reason)
    used = acting_for.check_request(session, approval_id, kind, by=by, outcome=outcome)
    told = dict(content or {}) | ({"delegation": used["id"]} if used else {})
    decided = one(
        session,
        _DECIDE,
        approval=approval_id,
        kinds=[kind],
        by=by.person_id,
        seat=by.seat,
        acting_for=by.acting_for,
        delegation=used["id"] if used else None,
        actor_name=by.name,
        seen=seen,
        position=STAGE_OF_KIND[kind].position,
        outcome=outcome,
        reason=reason,
        content=Jsonb(content or {}),
        event_content=Jsonb(told),
        text_digest=words.digest,
        salt=words.salt,
    )
    if decided is None:
        raise _refusal(session, approval_id, kind, by, seen)
    return decided


_LOOK = """
SELECT a.*, u.position, p.timezone, d.outcome, d.decided_at, decider.name AS decider, asked.name AS asked
  FROM approval a JOIN period_unit u USING (period_id, unit_id) JOIN period p ON p.id = a.period_id
  JOIN person asked ON asked.id = a.assignee_id
  LEFT JOIN decision d ON d.approval_id = a.id LEFT JOIN person decider ON decider.id = d.decided_by
 WHERE a.id = %(approval)s
"""


def _refusal(session: Session, approval_id: int, kind: str, by: Actor, seen: str | None) -> Exception:
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
    if found["decided_at"]:
        return ConflictError(
            N_("Already decided ({outcome}) by {decider} on {at}; nothing was changed."),
            outcome=label(found["outcome"]),
            decider=found["decider"],
            at=Moment(found["decided_at"], found["timezone"]),
        )
    if found["closed_at"]:
        return ConflictError(N_("Request {id} was withdrawn; look at the list again."), id=approval_id)
    if seen is not None and found["content_hash"] != seen:
        return ConflictError(CHANGED)
    return WrongStateError(
        N_("This unit is at stage {stage}; request {id} belongs to another stage and can no longer be decided."),
        stage=label(stage_name(found["position"])),
        id=approval_id,
    )


def stage_name(position: int) -> str:
    """The stage at `position` (1 to 9); "finished" after the last."""
    stages = list(Stage)
    return str(stages[position - 1]) if position <= len(stages) else "finished"
