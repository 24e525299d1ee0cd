"""What a stage left for a unit, one line for each row: the leaves of the stage's result tree.

Belongs here: the columns of each stage's leaves, as SQL. Does not: the tree over them (results), their digest by
natural keys (models/digests).
A line is canonical JSON (RFC 8785) as PostgreSQL writes it: names in order, whole numbers, and every other number as
text. People are there by pseudonym and segment only, without a word that somebody wrote: lines stay the same when a
person's values are erased, and the hash of somebody else's line tells nothing.
"""

from collections.abc import Mapping
from typing import LiteralString

from models.digests import OF_FINDING, SEALED, here, recorded, until
from models.vocabulary import Stage


def _leaf(table: LiteralString, columns: LiteralString) -> LiteralString:
    """The beginning of a leaf with its unit: these columns as one JSON object, in their order."""
    return (
        "SELECT " + table + ".unit_id, (SELECT row_to_json(leaf)::text FROM (SELECT " + columns + ") AS leaf) AS line"
    )


_WHO: LiteralString = " FROM segment s JOIN pseudonym e ON (e.period_id, e.person_id) = (s.period_id, s.person_id) "
_RATED: LiteralString = (
    "r.behavior_rating AS behavior, trim_scale(r.credit_points)::text AS credit_points, r.rule_pack AS pack,"
    " e.pseudonym AS person, r.predicate, s.id AS segment, "
)
_VERSION: LiteralString = ", r.version, r.work_rating AS work"
_BRIEFING: LiteralString = (
    _leaf(
        "s",
        "s.is_acting AS acting, s.ends, s.functional_level, s.is_agency_head AS head, e.pseudonym AS person,"
        " r.pseudonym AS rater, s.id AS segment, 'briefing' AS stage, s.starts, b.code AS subunit,"
        " a.pseudonym AS superior",
    )
    + _WHO
    + "JOIN unit b ON b.id = s.subunit_id JOIN pseudonym r ON (r.period_id, r.person_id) = (s.period_id, s.rater_id)"
    " LEFT JOIN pseudonym a ON (a.period_id, a.person_id) = (s.period_id, s.superior_id)"
)
_PLANS: LiteralString = (
    _leaf(
        "s",
        "p.content_hash AS hash, e.pseudonym AS person, s.id AS segment, 'target_setting' AS stage, p.version",
    )
    + _WHO
    + "JOIN plan p ON p.segment_id = s.id AND p.status = 'approved'"
)


def _reports(*, unit: bool) -> LiteralString:
    report: LiteralString = _leaf(
        "s", "r.content_hash AS hash, e.pseudonym AS person, s.id AS segment, 'collection' AS stage, r.version"
    )
    imported: LiteralString = _leaf(
        "v",
        "v.content ->> 'dataset' AS dataset, v.id AS import, v.content ->> 'rows' AS rows,"
        " v.content ->> 'sha256' AS sha256, 'collection' AS stage",
    )
    return (
        report
        + _WHO
        + until("s", unit=unit)
        + "JOIN realization_report r ON r.segment_id = s.id AND r.submitted_at <= "
        + SEALED
        + here("s", unit=unit)
        + " UNION ALL "
        + imported
        + recorded("data.imported", unit=unit)
    )


def _findings(*, unit: bool) -> LiteralString:
    found: LiteralString = _leaf(
        "f", "f.code, f.id AS finding, e.pseudonym AS person, s.id AS segment, f.severity, 'quality' AS stage"
    )
    waived: LiteralString = _leaf("v", "f.code, f.id AS finding, 'quality' AS stage, w.pseudonym AS waived_by")
    return (
        found + " FROM finding f LEFT JOIN segment s ON s.id = f.segment_id"
        " LEFT JOIN pseudonym e ON (e.period_id, e.person_id) = (s.period_id, s.person_id)"
        + until("f", unit=unit)
        + here("f", unit=unit)
        + " AND f.opened_at <= "
        + SEALED
        + " AND (f.fixed_at IS NULL OR f.fixed_at > "
        + SEALED
        + ") UNION ALL "
        + waived
        + recorded(
            "finding.waived",
            unit=unit,
            joins=OF_FINDING + " LEFT JOIN pseudonym w ON (w.period_id, w.person_id) = (v.period_id, v.actor_id)",
        )
    )


