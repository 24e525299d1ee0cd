"""Collection: employees record what was realized, month by month, and say when it is complete.

Belongs here: the verbs and the gate of this stage. Does not: bulk import of sources (tasks/collection).
A correction supersedes, it never overwrites: the old value stays with its time and recorder.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from psycopg.types.json import Jsonb
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from models import ledger, wakes
from models.actors import Actor
from models.database import one, rows, run
from models.errors import ConflictError, InvalidInputError
from models.gates import Gate, ask, counted
from models.language import N_
from models.ledger import Subject
from models.open_segment import check_month, own_open_segment, unknown_indicator
from models.vocabulary import Stage


class RealizationInput(BaseModel):
    """What was realized on one indicator in one month, as entered; exact and finite."""

    model_config = ConfigDict(extra="forbid")

    work_result: int = Field(ge=1)
    indicator: int = Field(ge=1)
    month: date
    value: Decimal = Field(allow_inf_nan=False, max_digits=40)


_STORE = """
WITH entered AS (
  SELECT i.id AS indicator_id, date_trunc('month', e.month)::date AS month, e.value, e.work_result, e.indicator
    FROM unnest(%(works)s::int[], %(indicators)s::int[], %(months)s::date[], %(amounts)s::numeric[])
         AS e(work_result, indicator, month, value)
    LEFT JOIN work_result w ON w.plan_id = %(plan)s AND w.number = e.work_result
    LEFT JOIN indicator i ON i.work_result_id = w.id AND i.number = e.indicator),
current AS (
  SELECT r.id, r.indicator_id, r.month, r.version, r.value FROM realization r JOIN entered USING (indicator_id, month)
   WHERE r.superseded_at IS NULL),
changed AS (
  SELECT e.indicator_id, e.month, e.value, coalesce(c.version, 0) + 1 AS version, c.id AS old
    FROM entered e LEFT JOIN current c USING (indicator_id, month)
   WHERE e.indicator_id IS NOT NULL AND c.value IS DISTINCT FROM e.value)
SELECT (SELECT jsonb_agg(jsonb_build_array(work_result, indicator)) FROM entered WHERE indicator_id IS NULL) AS unknown,
       coalesce((SELECT jsonb_agg(to_jsonb(changed)) FROM changed), '[]') AS changed
"""
_SUPERSEDE = "UPDATE realization SET superseded_at = now() WHERE id = ANY(%(old)s)"
_ADD = """
INSERT INTO realization (indicator_id, month, version, value, source, recorded_by)
SELECT indicator_id, month, version, value, %(source)s, %(by)s
  FROM jsonb_to_recordset(%(changed)s::jsonb) AS c(indicator_id bigint, month date, version int, value numeric)
"""


def record_realizations(
    session: Session, segment_id: int, entries: Sequence[RealizationInput], *, by: Actor, source: str = "self"
) -> int:
    """Record what was realized; a changed value supersedes the old one, an equal one changes nothing.

    Returns how many values are new or changed.

    Raises:
        NotFoundError: the segment is not this person's.
        WrongStateError: the unit is not between collection and approval, or the rater has decided.
        InvalidInputError: an indicator the approved plan does not have, a month given twice, outside the segment
            or not begun.
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
    )
    assert found is not None  # noqa: S101 - an aggregate gives a row
    if found["unknown"]:
        work, indicator = found["unknown"][0]
        raise unknown_indicator(work, indicator)
    changed = found["changed"]
    if changed:
        run(session, _SUPERSEDE, old=[row["old"] for row in changed if row["old"]])
        run(session, _ADD, source=source, by=by.person_id, changed=Jsonb(changed))
        about = Subject(mine["period_id"], mine["unit_id"], segment_id, "realization", segment_id)
        ledger.record(session, "realization.recorded", by=by, subject=about, values=len(changed))
        if mine["position"] >= Stage.QUALITY.position:
            wakes.wake(session, mine["period_id"], mine["unit_id"], "realization")
    return len(changed)


_CONTENT = """
SELECT w.number, i.number AS indicator, r.month::text, r.value::text
  FROM plan p JOIN work_result w ON w.plan_id = p.id JOIN indicator i ON i.work_result_id = w.id
  JOIN realization r ON r.indicator_id = i.id AND r.superseded_at IS NULL
 WHERE p.segment_id = %(segment)s AND p.status = 'approved' ORDER BY 1, 2, 3
"""
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
    values = rows(session, _CONTENT, segment=segment_id)
    return hashlib.sha256("\n".join("|".join(map(str, row.values())) for row in values).encode()).hexdigest()


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
       count(*) FILTER (WHERE NOT EXISTS (SELECT FROM realization_report r WHERE r.segment_id = s.id)) AS remaining
  FROM segment s WHERE s.period_id = %(period)s AND s.unit_id = ANY(%(units)s) GROUP BY s.unit_id
"""


def gate(session: Session, period_id: int, units: Sequence[int]) -> Mapping[int, Gate]:
    """Open when the collection date has passed, or when everybody has submitted."""
    text = N_("{remaining} of {total} have not submitted their realizations, due {due}")
    return ask(
        session,
        _REPORTED,
        Stage.COLLECTION,
        period_id,
        units,
        lambda row, due: counted(row, due, text, opens=row["remaining"] == 0 or due.passed),
    )
