"""One's own appraisal as its person reads it: how far it is, the plan, the months, the result, what is to be mended.

Belongs here: reading. Does not: who may read it (access), doing anything (each stage's verbs).
"""

from datetime import date
from decimal import Decimal
from typing import LiteralString

from sqlmodel import Session

from models import findings
from models.acting_for import DECIDED_FOR, JOIN_DECIDED_FOR
from models.database import Row, one, rows
from models.errors import NotFoundError
from models.language import N_
from models.raters_plan import RATERS_PLAN
from models.vocabulary import Stage

_STANDING = """
SELECT (now() AT TIME ZONE p.timezone)::date AS today, a.acknowledged_at, plan.version AS plan_version,
       plan.status AS plan_status, r.version AS report_version, r.submitted_at AS reported_at,
       EXISTS (SELECT FROM evaluation v WHERE v.segment_id = s.id) AS rated,
       (SELECT count(*) FROM activity_log l WHERE l.segment_id = s.id AND l.superseded_at IS NULL) AS entries,
       (SELECT count(*) FROM feedback f WHERE f.segment_id = s.id AND f.superseded_at IS NULL) AS feedback,
       (SELECT count(*) FROM coaching c WHERE c.segment_id = s.id AND c.superseded_at IS NULL) AS talks,
       (SELECT count(*) FROM finding f WHERE f.segment_id = s.id AND f.owner_id = s.person_id AND f.fixed_at IS NULL
           AND f.severity <> 'info' AND coalesce(f.waived_until < now(), true)) AS findings,
       EXISTS (SELECT FROM result x JOIN publication b ON b.result_id = x.id WHERE x.segment_id = s.id) AS published
  FROM segment s JOIN period p ON p.id = s.period_id LEFT JOIN acknowledgement a ON a.segment_id = s.id
  LEFT JOIN LATERAL (SELECT version, status FROM plan WHERE segment_id = s.id ORDER BY version DESC LIMIT 1) plan
    ON true
  LEFT JOIN LATERAL (SELECT version, submitted_at FROM realization_report WHERE segment_id = s.id
                      ORDER BY version DESC LIMIT 1) r ON true
 WHERE s.id = %(segment)s
"""


def standing(session: Session, segment_id: int) -> Row:
    """How far a segment is: plan, report, findings, result; and which day it is in its region."""
    found = one(session, _STANDING, segment=segment_id)
    assert found is not None  # noqa: S101 - the caller has just read the segment
    return found


#: As gates.due_for, for all stages at once, with why a date was moved.
_DATES = """
SELECT stage.name AS stage, stage.position, dates.due_at, coalesce(moved.reason, '') AS reason
  FROM unnest(%(stages)s::text[]) WITH ORDINALITY AS stage(name, position)
  CROSS JOIN LATERAL (SELECT stage_due(%(period)s, %(unit)s, %(segment)s, stage.name) AS due_at) dates
  LEFT JOIN LATERAL (SELECT d.reason FROM deadline d
                      WHERE d.period_id = %(period)s AND d.stage = stage.name AND d.due_at = dates.due_at
                        AND (d.unit_id IS NULL OR d.unit_id = %(unit)s)
                        AND (d.segment_id IS NULL OR d.segment_id = %(segment)s)
                      ORDER BY d.id DESC LIMIT 1) moved ON true
 ORDER BY stage.position
"""


def stages(session: Session, place: Row) -> list[Row]:
    """The nine stages with the time limit that counts for the person of a segment, and why it was moved if it was."""
    asked = {"period": place["period_id"], "unit": place["unit_id"], "segment": place["segment"]}
    return rows(session, _DATES, stages=[str(stage) for stage in Stage], **asked)


def may_record(place: Row, standing: Row) -> bool:
    """Whether facts about a segment are still taken: from collection to approval, until its person is rated."""
    within = Stage.COLLECTION.position <= place["position"] <= Stage.APPROVAL.position
    return bool(within and not standing["rated"])


def may_log(place: Row, standing: Row) -> bool:
    """Whether a daily log is kept: from the launch to approval, once the person's days have begun, until rated."""
    within = Stage.BRIEFING.position <= place["position"] <= Stage.APPROVAL.position
    return bool(within and place["starts"] <= standing["today"] and not standing["rated"])


def months_begun(place: Row, today: date) -> list[date]:
    """The first days of the months of a segment that have begun; its first month in any case."""
    first, last = place["starts"].replace(day=1), min(place["ends"], max(today, place["starts"]))
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1) for n in range(count)]


_PLAN = (
    "SELECT id, version, status, submitted_at FROM plan WHERE segment_id = %(segment)s ORDER BY version DESC LIMIT 1"
)


def newest_plan(session: Session, segment_id: int) -> Row | None:
    """The newest version of a segment's plan; None before the first."""
    return one(session, _PLAN, segment=segment_id)


