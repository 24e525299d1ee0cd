"""Validations: what a suite said of a unit's rows, kept for auditors, and used again while the data are the same.

Belongs here: storing and finding them. Does not: judging (expectations), findings that follow (tasks/quality).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, LiteralString
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlmodel import Session

from models.database import Row, copy_in, one, rows, run
from models.unpublished import OWN_RATINGS
from models.vocabulary import Stage

#: Rules that depend on the day (a log that waits too long) are judged anew after this.
_FRESH_SECONDS = 600
#: A verdict holds as long as nothing happened in the unit and no row of it was held back or settled. Sealing what goes
#: before quality changes no data: units judged together before their runs are not judged again by them.
_MARKS = """
SELECT u.unit_id, e.events + coalesce(h.held, 0) + greatest(u.position, %(quality)s) AS mark
  FROM period_unit u
  CROSS JOIN LATERAL (SELECT count(*) AS events FROM audit_event
                       WHERE period_id = u.period_id AND unit_id = u.unit_id AND event <> 'stage.sealed') e
  LEFT JOIN (SELECT h.unit_id, count(*) + count(h.settled_by) AS held
               FROM held_row h JOIN delivery d ON d.id = h.delivery_id
              WHERE d.period_id = %(period)s GROUP BY h.unit_id) h ON h.unit_id = u.unit_id
 WHERE u.period_id = %(period)s AND u.unit_id = ANY(%(units)s)
"""
_VALID = """
SELECT DISTINCT ON (v.unit_id, v.suite) v.id, v.unit_id, v.suite
  FROM validation v JOIN unnest(%(units)s::bigint[], %(marks)s::bigint[]) AS now(unit_id, mark)
    ON now.unit_id = v.unit_id AND now.mark = v.mark
  JOIN unnest(%(suites)s::text[], %(digests)s::text[]) AS asked(suite, digest)
    ON asked.suite = v.suite AND asked.digest = v.suite_digest
 WHERE v.period_id = %(period)s AND v.settings_digest = %(settings)s
   AND v.judged_at > now() - make_interval(secs => %(fresh)s)
 ORDER BY v.unit_id, v.suite, v.id DESC
"""
_RULES = """
INSERT INTO quality_rule (suite, suite_digest, place, name, code, severity, owner, failed_when, message, expected,
                          remedy)
SELECT %(suite)s, %(digest)s, place - 1, r ->> 'name', r ->> 'code', r ->> 'severity', r ->> 'owner',
       r ->> 'failed_when', r ->> 'message', r ->> 'expected', r ->> 'remedy'
  FROM jsonb_array_elements(%(rules)s::jsonb) WITH ORDINALITY AS listed(r, place)
ON CONFLICT (suite, suite_digest, place) DO NOTHING
"""
_ADD = """
INSERT INTO validation (period_id, unit_id, suite, suite_digest, engine, mark, settings_digest, success, evaluated,
                        failed, result, run_key)
VALUES (%(period)s, %(unit)s, %(suite)s, %(digest)s, %(engine)s, %(mark)s, %(settings)s, %(success)s, %(evaluated)s,
        %(failed)s, %(result)s, %(run_key)s) RETURNING id
