"""An event as a leaf: its canonical form (RFC 8785), which anybody can hash again.

Belongs here: which columns count and how they are written. Does not: the tree (merkle).
"""

import json
from collections.abc import Mapping
from datetime import UTC
from typing import Any

from models import canonical_json

#: The columns of an event, in the table's order; words a person wrote are there by their salted digest only.
COLUMNS = (
    "id", "occurred_at", "event", "actor_kind", "actor_id", "actor_name", "acting_for_id", "period_id", "unit_id",
    "segment_id", "subject_kind", "subject_id", "subject_version", "content", "text_digest", "stage_run_id",
    "flow_run_id",
)  # fmt: skip


def canonical(event: Mapping[str, Any]) -> str:
    """An event (a row of audit_event) in canonical form; what is missing is left out."""
    said = {name: event[name] for name in COLUMNS if event[name] is not None}
    said["occurred_at"] = f"{event['occurred_at'].astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
    if "flow_run_id" in said:
        said["flow_run_id"] = str(said["flow_run_id"])
    return canonical_json.canonical(said)


def changed(then: str, now: str) -> list[str]:
    """What two canonical forms of one event differ in: "name: then → now", for a person to read."""
    before, after = _columns(then), _columns(now)
    return [
        f"{name}: {_shown(before, name)} → {_shown(after, name)}"
        for name in COLUMNS
        if before.get(name) != after.get(name)
    ]


def _columns(text: str) -> dict[str, Any]:
    """What a canonical form says; nothing where somebody put other words in its place."""
    try:
        said = json.loads(text)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _shown(said: Mapping[str, Any], name: str) -> str:
    return json.dumps(said[name], ensure_ascii=False) if name in said else "-"
