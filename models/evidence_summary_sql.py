"""The one statement that tells what the data say of people: of a whole unit to be stored, or of one to be read.

Belongs here: the SQL of the evidence summary (SPEC §3.6). Does not: who may read it (evidence_summary), storing it
(tasks/evidence_summary), figures of the unit (service_figures, budget_figures), which come in as %(of_unit)s.
Amounts are exact text, counts whole numbers; nothing depends on the time of day, so that equal data have one digest.
Text is put together as json and made canonical (jsonb) once: three times as fast.
"""

from typing import LiteralString

from models.service_figures import CASES, COMPLAINTS, DURATIONS

#: What was reached of each indicator in approved plans of `mine`: the latest month's value is the year's, as quantities
#: are reported as they have added up so far.
MEASURED: LiteralString = """
measured AS (
  SELECT *, CASE WHEN realized IS NULL THEN 'missing' WHEN percent IS NULL THEN 'no_target'
                 WHEN percent < %(signal_below)s THEN 'below' WHEN percent > %(signal_above)s THEN 'above'
                 ELSE 'at' END AS signal
    FROM (SELECT m.segment_id, i.id AS indicator_id, w.number AS work_result, i.number AS indicator, i.statement,
                 i.aspect, i.unit_of_measure, i.direction, i.target_min, i.target_max, r.value AS realized,
                 attainment_percent(i.direction, i.target_min, i.target_max, r.value, %(inside)s) AS percent
            FROM mine m JOIN plan p ON p.segment_id = m.segment_id AND p.status = 'approved'
            JOIN work_result w ON w.plan_id = p.id JOIN indicator i ON i.work_result_id = w.id
            LEFT JOIN LATERAL (SELECT value FROM realization WHERE indicator_id = i.id AND superseded_at IS NULL
                                ORDER BY month DESC LIMIT 1) r ON true OFFSET 0) AS reached)"""
#: The segments of a unit.
MINE: LiteralString = """
mine AS MATERIALIZED (
  SELECT id AS segment_id FROM segment WHERE period_id = %(period)s AND unit_id = %(unit)s)"""
#: One of them: a condition of its own, so that a plan that is kept knows that it is one.
_MINE_ALONE: LiteralString = """
mine AS MATERIALIZED (
  SELECT id AS segment_id FROM segment WHERE period_id = %(period)s AND unit_id = %(unit)s AND id = %(segment)s)"""

_MONTHS: LiteralString = """
months AS (
  SELECT r.indicator_id,
         json_agg(json_build_array(left(r.month::text, 7), trim_scale(r.value)::text, r.source, r.delivery_id)
                   ORDER BY r.month) AS months
    FROM measured d JOIN realization r ON r.indicator_id = d.indicator_id AND r.superseded_at IS NULL
   GROUP BY r.indicator_id)"""
#: The newest trial counts; a file that was stored is not tried again until somebody does.
_PROOFS: LiteralString = """
proofs AS (
  SELECT v.segment_id, v.work_result, v.indicator,
         json_build_object('files', count(*) FILTER (WHERE kind = 'file'),
           'links', count(*) FILTER (WHERE kind = 'link'), 'opened', count(*) FILTER (WHERE c.outcome = 'opened'),
           'not_opened', count(*) FILTER (WHERE c.outcome <> 'opened'),
           'unchecked', count(*) FILTER (WHERE c.outcome IS NULL)) AS evidence
    FROM mine JOIN evidence v USING (segment_id)
    LEFT JOIN LATERAL (SELECT outcome FROM evidence_check WHERE evidence_id = v.id ORDER BY id DESC LIMIT 1) c ON true
   WHERE v.superseded_at IS NULL GROUP BY v.segment_id, v.work_result, v.indicator)"""
