"""Objection: what a decided objection changed is scored and published anew; the first result stays on record."""

from typing import Any

from sqlmodel import Session

from models import objection_delta
from models.stage_records import Scope
from tasks.notification import publish
from tasks.scoring import score_unit


def follow_up(session: Session, scope: Scope) -> dict[str, Any]:
    """Score evaluations that a decision on an objection changed, publish them as final, and tell what follows."""
    changed = score_unit(session, scope)
    published = publish(session, scope)
    objection_delta.tell(session, scope.period_id, scope.unit_id)
    return {"changed": changed, **published}
