"""Digests of a stage's rows: what it worked on and what it produced, by natural keys, without times or row numbers.

Belongs here: the canonical lines of each stage. Does not: trees, chains and signatures over them.
Equal rows give equal digests on any machine and after any crash.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from typing import LiteralString

from sqlmodel import Session

from models.database import one, rows
from models.vocabulary import Stage

_SEGMENTS: LiteralString = " FROM segment s JOIN person e ON e.id = s.person_id JOIN unit b ON b.id = s.subunit_id "


def here(table: LiteralString, *, unit: bool) -> LiteralString:
    """The condition that a row of `table` is of the period, and of the one unit if one is asked for."""
    of_unit: LiteralString = " AND " + table + ".unit_id = %(unit)s" if unit else ""
    return " WHERE " + table + ".period_id = %(period)s" + of_unit


def until(table: LiteralString, *, unit: bool) -> LiteralString:
    """The join by which a line knows when the stage was sealed for the unit of a row of `table` (`SEALED`)."""
    of_unit: LiteralString = " AND unit_id = %(unit)s" if unit else ""
    return (
        " LEFT JOIN (SELECT unit_id, sealed_at AS at FROM stage_seal WHERE period_id = %(period)s AND position ="
        " %(position)s" + of_unit + ") seal ON seal.unit_id = " + table + ".unit_id "
    )


#: What came after the seal is not of the stage: until it is sealed, everything there is.
SEALED: LiteralString = "coalesce(seal.at, 'infinity')"


def recorded(event: LiteralString, *, unit: bool, joins: LiteralString = "") -> LiteralString:
    """The events `v` of this name that stood when the stage was sealed, with what `joins` adds to them."""
    return (
        " FROM audit_event v"
        + joins
        + until("v", unit=unit)
        + here("v", unit=unit)
        + " AND v.event = '"
        + event
        + "' AND v.occurred_at <= "
        + SEALED
    )


#: The finding `f` that a waiver is about.
OF_FINDING: LiteralString = " JOIN finding f ON f.id = v.subject_id"


def _line(table: LiteralString) -> LiteralString:
    """The beginning of a line: a JSON array, so that what is missing (null) differs from what is empty."""
    return "SELECT " + table + ".unit_id, jsonb_build_array("


_END: LiteralString = ")::text AS line"
_PERSON: LiteralString = "e.nip, s.starts, s.is_acting, b.code, s.post, "
_SEGMENT: LiteralString = _line("s") + _PERSON


def _lines(*, unit: bool) -> Mapping[Stage, LiteralString]:
    """The lines of each stage, with their units: of one `unit` or of the whole period.

    Ratings and results of later versions come from decided objections: they are lines of that stage and of closing.
    """
    mine = here("s", unit=unit)
    return {
        Stage.BRIEFING: _SEGMENT
        + "s.ends, coalesce(r.nip, r.official_code), coalesce(a.nip, a.official_code)"
        + _END
        + _SEGMENTS
        + "JOIN person r ON r.id = s.rater_id LEFT JOIN person a ON a.id = s.superior_id"
        + mine,
        Stage.TARGET_SETTING: _SEGMENT
        + "p.version, p.content_hash"
        + _END
        + _SEGMENTS
        + "JOIN plan p ON p.segment_id = s.id AND p.status = 'approved'"
        + mine,
        Stage.COLLECTION: _SEGMENT
        + "r.version, r.content_hash"
        + _END
        + _SEGMENTS
        + until("s", unit=unit)
        + "JOIN realization_report r ON r.segment_id = s.id AND r.submitted_at <= "
        + SEALED
        + mine
        + " UNION ALL "
        + _line("v")
        + "'import', v.content ->> 'dataset', v.content ->> 'sha256', v.content ->> 'rows'"
        + _END
        + recorded("data.imported", unit=unit),
        Stage.QUALITY: _SEGMENT
        + "f.code, f.subject, f.severity, f.observed, f.expected"
        + _END
        + _SEGMENTS
        + until("s", unit=unit)
        + "JOIN finding f ON f.segment_id = s.id AND f.opened_at <= "
        + SEALED
        + " AND (f.fixed_at IS NULL OR f.fixed_at > "
        + SEALED
        + ")"
        + mine
        # A waiver of after the seal, or one that takes the place of an expired one, changes the finding's row.
        + " UNION ALL "
        + _line("v")
        + "'waived', f.code, f.subject, coalesce(w.nip, w.official_code)"
        + _END
        + recorded("finding.waived", unit=unit, joins=OF_FINDING + " LEFT JOIN person w ON w.id = v.actor_id"),
        Stage.APPROVAL: _SEGMENT
        + "v.version, v.work_rating, v.behavior_rating"
        + _END
        + _SEGMENTS
        + "JOIN evaluation v ON v.segment_id = s.id AND v.version = 1"
        + mine
        + " UNION ALL "
        + _line("o")
        + "'organization', o.predicate"
        + _END
        + " FROM organization_evaluation o"
        + here("o", unit=unit),
        Stage.SCORING: _SEGMENT
        + "r.version, r.work_rating, r.behavior_rating, r.predicate, r.credit_points, r.rule_pack"
        + _END
        + _SEGMENTS
        + "JOIN result r ON r.segment_id = s.id AND r.version = 1"
        + mine
        + " UNION ALL "
        + _line("c")
        + "'distribution', c.predicate, c.very_good, c.good, c.needs_improvement, c.poor, c.very_poor, c.conforms,"
        " c.binding" + _END + " FROM distribution_check c" + here("c", unit=unit),
        Stage.NOTIFICATION: _SEGMENT
        + "r.version"
        + _END
        + _SEGMENTS
        + "JOIN result r ON r.segment_id = s.id AND r.version = 1 JOIN publication p ON p.result_id = r.id"
        + mine,
        Stage.OBJECTION: _SEGMENT
        + "r.version, r.predicate, r.credit_points, d.outcome"
        + _END
        + _SEGMENTS
        + "JOIN result r ON r.segment_id = s.id LEFT JOIN objection o ON o.result_id = r.id"
        " LEFT JOIN approval q ON q.key = 'objection:' || o.id LEFT JOIN decision d ON d.approval_id = q.id" + mine,
        Stage.CLOSING: "SELECT unit_id, line FROM (SELECT DISTINCT ON (s.id) s.unit_id, jsonb_build_array("
        + _PERSON
        + "r.version, r.predicate, r.credit_points"
        + _END
        + _SEGMENTS
        + "JOIN result r ON r.segment_id = s.id"
        + mine
        + " ORDER BY s.id, r.version DESC) AS newest",
    }


_OF_UNIT, _OF_PERIOD = _lines(unit=True), _lines(unit=False)
_DIGEST: LiteralString = (
    "encode(sha256(convert_to(coalesce(string_agg(line, E'\\n' ORDER BY line COLLATE \"C\"), ''), 'UTF8')), 'hex')"
    " AS digest"
)
#: Of a unit in which the stage left nothing.
_NOTHING = hashlib.sha256(b"").hexdigest()


def outputs(session: Session, period_id: int, unit_id: int, stage: Stage) -> str:
    """SHA-256 (hex) over the sorted lines of what `stage` left for a unit: the same at its seal and ever after."""
    statement: LiteralString = "SELECT " + _DIGEST + " FROM (" + _OF_UNIT[stage] + ") AS lines"
    found = one(session, statement, period=period_id, unit=unit_id, position=stage.position)
    assert found is not None  # noqa: S101 - an aggregate gives a row
    return str(found["digest"])


def outputs_of_all(session: Session, period_id: int, stage: Stage) -> Mapping[int, str]:
    """The same of every unit of a period at once, by unit: the rows are read through instead of looked up."""
    statement: LiteralString = (
        "SELECT unit_id, " + _DIGEST + " FROM (" + _OF_PERIOD[stage] + ") AS lines GROUP BY unit_id"
    )
    found = rows(session, statement, period=period_id, position=stage.position)
    return defaultdict(lambda: _NOTHING, {row["unit_id"]: str(row["digest"]) for row in found})


_INPUTS = """
SELECT coalesce((SELECT outputs_digest FROM stage_seal WHERE period_id = %(period)s AND unit_id = %(unit)s
                    AND position = %(before)s), (SELECT roster_digest FROM period WHERE id = %(period)s)) AS digest
"""


def inputs(session: Session, period_id: int, unit_id: int, stage: Stage) -> str:
    """What `stage` works on: the sealed outputs of the stage before it, or the roster for the first."""
    found = one(session, _INPUTS, period=period_id, unit=unit_id, before=stage.position - 1)
    assert found is not None  # noqa: S101 - the period exists
    return str(found["digest"])