#: What is wrong with a datum and has not been mended; a waived one says until when and why it may stand.
_FLAGS: LiteralString = """
flagged AS (
  SELECT f.segment_id, f.id, (f.subject ~ '^[0-9]+[.][0-9]+$') AS of_indicator, f.subject,
         json_build_object('finding', f.id, 'code', f.code, 'severity', f.severity, 'subject', f.subject,
           'observed', f.observed, 'waived_until', f.waived_until, 'waived_reason', f.waived_reason) AS flag
    FROM mine JOIN finding f USING (segment_id) WHERE f.fixed_at IS NULL),
flags AS (
  SELECT segment_id, subject, json_agg(flag ORDER BY id) AS flags FROM flagged WHERE of_indicator
   GROUP BY segment_id, subject),
other_flags AS (
  SELECT segment_id, json_agg(flag ORDER BY id) AS flags FROM flagged WHERE NOT of_indicator GROUP BY segment_id)"""
_INDICATORS: LiteralString = """
explained AS (
  SELECT DISTINCT ON (e.indicator_id) e.indicator_id,
         json_build_object('cause', e.cause, 'words', e.words, 'remedy', e.remedy) AS explanation
    FROM mine JOIN explanation e USING (segment_id) ORDER BY e.indicator_id, e.version DESC),
indicators AS (
  SELECT d.segment_id, json_agg(json_build_object(
           'work_result', d.work_result, 'indicator', d.indicator, 'statement', d.statement, 'aspect', d.aspect,
           'unit_of_measure', d.unit_of_measure, 'direction', d.direction,
           'target_min', trim_scale(d.target_min)::text, 'target_max', trim_scale(d.target_max)::text,
           'realized', trim_scale(d.realized)::text, 'signal', d.signal,
           'percent', CASE WHEN d.percent IS NOT NULL THEN least(d.percent, 999)::text END,
           'why', json_build_object('below', %(signal_below)s::text, 'above', %(signal_above)s::text),
           'months', coalesce(months.months, '[]'),
           'evidence', coalesce(proofs.evidence,
             '{"files": 0, "links": 0, "opened": 0, "not_opened": 0, "unchecked": 0}'),
           'flags', coalesce(flags.flags, '[]'), 'explanation', explained.explanation)
           ORDER BY d.work_result, d.indicator) AS indicators
    FROM measured d LEFT JOIN months USING (indicator_id)
    LEFT JOIN proofs ON proofs.segment_id = d.segment_id AND proofs.work_result = d.work_result
         AND proofs.indicator = d.indicator
    LEFT JOIN flags ON flags.segment_id = d.segment_id AND flags.subject = d.work_result || '.' || d.indicator
    LEFT JOIN explained USING (indicator_id)
   GROUP BY d.segment_id)"""
