"""What a changed objection touched: the result, the year, credit points, the unit's pattern, letters and files taken.

Belongs here: the list of differences, and telling HR and whoever took a file meanwhile. Does not: deciding (objection),
scoring anew (tasks/scoring). Source: SPEC §2.6: on change a new version with a link to the decision; what follows from
it is recomputed and the delta listed; until the new result is final its use is held (exchange/final_results).
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, LiteralString

from sqlmodel import Session

from models import annual, ledger, unit_pattern
from models.actors import SYSTEM, Actor
from models.database import Row, one, rows, run
from models.ledger import Subject
from models.unpublished import OWN_RESULT

#: Each result that a decided objection changed, beside the one before it. Files: those taken between the two.
_CHANGED: LiteralString = (
    """
SELECT r.id AS result, s.id AS segment, s.period_id, s.unit_id, e.nip, e.name, u.code AS unit_code, u.name AS unit,
       s.post, p.code AS period, p.kind = 'annual' AS yearly, p.timezone, decider.name AS decided_by,
       d.decided_at, r.version, r.scored_at, fresh.published_at,
       old.work_rating AS work_before, r.work_rating AS work_now, old.behavior_rating AS behavior_before,
       r.behavior_rating AS behavior_now, old.predicate AS predicate_before, r.predicate AS predicate_now,
       old.credit_points AS credit_before, r.credit_points AS credit_now,
       (SELECT count(*) FROM letter l WHERE l.segment_id = s.id AND l.kind = 'evaluation' AND l.version = old.version)
         AS letters,
       coalesce((SELECT jsonb_agg(jsonb_build_object('event', x.id, 'file', x.content ->> 'file',
                        'at', x.occurred_at, 'by', coalesce(taker.name, x.actor_name), 'by_id', x.actor_id)
                        ORDER BY x.id)
                   FROM audit_event x LEFT JOIN person taker ON taker.id = x.actor_id
                  WHERE x.period_id = s.period_id AND x.event = 'results.exported' AND x.occurred_at >= was.published_at
                    AND coalesce(x.unit_id, s.unit_id) = s.unit_id AND coalesce(x.segment_id, s.id) = s.id
                    AND x.occurred_at < coalesce(fresh.published_at, now())), '[]'::jsonb) AS files
  FROM result r JOIN result old ON old.segment_id = r.segment_id AND old.version = r.version - 1
  JOIN evaluation v ON v.id = r.evaluation_id JOIN approval a ON a.id = v.approval_id AND a.kind = 'objection'
  JOIN decision d ON d.approval_id = a.id JOIN person decider ON decider.id = d.decided_by
  JOIN segment s ON s.id = r.segment_id JOIN person e ON e.id = s.person_id JOIN period p ON p.id = s.period_id
  JOIN agency_then u ON (u.period_id, u.id) = (s.period_id, s.unit_id)
  LEFT JOIN publication was ON was.result_id = old.id LEFT JOIN publication fresh ON fresh.result_id = r.id
 WHERE s.period_id = %(period)s AND NOT ("""
    + OWN_RESULT
    + ")"
)
#: Only what is asked for is in the statement: of "given or none" a plan that is kept makes the whole period.
_OF_SEGMENT: LiteralString = " AND s.id = %(segment)s"
_OF_UNIT: LiteralString = " AND s.unit_id = %(unit)s"
_ORDER: LiteralString = " ORDER BY u.name, e.name, s.id"


def deltas(
    session: Session, period_id: int, *, by: Actor | None = None, segment: int | None = None, unit: int | None = None
) -> list[Row]:
    """What each decided objection of a period changed, before and now; by unit and name.

    Each has ratings, predicate and credit points of the segment, `year_before` and `year_now` (None where the segment
    does not give the year), `pattern_before` and `pattern_now` of the unit, `letters` that say the old result, and the
    `files` that were taken out between the two results. Of `by` themselves what is not published is left out.
    """
    reader = by.person_id if by else None
    statement = _CHANGED + ("" if segment is None else _OF_SEGMENT) + ("" if unit is None else _OF_UNIT) + _ORDER
    found = rows(session, statement, period=period_id, segment=segment, unit=unit, reader=reader)
    years = _years(session, found, by)
    units = {row["unit_id"] for row in found}
    patterns = {each: unit_pattern.before_and_now(session, period_id, each) for each in units}
    return [
        row
        | years.get(row["segment"], {})
        | patterns[row["unit_id"]]
        | {"files": [_file(each) for each in row["files"]]}
        for row in found
    ]


def _file(each: dict[str, Any]) -> dict[str, Any]:
    return each | {"at": datetime.fromisoformat(each["at"])}


def of_segment(session: Session, segment_id: int) -> Row | None:
    """What the decided objection of a segment changed, as `deltas`; None where none changed it (yet)."""
    period = one(session, "SELECT period_id FROM segment WHERE id = %(segment)s", segment=segment_id)
    found = deltas(session, period["period_id"], segment=segment_id) if period else []
    return found[-1] if found else None


def _years(session: Session, found: list[Row], by: Actor | None) -> Mapping[int, dict[str, Any]]:
    """The year of each of these people with the result before and the one now."""
    years: dict[int, dict[str, Any]] = {}
    for row in found:
        if not row["yearly"]:
            continue
        before = {row["segment"]: row["predicate_before"]}
        [now] = annual.annual_results(session, row["period"], nip=row["nip"], by=by)
        [then] = annual.annual_results(session, row["period"], nip=row["nip"], by=by, instead=before)
        years[row["segment"]] = {
            "year_before": then.predicate,
            "year_now": now.predicate,
            "year_credit_before": then.credit_points,
            "year_credit_now": now.credit_points,
        }
    return years


#: HR administrators, and everybody who took a file meanwhile; but never the person, who is told of their result.
_TELL = """
INSERT INTO notice (key, person_id, kind, content)
SELECT 'result_changed:' || %(result)s::bigint || ':' || told.id, told.id, 'result_changed',
       jsonb_build_object('segment', %(segment)s::bigint, 'period', %(period)s::text, 'files', %(files)s::int)
  FROM (SELECT person_id AS id FROM role_assignment WHERE role = 'hr_admin'
        UNION SELECT unnest(%(takers)s::bigint[])) told
 WHERE told.id <> (SELECT person_id FROM segment WHERE segment.id = %(segment)s)
ON CONFLICT (key) DO NOTHING
"""
_UNTOLD = """
SELECT r.segment_id FROM result r JOIN segment s ON s.id = r.segment_id
 WHERE s.period_id = %(period)s AND s.unit_id = %(unit)s AND r.version > 1
   AND NOT EXISTS (SELECT FROM audit_event x WHERE x.segment_id = s.id AND x.event = 'result.changed'
                      AND x.subject_id = r.id)
"""


def tell(session: Session, period_id: int, unit_id: int) -> int:
    """Record what decided objections of a unit changed and tell HR and whoever took a file meanwhile; returns how many.

    Each change is recorded and told once, however often this is called.
    """
    untold = {row["segment_id"] for row in rows(session, _UNTOLD, period=period_id, unit=unit_id)}
    changed = [row for row in deltas(session, period_id, unit=unit_id) if row["segment"] in untold] if untold else []
    for row in changed:
        about = Subject(row["period_id"], row["unit_id"], row["segment"], "result", row["result"], row["version"])
        ledger.record(session, "result.changed", by=SYSTEM, subject=about, **_recorded(row))
        takers = sorted({each["by_id"] for each in row["files"] if each["by_id"]})
        run(
            session, _TELL, result=row["result"], segment=row["segment"], period=row["period"], takers=takers,
            files=len(row["files"]),
        )  # fmt: skip
    return len(changed)


def _recorded(row: Row) -> dict[str, Any]:
    kept = {name: row.get(name) for name in _RECORDED}
    said = {name: str(value) if isinstance(value, Decimal) else value for name, value in kept.items()}
    return said | {"files": [each["event"] for each in row["files"]]}


_RECORDED = (
    "predicate_before", "predicate_now", "credit_before", "credit_now", "year_before", "year_now", "pattern_before",
    "pattern_now", "letters",
)  # fmt: skip
