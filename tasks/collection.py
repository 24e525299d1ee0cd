"""Collection: everybody is asked for realizations; what sources delivered is counted."""

from typing import Any, LiteralString

from sqlmodel import Session

from models.database import one, rows, run
from models.stage_records import Scope

_ASK = """
INSERT INTO notice (key, person_id, kind, content)
SELECT 'realizations_due:' || id || ':' || person_id, person_id, 'realizations_due', jsonb_build_object('segment', id)
  FROM segment WHERE period_id = %(period)s AND unit_id = %(unit)s
ON CONFLICT (key) DO NOTHING
"""
_COUNT = """
SELECT count(r.id) AS values FROM segment s JOIN plan p ON p.segment_id = s.id AND p.status = 'approved'
  JOIN work_result w ON w.plan_id = p.id JOIN indicator i ON i.work_result_id = w.id
  JOIN realization r ON r.indicator_id = i.id AND r.superseded_at IS NULL
 WHERE s.period_id = %(period)s AND s.unit_id = %(unit)s
"""
#: How many current facts of each dataset the unit has; none of a dataset is no line.
_FACTS: LiteralString = " UNION ALL ".join(
    "SELECT '" + table + "' AS dataset, count(*) AS facts FROM " + table + " WHERE period_id = %(period)s"
    " AND unit_id = %(unit)s AND superseded_at IS NULL HAVING count(*) > 0"
    for table in (
        "activity_log", "attendance", "budget_line", "complaint", "evidence", "feedback", "leave", "outage",
        "service_case", "service_standard", "survey_answer",
    )
)  # fmt: skip


def ask_for_realizations(session: Session, scope: Scope) -> dict[str, Any]:
    """Ask everybody once for their realizations; counts the values and the facts of every dataset on record.

    Sources are asked on their own schedule, all through the period (flows/ingest).
    """
    place = {"period": scope.period_id, "unit": scope.unit_id}
    asked = run(session, _ASK, **place).rowcount
    found = one(session, _COUNT, **place)
    facts = {row["dataset"]: row["facts"] for row in rows(session, _FACTS, **place)}
    return {"asked": asked, "values": found["values"] if found else 0, "facts": facts}
