"""Digests of a stage's rows: what it worked on and what it produced, by natural keys, without times or row numbers.

Belongs here: the canonical lines of each stage. Does not: trees, chains and signatures over them.
Equal rows give equal digests on any machine and after any crash.
"""

from collections.abc import Mapping
from typing import LiteralString

from sqlmodel import Session

from models.database import one
from models.vocabulary import Stage

_SEGMENTS: LiteralString = " FROM segment s JOIN person e ON e.id = s.person_id "
_HERE: LiteralString = " WHERE s.period_id = %(period)s AND s.unit_id = %(unit)s"

_LINES: Mapping[Stage, LiteralString] = {
    Stage.BRIEFING: "SELECT concat_ws('|', e.nip, s.post, s.is_acting, s.starts, s.ends,"
    " coalesce(r.nip, r.official_code), coalesce(a.nip, a.official_code)) AS line"
    + _SEGMENTS
    + "JOIN person r ON r.id = s.rater_id LEFT JOIN person a ON a.id = s.superior_id"
    + _HERE,
    Stage.TARGET_SETTING: "SELECT concat_ws('|', e.nip, s.starts, s.is_acting, p.version, p.content_hash) AS line"
    + _SEGMENTS
    + "JOIN plan p ON p.segment_id = s.id AND p.status = 'approved'"
    + _HERE,
    Stage.COLLECTION: "SELECT concat_ws('|', e.nip, s.starts, s.is_acting, r.version, r.content_hash) AS line"
    + _SEGMENTS
    + "JOIN realization_report r ON r.segment_id = s.id"
    + _HERE,
    Stage.QUALITY: "SELECT concat_ws('|', e.nip, f.code, f.subject, f.severity, f.observed, f.waived_reason) AS line"
    + _SEGMENTS
    + "JOIN finding f ON f.segment_id = s.id AND f.fixed_at IS NULL"
    + _HERE,
    Stage.APPROVAL: "SELECT concat_ws('|', e.nip, s.starts, s.is_acting, v.version, v.work_rating, v.behavior_rating)"
    " AS line"
    + _SEGMENTS
    + "JOIN evaluation v ON v.segment_id = s.id"
    + _HERE
    + " UNION ALL SELECT concat_ws('|', 'organization', predicate) FROM organization_evaluation"
    " WHERE period_id = %(period)s AND unit_id = %(unit)s",
    Stage.SCORING: "SELECT concat_ws('|', e.nip, s.starts, s.is_acting, r.version, r.work_rating, r.behavior_rating,"
    " r.predicate, r.rule_pack) AS line"
    + _SEGMENTS
    + "JOIN result r ON r.segment_id = s.id"
    + _HERE
    + " UNION ALL SELECT concat_ws('|', 'distribution', predicate, very_good, good, needs_improvement, poor, very_poor,"
    " conforms, binding) FROM distribution_check WHERE period_id = %(period)s AND unit_id = %(unit)s",
    Stage.NOTIFICATION: "SELECT concat_ws('|', e.nip, s.starts, s.is_acting, r.version) AS line"
    + _SEGMENTS
    + "JOIN result r ON r.segment_id = s.id JOIN publication p ON p.result_id = r.id"
    + _HERE,
    Stage.OBJECTION: "SELECT concat_ws('|', e.nip, s.starts, s.is_acting, r.version, r.predicate, d.outcome) AS line"
    + _SEGMENTS
    + "JOIN result r ON r.segment_id = s.id LEFT JOIN objection o ON o.result_id = r.id"
    " LEFT JOIN approval q ON q.key = 'objection:' || o.id LEFT JOIN decision d ON d.approval_id = q.id" + _HERE,
    Stage.CLOSING: "SELECT DISTINCT ON (s.id) concat_ws('|', e.nip, s.starts, s.is_acting, r.version, r.predicate)"
    " AS line" + _SEGMENTS + "JOIN result r ON r.segment_id = s.id" + _HERE + " ORDER BY s.id, r.version DESC",
}


def outputs(session: Session, period_id: int, unit_id: int, stage: Stage) -> str:
    """SHA-256 (hex) over the sorted lines of what `stage` left for a unit."""
    statement: LiteralString = (
        "SELECT encode(sha256(convert_to(coalesce(string_agg(line, E'\\n' ORDER BY line COLLATE \"C\"), ''), 'UTF8')),"
        " 'hex') AS digest FROM (" + _LINES[stage] + ") AS lines"
    )
    found = one(session, statement, period=period_id, unit=unit_id)
    assert found is not None  # noqa: S101 - an aggregate gives a row
    return str(found["digest"])


_INPUTS = """
SELECT coalesce((SELECT outputs_digest FROM stage_seal WHERE period_id = %(period)s AND unit_id = %(unit)s
                    AND position = %(before)s), (SELECT roster_digest FROM period WHERE id = %(period)s)) AS digest
"""


def inputs(session: Session, period_id: int, unit_id: int, stage: Stage) -> str:
    """What `stage` works on: the sealed outputs of the stage before it, or the roster for the first."""
    found = one(session, _INPUTS, period=period_id, unit=unit_id, before=stage.position - 1)
    assert found is not None  # noqa: S101 - the period exists
    return str(found["digest"])
