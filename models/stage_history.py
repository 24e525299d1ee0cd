"""Runs of stages as an auditor reads them: how long each took, the how-manieth attempt, how it ended, what it wrote.

Belongs here: reading the record. Does not: writing it (stage_records).
"""

from datetime import datetime
from typing import Any, LiteralString

from sqlmodel import Session

from models.database import Row, one, rows
from models.language import Message
from models.vocabulary import Stage

_SHOWN: LiteralString = """
SELECT r.id, p.code AS period, p.timezone, u.code AS unit_code, u.name AS unit, r.stage, r.attempt, r.outcome,
       r.started_at, r.ended_at, extract(epoch FROM coalesce(r.ended_at, now()) - r.started_at)::float AS seconds,
       r.message, r.counts, r.flow_run_id, r.inputs_digest, r.outputs_digest, r.rule_pack, r.software_version, r.worker,
       (SELECT CASE WHEN count(*) = 0 THEN NULL ELSE bool_and(v.success) END FROM stage_validation w
          JOIN validation v ON v.id = w.validation_id WHERE w.stage_run_id = r.id) AS data_hold
  FROM stage_run r JOIN period p ON p.id = r.period_id
  JOIN agency_then u ON (u.period_id, u.id) = (r.period_id, r.unit_id)
"""
_FILTER: LiteralString = """
 WHERE (%(period)s::text IS NULL OR r.period_id = (SELECT id FROM period WHERE code = %(period)s))
   AND (%(unit)s::text IS NULL OR r.unit_id IN (SELECT id FROM unit WHERE code = upper(%(unit)s)
         OR (length(%(unit)s) > 2 AND position(lower(%(unit)s) IN lower(name)) > 0)))
   AND (%(stage)s::text IS NULL OR r.stage = %(stage)s) AND (%(outcome)s::text IS NULL OR r.outcome = %(outcome)s)
   AND (%(since)s::timestamptz IS NULL OR r.started_at >= %(since)s)
"""
_LIST: LiteralString = _SHOWN + _FILTER + " ORDER BY r.id DESC LIMIT %(limit)s OFFSET %(skip)s"
_STAGES: LiteralString = (
    """
SELECT r.stage, count(*) AS runs, count(*) FILTER (WHERE r.outcome = 'sealed') AS sealed,
       count(*) FILTER (WHERE r.outcome = 'failed') AS failed, count(*) FILTER (WHERE r.outcome = 'lost') AS lost,
       max(r.attempt) AS attempts,
       (percentile_disc(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM r.ended_at - r.started_at)))::float AS median,
       max(extract(epoch FROM r.ended_at - r.started_at))::float AS longest FROM stage_run r
"""
    + _FILTER
    + " GROUP BY r.stage ORDER BY array_position(%(stages)s::text[], r.stage)"
)
_ONE: LiteralString = _SHOWN + " WHERE r.id = %(run)s"
_JUDGED = """
SELECT v.id, v.suite, v.success, v.evaluated, v.failed, v.judged_at FROM stage_validation s
  JOIN validation v ON v.id = s.validation_id WHERE s.stage_run_id = %(run)s ORDER BY v.suite, v.id
"""
_SEAL = "SELECT position, outputs_digest, sealed_at FROM stage_seal WHERE stage_run_id = %(run)s"
#: What a run wrote, and what else its Prefect run did in this unit.
_EVENTS = """
SELECT e.id, e.occurred_at, e.event, e.subject_kind, e.subject_id, e.stage_run_id = %(run)s AS own
  FROM audit_event e JOIN stage_run r ON r.id = %(run)s AND (e.period_id, e.unit_id) = (r.period_id, r.unit_id)
 WHERE e.stage_run_id = r.id OR e.flow_run_id = r.flow_run_id ORDER BY e.id
"""
_LARGEST_KEY = 2**63 - 1


def stage_runs(
    session: Session,
    *,
    period: str | None = None,
    unit: str | None = None,
    stage: str | None = None,
    outcome: str | None = None,
    since: datetime | None = None,
    limit: int = 50,
    skip: int = 0,
) -> list[Row]:
    """Runs of stages, the newest first; `unit` is a code or part of a name. `said` is what the run ended with.

    `data_hold` says whether every validation that the run rested on held; None where it rested on none.
    """
    asked = {"period": period, "unit": unit, "stage": stage, "outcome": outcome, "since": since}
    return [_spoken(row) for row in rows(session, _LIST, **asked, limit=limit, skip=skip)]


def by_stage(
    session: Session, *, period: str | None, unit: str | None, stage: str | None, outcome: str | None
) -> list[Row]:
    """Of each stage how many runs there were, how they ended, and how long they took (seconds)."""
    asked = {"period": period, "unit": unit, "stage": stage, "outcome": outcome, "since": None}
    return rows(session, _STAGES, **asked, stages=[str(each) for each in Stage])


def stage_run(session: Session, number: int) -> dict[str, Any] | None:
    """One run with the validations it rests on and its seal, if it sealed its stage; None: there is none."""
    found = one(session, _ONE, run=number) if number <= _LARGEST_KEY else None
    if found is None:
        return None
    return _spoken(found) | {
        "judged": rows(session, _JUDGED, run=number),
        "seal": one(session, _SEAL, run=number),
    }


def _spoken(row: Row) -> Row:
    """A run with its message in the reader's language."""
    return row | {"said": str(Message.of_data(row["message"])) if row["message"].get("text") else ""}


def events_of(session: Session, number: int) -> list[Row]:
    """The events that a run wrote, and those of the other stages of its Prefect run (`own` tells them apart)."""
    return rows(session, _EVENTS, run=number)