"""
_RULE_IDS = "SELECT name, id FROM quality_rule WHERE suite = %(suite)s AND suite_digest = %(digest)s"


@dataclass(frozen=True)
class SuiteVerdict:
    """What one suite said of one unit, in the words of the database."""

    unit_id: int
    suite: str
    suite_digest: str
    engine: str
    run_key: UUID
    #: Every rule as its file says it.
    rules: list[dict[str, Any]]
    evaluated: int
    result: dict[str, Any]
    #: (name of the rule, segment, subject, observed, details) of every failed row.
    faults: list[tuple[str, int | None, str, str, dict[str, Any]]] = field(default_factory=list)


def marks(session: Session, period_id: int, unit_ids: Sequence[int]) -> dict[int, int]:
    """How much has happened in each unit: equal marks mean that the data are the same."""
    found = rows(session, _MARKS, period=period_id, units=list(unit_ids), quality=Stage.QUALITY.position)
    return {row["unit_id"]: row["mark"] for row in found}


def valid(
    session: Session, period_id: int, now: dict[int, int], suites: dict[str, str], settings_digest: str
) -> dict[tuple[int, str], int]:
    """(unit, suite) → the validation that still holds at the marks `now`, for suites by name and digest."""
    found = rows(
        session,
        _VALID,
        period=period_id,
        units=list(now),
        marks=list(now.values()),
        suites=list(suites),
        digests=list(suites.values()),
        settings=settings_digest,
        fresh=_FRESH_SECONDS,
    )
    return {(row["unit_id"], row["suite"]): row["id"] for row in found}


def store(session: Session, period_id: int, mark: int, settings_digest: str, verdict: SuiteVerdict) -> int:
    """Keep a verdict with every failed row; returns the validation's number."""
    run(session, _RULES, suite=verdict.suite, digest=verdict.suite_digest, rules=Jsonb(verdict.rules))
    known = rows(session, _RULE_IDS, suite=verdict.suite, digest=verdict.suite_digest)
    ids = {row["name"]: row["id"] for row in known}
    added = one(
        session,
        _ADD,
        period=period_id,
        unit=verdict.unit_id,
        suite=verdict.suite,
        digest=verdict.suite_digest,
        engine=verdict.engine,
        mark=mark,
        settings=settings_digest,
        success=not verdict.faults,
        evaluated=verdict.evaluated,
        failed=len(verdict.faults),
        result=Jsonb(verdict.result),
        run_key=verdict.run_key,
    )
    assert added is not None  # noqa: S101 - INSERT … RETURNING gives a row
    lines = (
        (added["id"], number, ids[name], segment, subject, observed, Jsonb(details))
        for number, (name, segment, subject, observed, details) in enumerate(verdict.faults)
    )
    copy_in(session, "validation_fault (validation_id, number, rule_id, segment_id, subject, observed, details)", lines)
    return int(added["id"])


_NEWEST = """
SELECT DISTINCT ON (u.name, v.unit_id, v.suite) v.id, u.code AS unit_code, u.name AS unit, v.suite, v.suite_digest,
       v.engine, v.success, v.evaluated, v.failed, v.judged_at, v.run_key,
       (SELECT max(stage_run_id) FROM stage_validation s WHERE s.validation_id = v.id) AS stage_run
  FROM validation v JOIN agency_then u ON (u.period_id, u.id) = (v.period_id, v.unit_id)
 WHERE v.period_id = %(period)s AND (%(unit)s::text IS NULL OR u.code = %(unit)s)
 ORDER BY u.name, v.unit_id, v.suite, v.id DESC
"""
_ONE = """
SELECT v.*, p.code AS period, p.title, p.region_name, p.timezone, u.code AS unit_code, u.name AS unit,
       (SELECT jsonb_agg(jsonb_build_object('id', r.id, 'stage', r.stage, 'attempt', r.attempt, 'flow_run',
                         r.flow_run_id, 'started_at', r.started_at) ORDER BY r.id)
          FROM stage_validation s JOIN stage_run r ON r.id = s.stage_run_id WHERE s.validation_id = v.id) AS stage_runs
  FROM validation v JOIN period p ON p.id = v.period_id
  JOIN agency_then u ON (u.period_id, u.id) = (v.period_id, v.unit_id) WHERE v.id = %(validation)s
"""
_FAULTS: LiteralString = (
    """
SELECT f.number, r.name, r.code, r.severity, r.owner, r.message, r.expected, r.remedy, f.subject, f.observed, f.details,
       e.name AS person, e.nip
  FROM validation_fault f JOIN quality_rule r ON r.id = f.rule_id
  LEFT JOIN segment s ON s.id = f.segment_id LEFT JOIN person e ON e.id = s.person_id
 WHERE f.validation_id = %(validation)s AND NOT (r.suite = 'ratings' AND """
    + OWN_RATINGS
    + """) ORDER BY f.number LIMIT %(limit)s
"""
)


def newest_validations(session: Session, period_id: int, *, unit: str | None = None) -> list[Row]:
    """Of each unit of a period (or of one, by its code) and each suite the newest validation."""
    return rows(session, _NEWEST, period=period_id, unit=unit)


def validation(session: Session, number: int) -> Row | None:
    """One validation with its unit, period and the stage runs that rested on it."""
    return one(session, _ONE, validation=number)


def faults(session: Session, number: int, *, limit: int = 1000, reader: int | None = None) -> list[Row]:
    """The rows that failed in a validation, each with its rule's words and whose it is.

    Without those on the ratings of `reader` (a person) before publication.
    """
    return rows(session, _FAULTS, validation=number, limit=limit, reader=reader)