_ABOVE: LiteralString = (
    """
SELECT w.number::text AS value, w.statement AS text, true AS of_rater
  FROM segment s"""
    + RATERS_PLAN
    + """ JOIN work_result w ON w.plan_id = rater_plan.id WHERE s.id = %(segment)s
 UNION ALL
SELECT t.code, t.statement, false FROM segment s JOIN strategic_target t ON t.period_id = s.period_id
 WHERE s.id = %(segment)s ORDER BY 3 DESC, 1 LIMIT 200
"""
)


def above(session: Session, segment_id: int) -> list[Row]:
    """What a plan may support: the results of the rater's approved plan (`of_rater`), and the strategic targets."""
    return rows(session, _ABOVE, segment=segment_id)


_MONTH = """
SELECT w.number AS work_result, w.statement AS result, i.number AS indicator, i.statement, i.unit_of_measure,
       i.target_min, i.target_max, i.direction, i.data_source, r.value, r.source, r.recorded_at,
       (SELECT count(*) FROM evidence e WHERE e.segment_id = p.segment_id AND e.superseded_at IS NULL
           AND e.work_result = w.number AND e.indicator = i.number
           AND coalesce(e.month, %(month)s) = %(month)s) AS proofs
  FROM plan p JOIN work_result w ON w.plan_id = p.id JOIN indicator i ON i.work_result_id = w.id
  LEFT JOIN realization r ON r.indicator_id = i.id AND r.month = %(month)s AND r.superseded_at IS NULL
 WHERE p.segment_id = %(segment)s AND p.status = 'approved' ORDER BY 1, 3
"""


def indicators_in(session: Session, segment_id: int, month: date) -> list[Row]:
    """The indicators of the approved plan with what stands in force for one month (its first day)."""
    return rows(session, _MONTH, segment=segment_id, month=month)


_ALL_MONTHS = """
SELECT w.number AS work_result, i.number AS indicator, r.month, r.value
  FROM plan p JOIN work_result w ON w.plan_id = p.id JOIN indicator i ON i.work_result_id = w.id
  JOIN realization r ON r.indicator_id = i.id AND r.superseded_at IS NULL
 WHERE p.segment_id = %(segment)s AND p.status = 'approved'
"""


def values_by_month(session: Session, segment_id: int) -> dict[tuple[int, int, date], Decimal]:
    """Every value in force of a segment, by work result, indicator and first day of the month."""
    found = rows(session, _ALL_MONTHS, segment=segment_id)
    return {(row["work_result"], row["indicator"], row["month"]): row["value"] for row in found}


_PROOFS = """
SELECT v.id, v.work_result, v.indicator, v.month, v.kind, v.address, v.media_type, v.bytes, v.dated, v.description,
       v.recorded_at, c.outcome AS opened
  FROM evidence v
  LEFT JOIN LATERAL (SELECT outcome FROM evidence_check WHERE evidence_id = v.id ORDER BY id DESC LIMIT 1) c ON true
 WHERE v.segment_id = %(segment)s AND v.work_result = %(work_result)s AND v.indicator = %(indicator)s
   AND v.superseded_at IS NULL ORDER BY v.month DESC NULLS FIRST, v.id DESC LIMIT %(limit)s
"""


def proofs(session: Session, segment_id: int, work_result: int, indicator: int, *, limit: int) -> list[Row]:
    """The evidence in force of one indicator, the newest month first; `opened` is how its newest trial ended."""
    return rows(session, _PROOFS, segment=segment_id, work_result=work_result, indicator=indicator, limit=limit)


_EVIDENCE_PLACE = """
SELECT id, work_result, indicator, month, kind, address, media_type, bytes, dated, description, NULL::text AS opened
  FROM evidence
 WHERE id = %(evidence)s AND segment_id = %(segment)s AND superseded_at IS NULL
"""


def evidence_place(session: Session, segment_id: int, evidence_id: int) -> Row:
    """A piece of evidence in force, and which indicator it proves.

    Raises:
        NotFoundError: the segment has no such evidence in force.
    """
    found = one(session, _EVIDENCE_PLACE, evidence=evidence_id, segment=segment_id)
    if found is None:
        raise NotFoundError(N_("There is no such evidence of yours any more: it was taken back or replaced."))
    return found


_REPORTS: LiteralString = (
    """
SELECT r.version, r.submitted_at, a.closed_at, d.outcome, d.reason, d.decided_at, by.name AS decided_by, """
    + DECIDED_FOR
    + """
  FROM realization_report r
  LEFT JOIN approval a ON a.segment_id = r.segment_id AND a.kind = 'evaluation' AND a.subject_version = r.version
  LEFT JOIN decision d ON d.approval_id = a.id LEFT JOIN person by ON by.id = d.decided_by
"""
    + JOIN_DECIDED_FOR
    + " WHERE r.segment_id = %(segment)s ORDER BY r.version DESC, a.id DESC LIMIT 1"
)


def newest_report(session: Session, segment_id: int) -> Row | None:
    """The newest report of realizations, and whether the rater returned it, with the reason; None before the first."""
    return one(session, _REPORTS, segment=segment_id)


