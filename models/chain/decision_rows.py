"""Decisions and what followed from each at once, against their events: requests, ratings, predicates, justifications.

Belongs here: those comparisons. Does not: whether whoever decided was allowed to (duty_checks).
"""

from typing import LiteralString

from models.chain.row_checks import NAME, PERSON, RowCheck, differing, differs, recorded
from models.language import N_

#: The events that each are one decision; their content names the request.
DECIDED: LiteralString = """
(SELECT e.id AS event, (e.content ->> 'approval')::bigint AS request, split_part(e.event, '.', 1) AS kind,
        split_part(e.event, '.', 2) AS outcome, e.actor_id, e.acting_for_id, e.period_id, e.unit_id, e.segment_id,
        e.subject_id, e.subject_version, e.content, e.occurred_at
   FROM audit_event e
  WHERE e.event IN ('plan.approved', 'plan.returned', 'evaluation.rated', 'evaluation.returned', 'organization.set',
                    'distribution.justified', 'objection.upheld', 'objection.changed') AND e.content ? 'approval')
"""
_UNIT: LiteralString = "(SELECT name FROM agency_then u WHERE (u.period_id, u.id) = "

_REQUEST = RowCheck(
    "decision_changed",
    N_("the decision on request {request} ({about}) is not what was recorded: {what}"),
    differing(
        "x.event, coalesce(x.request, d.approval_id) AS request, coalesce("
        + PERSON
        + "coalesce(x.segment_id, a.segment_id)), x.kind, a.kind) AS about",
        [
            recorded(
                "x.event",
                "d.approval_id",
                [
                    differs("outcome", "x.outcome", "d.outcome"),
                    differs("decided by", NAME + "x.actor_id)", NAME + "d.decided_by)"),
                    differs("decided by person", "x.actor_id", "d.decided_by"),
                    differs("acting for person", "x.acting_for_id", "d.acting_for_id"),
                    differs("delegation", "x.content ->> 'delegation'", "d.delegation_id::text"),
                    differs("content", "x.content - ARRAY['approval', 'content_hash', 'delegation']", "d.content"),
                    differs("decided on", "x.content ->> 'content_hash'", "d.content_hash"),
                    differs("asked about", "x.content ->> 'content_hash'", "a.content_hash"),
                    differs("kind", "x.kind", "a.kind"),
                    differs("subject", "x.subject_id", "a.subject_id"),
                    differs("version", "x.subject_version", "a.subject_version"),
                    differs("appraisal", "x.segment_id", "a.segment_id"),
                    differs("period", "x.period_id", "a.period_id"),
                    differs("unit", "x.unit_id", "a.unit_id"),
                    differs("asked person", "coalesce(x.acting_for_id, x.actor_id)", "a.assignee_id"),
                    "CASE WHEN a.closed_at IS NULL THEN 'it is open again' END",
                ],
            )
        ],
        "FROM (decision d JOIN approval a ON a.id = d.approval_id) FULL JOIN "
        + DECIDED
        + " x ON x.request = d.approval_id",
    ),
    "SELECT count(*) FROM decision",
)

_RATINGS = RowCheck(
    "rating_changed",
    N_("the ratings of {about} are not those that were decided: {what}"),
    differing(
        "x.event, " + PERSON + "coalesce(x.segment_id, v.segment_id)) AS about",
        [
            recorded(
                "x.event",
                "v.id",
                [
                    differs("work result", "x.content ->> 'work_rating'", "v.work_rating"),
                    differs("behavior", "x.content ->> 'behavior_rating'", "v.behavior_rating"),
                    differs("appraisal", "x.segment_id", "v.segment_id"),
                    "CASE WHEN (v.version = 1) <> (x.kind = 'evaluation') THEN 'version: ' || v.version END",
                ],
            )
        ],
        "FROM evaluation v FULL JOIN (SELECT * FROM "
        + DECIDED
        + " y WHERE outcome IN ('rated', 'changed')) x ON x.request = v.approval_id",
    ),
    "SELECT count(*) FROM evaluation",
)

_ORGANIZATION = RowCheck(
    "organization_changed",
    N_("the organization predicate of {about} is not the one that was set: {what}"),
    differing(
        "x.event, " + _UNIT + "(coalesce(x.period_id, o.period_id), coalesce(x.unit_id, o.unit_id))) AS about",
        [
            recorded(
                "x.event",
                "o.unit_id",
                [
                    differs("predicate", "x.content ->> 'predicate'", "o.predicate"),
                    differs("unit", "x.unit_id", "o.unit_id"),
                    differs("period", "x.period_id", "o.period_id"),
                ],
            )
        ],
        "FROM organization_evaluation o FULL JOIN (SELECT * FROM "
        + DECIDED
        + " y WHERE outcome = 'set') x ON x.request = o.approval_id",
    ),
    "SELECT count(*) FROM organization_evaluation",
)

_JUSTIFIED = RowCheck(
    "justification_changed",
    N_("the justification of the distribution of {about} is not what was recorded: {what}"),
    differing(
        "x.event, " + _UNIT + "(coalesce(x.period_id, c.period_id), coalesce(x.unit_id, c.unit_id))) AS about",
        [recorded("x.event", "c.unit_id", ["NULL"])],
        "FROM (SELECT * FROM distribution_check WHERE justified_by IS NOT NULL) c FULL JOIN (SELECT * FROM "
        + DECIDED
        + " y WHERE kind = 'distribution') x ON x.request = c.justified_by AND x.unit_id = c.unit_id"
        " AND x.period_id = c.period_id",
    ),
    "SELECT count(*) FROM distribution_check WHERE justified_by IS NOT NULL",
)

CHECKS = (_REQUEST, _RATINGS, _ORGANIZATION, _JUSTIFIED)