_SERVED: LiteralString = (
    """
served AS (
  SELECT segment_id, jsonb_agg(to_jsonb(f) - 'segment_id'
           || jsonb_build_object('percent', CASE WHEN with_standard > 0
                THEN round(half_up(1000 * within, with_standard) / 10, 1)::text END)
           ORDER BY service COLLATE "C") AS services
    FROM (SELECT segment_id, service, """
    + DURATIONS
    + """ FROM cases JOIN mine USING (segment_id) GROUP BY segment_id, service) f GROUP BY segment_id),"""
    + COMPLAINTS
    + """,
complained AS (
  SELECT segment_id, jsonb_agg(jsonb_build_object('ticket', ticket, 'kind', kind, 'topic', topic,
           'received_on', received_on, 'finished_on', finished_on, 'limit_days', limit_days,
           'within', finished_on - received_on <= limit_days, 'satisfied', satisfied)
           ORDER BY received_on, ticket COLLATE "C") AS complaints
    FROM complaints JOIN mine USING (segment_id) GROUP BY segment_id)"""
)
_WORK: LiteralString = """
present AS (
  SELECT segment_id, jsonb_build_object('months', count(*), 'working_days', sum(working_days),
           'present_days', sum(present_days), 'leave_days', sum(leave_days), 'sick_days', sum(sick_days),
           'unexcused_days', sum(unexcused_days), 'late_times', sum(late_times)) AS attendance
    FROM mine JOIN attendance USING (segment_id) WHERE superseded_at IS NULL GROUP BY segment_id),
entry AS (
  SELECT segment_id, day, work_result, status, (extract(epoch FROM ends - starts) / 60)::int AS minutes
    FROM mine JOIN activity_log USING (segment_id) WHERE superseded_at IS NULL),
logged AS (
  SELECT segment_id, jsonb_build_object('days', count(DISTINCT day), 'entries', count(*),
           'validated', count(*) FILTER (WHERE status = 'validated'),
           'rejected', count(*) FILTER (WHERE status = 'rejected'), 'minutes', sum(minutes),
           'validated_minutes', coalesce(sum(minutes) FILTER (WHERE status = 'validated'), 0)) AS activity
    FROM entry GROUP BY segment_id),
logged_for AS (
  SELECT segment_id, jsonb_agg(jsonb_build_object('work_result', work_result, 'entries', entries, 'minutes', minutes,
           'validated_minutes', validated_minutes) ORDER BY work_result NULLS LAST) AS work_results
    FROM (SELECT segment_id, work_result, count(*) AS entries, sum(minutes) AS minutes,
                 coalesce(sum(minutes) FILTER (WHERE status = 'validated'), 0) AS validated_minutes
            FROM entry GROUP BY segment_id, work_result) AS of_result GROUP BY segment_id),
told AS (
  SELECT segment_id, jsonb_agg(jsonb_build_object('core_value', core_value, 'appreciation', appreciation,
           'correction', correction) ORDER BY core_value NULLS LAST) AS feedback
    FROM (SELECT segment_id, core_value, count(*) FILTER (WHERE kind = 'appreciation') AS appreciation,
                 count(*) FILTER (WHERE kind = 'correction') AS correction
            FROM mine JOIN feedback USING (segment_id) WHERE superseded_at IS NULL
           GROUP BY segment_id, core_value) AS of_value GROUP BY segment_id)"""
_CONTENT: LiteralString = """
built AS (
  SELECT m.segment_id, json_build_object(
           'indicators', coalesce(i.indicators, '[]'), 'flags', coalesce(o.flags, '[]'),
           'services', jsonb_build_object('unit', u.figures -> 'services', 'own', coalesce(s.services, '[]')),
           'survey', u.figures -> 'survey',
           'complaints', jsonb_build_object('unit', u.figures -> 'complaints', 'own', coalesce(c.complaints, '[]')),
           'budget', u.figures -> 'budget', 'attendance', a.attendance,
           'activity', l.activity || jsonb_build_object('work_results', w.work_results),
           'feedback', coalesce(t.feedback, '[]'))::jsonb AS content
    FROM mine m CROSS JOIN (SELECT %(of_unit)s::jsonb AS figures) u
    LEFT JOIN indicators i USING (segment_id) LEFT JOIN other_flags o USING (segment_id)
    LEFT JOIN served s USING (segment_id) LEFT JOIN complained c USING (segment_id)
    LEFT JOIN present a USING (segment_id) LEFT JOIN logged l USING (segment_id)
    LEFT JOIN logged_for w USING (segment_id) LEFT JOIN told t USING (segment_id)),
digested AS (
  SELECT segment_id, content, encode(sha256(convert_to(content::text, 'UTF8')), 'hex') AS digest FROM built)"""

#: Everything up to `digested (segment_id, content, digest)`; what is done with it follows.
_PARTS = (MINE, MEASURED, _MONTHS, _PROOFS, _FLAGS, _INDICATORS, CASES, _SERVED, _WORK, _CONTENT)
BUILT: LiteralString = "WITH" + ",".join(_PARTS)
#: The same of one segment.
BUILT_ALONE: LiteralString = BUILT.replace(MINE, _MINE_ALONE)
