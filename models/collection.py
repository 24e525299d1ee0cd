"""Collection: employees record what was realized, month by month, and say when it is complete.

Belongs here: the verbs and the gate of this stage. Does not: bulk import of sources (tasks/collection).
A correction supersedes, it never overwrites: the old value stays with its time and recorder.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import LiteralString

from psycopg.types.json import Jsonb
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from models import ledger, realized_values, wakes
from models.actors import Actor
from models.database import Row, one, run
from models.errors import ConflictError, InvalidInputError
from models.gates import Due, Gate, ask, counted
from models.language import N_
from models.ledger import Subject
from models.open_segment import check_month, own_open_segment, unknown_indicator
from models.vocabulary import Stage


class RealizationConflictError(ConflictError):
    """A value was changed by somebody else, or by a source, after it was looked at: nothing was stored."""


class NegativeError(InvalidInputError):
    """A count, a time or a cost below zero."""


class RealizationInput(BaseModel):
    """What was realized on one indicator in one month, as entered; exact and finite."""

    model_config = ConfigDict(extra="forbid")

    work_result: int = Field(ge=1)
    indicator: int = Field(ge=1)
    month: date
    value: Decimal = Field(allow_inf_nan=False, max_digits=40)


_STORE = """
WITH entered AS (
  SELECT i.id AS indicator_id, date_trunc('month', e.month)::date AS month, e.value, e.seen, e.work_result, e.indicator,
         i.unit_of_measure, i.statement
    FROM unnest(%(works)s::int[], %(indicators)s::int[], %(months)s::date[], %(amounts)s::numeric[],
                %(seen)s::numeric[]) AS e(work_result, indicator, month, value, seen)
    LEFT JOIN work_result w ON w.plan_id = %(plan)s AND w.number = e.work_result
    LEFT JOIN indicator i ON i.work_result_id = w.id AND i.number = e.indicator),
current AS (
  SELECT r.id, r.indicator_id, r.month, r.version, r.value FROM realization r JOIN entered USING (indicator_id, month)
   WHERE r.superseded_at IS NULL),
changed AS (
  SELECT e.indicator_id, e.month, e.value, coalesce(c.version, 0) + 1 AS version, c.id AS old,
         %(compared)s AND c.value IS DISTINCT FROM e.seen AS stale, e.work_result, e.indicator
    FROM entered e LEFT JOIN current c USING (indicator_id, month)
   WHERE e.indicator_id IS NOT NULL AND c.value IS DISTINCT FROM e.value)
SELECT (SELECT jsonb_agg(jsonb_build_array(work_result, indicator)) FROM entered WHERE indicator_id IS NULL) AS unknown,
       (SELECT jsonb_agg(jsonb_build_array(work_result, indicator, unit_of_measure, statement))
          FROM entered WHERE value < 0 AND indicator_id IS NOT NULL) AS negative,
       coalesce((SELECT jsonb_agg(to_jsonb(changed)) FROM changed), '[]') AS changed
"""
_SUPERSEDE = "UPDATE realization SET superseded_at = now() WHERE id = ANY(%(old)s) AND superseded_at IS NULL"
_ADD = """
INSERT INTO realization (indicator_id, month, version, value, source, recorded_by)
SELECT indicator_id, month, version, value, %(source)s, %(by)s
  FROM jsonb_to_recordset(%(changed)s::jsonb) AS c(indicator_id bigint, month date, version int, value numeric)
