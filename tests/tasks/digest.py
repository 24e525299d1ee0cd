"""The state digest: every domain row as people would write it down, without times and row numbers, and its SHA-256.

Belongs here: what must be equal after any crash. Left out: stage_run (a retried attempt is a truthful record) and wake
(a hint).
"""

import hashlib

from models.database import rows, transaction

_WHO = "(SELECT coalesce(nip, official_code) FROM person WHERE id = {})"
_SEGMENT = (
    "(SELECT concat_ws('/', e.nip, s.starts, s.is_acting) FROM segment s JOIN person e ON e.id = s.person_id "
    "WHERE s.id = {})"
)
_UNIT = "(SELECT code FROM unit WHERE id = {})"

#: table → the columns that say what a row means.
_MEANING = {
    "person": "nip, official_code, kind, name, email",
    "unit": "code, name, head_post",
    "role_assignment": f"{_WHO.format('person_id')}, role",
    "period": "code, starts, ends, rule_pack, definition_digest, roster_digest, closed_at IS NOT NULL",
    "period_unit": f"{_UNIT.format('unit_id')}, position, {_WHO.format('setter_id')}",
    "deadline": "stage, due_at, reason",
    "strategic_target": "code, statement, target",
    "segment": f"{_UNIT.format('unit_id')}, {_WHO.format('person_id')}, {_WHO.format('rater_id')}, "
    f"{_WHO.format('superior_id')}, post, starts, ends, is_acting, level",
    "plan": f"{_SEGMENT.format('segment_id')}, version, status, content_hash",
    "work_result": "number, kind, statement, supports_id IS NOT NULL, strategic_target_id IS NOT NULL",
    "indicator": "number, aspect, statement, unit_of_measure, target_min, target_max, direction, data_source",
    "realization": f"month, version, value, source, {_WHO.format('recorded_by')}, superseded_at IS NOT NULL",
    "realization_report": f"{_SEGMENT.format('segment_id')}, version, content_hash",
    "explanation": f"{_SEGMENT.format('segment_id')}, version, cause, words, remedy, {_WHO.format('recorded_by')}",
    "approval": f"kind, {_UNIT.format('unit_id')}, {_SEGMENT.format('segment_id')}, subject_version, "
    f"{_WHO.format('assignee_id')}, closed_at IS NOT NULL",
    "decision": f"outcome, reason, content, {_WHO.format('decided_by')}",
    "evaluation": f"{_SEGMENT.format('segment_id')}, version, work_rating, behavior_rating, feedback",
    "indicator_attainment": f"{_SEGMENT.format('segment_id')}, realized, percent, signal",
    "organization_evaluation": f"{_UNIT.format('unit_id')}, predicate, note",
    "distribution_check": f"{_UNIT.format('unit_id')}, predicate, very_good, good, poor, conforms, binding, violations",
    "result": f"{_SEGMENT.format('segment_id')}, version, work_rating, behavior_rating, predicate, rule_pack",
    "publication": "delivered_at IS NOT NULL, accepted_at IS NOT NULL",
    "objection": "statement, rater_answer",
    "acknowledgement": _SEGMENT.format("segment_id"),
    "finding": f"{_SEGMENT.format('segment_id')}, code, severity, subject, observed, fixed_at IS NOT NULL",
    "stage_seal": f"{_UNIT.format('unit_id')}, position, outputs_digest",
    "audit_event": f"event, actor_kind, {_WHO.format('actor_id')}, {_UNIT.format('unit_id')}, "
    f"{_SEGMENT.format('segment_id')}, subject_kind, subject_version, text_digest IS NOT NULL",
    "audit_text": "text",
    "notice": f"kind, {_WHO.format('person_id')}, status",
}


def lines() -> list[str]:
    """Every domain row of the database in use, as text in a fixed order; equal rows stand as often as they are."""
    found = []
    with transaction() as session:
        for table, meaning in _MEANING.items():
            statement = f"SELECT concat_ws('|', '{table}', {meaning}) AS line FROM {table}"
            found += [row["line"] for row in rows(session, statement)]  # type: ignore[arg-type]
    return sorted(found)


def digest() -> str:
    """SHA-256 (hex) of `lines`."""
    return hashlib.sha256("\n".join(lines()).encode()).hexdigest()