def _ratings(*, unit: bool) -> LiteralString:
    rating: LiteralString = _leaf(
        "s",
        "v.behavior_rating AS behavior, coalesce(t.measured, '') AS measured, e.pseudonym AS person,"
        " s.id AS segment, 'approval' AS stage, v.version, v.work_rating AS work",
    )
    return (
        rating
        + _WHO
        + "JOIN evaluation v ON v.segment_id = s.id AND v.version = 1 LEFT JOIN ("
        + _MEASURED
        + here("x", unit=unit)
        + " GROUP BY t.segment_id) t ON t.segment_id = s.id"
        + here("s", unit=unit)
        + " UNION ALL "
        + _leaf("o", "o.predicate AS organization, 'approval' AS stage")
        + " FROM organization_evaluation o"
        + here("o", unit=unit)
    )


#: Each indicator that was before the rater: number, direction, both bounds of the target, what was realized, whole
#: percent and what they indicate; "-" for what is missing.
_MEASURED: LiteralString = """
  SELECT t.segment_id, string_agg(concat_ws(' ', w.number || '.' || i.number, i.direction,
           trim_scale(i.target_min)::text, trim_scale(i.target_max)::text, coalesce(trim_scale(t.realized)::text, '-'),
           coalesce(trim_scale(t.percent)::text, '-'), t.signal), ';' ORDER BY w.number, i.number) AS measured
    FROM segment x JOIN indicator_attainment t ON t.segment_id = x.id
    JOIN indicator i ON i.id = t.indicator_id JOIN work_result w ON w.id = i.work_result_id
    JOIN plan p ON p.id = w.plan_id AND p.status = 'approved'"""
_RESULTS: LiteralString = (
    _leaf("s", _RATED + "'scoring' AS stage" + _VERSION)
    + _WHO
    + "JOIN result r ON r.segment_id = s.id AND r.version = 1"
)
_DISTRIBUTION: LiteralString = (
    _leaf(
        "c",
        "c.binding, c.conforms, c.good, c.justified_by IS NOT NULL AS justified, c.needs_improvement,"
        " c.predicate AS organization, c.poor, 'scoring' AS stage, c.very_good, c.very_poor,"
        " array_to_string(c.violations, ',') AS violations",
    )
    + " FROM distribution_check c"
)
_PUBLISHED: LiteralString = (
    _leaf("s", "e.pseudonym AS person, s.id AS segment, 'notification' AS stage, r.version")
    + _WHO
    + "JOIN result r ON r.segment_id = s.id AND r.version = 1 JOIN publication p ON p.result_id = r.id"
)
_DECIDED: LiteralString = (
    _leaf(
        "s",
        "r.behavior_rating AS behavior, trim_scale(r.credit_points)::text AS credit_points, d.outcome,"
        " r.rule_pack AS pack, e.pseudonym AS person, r.predicate, s.id AS segment, 'objection' AS stage" + _VERSION,
    )
    + _WHO
    + "JOIN result r ON r.segment_id = s.id LEFT JOIN objection o ON o.result_id = r.id"
    " LEFT JOIN approval q ON q.key = 'objection:' || o.id LEFT JOIN decision d ON d.approval_id = q.id"
)
_FINAL: LiteralString = (
    _leaf("s", _RATED + "'closing' AS stage" + _VERSION)
    + _WHO
    + "JOIN LATERAL (SELECT * FROM result WHERE segment_id = s.id ORDER BY version DESC LIMIT 1) r ON true"
)


def _lines(*, unit: bool) -> Mapping[Stage, LiteralString]:
    mine = here("s", unit=unit)
    return {
        Stage.BRIEFING: _BRIEFING + mine,
        Stage.TARGET_SETTING: _PLANS + mine,
        Stage.COLLECTION: _reports(unit=unit),
        Stage.QUALITY: _findings(unit=unit),
        Stage.APPROVAL: _ratings(unit=unit),
        Stage.SCORING: _RESULTS + mine + " UNION ALL " + _DISTRIBUTION + here("c", unit=unit),
        Stage.NOTIFICATION: _PUBLISHED + mine,
        Stage.OBJECTION: _DECIDED + mine,
        Stage.CLOSING: _FINAL + mine,
    }


#: The lines of each stage with their units: of one unit, and of a whole period.
LINES, LINES_OF_ALL = _lines(unit=True), _lines(unit=False)
#: Those in which a person's result stands, the last word first.
WITH_RESULTS = (Stage.CLOSING, Stage.OBJECTION, Stage.SCORING)
