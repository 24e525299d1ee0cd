"""Attainment of every indicator of a unit in one statement: evidence for the rater, never a rating (SPEC §3.6).

Belongs here: the bulk use of the attainment functions, whose plain-Python twin is models/rules/permenpanrb8.
"""

from decimal import Decimal

from sqlmodel import Session

from models.database import run
from models.period_rules import rules_of
from models.stage_records import Scope

#: △ Data indicate "below" under the first and "above" over the second, in percent of the target (SPEC §3.6).
AT_LEAST, AT_MOST = 90, 110

#: The latest month's value is the year's: quantities are reported as they have added up so far.
_MEASURE = """
INSERT INTO indicator_attainment (segment_id, indicator_id, realized, percent, signal)
SELECT segment_id, indicator_id, realized, percent,
       CASE WHEN realized IS NULL THEN 'missing' WHEN percent IS NULL THEN 'no_target'
            WHEN percent < %(at_least)s THEN 'below' WHEN percent > %(at_most)s THEN 'above' ELSE 'at' END
  FROM (SELECT s.id AS segment_id, i.id AS indicator_id, r.value AS realized,
               attainment_percent(i.direction, i.target_min, i.target_max, r.value, %(inside)s) AS percent
          FROM segment s JOIN plan p ON p.segment_id = s.id AND p.status = 'approved'
          JOIN work_result w ON w.plan_id = p.id JOIN indicator i ON i.work_result_id = w.id
          LEFT JOIN LATERAL (SELECT value FROM realization WHERE indicator_id = i.id AND superseded_at IS NULL
                              ORDER BY month DESC LIMIT 1) r ON true
         WHERE s.period_id = %(period)s AND s.unit_id = %(unit)s OFFSET 0) AS measured
ON CONFLICT (indicator_id) DO UPDATE SET realized = excluded.realized, percent = excluded.percent,
   signal = excluded.signal
   WHERE (indicator_attainment.realized, indicator_attainment.percent, indicator_attainment.signal)
         IS DISTINCT FROM (excluded.realized, excluded.percent, excluded.signal)
"""


def measure(session: Session, scope: Scope) -> int:
    """Work out what the unit reached of its targets; returns how many indicators are new or changed."""
    inside = rules_of(session, scope.period_id).inside_range_percent
    return run(
        session,
        _MEASURE,
        period=scope.period_id,
        unit=scope.unit_id,
        inside=Decimal(inside.numerator) / Decimal(inside.denominator),
        at_least=AT_LEAST,
        at_most=AT_MOST,
    ).rowcount
