"""The files of an archive that are read straight from tables: a statement each, one JSON line for each row.

Belongs here: which columns leave, under which name. Does not: sealed rows and events (sealed), the file (writing).
Whoever stands in them does so by pseudonym; no word that a person wrote is among them.
"""

from collections.abc import Mapping
from typing import LiteralString

from models import realized_values


def _known(row: LiteralString, column: LiteralString) -> LiteralString:
    """The pseudonym of the person in a column."""
    return (
        "(SELECT y.pseudonym FROM pseudonym y WHERE y.period_id = %(period)s AND y.person_id = " + row + "." + column
        + ")"
    )  # fmt: skip


_PERSONS: LiteralString = """
SELECT y.person_id AS id, y.pseudonym AS person,
       CASE WHEN disclosed THEN encode(y.key, 'hex') END AS key,
       CASE WHEN disclosed THEN coalesce(p.nip, p.official_code) END AS number,
       CASE WHEN disclosed THEN coalesce(y.name, p.name) END AS name
  FROM pseudonym y JOIN person p ON p.id = y.person_id,
       LATERAL (SELECT y.key IS NOT NULL AND y.person_id = ANY(%(disclosed)s::bigint[]) AS disclosed) d
 WHERE y.period_id = %(period)s ORDER BY y.person_id
"""
_UNITS: LiteralString = (
    "SELECT u.unit_id AS unit, unit.code, u.name, u.position, "
    + _known("u", "setter_id")
    + " AS setter FROM period_unit u JOIN unit ON unit.id = u.unit_id WHERE u.period_id = %(period)s ORDER BY u.unit_id"
)
#: As a report is hashed: the event of its approval names that hash.
_REALIZATIONS: LiteralString = (
    "SELECT p.segment_id AS segment, s.unit_id AS unit, "
    + realized_values.LINES
    + """ AS values
  FROM segment s JOIN plan p ON p.segment_id = s.id AND p.status = 'approved'
  JOIN work_result w ON w.plan_id = p.id JOIN indicator i ON i.work_result_id = w.id
  JOIN realization r ON r.indicator_id = i.id AND r.superseded_at IS NULL
 WHERE s.period_id = %(period)s GROUP BY p.segment_id, s.unit_id ORDER BY p.segment_id
"""
)
_REQUESTS: LiteralString = (
    "SELECT a.id AS request, a.kind, a.unit_id AS unit, a.segment_id AS segment, a.subject_id AS subject,"
    " a.subject_version AS version, a.content_hash, "
    + _known("a", "assignee_id")
    + " AS asked, a.opened_at, a.due_at, a.closed_at, d.outcome, d.decided_at, "
    + _known("d", "decided_by")
    + " AS decided_by, "
    + _known("d", "acting_for_id")
    + " AS acting_for, d.delegation_id AS delegation FROM approval a LEFT JOIN decision d ON d.approval_id = a.id"
    " WHERE a.period_id = %(period)s ORDER BY a.id"
)
_DELEGATIONS: LiteralString = (
    "SELECT d.id AS delegation, d.kind, d.decree, d.decree_date, d.starts, d.ends, d.timezone, d.ended_at, "
    + _known("d", "principal_id")
    + " AS principal, "
    + _known("d", "deputy_id")
    + " AS deputy FROM delegation d JOIN period p ON p.id = %(period)s"
    " WHERE d.starts <= p.ends + 366 AND d.ends >= p.starts ORDER BY d.id"
)
_FINDINGS: LiteralString = (
    "SELECT f.id AS finding, f.unit_id AS unit, f.segment_id AS segment, f.code, f.rule, f.severity, f.opened_at,"
    " f.fixed_at, f.waived_until, "
    + _known("f", "waived_by")
    + " AS waived_by FROM finding f WHERE f.period_id = %(period)s ORDER BY f.id"
)
_VALIDATIONS: LiteralString = """
SELECT v.id AS validation, v.unit_id AS unit, v.suite, v.suite_digest, v.engine, v.success, v.evaluated, v.failed,
       v.settings_digest, v.judged_at,
       ARRAY(SELECT stage_run_id FROM stage_validation s WHERE s.validation_id = v.id ORDER BY 1) AS runs
  FROM validation v WHERE v.period_id = %(period)s ORDER BY v.id
"""
_RUNS: LiteralString = """
SELECT id AS run, unit_id AS unit, stage, attempt, flow_run_id AS flow_run, started_at, ended_at, outcome, counts,
       inputs_digest, outputs_digest, rule_pack, software_version
  FROM stage_run WHERE period_id = %(period)s ORDER BY id
"""
_PUBLICATIONS: LiteralString = """
SELECT r.segment_id AS segment, s.unit_id AS unit, r.version, p.published_at, p.delivered_at, p.proof,
       p.objection_until, p.accepted_at
  FROM segment s JOIN result r ON r.segment_id = s.id JOIN publication p ON p.result_id = r.id
 WHERE s.period_id = %(period)s ORDER BY r.segment_id, r.version
"""
_OBJECTIONS: LiteralString = (
    "SELECT o.id AS objection, s.id AS segment, s.unit_id AS unit, r.version, o.filed_at, o.answered_at, "
    + _known("o", "answered_by")
    + " AS answered_by FROM objection o JOIN result r ON r.id = o.result_id JOIN segment s ON s.id = r.segment_id"
    " WHERE s.period_id = %(period)s ORDER BY o.id"
)
#: Of people, and of a unit or the whole period.
_LETTERS: LiteralString = """
SELECT l.code, l.kind, l.segment_id AS segment, coalesce(l.unit_id, s.unit_id) AS unit, l.version, l.language,
       l.content_digest AS digest, l.made_at
  FROM letter l LEFT JOIN segment s ON s.id = l.segment_id
 WHERE l.period_id = %(period)s OR s.period_id = %(period)s ORDER BY l.code
"""
_DEADLINES: LiteralString = """
SELECT unit_id AS unit, segment_id AS segment, stage, due_at, set_at, downtime_id AS downtime
  FROM deadline WHERE period_id = %(period)s ORDER BY id
"""

#: The file of each, and its statement.
TABLES: Mapping[str, LiteralString] = {
    "persons.jsonl": _PERSONS,
    "units.jsonl": _UNITS,
    "realizations.jsonl": _REALIZATIONS,
    "requests.jsonl": _REQUESTS,
    "delegations.jsonl": _DELEGATIONS,
    "findings.jsonl": _FINDINGS,
    "validations.jsonl": _VALIDATIONS,
    "runs.jsonl": _RUNS,
    "publications.jsonl": _PUBLICATIONS,
    "objections.jsonl": _OBJECTIONS,
    "letters.jsonl": _LETTERS,
    "deadlines.jsonl": _DEADLINES,
}
#: Every row as one line; times are in UTC, exact numbers text.
AS_LINES: tuple[LiteralString, LiteralString] = ("SELECT row_to_json(r)::text AS line FROM (", ") AS r")
