"""Who owes what in the present stage of a unit, and until when: as the beginning of a statement.

Belongs here: the condition, alike for a reminder by hand (reminders) and before a deadline (reminder_ladder). Does not:
telling anybody.
"""

from collections.abc import Sequence
from typing import Any, LiteralString

from models.vocabulary import Stage

#: A line for each kind: their plan or report, findings that are theirs to mend, decisions. A date of a person's own is
#: theirs (`stage_due`). At approval only findings count that hold somebody's rating.
OWED: LiteralString = """
WITH place AS (
  SELECT u.period_id, u.unit_id, u.position, p.code AS period, p.timezone, p.definition, u.name AS unit,
         unit.code AS unit_code, (%(stages)s::text[])[u.position] AS stage,
         stage_due(u.period_id, u.unit_id, NULL, (%(stages)s::text[])[u.position]) AS due_at
    FROM period_unit u JOIN period p ON p.id = u.period_id JOIN unit ON unit.id = u.unit_id
   WHERE u.period_id = %(period)s AND u.unit_id = ANY(%(units)s) AND p.closed_at IS NULL),
own AS (
  SELECT d.segment_id, place.stage, max(d.due_at) AS due_at FROM deadline d JOIN place USING (period_id, unit_id)
   WHERE d.segment_id IS NOT NULL AND d.stage = place.stage GROUP BY d.segment_id, place.stage),
owed AS (
  SELECT s.unit_id, s.person_id, 'plan' AS what, count(*) AS count, min(greatest(place.due_at, own.due_at)) AS due_at
    FROM segment s JOIN place USING (period_id, unit_id) LEFT JOIN own ON own.segment_id = s.id
   WHERE place.position = %(target_setting)s
     AND NOT EXISTS (SELECT FROM plan WHERE segment_id = s.id AND status IN ('submitted', 'approved'))
   GROUP BY s.unit_id, s.person_id
   UNION ALL
  SELECT s.unit_id, s.person_id, 'report', count(*), min(greatest(place.due_at, own.due_at))
    FROM segment s JOIN place USING (period_id, unit_id) LEFT JOIN own ON own.segment_id = s.id
   WHERE place.position = %(collection)s AND NOT EXISTS (SELECT FROM realization_report WHERE segment_id = s.id)
   GROUP BY s.unit_id, s.person_id
   UNION ALL
  SELECT f.unit_id, f.owner_id, 'finding', count(*), min(greatest(place.due_at, own.due_at))
    FROM finding f JOIN place USING (period_id, unit_id) LEFT JOIN own ON own.segment_id = f.segment_id
   WHERE f.fixed_at IS NULL AND coalesce(f.waived_until < now(), true)
     AND CASE place.position WHEN %(quality)s THEN f.severity IN ('block', 'warn')
                             WHEN %(approval)s THEN f.severity = 'block' ELSE false END
   GROUP BY f.unit_id, f.owner_id
   UNION ALL
  SELECT a.unit_id, a.assignee_id, a.kind || '_request', count(*), min(a.due_at)
    FROM approval a JOIN place USING (period_id, unit_id)
   WHERE a.closed_at IS NULL GROUP BY a.unit_id, a.assignee_id, a.kind),
person_owing AS (
  SELECT owed.unit_id, owed.person_id, min(owed.due_at) AS due_at,
         jsonb_agg(jsonb_build_object('what', what, 'count', count, 'due_at', due_at) ORDER BY due_at, what) AS owed
    FROM owed GROUP BY owed.unit_id, owed.person_id)
"""


def asked(period_id: int, units: Sequence[int]) -> dict[str, Any]:
    """The values that the statement needs for some units of one period."""
    positions = {
        str(stage): stage.position for stage in (Stage.TARGET_SETTING, Stage.COLLECTION, Stage.QUALITY, Stage.APPROVAL)
    }
    return positions | {"period": period_id, "units": list(units), "stages": [str(stage) for stage in Stage]}
