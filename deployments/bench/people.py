"""What people would enter, brought in by bulk SQL in their place: realizations, ratings and acceptance.

Belongs here: those statements, each with the events of the verb in whose place it stands. Does not: plans (planning),
the verbs themselves, which are single transactions and are measured by verbs.
One indicator in fifty lacks its last month and its evidence, for quality to find. Single values, explanations and
evidence are not recorded: nothing is held against them.
"""

from typing import LiteralString

from models import realized_values
from models.database import Row, rows, run, transaction

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
    "WITH said AS MATERIALIZED (SELECT s.id, "
    + realized_values.DIGEST
    + """ AS digest
  FROM segment s JOIN plan p ON p.segment_id = s.id AND p.status = 'approved' JOIN work_result w ON w.plan_id = p.id
  JOIN indicator i ON i.work_result_id = w.id JOIN realization r ON r.indicator_id = i.id AND r.superseded_at IS NULL
 WHERE s.period_id = %(period)s GROUP BY s.id),
report AS (
  INSERT INTO realization_report (segment_id, version, content_hash) SELECT id, 1, digest FROM said ORDER BY id
  RETURNING *)
INSERT INTO audit_event (event, actor_kind, actor_id, period_id, unit_id, segment_id, subject_kind, subject_id,
                         subject_version, content)
SELECT 'report.submitted', 'person', s.person_id, s.period_id, s.unit_id, s.id, 'report', r.id, r.version,
       jsonb_build_object('content_hash', r.content_hash)
  FROM report r JOIN segment s ON s.id = r.segment_id ORDER BY r.id
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


#: What is decided is `decided (…approval, outcome, said)`; each decision closes its request and has its event.
_DECIDED: LiteralString = """
stored AS (
  INSERT INTO decision (approval_id, outcome, reason, content, content_hash, decided_by)
  SELECT id, outcome, '', said, content_hash, assignee_id FROM decided),
closed AS (UPDATE approval SET closed_at = now() FROM decided WHERE approval.id = decided.id),
event AS (
  INSERT INTO audit_event (event, actor_kind, actor_id, period_id, unit_id, segment_id, subject_kind, subject_id,
                           subject_version, content)
  SELECT kind || '.' || outcome, 'person', assignee_id, period_id, unit_id, segment_id, kind, subject_id,
         subject_version, said || jsonb_build_object('approval', id, 'content_hash', content_hash)
    FROM decided ORDER BY id)
"""
#: Of twenty in a unit six are very good and two need improvement, which keeps the pattern of a good unit (SPEC §3.2).
_RATE: LiteralString = (
    """
WITH open AS MATERIALIZED (
  SELECT a.*, s.is_agency_head,
         row_number() OVER (PARTITION BY s.unit_id ORDER BY s.is_agency_head, s.id) %% 20 AS place
    FROM approval a JOIN segment s ON s.id = a.segment_id
   WHERE a.period_id = %(period)s AND a.kind = 'evaluation' AND a.closed_at IS NULL),
decided AS MATERIALIZED (
  SELECT open.*, 'rated' AS outcome, jsonb_build_object(
           'work_rating', CASE WHEN is_agency_head THEN NULL WHEN place < 6 THEN 'DI_ATAS' WHEN place < 8
                               THEN 'DI_BAWAH' ELSE 'SESUAI' END,
           'behavior_rating', CASE WHEN place < 6 THEN 'DI_ATAS' ELSE 'SESUAI' END) AS said FROM open),"""
    + _DECIDED
    + """
INSERT INTO evaluation (segment_id, version, work_rating, behavior_rating, feedback, approval_id)
SELECT segment_id, 1, said ->> 'work_rating', said ->> 'behavior_rating', '', id FROM decided
"""
)
_ORGANIZATIONS: LiteralString = (
    """
WITH decided AS MATERIALIZED (
  SELECT a.*, 'set' AS outcome, '{"predicate": "BAIK"}'::jsonb AS said FROM approval a
   WHERE period_id = %(period)s AND kind = 'organization' AND closed_at IS NULL),"""
    + _DECIDED
    + """
INSERT INTO organization_evaluation (period_id, unit_id, predicate, note, approval_id)
SELECT period_id, unit_id, said ->> 'predicate', '', id FROM decided
"""
)


def rate(period_id: int) -> int:
    """Rate everybody whose request is open, and every organization; returns the number of decisions."""
    with transaction() as session:
        people = run(session, _RATE, period=period_id).rowcount
        return people + run(session, _ORGANIZATIONS, period=period_id).rowcount


_ACCEPT: LiteralString = """
WITH mine AS MATERIALIZED (
  SELECT s.*, r.id AS result_id, r.version FROM segment s JOIN result r ON r.segment_id = s.id
    JOIN publication b ON b.result_id = r.id WHERE s.period_id = %(period)s AND b.accepted_at IS NULL),
taken AS (
  UPDATE publication SET delivered_at = now(), proof = 'opened', accepted_at = now() FROM mine
   WHERE publication.result_id = mine.result_id)
INSERT INTO audit_event (event, actor_kind, actor_id, period_id, unit_id, segment_id, subject_kind, subject_id,
                         subject_version)
SELECT act.event, 'person', person_id, period_id, unit_id, id, 'result', result_id, version
  FROM mine, (VALUES (1, 'result.delivered'), (2, 'result.accepted')) AS act(place, event) ORDER BY result_id, place
"""


def accept(period_id: int) -> int:
    """Let everybody read and accept their result; returns how many."""
    with transaction() as session:
        return run(session, _ACCEPT, period=period_id).rowcount // 2  # two acts each


_OPEN: LiteralString = """
SELECT a.id, a.assignee_id, a.content_hash, s.is_agency_head FROM approval a LEFT JOIN segment s ON s.id = a.segment_id
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
