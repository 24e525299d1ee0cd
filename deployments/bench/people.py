"""What people would enter, brought in by bulk SQL in their place: plans, realizations, ratings and acceptance.

Belongs here: those statements. Does not: the verbs, which are single transactions and are measured by verbs.
Two work results with four indicators each; one indicator in fifty lacks its last month and its evidence, for quality
to find.
"""

from typing import LiteralString

from models import realized_values
from models.database import Row, rows, run, transaction

RESULTS, INDICATORS = 2, 4

_WORK_RESULTS: LiteralString = """
INSERT INTO work_result (plan_id, number, kind, statement, strategic_target_id)
SELECT p.id, place, 'main', 'Layanan ' || place || ' loket ' || s.id || ' sesuai standar',
       (SELECT id FROM strategic_target WHERE period_id = %(period)s ORDER BY id LIMIT 1)
  FROM segment s JOIN plan p ON p.segment_id = s.id, generate_series(1, %(results)s) AS place
 WHERE s.period_id = %(period)s AND p.status = 'draft'
"""
_INDICATORS: LiteralString = """
INSERT INTO indicator (work_result_id, number, aspect, statement, unit_of_measure, target_min, target_max, direction,
                       data_source)
SELECT w.id, place, (ARRAY['quantity', 'quality', 'time', 'cost'])[1 + (place - 1) %% 4], 'Capaian layanan ' || place,
       'persen', 90, 100, 'normal', 'Aplikasi layanan'
  FROM segment s JOIN plan p ON p.segment_id = s.id JOIN work_result w ON w.plan_id = p.id,
       generate_series(1, %(indicators)s) AS place
 WHERE s.period_id = %(period)s AND p.status = 'draft'
"""
_SUBMIT: LiteralString = """
UPDATE plan SET status = 'submitted', content_hash = encode(sha256(convert_to(plan.id::text, 'UTF8')), 'hex'),
       submitted_at = now()
  FROM segment s WHERE s.id = plan.segment_id AND s.period_id = %(period)s AND plan.status = 'draft'
"""
_ASK: LiteralString = """
INSERT INTO approval (key, kind, period_id, unit_id, segment_id, subject_id, subject_version, content_hash, assignee_id)
SELECT 'plan:' || p.id, 'plan', s.period_id, s.unit_id, s.id, p.id, p.version, p.content_hash, s.rater_id
  FROM segment s JOIN plan p ON p.segment_id = s.id AND p.status = 'submitted'
 WHERE s.period_id = %(period)s ORDER BY p.id LIMIT %(most)s
"""
_APPROVE: LiteralString = """
UPDATE plan SET status = 'approved' FROM segment s
 WHERE s.id = plan.segment_id AND s.period_id = %(period)s AND plan.status = 'submitted'
"""


def write_plans(period_id: int, asked: int) -> int:
    """Write and submit everybody's plan; `asked` of them wait for their rater. Returns the number of indicators."""
    with transaction() as session:
        run(session, _WORK_RESULTS, period=period_id, results=RESULTS)
        indicators = run(session, _INDICATORS, period=period_id, indicators=INDICATORS).rowcount
        run(session, _SUBMIT, period=period_id)
        run(session, _ASK, period=period_id, most=asked)
    return indicators


def approve_plans(period_id: int) -> None:
    """Put the plans in force that no rater decided on."""
    with transaction() as session:
        run(session, _APPROVE, period=period_id)


_REALIZATIONS: LiteralString = """
INSERT INTO realization (indicator_id, month, version, value, source)
SELECT i.id, month::date, 1, 80 + (i.id + extract(month FROM month)::int) %% 40, 'bench'
  FROM segment s JOIN plan p ON p.segment_id = s.id AND p.status = 'approved' JOIN work_result w ON w.plan_id = p.id
  JOIN indicator i ON i.work_result_id = w.id,
       generate_series(date_trunc('month', s.starts), s.ends, interval '1 month') AS month
 WHERE s.period_id = %(period)s
   AND (i.id %% 50 > 0 OR month = date_trunc('month', s.starts) OR month < date_trunc('month', s.ends))
"""
_REPORTS: LiteralString = (
    "INSERT INTO realization_report (segment_id, version, content_hash) SELECT s.id, 1, "
    + realized_values.DIGEST
    + """
  FROM segment s JOIN plan p ON p.segment_id = s.id AND p.status = 'approved' JOIN work_result w ON w.plan_id = p.id
  JOIN indicator i ON i.work_result_id = w.id JOIN realization r ON r.indicator_id = i.id AND r.superseded_at IS NULL
 WHERE s.period_id = %(period)s GROUP BY s.id
"""
)


#: Somebody says of every indicator why its target was missed, as those who miss one must (DQ-R07).
_EXPLANATIONS: LiteralString = """
INSERT INTO explanation (segment_id, indicator_id, version, cause, words, recorded_by)
SELECT p.segment_id, i.id, 1, 'OTHER', 'Sesuai catatan capaian.', s.person_id
  FROM segment s JOIN plan p ON p.segment_id = s.id AND p.status = 'approved'
  JOIN work_result w ON w.plan_id = p.id JOIN indicator i ON i.work_result_id = w.id
 WHERE s.period_id = %(period)s
"""


