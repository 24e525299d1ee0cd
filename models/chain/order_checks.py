"""What had to come before what: stages in their order, decisions in their stage, ratings on their grounds.

Belongs here: that order, by the numbers of the events. Does not: who decided (duty_checks).
"""

from typing import LiteralString

from models.chain.decision_rows import DECIDED
from models.chain.row_checks import PERSON, UNIT, RowCheck
from models.language import N_
from models.raters_plan import RATERS_PLAN

_SEALS: LiteralString = """
(SELECT e.id, e.period_id, e.unit_id, e.subject_id AS position FROM audit_event e WHERE e.event = 'stage.sealed')
"""
_STAGES = RowCheck(
    "stage_out_of_order",
    N_("stage {stage} of {about} was sealed out of order"),
    "SELECT x.id AS event, u.name AS about, x.position AS stage FROM (SELECT *, row_number() OVER (PARTITION BY"
    " period_id, unit_id ORDER BY id) AS due FROM "
    + _SEALS
    + " y) x JOIN "
    + UNIT
    + " WHERE x.position <> x.due ORDER BY 1",
    "SELECT count(*) FROM audit_event WHERE event = 'stage.sealed'",
)

#: The unit's row is held by whoever decides and by whoever seals: the numbers of their events have their order.
_DECISIONS = RowCheck(
    "decided_out_of_stage",
    N_("{act} of {about} was decided while the unit was not in the stage of it"),
    "SELECT x.event, x.kind || '.' || x.outcome AS act, coalesce("
    + PERSON
    + "x.segment_id), u.name) AS about FROM "
    + DECIDED
    + " x JOIN (VALUES ('plan', 2), ('evaluation', 5), ('organization', 5), ('distribution', 6), ('objection', 8))"
    " AS stage (kind, position) USING (kind) JOIN "
    + UNIT
    + " LEFT JOIN "
    + _SEALS
    + " before ON (before.period_id, before.unit_id, before.position) = (x.period_id, x.unit_id, stage.position - 1)"
    " LEFT JOIN "
    + _SEALS
    + " own ON (own.period_id, own.unit_id, own.position) = (x.period_id, x.unit_id, stage.position)"
    " WHERE before.id IS NULL OR before.id > x.event OR own.id < x.event ORDER BY 1",
    "SELECT count(*) FROM decision",
)

#: SPEC §2.2: a member's plan hangs on the rater's, which was approved before.
_RATERS = RowCheck(
    "rater_without_plan",
    N_("{about} submitted a plan before the plan of the rater was approved"),
    """
SELECT x.id AS event, p.name AS about FROM audit_event x JOIN segment s ON s.id = x.segment_id
  JOIN person p ON p.id = s.person_id"""
    + RATERS_PLAN
    + """
 WHERE x.event = 'plan.submitted' AND rater_segment.id IS NOT NULL AND NOT EXISTS (
   SELECT FROM audit_event y WHERE y.segment_id = rater_segment.id AND y.event IN ('plan.approved', 'plan.fixed')
      AND y.id < x.id)
 ORDER BY 1""",
    "SELECT count(*) FROM audit_event WHERE event = 'plan.submitted'",
)

_RATED: LiteralString = "(SELECT * FROM " + DECIDED + " y WHERE y.outcome = 'rated')"
_PLANNED = RowCheck(
    "rated_without_plan",
    N_("{about} was rated without an approved plan"),
    "SELECT x.event, "
    + PERSON
    + "x.segment_id) AS about FROM "
    + _RATED
    + """ x WHERE NOT EXISTS (
   SELECT FROM audit_event y WHERE y.segment_id = x.segment_id AND y.event IN ('plan.approved', 'plan.fixed')
      AND y.id < x.event) ORDER BY 1""",
    "SELECT count(*) FROM evaluation",
)
_REPORTED = RowCheck(
    "rated_without_report",
    N_("{about} was rated on realizations that they never reported"),
    "SELECT x.event, "
    + PERSON
    + "x.segment_id) AS about FROM "
    + _RATED
    + """ x WHERE x.content ->> 'content_hash' <> '' AND NOT EXISTS (
   SELECT FROM audit_event y WHERE y.segment_id = x.segment_id AND y.event = 'report.submitted' AND y.id < x.event
      AND y.content ->> 'content_hash' = x.content ->> 'content_hash') ORDER BY 1""",
    "SELECT 0 AS count",
)

#: A finding is dated by the beginning of the transaction that opened it, which may wait for whoever is deciding.
_CLEAN = RowCheck(
    "rated_on_faulty_data",
    N_("{about} was rated while finding {finding} ({code}) blocked it, and nobody had let it stand"),
    "SELECT x.event, "
    + PERSON
    + "x.segment_id) AS about, f.id AS finding, f.code FROM "
    + _RATED
    + """ x JOIN finding f ON f.segment_id = x.segment_id AND f.severity = 'block'
   AND f.opened_at < x.occurred_at - interval '2 minutes' AND (f.fixed_at IS NULL OR f.fixed_at > x.occurred_at)
 WHERE NOT EXISTS (
   SELECT FROM audit_event y WHERE y.event = 'finding.waived' AND y.subject_kind = 'finding' AND y.subject_id = f.id
      AND y.id < x.event AND coalesce((y.content ->> 'until')::timestamptz >= x.occurred_at, true)) ORDER BY 1""",
    "SELECT count(*) FROM finding WHERE severity = 'block'",
)
_RESULT = RowCheck(
    "result_without_rating",
    N_("the result of {about} rests on no rating that was decided"),
    "SELECT NULL::bigint AS event, "
    + PERSON
    + """r.segment_id) AS about FROM result r JOIN evaluation v ON v.id = r.evaluation_id
 WHERE r.segment_id <> v.segment_id OR NOT EXISTS (
   SELECT FROM audit_event y WHERE (y.content ->> 'approval')::bigint = v.approval_id
      AND y.event IN ('evaluation.rated', 'objection.changed') AND y.segment_id = r.segment_id) ORDER BY r.id""",
    "SELECT count(*) FROM result",
)

CHECKS = (_STAGES, _DECISIONS, _RATERS, _PLANNED, _REPORTED, _CLEAN, _RESULT)
