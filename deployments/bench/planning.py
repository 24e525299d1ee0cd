"""Plans written and submitted in people's place by bulk SQL, superiors first, with the events of those verbs.

Belongs here: those statements. Does not: deciding on plans, which goes through the product's own verbs (verbs,
together, over_http), what people do later (people).
Two work results with four indicators each. Drafts are not recorded: nothing is held against them.
"""

from typing import LiteralString

from deployments.bench.floor import as_owner
from models.chain import plan_words
from models.database import one, rows, run, transaction
from models.raters_plan import RATERS_PLAN

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
#: Each draft with its content hash and how far it is below the top; those of people who rate nobody come last.
_IN_ORDER: LiteralString = (
    """
CREATE UNLOGGED TABLE bench_plan AS
WITH RECURSIVE hangs AS MATERIALIZED (
  SELECT s.id, s.person_id, rater_segment.id AS rater FROM segment s"""
    + RATERS_PLAN
    + """),
below AS (
  SELECT id, person_id, 0 AS level FROM hangs WHERE rater IS NULL
  UNION ALL SELECT h.id, h.person_id, b.level + 1 FROM below b JOIN hangs h ON h.rater = b.id)
SELECT p.id AS plan_id, """
    + plan_words.DIGEST
    + """ AS content_hash,
       CASE WHEN EXISTS (SELECT FROM hangs h WHERE h.rater = b.id) THEN b.level ELSE (SELECT max(level) FROM below) END
         AS level
  FROM below b JOIN plan p ON p.segment_id = b.id AND p.status = 'draft' LEFT JOIN """
    + plan_words.WORDS
    + " AS said ON said.plan_id = p.id"
)
_SUBMIT: LiteralString = """
WITH due AS MATERIALIZED (
  SELECT b.plan_id, b.content_hash, p.version, s.id AS segment_id, s.period_id, s.unit_id, s.person_id, s.rater_id
    FROM bench_plan b JOIN plan p ON p.id = b.plan_id JOIN segment s ON s.id = p.segment_id WHERE b.level = %(level)s),
submitted AS (
  UPDATE plan SET status = 'submitted', content_hash = due.content_hash, submitted_at = now()
    FROM due WHERE plan.id = due.plan_id),
asked AS (
  INSERT INTO approval (key, kind, period_id, unit_id, segment_id, subject_id, subject_version, content_hash,
                        assignee_id)
  SELECT 'plan:' || plan_id, 'plan', period_id, unit_id, segment_id, plan_id, version, content_hash, rater_id
    FROM due ORDER BY plan_id)
INSERT INTO audit_event (event, actor_kind, actor_id, period_id, unit_id, segment_id, subject_kind, subject_id,
                         subject_version, content)
SELECT 'plan.submitted', 'person', person_id, period_id, unit_id, segment_id, 'plan', plan_id, version,
       jsonb_build_object('content_hash', content_hash)
  FROM due ORDER BY plan_id
"""


def write_plans(period_id: int) -> int:
    """Draft everybody's plan; returns the number of indicators."""
    with transaction() as session:
        run(session, _WORK_RESULTS, period=period_id, results=RESULTS)
        return run(session, _INDICATORS, period=period_id, indicators=INDICATORS).rowcount


def put_in_order() -> list[int]:
    """Find out whose plan hangs on whose, and hash every draft; returns the levels from the top down."""
    with as_owner() as owner:
        owner.execute("DROP TABLE IF EXISTS bench_plan")
        owner.execute(_IN_ORDER)
        owner.execute("GRANT SELECT ON bench_plan TO PUBLIC")
        owner.execute("ANALYZE bench_plan")
    with transaction() as session:
        left = one(session, _LEFT)
        if left and left["count"]:
            raise RuntimeError(f"{left['count']} plans hang on nobody's: they could never be submitted")
        return [row["level"] for row in rows(session, "SELECT DISTINCT level FROM bench_plan ORDER BY level")]


_LEFT = """
SELECT count(*) FROM plan p WHERE p.status = 'draft' AND NOT EXISTS (SELECT FROM bench_plan b WHERE b.plan_id = p.id)
"""


def submit(level: int) -> int:
    """Submit the plans of one level, whose raters are asked to decide; returns how many."""
    with transaction() as session:
        return run(session, _SUBMIT, level=level).rowcount
