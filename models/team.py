"""The people whom somebody rates: how far each of them is, and who carries which of the rater's results.

Belongs here: reading for the rater. Does not: any decision, or one person's data (evidence_summary).
"""

from dataclasses import dataclass
from typing import LiteralString

from sqlmodel import Session

from models.database import Row, rows
from models.raters_plan import RATERS_PLAN

_MEMBERS = """
SELECT s.id AS segment, e.name, e.nip, s.post, s.is_acting, s.starts, s.ends, p.code AS period, p.timezone,
       u.name AS unit, u.position, plan.status AS plan,
       (SELECT submitted_at FROM realization_report r WHERE r.segment_id = s.id ORDER BY version DESC LIMIT 1)
         AS reported_at,
       v.work_rating, v.behavior_rating, o.id AS request, o.due_at < now() AS late,
       (SELECT count(*) FROM finding f WHERE f.segment_id = s.id AND f.severity = 'block' AND f.fixed_at IS NULL
           AND coalesce(f.waived_until < now(), true)) AS blocking
  FROM segment s JOIN person e ON e.id = s.person_id JOIN period p ON p.id = s.period_id
  JOIN period_unit u ON u.period_id = s.period_id AND u.unit_id = s.unit_id
  LEFT JOIN LATERAL (SELECT status FROM plan WHERE segment_id = s.id ORDER BY version DESC LIMIT 1) plan ON true
  LEFT JOIN LATERAL (SELECT work_rating, behavior_rating FROM evaluation WHERE segment_id = s.id
                      ORDER BY version DESC LIMIT 1) v ON true
  LEFT JOIN LATERAL (SELECT id, due_at FROM approval WHERE segment_id = s.id AND assignee_id = %(by)s
                        AND closed_at IS NULL ORDER BY due_at, id LIMIT 1) o ON true
 WHERE s.rater_id = %(by)s AND p.closed_at IS NULL AND s.person_id IS DISTINCT FROM %(deputy)s::bigint
 ORDER BY p.starts DESC, e.name, s.id LIMIT %(limit)s OFFSET %(skip)s
"""


def members(session: Session, rater_id: int, *, deputy: int | None = None, limit: int = 50, skip: int = 0) -> list[Row]:
    """Whom a person rates in periods that are not closed, with plan, report, ratings, findings, open request.

    A `deputy` who acts for the rater is left out: nobody sees their own ratings before they are published.
    """
    return rows(session, _MEMBERS, by=rater_id, deputy=deputy, limit=limit, skip=skip)


@dataclass(frozen=True)
class Carried:
    """One of the rater's work results, and who has a result of their own that supports it."""

    number: int
    statement: str
    #: Name, number and statement of each supporting result; empty: nobody carries it yet.
    by: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True)
class Matrix:
    """The role-result matrix (matriks peran dan hasil) of one leader in one period."""

    period: str
    post: str
    results: tuple[Carried, ...]


_MATRIX: LiteralString = (
    """
WITH leader AS (
  SELECT DISTINCT rater_plan.id AS plan_id FROM segment s JOIN period p ON p.id = s.period_id"""
    + RATERS_PLAN
    + """ WHERE s.rater_id = %(by)s AND p.closed_at IS NULL AND rater_plan.id IS NOT NULL)
SELECT plan.id AS plan, p.code AS period, own.post, w.number, w.statement,
       coalesce(jsonb_agg(jsonb_build_array(e.name, m.number, m.statement) ORDER BY e.name, m.number)
                FILTER (WHERE m.id IS NOT NULL), '[]') AS carriers
  FROM leader JOIN plan ON plan.id = leader.plan_id JOIN segment own ON own.id = plan.segment_id
  JOIN period p ON p.id = own.period_id JOIN work_result w ON w.plan_id = plan.id
  LEFT JOIN (work_result m JOIN plan mp ON mp.id = m.plan_id AND mp.status IN ('draft', 'submitted', 'approved')
             JOIN segment ms ON ms.id = mp.segment_id JOIN person e ON e.id = ms.person_id) ON m.supports_id = w.id
 GROUP BY plan.id, p.code, p.starts, own.post, w.id ORDER BY p.starts DESC, plan.id, w.number
"""
)


def matrices(session: Session, rater_id: int) -> list[Matrix]:
    """Who carries which of a leader's work results, one matrix for each of the leader's plans in force.

    A result that nobody carries has no carriers: it is named, since nobody works for it (SPEC §2.2).
    """
    made: dict[int, list[Row]] = {}
    for row in rows(session, _MATRIX, by=rater_id):
        made.setdefault(row["plan"], []).append(row)
    return [
        Matrix(
            found[0]["period"],
            found[0]["post"],
            tuple(Carried(row["number"], row["statement"], tuple(map(tuple, row["carriers"]))) for row in found),
        )
        for found in made.values()
    ]