_RESULT: LiteralString = (
    """
SELECT r.version, r.work_rating, r.behavior_rating, r.predicate, r.credit_points, r.rule_pack, v.feedback,
       p.published_at, p.delivered_at, p.proof, p.objection_until, p.objection_until <= now() AS over, p.accepted_at,
       u.position, s.superior_id IS NOT NULL AS has_superior, superior.name AS superior,
       decider.name AS decided_by, """
    + DECIDED_FOR
    + """
  FROM result r JOIN publication p ON p.result_id = r.id JOIN evaluation v ON v.id = r.evaluation_id
  LEFT JOIN decision d ON d.approval_id = v.approval_id LEFT JOIN person decider ON decider.id = d.decided_by
"""
    + JOIN_DECIDED_FOR
    + """
  JOIN segment s ON s.id = r.segment_id
  JOIN period_unit u ON u.period_id = s.period_id AND u.unit_id = s.unit_id
  LEFT JOIN person superior ON superior.id = s.superior_id
 WHERE r.segment_id = %(segment)s ORDER BY r.version DESC LIMIT 1
"""
)


def result(session: Session, segment_id: int) -> Row | None:
    """The newest published result; None before one is published. Whoever shows it looks at `delivered_at` first."""
    return one(session, _RESULT, segment=segment_id)


_OBJECTION: LiteralString = (
    """
SELECT o.statement, o.filed_at, o.rater_answer, o.answered_at, d.outcome, d.reason, d.decided_at, by.name AS decided_by,
       """
    + DECIDED_FOR
    + """
  FROM result r JOIN objection o ON o.result_id = r.id
  LEFT JOIN approval a ON a.key = 'objection:' || o.id LEFT JOIN decision d ON d.approval_id = a.id
  LEFT JOIN person by ON by.id = d.decided_by
"""
    + JOIN_DECIDED_FOR
    + " WHERE r.segment_id = %(segment)s ORDER BY o.id DESC LIMIT 1"
)


def objection(session: Session, segment_id: int) -> Row | None:
    """The objection of a segment with both sides and its decision; None where there is none."""
    return one(session, _OBJECTION, segment=segment_id)


_FINDINGS = """
SELECT f.id, f.code, f.severity, f.subject, f.observed, f.expected, f.details, f.opened_at, r.suite, r.message,
       r.remedy, coalesce(f.waived_until > now(), false) AS waived, waiver.name AS waived_by, f.waived_reason,
       (f.waived_until AT TIME ZONE p.timezone)::date AS waived_through
  FROM finding f JOIN period p ON p.id = f.period_id LEFT JOIN quality_rule r ON r.id = f.rule_id
  LEFT JOIN person waiver ON waiver.id = f.waived_by
 WHERE f.segment_id = %(segment)s AND f.owner_id = %(person)s AND f.fixed_at IS NULL
 ORDER BY array_position(ARRAY['block', 'warn', 'info'], f.severity), f.code, f.subject, f.id
 LIMIT %(limit)s OFFSET %(skip)s
"""


def own_findings(session: Session, segment_id: int, person_id: int, *, limit: int, skip: int = 0) -> list[Row]:
    """What is wrong with the data of a segment where it is its person's turn, blocking first, with what to do."""
    found = rows(session, _FINDINGS, segment=segment_id, person=person_id, limit=limit, skip=skip)
    return [findings.spoken(row) for row in found]


_LOG_ENTRY = """
SELECT id, day, to_char(starts, 'HH24:MI') AS starts, to_char(ends, 'HH24:MI') AS ends, description, work_result,
       unrelated_reason, output_volume, output_unit, status
  FROM activity_log WHERE id = %(entry)s AND segment_id = %(segment)s AND superseded_at IS NULL
"""


def log_entry(session: Session, segment_id: int, entry_id: int) -> Row | None:
    """An entry of a segment's daily log in force; None where it has none of this number."""
    return one(session, _LOG_ENTRY, entry=entry_id, segment=segment_id)


_LAST_DAY = """
SELECT max(day) AS day FROM activity_log WHERE segment_id = %(segment)s AND superseded_at IS NULL AND day < %(before)s
"""


def last_logged_day(session: Session, segment_id: int, before: date) -> date | None:
    """The newest day before another that has entries in the daily log."""
    found = one(session, _LAST_DAY, segment=segment_id, before=before)
    return found["day"] if found else None


_RESULTS = """
SELECT w.number, w.statement FROM work_result w WHERE w.plan_id = (
  SELECT id FROM plan WHERE segment_id = %(segment)s ORDER BY (status = 'approved') DESC, version DESC LIMIT 1)
 ORDER BY w.number
"""


def work_results(session: Session, segment_id: int) -> list[Row]:
    """Number and words of the work results of the approved plan, or of the newest while none is approved."""
    return rows(session, _RESULTS, segment=segment_id)
