"""The deadlines of a period as they are in force, for everybody and for single units.

Belongs here: reading them to be shown. Does not: moving one (deadlines), whether one has passed (gates).
"""

from sqlmodel import Session

from models.database import Row, rows
from models.vocabulary import Stage

_DATES = """
SELECT newest.*, unit.name AS unit, u.sealed FROM (
  SELECT DISTINCT ON (d.stage, d.unit_id) d.stage, d.unit_id, d.due_at, d.reason
    FROM deadline d WHERE d.period_id = %(period)s ORDER BY d.stage, d.unit_id, d.id DESC) newest
  LEFT JOIN unit ON unit.id = newest.unit_id
  CROSS JOIN LATERAL (SELECT bool_and(position > array_position(%(stages)s::text[], newest.stage)) AS sealed
                        FROM period_unit WHERE period_id = %(period)s
                         AND (newest.unit_id IS NULL OR unit_id = newest.unit_id)) u
  LEFT JOIN LATERAL (SELECT due_at FROM deadline e WHERE e.period_id = %(period)s AND e.unit_id IS NULL
                        AND e.stage = newest.stage ORDER BY e.id DESC LIMIT 1) general ON true
 WHERE newest.unit_id IS NULL OR general.due_at IS NULL OR newest.due_at > general.due_at
 ORDER BY array_position(%(stages)s::text[], newest.stage), newest.unit_id NULLS FIRST LIMIT 200
"""


def in_force(session: Session, period_id: int) -> list[Row]:
    """Deadlines by stage: the one for everybody (`unit` is None), then those of units that have a later one.

    `sealed`: every unit concerned is past the stage. `reason` is why it was moved, if it was.
    """
    return rows(session, _DATES, period=period_id, stages=[str(stage) for stage in Stage])
