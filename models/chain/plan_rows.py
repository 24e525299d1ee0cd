"""Plans, reports and realized values against their events: was what was approved changed since.

Belongs here: those comparisons. Does not: the words of a plan (plan_words), rows that a stage sealed (seal_checks).
"""

from typing import LiteralString

from models import realized_values
from models.chain.row_checks import PERSON, RowCheck, differing, differs, recorded
from models.language import N_

_TAKEN_BACK: LiteralString = (
    "CASE WHEN x.id IS NOT NULL AND p.status NOT IN ('approved', 'superseded') THEN 'status: approved → ' || p.status"
    " END"
)
_PLAN = RowCheck(
    "plan_changed",
    N_("the plan of {about} (version {version}) is not what was recorded: {what}"),
    differing(
        "coalesce(x.id, submitted.id) AS event, p.version, " + PERSON + "p.segment_id) AS about",
        [
            "CASE WHEN x.id IS NULL AND submitted.id IS NULL AND p.status <> 'draft' THEN 'no event says so' END",
            "CASE WHEN x.id IS NULL AND p.status = 'approved' THEN 'in force, and nobody approved it' END",
            _TAKEN_BACK,
            differs("content", "coalesce(said.content ->> 'content_hash', p.content_hash)", "p.content_hash"),
            differs("appraisal", "coalesce(said.segment_id, p.segment_id)", "p.segment_id"),
            differs("version", "coalesce(said.subject_version, p.version)", "p.version"),
        ],
        "FROM plan p LEFT JOIN (SELECT DISTINCT ON (subject_id) * FROM audit_event WHERE event IN ('plan.approved',"
        " 'plan.fixed') ORDER BY subject_id, id DESC) x ON x.subject_id = p.id"
        " LEFT JOIN (SELECT DISTINCT ON (subject_id) * FROM audit_event WHERE event = 'plan.submitted'"
        " ORDER BY subject_id, id DESC) submitted ON submitted.subject_id = p.id"
        " CROSS JOIN LATERAL (SELECT CASE WHEN x.id IS NULL THEN submitted.content ELSE x.content END AS content,"
        " coalesce(x.segment_id, submitted.segment_id) AS segment_id, coalesce(x.subject_version,"
        " submitted.subject_version) AS subject_version) said",
    ),
    "SELECT count(*) FROM plan",
)  # fmt: skip

#: The values that were in force when the rater decided: exactly those of the report the rater was asked about.
_VALUES = RowCheck(
    "realization_changed",
    N_("the realized values of {about} are not those that the rater approved: {what}"),
    """
SELECT * FROM (
  SELECT x.id AS event, """
    + PERSON
    + """a.segment_id) AS about, 'content: ' || d.content_hash || ' → ' || coalesce(v.digest, '-') AS what,
         v.digest IS DISTINCT FROM d.content_hash AS wrong
    FROM decision d JOIN approval a ON a.id = d.approval_id
    LEFT JOIN audit_event x ON (x.content ->> 'approval')::bigint = a.id AND x.event = 'evaluation.rated'
    LEFT JOIN (
      SELECT e.approval_id, """
    + realized_values.DIGEST
    + """ AS digest
        FROM decision e JOIN approval q ON q.id = e.approval_id AND q.kind = 'evaluation'
        JOIN plan p ON p.segment_id = q.segment_id AND p.status = 'approved'
        JOIN work_result w ON w.plan_id = p.id JOIN indicator i ON i.work_result_id = w.id
        JOIN realization r ON r.indicator_id = i.id AND r.recorded_at <= e.decided_at
             AND (r.superseded_at IS NULL OR r.superseded_at > e.decided_at)
       WHERE e.outcome = 'rated' GROUP BY e.approval_id) v ON v.approval_id = d.approval_id
   WHERE a.kind = 'evaluation' AND d.outcome = 'rated' AND d.content_hash NOT IN ('', encode(sha256(''), 'hex')))
       AS compared
 WHERE wrong ORDER BY event NULLS FIRST
""",
    "SELECT count(*) FROM realization",
)

_REPORT = RowCheck(
    "report_changed",
    N_("the report of {about} (version {version}) is not what was recorded: {what}"),
    differing(
        "x.id AS event, r.version, " + PERSON + "r.segment_id) AS about",
        [recorded("x.id", "r.id", [differs("content", "x.content ->> 'content_hash'", "r.content_hash")])],
        "FROM realization_report r LEFT JOIN audit_event x ON x.event = 'report.submitted' AND x.subject_id = r.id",
    ),
    "SELECT count(*) FROM realization_report",
)

CHECKS = (_PLAN, _VALUES, _REPORT)
