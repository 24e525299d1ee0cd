"""The deadlines of a period as they are in force, for everybody, single units and persons.

Belongs here: reading them to be shown. Does not: moving one (deadlines), whether one has passed (gates).
"""

from sqlmodel import Session

from models.database import Row, rows
from models.vocabulary import Stage

_DATES = """
SELECT newest.*, unit.name AS unit, e.name AS person, u.sealed FROM (
  SELECT DISTINCT ON (d.stage, d.unit_id, d.segment_id) d.stage, d.unit_id, d.segment_id, d.due_at, d.reason,
         d.downtime_id IS NOT NULL AS after_downtime
    FROM deadline d WHERE d.period_id = %(period)s ORDER BY d.stage, d.unit_id, d.segment_id, d.id DESC) newest
  LEFT JOIN agency_then unit ON (unit.period_id, unit.id) = (%(period)s, newest.unit_id)
  LEFT JOIN segment s ON s.id = newest.segment_id LEFT JOIN person e ON e.id = s.person_id
  CROSS JOIN LATERAL (SELECT bool_and(position > array_position(%(stages)s::text[], newest.stage)) AS sealed
                        FROM period_unit WHERE period_id = %(period)s
                         AND (newest.unit_id IS NULL OR unit_id = newest.unit_id)) u
  LEFT JOIN LATERAL (SELECT CASE WHEN newest.segment_id IS NOT NULL
                                   THEN stage_due(%(period)s, newest.unit_id, NULL, newest.stage)
                                 WHEN newest.unit_id IS NOT NULL
                                   THEN stage_due(%(period)s, NULL, NULL, newest.stage) END AS due_at) wider ON true
 WHERE wider.due_at IS NULL OR newest.due_at > wider.due_at
 ORDER BY array_position(%(stages)s::text[], newest.stage), newest.unit_id NULLS FIRST, newest.segment_id NULLS FIRST
 LIMIT 200
"""


def in_force(session: Session, period_id: int) -> list[Row]:
    """Deadlines by stage: for everybody (`unit` is None), then of units and persons that have a later one.

    `sealed`: every unit concerned is past the stage. `reason` is why it was moved, if it was.
    """
    return rows(session, _DATES, period=period_id, stages=[str(stage) for stage in Stage])
