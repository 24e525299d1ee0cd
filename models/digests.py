"""Digests of a stage's rows: what it worked on and what it produced, by natural keys, without times or row numbers.

Belongs here: the canonical lines of each stage. Does not: trees, chains and signatures over them.
Equal rows give equal digests on any machine and after any crash.
"""

from collections.abc import Mapping
from typing import LiteralString

from sqlmodel import Session

from models.database import one
from models.vocabulary import Stage

_SEGMENTS: LiteralString = " FROM segment s JOIN person e ON e.id = s.person_id JOIN unit b ON b.id = s.subunit_id "
#: Of one unit, for whoever else reads what a stage left (chain/result_rows).
HERE: LiteralString = " WHERE s.period_id = %(period)s AND s.unit_id = %(unit)s"
#: A line is a JSON array: what is missing (null) differs from what is empty, and no value can run into the next.
_LINE: LiteralString = "SELECT jsonb_build_array("
_SEGMENT: LiteralString = _LINE + "e.nip, s.starts, s.is_acting, b.code, s.post, "
_END: LiteralString = ")::text AS line"
#: What came after the seal is not of the stage: until it is sealed, everything there is.
SEALED: LiteralString = (
    "(SELECT coalesce(max(sealed_at), 'infinity') FROM stage_seal"
    " WHERE period_id = %(period)s AND unit_id = %(unit)s AND position = %(position)s)"
)

#: Ratings and results of later versions come from decided objections: they are lines of that stage and of closing.
_LINES: Mapping[Stage, LiteralString] = {
    Stage.BRIEFING: _SEGMENT
    + "s.ends, coalesce(r.nip, r.official_code), coalesce(a.nip, a.official_code)"
    + _END
    + _SEGMENTS
    + "JOIN person r ON r.id = s.rater_id LEFT JOIN person a ON a.id = s.superior_id"
    + HERE,
    Stage.TARGET_SETTING: _SEGMENT
    + "p.version, p.content_hash"
    + _END
    + _SEGMENTS
    + "JOIN plan p ON p.segment_id = s.id AND p.status = 'approved'"
    + HERE,
    Stage.COLLECTION: _SEGMENT
    + "r.version, r.content_hash"
    + _END
    + _SEGMENTS
    + "JOIN realization_report r ON r.segment_id = s.id AND r.submitted_at <= "
    + SEALED
    + HERE
    + " UNION ALL "
    + _LINE
    + "'import', e.content ->> 'dataset', e.content ->> 'sha256', e.content ->> 'rows'"
    + _END
    + " FROM audit_event e WHERE e.period_id = %(period)s AND e.unit_id = %(unit)s AND e.event = 'data.imported'"
    " AND e.occurred_at <= " + SEALED,
    Stage.QUALITY: _SEGMENT
    + "f.code, f.subject, f.severity, f.observed, f.expected"
    + _END
    + _SEGMENTS
    + "JOIN finding f ON f.segment_id = s.id AND f.opened_at <= "
    + SEALED
    + " AND (f.fixed_at IS NULL OR f.fixed_at > "
    + SEALED
    + ")"
    + HERE
    # A waiver of after the seal, or one that takes the place of an expired one, changes the finding's row.
    + " UNION ALL "
    + _LINE
    + "'waived', f.code, f.subject, coalesce(w.nip, w.official_code)"
    + _END
    + " FROM audit_event e JOIN finding f ON f.id = e.subject_id LEFT JOIN person w ON w.id = e.actor_id"
    " WHERE e.period_id = %(period)s AND e.unit_id = %(unit)s AND e.event = 'finding.waived' AND e.occurred_at <= "
    + SEALED,
    Stage.APPROVAL: _SEGMENT
    + "v.version, v.work_rating, v.behavior_rating"
    + _END
    + _SEGMENTS
    + "JOIN evaluation v ON v.segment_id = s.id AND v.version = 1"
    + HERE
    + " UNION ALL "
    + _LINE
    + "'organization', predicate"
    + _END
    + " FROM organization_evaluation WHERE period_id = %(period)s AND unit_id = %(unit)s",
    Stage.SCORING: _SEGMENT
    + "r.version, r.work_rating, r.behavior_rating, r.predicate, r.credit_points, r.rule_pack"
    + _END
    + _SEGMENTS
    + "JOIN result r ON r.segment_id = s.id AND r.version = 1"
    + HERE
    + " UNION ALL "
    + _LINE
    + "'distribution', predicate, very_good, good, needs_improvement, poor, very_poor, conforms, binding"
    + _END
    + " FROM distribution_check WHERE period_id = %(period)s AND unit_id = %(unit)s",
    Stage.NOTIFICATION: _SEGMENT
    + "r.version"
    + _END
    + _SEGMENTS
    + "JOIN result r ON r.segment_id = s.id AND r.version = 1 JOIN publication p ON p.result_id = r.id"
    + HERE,
    Stage.OBJECTION: _SEGMENT
    + "r.version, r.predicate, r.credit_points, d.outcome"
    + _END
    + _SEGMENTS
    + "JOIN result r ON r.segment_id = s.id LEFT JOIN objection o ON o.result_id = r.id"
    " LEFT JOIN approval q ON q.key = 'objection:' || o.id LEFT JOIN decision d ON d.approval_id = q.id" + HERE,
    Stage.CLOSING: "SELECT line FROM (SELECT DISTINCT ON (s.id) jsonb_build_array(e.nip, s.starts, s.is_acting,"
    " b.code, s.post, r.version, r.predicate, r.credit_points)::text AS line"
    + _SEGMENTS
    + "JOIN result r ON r.segment_id = s.id"
    + HERE
    + " ORDER BY s.id, r.version DESC) AS newest",
}


def outputs(session: Session, period_id: int, unit_id: int, stage: Stage) -> str:
    """SHA-256 (hex) over the sorted lines of what `stage` left for a unit: the same at its seal and ever after."""
    statement: LiteralString = (
        "SELECT encode(sha256(convert_to(coalesce(string_agg(line, E'\\n' ORDER BY line COLLATE \"C\"), ''), 'UTF8')),"
        " 'hex') AS digest FROM (" + _LINES[stage] + ") AS lines"
    )
    found = one(session, statement, period=period_id, unit=unit_id, position=stage.position)
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