_EVIDENCE: LiteralString = """
INSERT INTO evidence (period_id, unit_id, segment_id, key, version, content_hash, recorded_by, work_result, indicator,
                      kind, address, sha256)
SELECT s.period_id, s.unit_id, s.id, 'bench:' || i.id, 1, proof.hash, s.person_id, w.number, i.number, 'file',
       'laporan.pdf', proof.hash
  FROM segment s JOIN plan p ON p.segment_id = s.id AND p.status = 'approved' JOIN work_result w ON w.plan_id = p.id
  JOIN indicator i ON i.work_result_id = w.id
  CROSS JOIN LATERAL (SELECT encode(sha256(convert_to(i.id::text, 'UTF8')), 'hex') AS hash) proof
 WHERE s.period_id = %(period)s AND i.id %% 50 > 0
"""
_OPENED: LiteralString = """
INSERT INTO evidence_check (evidence_id, outcome, detail)
SELECT id, 'opened', '' FROM evidence WHERE period_id = %(period)s AND key LIKE 'bench:%%' ORDER BY id
"""


def report(period_id: int) -> int:
    """Store a value for every indicator and month, its evidence, and everybody's report; returns how many values."""
    with transaction() as session:
        values = run(session, _REALIZATIONS, period=period_id).rowcount
        run(session, _EXPLANATIONS, period=period_id)
        run(session, _EVIDENCE, period=period_id)
        run(session, _OPENED, period=period_id)
        run(session, _REPORTS, period=period_id)
    return values


#: Of twenty in a unit six are very good and two need improvement, which keeps the pattern of a good unit (SPEC §3.2).
_RATE: LiteralString = """
WITH open AS MATERIALIZED (
  SELECT a.id, a.segment_id, a.content_hash, a.assignee_id, s.is_agency_head,
         row_number() OVER (PARTITION BY s.unit_id ORDER BY s.is_agency_head, s.id) %% 20 AS place
    FROM approval a JOIN segment s ON s.id = a.segment_id
   WHERE a.period_id = %(period)s AND a.kind = 'evaluation' AND a.closed_at IS NULL),
rated AS MATERIALIZED (
  SELECT open.*, CASE WHEN place < 6 THEN 'DI_ATAS' WHEN place < 8 THEN 'DI_BAWAH' ELSE 'SESUAI' END AS work,
         CASE WHEN place < 6 THEN 'DI_ATAS' ELSE 'SESUAI' END AS behavior FROM open),
decided AS (
  INSERT INTO decision (approval_id, outcome, reason, content_hash, decided_by)
  SELECT id, 'rated', '', content_hash, assignee_id FROM rated),
closed AS (UPDATE approval SET closed_at = now() FROM rated WHERE approval.id = rated.id)
INSERT INTO evaluation (segment_id, version, work_rating, behavior_rating, feedback, approval_id)
SELECT segment_id, 1, CASE WHEN NOT is_agency_head THEN work END, behavior, '', id FROM rated
"""
_ORGANIZATIONS: LiteralString = """
WITH open AS MATERIALIZED (
  SELECT * FROM approval WHERE period_id = %(period)s AND kind = 'organization' AND closed_at IS NULL),
decided AS (
  INSERT INTO decision (approval_id, outcome, reason, content_hash, decided_by)
  SELECT id, 'set', '', content_hash, assignee_id FROM open),
closed AS (UPDATE approval SET closed_at = now() FROM open WHERE approval.id = open.id)
INSERT INTO organization_evaluation (period_id, unit_id, predicate, note, approval_id)
SELECT period_id, unit_id, 'BAIK', '', id FROM open
"""


def rate(period_id: int) -> int:
    """Rate everybody whose request is open, and every organization; returns the number of decisions."""
    with transaction() as session:
        people = run(session, _RATE, period=period_id).rowcount
        return people + run(session, _ORGANIZATIONS, period=period_id).rowcount


_ACCEPT: LiteralString = """
UPDATE publication SET delivered_at = now(), accepted_at = now()
  FROM result r JOIN segment s ON s.id = r.segment_id
 WHERE r.id = publication.result_id AND s.period_id = %(period)s AND accepted_at IS NULL
"""


def accept(period_id: int) -> int:
    """Let everybody read and accept their result; returns how many."""
    with transaction() as session:
        return run(session, _ACCEPT, period=period_id).rowcount


_OPEN: LiteralString = """
SELECT a.id, a.assignee_id, s.is_agency_head FROM approval a LEFT JOIN segment s ON s.id = a.segment_id
 WHERE a.period_id = %(period)s AND a.kind = %(kind)s AND a.closed_at IS NULL ORDER BY a.id LIMIT %(most)s
"""


def open_requests(period_id: int, kind: str, most: int) -> list[Row]:
    """Up to `most` open requests of a kind, with who is asked."""
    with transaction() as session:
        return rows(session, _OPEN, period=period_id, kind=kind, most=most)


_WAKE: LiteralString = """
INSERT INTO wake (period_id, unit_id, cause) SELECT period_id, unit_id, 'bench' FROM period_unit
 WHERE period_id = %(period)s AND position < 10
"""


def wake_all(period_id: int) -> None:
    """Ask for a run of every unit, as the last decision in each would have."""
    with transaction() as session:
        run(session, _WAKE, period=period_id)
