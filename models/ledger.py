"""The ledger's intake: every event is a plain insert in the transaction of what it records.

Belongs here: writing events and reading them in order. Does not: numbering and sealing (a later reader of the same
rows). Words people wrote go to audit_text with a salt, so that they can be erased while their digest stays.
"""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlmodel import Session

from models.actors import Actor
from models.database import run
from models.errors import NotAllowedError
from models.language import N_

#: What a deputy may do for somebody else, beside deciding; all else a person does as themselves.
DONE_FOR_ANOTHER = frozenset(
    {"access.denied", "coaching.recorded", "dialogue.written", "feedback.given", "objection.answered"}
)

_RECORD = """
WITH event AS (
  INSERT INTO audit_event (event, actor_kind, actor_id, actor_name, acting_for_id, period_id, unit_id, segment_id,
    subject_kind, subject_id, subject_version, content, text_digest, stage_run_id, flow_run_id)
  VALUES (%(event)s, %(actor_kind)s, %(actor_id)s, %(actor_name)s, %(acting_for_id)s, %(period_id)s, %(unit_id)s,
    %(segment_id)s, %(subject_kind)s, %(subject_id)s, %(subject_version)s, %(content)s, %(text_digest)s,
    %(stage_run_id)s, %(flow_run_id)s)
  RETURNING id)
INSERT INTO audit_text (event_id, salt, text)
SELECT id, %(salt)s, %(text)s::text FROM event WHERE %(text)s::text IS NOT NULL
"""


@dataclass(frozen=True)
class Words:
    """What a person wrote, ready to be stored beside its event: salted, so that the digest alone reveals nothing."""

    text: str | None
    salt: bytes | None
    digest: str | None


def salted(text: str) -> Words:
    """`text` with a fresh salt and the digest that the event keeps; nothing for an empty text."""
    if not text:
        return Words(None, None, None)
    salt = secrets.token_bytes(16)
    return Words(text, salt, hashlib.sha256(salt + text.encode()).hexdigest())


@dataclass(frozen=True)
class Subject:
    """What an event is about: period, unit and segment, and the versioned thing itself."""

    period_id: int | None = None
    unit_id: int | None = None
    segment_id: int | None = None
    kind: str | None = None
    id: int | None = None
    version: int | None = None


def record(
    session: Session,
    event: str,
    *,
    by: Actor,
    subject: Subject,
    text: str = "",
    stage_run_id: int | None = None,
    flow_run_id: UUID | None = None,
    **content: Any,
) -> None:
    """Write one event ("plan.approved") in the session's transaction: if it cannot be written, nothing happens.

    Raises:
        NotAllowedError: whoever acts for somebody else (Plt, Plh) does what people do for themselves.
    """
    if by.acting_for is not None and event not in DONE_FOR_ANOTHER:
        raise NotAllowedError(
            N_(
                "A deputy decides for somebody else and does nothing else in their name. Nothing was changed. Act as "
                "yourself again, then do it."
            )
        )
    words = salted(text)
    run(
        session,
        _RECORD,
        event=event,
        actor_kind=by.kind,
        actor_id=by.person_id,
        actor_name=by.name,
        acting_for_id=by.acting_for,
        period_id=subject.period_id,
        unit_id=subject.unit_id,
        segment_id=subject.segment_id,
        subject_kind=subject.kind,
        subject_id=subject.id,
        subject_version=subject.version,
        content=Jsonb(content),
        text_digest=words.digest,
        salt=words.salt,
        text=words.text,
        stage_run_id=stage_run_id,
        flow_run_id=flow_run_id,
    )