ON CONFLICT DO NOTHING
"""


def record_realizations(
    session: Session,
    segment_id: int,
    entries: Sequence[RealizationInput],
    *,
    by: Actor,
    source: str = "self",
    seen: Sequence[Decimal | None] | None = None,
) -> int:
    """Record what was realized; a changed value supersedes the old one, an equal one changes nothing.

    `seen`, if given, is what stood in place of each entry when it was written: what came meanwhile is not overwritten.
    Returns how many values are new or changed.

    Raises:
        NotFoundError: the segment is not this person's.
        WrongStateError: the unit is not between collection and approval, or the rater has decided.
        InvalidInputError: an indicator the approved plan does not have, a month given twice, outside the segment
            or not begun; less than zero of what cannot be (`may_fall_below_zero`).
        ConflictError: another value than the one `seen` stands there now, or an import stored one at this moment.
    """
    mine = own_open_segment(session, segment_id, by)
    places = [(entry.work_result, entry.indicator, entry.month.replace(day=1)) for entry in entries]
    if len(set(places)) != len(places):
        raise InvalidInputError(N_("An indicator has two values for one month. Give one value for each month."))
    for entry in entries:
        check_month(entry.month, mine)
    found = one(
        session,
        _STORE,
        plan=mine["plan_id"],
        works=[entry.work_result for entry in entries],
        indicators=[entry.indicator for entry in entries],
        months=[entry.month for entry in entries],
        amounts=[entry.value for entry in entries],
        seen=list(seen) if seen is not None else [None] * len(entries),
        compared=seen is not None,
    )
    assert found is not None  # noqa: S101 - an aggregate gives a row
    if found["unknown"]:
        work, indicator = found["unknown"][0]
        raise unknown_indicator(work, indicator)
    for work, indicator, unit, statement in found["negative"] or []:
        _check_negative(work, indicator, unit, statement)
    changed = found["changed"]
    _check_seen(changed)
    if changed:
        old = [row["old"] for row in changed if row["old"]]
        superseded = run(session, _SUPERSEDE, old=old).rowcount
        added = run(session, _ADD, source=source, by=by.person_id, changed=Jsonb(changed)).rowcount
        if (superseded, added) != (len(old), len(changed)):
            raise ConflictError(N_("An import stored the same thing at this moment. Look at it again, then repeat."))
        about = Subject(mine["period_id"], mine["unit_id"], segment_id, "realization", segment_id)
        ledger.record(session, "realization.recorded", by=by, subject=about, values=len(changed))
        if mine["position"] >= Stage.QUALITY.position:
            wakes.wake(session, mine["period_id"], mine["unit_id"], "realization")
    return len(changed)


def _check_seen(changed: Sequence[Row]) -> None:
    stale = next((row for row in changed if row["stale"]), None)
    if stale:
        raise RealizationConflictError(
            N_(
                "Somebody else, or a source, recorded another value of indicator {number} since you opened this page. "
                "Nothing was stored; what you typed is still here. Look at both values, then save the right one."
            ),
            number=f"{stale['work_result']}.{stale['indicator']}",
        )


#: Units of a change, and words that say that a change is meant: growth can be negative, a count, a time or a cost not.
_CHANGING_UNITS = frozenset({"%", "persen", "percent", "poin", "point", "points", "indeks", "index"})
_CHANGE = re.compile(
    r"pertumbuhan|perubahan|kenaikan|peningkatan|penurunan|laju|selisih|deviasi|inflasi"
    r"|growth|change|increase|decrease|rate of|difference|deviation|inflation",
    re.IGNORECASE,
)


def may_fall_below_zero(unit_of_measure: str, statement: str) -> bool:
    """Whether an indicator measures a change in percent or points, which alone can be negative.

    Every formula of the rules reads a realization as zero or more (rules/contract/pp46, permenpanrb8).
    """
    return unit_of_measure.strip().lower() in _CHANGING_UNITS and bool(_CHANGE.search(statement))


def _check_negative(work: int, indicator: int, unit: str, statement: str) -> None:
    if not may_fall_below_zero(unit, statement):
        raise NegativeError(
            N_(
                "Indicator {number} is counted in {unit} and cannot be below zero: leave out the minus sign. Only a "
                "change in percent or points, such as growth, can; if yours is one, ask your rater to word it so."
            ),
            number=f"{work}.{indicator}",
            unit=unit,
        )


_DIGEST: LiteralString = "SELECT " + realized_values.OF_SEGMENT + " AS digest"
#: Dated while the unit's row is held: before or after a seal, never in between (digests).
_REPORT = """
INSERT INTO realization_report (segment_id, version, content_hash, submitted_at)
SELECT %(segment)s, coalesce(max(version), 0) + 1, %(hash)s, clock_timestamp()
  FROM realization_report WHERE segment_id = %(segment)s
