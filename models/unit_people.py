"""The people of one unit in a period: how far each is, who is late, and whom that waits for.

Belongs here: reading for administrators and auditors. Does not: who may read it (oversight), the unit's gate (board).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

from sqlmodel import Session

from models.actors import Actor
from models.database import Row, one, rows
from models.gates import OWN_DUE, due
from models.unpublished import OWN_RESULT
from models.vocabulary import Stage

#: What a person waits for: a request that is open, else their own part of the unit's stage, else data that hold them.
_PEOPLE: LiteralString = (
    """
person_here AS (
  SELECT s.id AS segment, e.nip, e.name, s.post, s.level, s.is_acting, s.starts, s.ends, rater.name AS rater,
         plan.status AS plan, report.submitted_at AS reported_at, v.id IS NOT NULL AS rated,
         CASE WHEN NOT """
    + OWN_RESULT
    + """ THEN r.predicate END AS predicate,
         CASE WHEN o.id IS NOT NULL THEN o.kind
              WHEN %(position)s = %(target_setting)s AND NOT agreed.here THEN 'plan'
              WHEN %(position)s = %(collection)s AND report.submitted_at IS NULL THEN 'report'
              WHEN %(position)s BETWEEN %(quality)s AND %(approval)s AND v.id IS NULL AND f.owner IS NOT NULL
                THEN 'finding' END AS waits,
         coalesce(o.asked, CASE WHEN %(position)s IN (%(target_setting)s, %(collection)s) THEN e.name ELSE f.owner END)
           AS waits_for,
         CASE WHEN o.id IS NOT NULL THEN o.due_at ELSE greatest(%(stage_due)s::timestamptz, own.due_at) END
           AS due_at
    FROM chosen s JOIN person e ON e.id = s.person_id JOIN person rater ON rater.id = s.rater_id
    LEFT JOIN """
    + OWN_DUE
    + """ own ON own.segment_id = s.id
    LEFT JOIN LATERAL (SELECT status FROM plan WHERE segment_id = s.id ORDER BY version DESC LIMIT 1) plan ON true
    CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM plan WHERE segment_id = s.id AND status = 'approved') AS here) agreed
    LEFT JOIN LATERAL (SELECT submitted_at FROM realization_report WHERE segment_id = s.id
                        ORDER BY version DESC LIMIT 1) report ON true
    LEFT JOIN LATERAL (SELECT id FROM evaluation WHERE segment_id = s.id ORDER BY version DESC LIMIT 1) v ON true
    LEFT JOIN LATERAL (SELECT id, predicate FROM result WHERE segment_id = s.id ORDER BY version DESC LIMIT 1) r ON true
    LEFT JOIN LATERAL (SELECT a.id, a.kind, a.due_at, asked.name AS asked
                         FROM approval a JOIN person asked ON asked.id = a.assignee_id
                        WHERE a.segment_id = s.id AND a.closed_at IS NULL ORDER BY a.due_at, a.id LIMIT 1) o ON true
    LEFT JOIN LATERAL (SELECT owner.name AS owner FROM finding f JOIN person owner ON owner.id = f.owner_id
                        WHERE f.segment_id = s.id AND f.severity = 'block' AND f.fixed_at IS NULL
                          AND coalesce(f.waived_until < now(), true) ORDER BY f.id LIMIT 1) f ON true),
judged AS (SELECT *, coalesce(waits IS NOT NULL AND due_at < now(), false) AS late FROM person_here)
"""
)
#: Those of one page are chosen first, unless it takes everybody to find out who is late.
_LIST: LiteralString = (
    """
WITH chosen AS MATERIALIZED (
  SELECT s.* FROM segment s JOIN person e ON e.id = s.person_id
   WHERE s.period_id = %(period)s AND s.unit_id = %(unit)s
     AND (strpos(lower(e.name), lower(%(part)s)) > 0 OR strpos(e.nip, %(part)s) > 0)
   ORDER BY s.level, e.name, s.id
   LIMIT CASE WHEN NOT %(only_late)s THEN %(limit)s::bigint END
   OFFSET CASE WHEN NOT %(only_late)s THEN %(skip)s::bigint END),
"""
    + _PEOPLE
    + """
SELECT * FROM judged WHERE NOT %(only_late)s OR late
 ORDER BY level, name, segment LIMIT %(limit)s OFFSET CASE WHEN %(only_late)s THEN %(skip)s::bigint END
"""
)
_COUNT: LiteralString = (
    "WITH chosen AS (SELECT * FROM segment WHERE period_id = %(period)s AND unit_id = %(unit)s),"
    + _PEOPLE
    + """
SELECT count(*) AS people, count(*) FILTER (WHERE late) AS late, count(*) FILTER (WHERE plan = 'approved') AS agreed,
       count(*) FILTER (WHERE reported_at IS NOT NULL) AS reported, count(*) FILTER (WHERE rated) AS rated FROM judged
"""
)


@dataclass(frozen=True)
class Wanted:
    """Which people of the unit: only those who are late, or whose name or NIP has a part."""

    late: bool = False
    part: str = ""


def _asked(session: Session, period_id: int, unit: Row) -> dict[str, Any]:
    at: datetime | None = None
    stage: Stage | None = None
    if unit["position"] <= len(Stage):
        stage = list(Stage)[unit["position"] - 1]
        at = due(session, period_id, [unit["unit_id"]], stage)[unit["unit_id"]].at
    positions = {
        str(stage): stage.position for stage in (Stage.TARGET_SETTING, Stage.COLLECTION, Stage.QUALITY, Stage.APPROVAL)
    }
    return positions | {
        "period": period_id,
        "unit": unit["unit_id"],
        "position": unit["position"],
        "stage": str(stage) if stage else None,
        "stage_due": at,
    }


def people(
    session: Session,
    period_id: int,
    unit: Row,
    wanted: Wanted = Wanted(),
    *,
    by: Actor,
    limit: int = 50,
    skip: int = 0,
) -> list[Row]:
    """People of a unit (unit_id, position): plan, report, ratings, what they wait for (`waits`), for whom, until when.

    `late`: that time has passed. The predicate of `by` themselves is there once it is published.
    """
    asked = _asked(session, period_id, unit) | {"reader": by.person_id}
    return rows(session, _LIST, **asked, only_late=wanted.late, part=wanted.part.strip(), limit=limit, skip=skip)


def counts(session: Session, period_id: int, unit: Row) -> Row:
    """How many people the unit has, and how many are late, agreed on a plan, reported and rated."""
    found = one(session, _COUNT, **_asked(session, period_id, unit), reader=None)
    assert found is not None  # noqa: S101 - a count is always a row
    return found
