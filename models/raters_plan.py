"""Which plan of the rater a person's plan hangs on, where the rater has several segments in the period.

Belongs here: the one join that picks it, shared by everybody who asks. Does not: who may plan when (target_setting).
"""

from typing import LiteralString

#: Joins `rater_segment` and its approved `rater_plan` to a segment `s`: the one that shares most days with it, then of
#: the same unit, then not acting (SPEC §2.7: a transferred or acting rater leads by the post held in those days).
RATERS_PLAN: LiteralString = """
  LEFT JOIN LATERAL (
    SELECT r.id FROM segment r WHERE r.period_id = s.period_id AND r.person_id = s.rater_id
     ORDER BY greatest(0, least(r.ends, s.ends) - greatest(r.starts, s.starts) + 1) DESC, (r.unit_id = s.unit_id) DESC,
              r.is_acting, r.starts DESC LIMIT 1) AS rater_segment ON true
  LEFT JOIN plan rater_plan ON rater_plan.segment_id = rater_segment.id AND rater_plan.status = 'approved'
"""