RETURNING id, version
"""
#: A newer report takes the place of the one the rater was looking at; the stage asks for a decision on the new one.
_WITHDRAW = """
UPDATE approval SET closed_at = now() WHERE segment_id = %(segment)s AND kind = 'evaluation' AND closed_at IS NULL
"""


def values_digest(session: Session, segment_id: int) -> str:
    """SHA-256 (hex) of the realizations of a segment as they are now: what a report and its approval are bound to."""
    found = one(session, _DIGEST, segment=segment_id)
    assert found is not None  # noqa: S101 - an aggregate gives a row
    return str(found["digest"])


#: The newest report with the same content, unless the rater sent exactly that one back.
_SAME = """
SELECT id FROM (SELECT * FROM realization_report WHERE segment_id = %(segment)s ORDER BY version DESC LIMIT 1) r
 WHERE content_hash = %(hash)s AND NOT EXISTS (
   SELECT FROM approval a JOIN decision d ON d.approval_id = a.id
    WHERE a.segment_id = r.segment_id AND a.kind = 'evaluation' AND a.subject_version = r.version
      AND d.outcome = 'returned')
"""


def submit_report(session: Session, segment_id: int, *, by: Actor, seen: str | None = None) -> int:
    """Say that one's realizations are complete; the rater is asked to approve exactly these values, by content hash.

    Submitting the same values again changes nothing: the rater's open request stays. `seen`, if given, is the digest
    (`values_digest`) of the values that were looked at. Returns the report's id.

    Raises:
        NotFoundError, WrongStateError: as for `record_realizations`.
        ConflictError: the values are no longer the ones that were seen.
    """
    mine = own_open_segment(session, segment_id, by)
    digest = values_digest(session, segment_id)
    if seen is not None and seen != digest:
        raise ConflictError(N_("The values changed since you looked at them. Look again, then submit."))
    same = one(session, _SAME, segment=segment_id, hash=digest)
    if same:
        return int(same["id"])
    run(session, _WITHDRAW, segment=segment_id)
    report = one(session, _REPORT, segment=segment_id, hash=digest)
    assert report is not None  # noqa: S101 - INSERT … RETURNING gives a row
    about = Subject(mine["period_id"], mine["unit_id"], segment_id, "report", report["id"], report["version"])
    ledger.record(session, "report.submitted", by=by, subject=about, content_hash=digest)
    wakes.wake(session, mine["period_id"], mine["unit_id"], "report")
    return int(report["id"])


_REPORTED = """
SELECT s.unit_id, count(*) AS total,
       count(*) FILTER (WHERE NOT EXISTS (SELECT FROM realization_report r WHERE r.segment_id = s.id)) AS remaining,
       count(*) FILTER (WHERE own.due_at > now() AND NOT EXISTS (
         SELECT FROM realization_report r WHERE r.segment_id = s.id)) AS granted
  FROM segment s LEFT JOIN (
    SELECT segment_id, max(due_at) AS due_at FROM deadline
     WHERE period_id = %(period)s AND stage = 'collection' AND segment_id IS NOT NULL GROUP BY segment_id) own
    ON own.segment_id = s.id
 WHERE s.period_id = %(period)s AND s.unit_id = ANY(%(units)s) GROUP BY s.unit_id
"""


def _judge(row: Row, due: Due) -> Gate:
    if due.passed and row["granted"]:
        return counted(row, due, N_("{granted} of {total} have been given more time for their realizations"))
    text = N_("{remaining} of {total} have not submitted their realizations, due {due}")
    return counted(row, due, text, opens=row["remaining"] == 0 or due.passed)


def gate(session: Session, period_id: int, units: Sequence[int]) -> Mapping[int, Gate]:
    """Open when everybody has submitted, or when the collection date has passed, for each person their own."""
    return ask(session, _REPORTED, Stage.COLLECTION, period_id, units, _judge)
