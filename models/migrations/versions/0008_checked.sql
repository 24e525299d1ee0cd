-- What the quality suites look at (SPEC §5): one view per dataset, changed only by later revisions.
-- Every window is parted by period_id and unit_id first, so that a question about a few units reads only their rows.

-- Indicators of approved plans with their realizations (DQ-I01, I02, S04, R01 to R05, R07).
CREATE VIEW checked_indicator AS
SELECT s.period_id, s.unit_id, s.id AS segment_id, s.person_id AS owner_id, w.number AS work_result,
       i.number AS indicator, i.statement, i.unit_of_measure, i.data_source, i.direction, i.target_min, i.target_max,
       (extract(year FROM age(s.ends + 1, s.starts)) * 12 + extract(month FROM age(s.ends + 1, s.starts)))::int AS months,
       r.reported, r.highest, i.aspect, r.newest,
       -- Realized values by month, and whether a later one is lower than an earlier one.
       r.course, r.course IS DISTINCT FROM r.risen AS falls,
       EXISTS (SELECT FROM explanation x WHERE x.indicator_id = i.id) AS explained,
       e.evidence, e.unopened, e.unopened_address, e.misdated, e.misdated_on, e.reused
  FROM segment s JOIN period a ON a.id = s.period_id
  JOIN plan p ON p.segment_id = s.id AND p.status = 'approved'
  JOIN work_result w ON w.plan_id = p.id JOIN indicator i ON i.work_result_id = w.id
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS reported, max(value) AS highest, array_agg(value ORDER BY month) AS course,
           array_agg(value ORDER BY value) AS risen, (array_agg(value ORDER BY month))[count(*)] AS newest
      FROM realization
     WHERE indicator_id = i.id AND superseded_at IS NULL
       AND month BETWEEN date_trunc('month', s.starts)::date AND s.ends) r
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS evidence, count(*) FILTER (WHERE c.outcome <> 'opened')::int AS unopened,
           min(v.address) FILTER (WHERE c.outcome <> 'opened') AS unopened_address,
           count(*) FILTER (WHERE v.dated < a.starts OR v.dated > a.ends)::int AS misdated,
           min(v.dated) FILTER (WHERE v.dated < a.starts OR v.dated > a.ends) AS misdated_on,
           -- The same file stands as proof of another indicator too, of this person or of somebody else.
           count(*) FILTER (WHERE EXISTS (
             SELECT FROM evidence o
              WHERE o.period_id = v.period_id AND o.sha256 = v.sha256 AND o.superseded_at IS NULL
                AND (o.segment_id, o.work_result, o.indicator) IS DISTINCT FROM
                    (v.segment_id, v.work_result, v.indicator)))::int AS reused
      FROM evidence v
      LEFT JOIN LATERAL (SELECT outcome FROM evidence_check WHERE evidence_id = v.id ORDER BY id DESC LIMIT 1) c ON true
     WHERE v.segment_id = s.id AND v.superseded_at IS NULL AND v.work_result = w.number AND v.indicator = i.number) e;

-- Work results of approved plans (DQ-S03, I03, I04, R06).
CREATE VIEW checked_plan AS
WITH prior AS MATERIALIZED (
  SELECT p.id, (SELECT q.id FROM period q WHERE q.kind = 'annual' AND p.kind = 'annual' AND q.ends < p.starts
                 ORDER BY q.ends DESC LIMIT 1) AS before_id
    FROM period p)
SELECT t.period_id, t.unit_id, t.segment_id, t.work_result, t.kind, t.statement, t.post, t.post_kind, t.supported,
       -- In how many segments of the unit the statement stands word for word.
       count(*) FILTER (WHERE t.place_in_segment = 1)
         OVER (PARTITION BY t.period_id, t.unit_id, t.comparable)::int AS copies,
       t.place = 1 AS first_of_plan,
       sum(t.indicators) OVER plan::int AS plan_indicators,
       sum(t.quantities) OVER plan::int AS plan_quantities,
       sum(t.qualities) OVER plan::int AS plan_qualities,
       easy.statement AS easy_indicator, easy.target AS easy_target, easy.realized AS easy_realized
  FROM (
    SELECT s.period_id, s.unit_id, s.id AS segment_id, s.person_id, s.post, s.post_kind, w.id, w.number AS work_result,
           w.kind, w.statement, num_nonnulls(w.supports_id, w.strategic_target_id) > 0 AS supported, n.comparable,
           row_number() OVER (PARTITION BY s.period_id, s.unit_id, s.id ORDER BY w.number) AS place,
           row_number() OVER (PARTITION BY s.period_id, s.unit_id, s.id, n.comparable ORDER BY w.number)
             AS place_in_segment,
           i.indicators, i.quantities, i.qualities
      FROM segment s JOIN plan p ON p.segment_id = s.id AND p.status = 'approved'
      JOIN work_result w ON w.plan_id = p.id
      CROSS JOIN LATERAL (SELECT lower(btrim(w.statement)) AS comparable) n
      CROSS JOIN LATERAL (
        SELECT count(*) AS indicators, count(*) FILTER (WHERE aspect = 'quantity') AS quantities,
               count(*) FILTER (WHERE aspect = 'quality') AS qualities
          FROM indicator WHERE work_result_id = w.id) i) t
  JOIN prior ON prior.id = t.period_id
  -- An indicator whose target asks for no more than the same person reached a year ago with the same words.
  LEFT JOIN LATERAL (
    SELECT i.statement, CASE i.direction WHEN 'normal' THEN i.target_max ELSE i.target_min END AS target,
           r.value AS realized
      FROM indicator i
      JOIN segment s ON s.period_id = prior.before_id AND s.person_id = t.person_id
      JOIN plan p ON p.segment_id = s.id AND p.status = 'approved' JOIN work_result w ON w.plan_id = p.id
      JOIN indicator b ON b.work_result_id = w.id AND b.direction = i.direction
       AND lower(btrim(b.statement)) = lower(btrim(i.statement))
       AND lower(btrim(b.unit_of_measure)) = lower(btrim(i.unit_of_measure))
      CROSS JOIN LATERAL (SELECT value FROM realization WHERE indicator_id = b.id AND superseded_at IS NULL
                           ORDER BY month DESC LIMIT 1) r
     WHERE i.work_result_id = t.id
       -- All of everything cannot be surpassed.
       AND CASE WHEN i.direction = 'reversed' THEN i.target_min >= r.value AND r.value > 0
                WHEN lower(btrim(i.unit_of_measure)) IN ('persen', chr(37)) AND i.target_max >= 100 THEN false
                ELSE i.target_max <= r.value END
     ORDER BY i.number LIMIT 1) easy ON true
WINDOW plan AS (PARTITION BY t.period_id, t.unit_id, t.segment_id);

-- Segments: people, posts, raters (DQ-E01, E04, E05, H01 to H05, S01, S02).
CREATE VIEW checked_segment AS
SELECT s.period_id, s.unit_id, s.id AS segment_id, e.name, e.nip, s.post, s.post_kind, s.grade, s.functional_level,
       s.is_acting, s.starts, s.ends, rater.name AS rater,
       CASE WHEN left(e.nip, 4) >= '1900' AND substr(e.nip, 5, 2) BETWEEN '01' AND '12'
            THEN substr(e.nip, 7, 2)::int BETWEEN 1 AND extract(day FROM
                   make_date(left(e.nip, 4)::int, substr(e.nip, 5, 2)::int, 1) + interval '1 month' - interval '1 day')
            ELSE e.nip IS NULL END AS nip_birth_exists,
       substr(e.nip, 13, 2) AS nip_month, substr(e.nip, 15, 1) AS nip_sex, right(e.nip, 3) AS nip_serial,
       substr(e.nip, 7, 2) || substr(e.nip, 5, 2) || substr(e.nip, 3, 2) AS nip_birth,
       lpad((substr(e.nik, 7, 2)::int - CASE WHEN substr(e.nik, 7, 2) > '40' THEN 40 ELSE 0 END)::text, 2, '0')
         || substr(e.nik, 9, 4) AS nik_birth,
       CASE WHEN substr(e.nik, 7, 2) > '40' THEN '2' WHEN e.nik IS NOT NULL THEN '1' END AS nik_sex,
       -- NULL where there is no level or no grade (SPEC §4.1; models/roster/grades.LEVEL_GRADES).
       CASE WHEN s.grade = '' THEN NULL ELSE CASE s.functional_level
            WHEN 'Ahli Pertama' THEN s.grade IN ('III/a', 'III/b', 'IX', 'X')
            WHEN 'Ahli Muda' THEN s.grade IN ('III/c', 'III/d', 'XI', 'XII')
            WHEN 'Ahli Madya' THEN s.grade IN ('IV/a', 'IV/b', 'IV/c', 'XIII', 'XIV', 'XV')
            WHEN 'Ahli Utama' THEN s.grade IN ('IV/d', 'IV/e', 'XVI', 'XVII')
            WHEN 'Pemula' THEN s.grade IN ('II/a', 'V')
            WHEN 'Terampil' THEN s.grade IN ('II/b', 'II/c', 'II/d', 'VI', 'VII')
            WHEN 'Mahir' THEN s.grade IN ('III/a', 'III/b', 'VIII', 'IX')
            WHEN 'Penyelia' THEN s.grade IN ('III/c', 'III/d', 'X', 'XI') END END AS grade_fits,
       EXISTS (SELECT FROM segment o WHERE o.period_id = s.period_id AND o.person_id = s.rater_id
                  AND o.rater_id = s.person_id AND o.starts <= s.ends AND o.ends >= s.starts) AS rates_own_rater,
       -- Along a cycle the level cannot rise all the way: only where it does not is the chain of raters followed.
       EXISTS (SELECT FROM segment o WHERE o.period_id = s.period_id AND o.person_id = s.rater_id
                  AND o.level >= s.level)
         AND EXISTS (
           WITH RECURSIVE above AS (
             SELECT s.rater_id AS person_id, 1 AS steps
             UNION SELECT o.rater_id, above.steps + 1
               FROM above JOIN segment o ON o.period_id = s.period_id AND o.person_id = above.person_id
              WHERE above.steps < 20 AND above.person_id <> s.person_id)
           SELECT FROM above WHERE person_id = s.person_id AND steps > 2) AS in_cycle,
       rates.people AS rates,
       -- What is said of somebody as a rater is said once, in the segment that ends last.
       NOT EXISTS (SELECT FROM segment o WHERE o.period_id = s.period_id AND o.person_id = s.person_id
                      AND (o.ends, o.id) > (s.ends, s.id)) AS is_latest,
       EXISTS (SELECT FROM segment o WHERE o.period_id = s.period_id AND o.person_id = s.person_id
                  AND o.post_kind NOT IN ('PELAKSANA', 'FUNGSIONAL')) AS leads,
       EXISTS (SELECT FROM segment o JOIN plan p ON p.segment_id = o.id AND p.status = 'approved'
                WHERE o.period_id = s.period_id AND o.person_id = s.person_id) AS has_plan,
       rater.official_code IS NULL
         AND NOT EXISTS (SELECT FROM segment o WHERE o.period_id = s.period_id AND o.person_id = s.rater_id
                            AND s.ends BETWEEN o.starts AND o.ends) AS rater_gone,
       -- Days without any segment until the person's next one; 0 when there is none.
       CASE WHEN after.starts > s.ends + 1 AND NOT EXISTS (
              SELECT FROM segment o WHERE o.period_id = s.period_id AND o.person_id = s.person_id
                 AND s.ends + 1 BETWEEN o.starts AND o.ends) THEN after.starts - s.ends - 1 ELSE 0 END AS gap_days,
       after.starts AS next_starts,
       NOT s.is_acting AND EXISTS (
         SELECT FROM segment o WHERE o.period_id = s.period_id AND o.person_id = s.person_id AND NOT o.is_acting
            AND o.id <> s.id AND (o.starts, o.id) < (s.starts, s.id) AND o.ends >= s.starts) AS is_overlapping
  FROM segment s JOIN person e ON e.id = s.person_id JOIN person rater ON rater.id = s.rater_id
  CROSS JOIN LATERAL (SELECT count(DISTINCT person_id)::int AS people FROM segment
                       WHERE rater_id = s.person_id AND period_id = s.period_id) rates
  CROSS JOIN LATERAL (SELECT min(starts) AS starts FROM segment
                       WHERE period_id = s.period_id AND person_id = s.person_id AND starts > s.ends) after;

-- Entries of the activity log that were not rejected (DQ-L01, L02).
CREATE VIEW checked_log AS
SELECT t.period_id, t.unit_id, t.segment_id, t.day, left(t.starts::text, 5) AS starts, left(t.ends::text, 5) AS ends,
       t.description, t.status, t.today,
       max(t.ends) OVER (day ORDER BY t.starts, t.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) > t.starts
         AS is_overlapping,
       (sum(extract(epoch FROM t.ends - t.starts)) OVER day / 60)::int AS day_minutes,
       row_number() OVER (day ORDER BY t.starts, t.id) = 1 AS first_of_day,
       (SELECT v.kind FROM segment o JOIN leave v ON v.segment_id = o.id AND v.superseded_at IS NULL
         WHERE o.period_id = t.period_id AND o.person_id = t.person_id AND t.day BETWEEN v.starts AND v.ends LIMIT 1)
         AS leave_kind,
       -- NULL for what a system delivered: it does not say when it was written down.
       CASE WHEN t.delivery_id IS NULL THEN t.recorded_on - t.day END AS days_late,
       t.today - t.recorded_on AS days_waiting,
       -- What waits for a rater is said once for each segment, at the entry that waits longest.
       count(*) FILTER (WHERE t.status = 'submitted') OVER (PARTITION BY t.period_id, t.unit_id, t.segment_id)::int
         AS waiting,
       t.status = 'submitted' AND row_number() OVER (
         PARTITION BY t.period_id, t.unit_id, t.segment_id, t.status ORDER BY t.recorded_on, t.day, t.id) = 1
         AS oldest_waiting
  FROM (
    SELECT l.period_id, l.unit_id, l.segment_id, s.person_id, l.id, l.day, l.starts, l.ends, l.description, l.status,
           l.delivery_id, (now() AT TIME ZONE a.timezone)::date AS today,
           -- A correction does not make an entry late.
           (CASE WHEN l.version = 1 THEN l.recorded_at ELSE (
              SELECT f.recorded_at FROM activity_log f
               WHERE f.period_id = l.period_id AND f.key = l.key ORDER BY f.version LIMIT 1) END
            AT TIME ZONE a.timezone)::date AS recorded_on
      FROM activity_log l JOIN period a ON a.id = l.period_id JOIN segment s ON s.id = l.segment_id
     WHERE l.superseded_at IS NULL AND l.status <> 'rejected') t
WINDOW day AS (PARTITION BY t.period_id, t.unit_id, t.person_id, t.day);

-- Budget lines: what was spent up to the end of a month, against the ceiling then in force (DQ-B01).
CREATE VIEW checked_budget AS
SELECT t.period_id, t.unit_id, NULL::bigint AS segment_id, t.code, to_char(t.month, 'YYYY-MM') AS month,
       t.sub_activity, t.ceiling, t.realized, t.physical_percent,
       CASE WHEN t.ceiling > 0 THEN round(100 * t.realized / t.ceiling, 2) END AS financial_percent,
       lag(t.realized) OVER (PARTITION BY t.period_id, t.unit_id, t.code ORDER BY t.month) AS realized_before,
       t.month = max(t.month) OVER (PARTITION BY t.period_id, t.unit_id, t.code) AS is_newest,
       t.month = max(t.month) OVER (PARTITION BY t.period_id, t.unit_id) AS is_newest_of_unit,
       t.months_of_code, max(t.months_of_code) OVER (PARTITION BY t.period_id, t.unit_id) AS months_of_unit
  FROM (
    SELECT b.period_id, b.unit_id, b.code, b.month, b.sub_activity, b.realized, b.physical_percent,
           CASE WHEN b.revised_from < b.month + interval '1 month' THEN b.revised_ceiling ELSE b.ceiling END AS ceiling,
           count(*) OVER (PARTITION BY b.period_id, b.unit_id, b.code)::int AS months_of_code
      FROM budget_line b WHERE b.superseded_at IS NULL) t;

-- Service cases (DQ-V02). The 99th percentile is that of percentile_disc over the cases that have working minutes.
CREATE VIEW checked_service AS
SELECT t.period_id, t.unit_id, NULL::bigint AS segment_id, t.case_number, t.service, t.working_minutes,
       t.received_at, t.completed_at,
       min(t.working_minutes) FILTER (WHERE t.share >= 0.99)
         OVER (PARTITION BY t.period_id, t.unit_id, t.service, t.working_minutes IS NULL) AS usual_minutes
  FROM (
    SELECT c.period_id, c.unit_id, c.case_number, c.service, c.working_minutes, c.received_at, c.completed_at,
           cume_dist() OVER (PARTITION BY c.period_id, c.unit_id, c.service, c.working_minutes IS NULL
                                 ORDER BY c.working_minutes) AS share
      FROM service_case c WHERE c.superseded_at IS NULL) t;

-- Answers of the survey of satisfaction (SKM; DQ-V01).
CREATE VIEW checked_survey AS
SELECT period_id, unit_id, NULL::bigint AS segment_id, service, respondent, answered_at,
       least(u1, u2, u3, u4, u5, u6, u7, u8, u9) AS lowest, greatest(u1, u2, u3, u4, u5, u6, u7, u8, u9) AS highest,
       CASE WHEN origin <> '' THEN count(*) OVER burst ELSE 1 END::int AS same_minute,
       row_number() OVER (burst ORDER BY answered_at, id) = 1 AS first_of_minute
  FROM survey_answer WHERE superseded_at IS NULL
WINDOW burst AS (PARTITION BY period_id, unit_id, origin, date_trunc('minute', answered_at));

-- Surveyed services of a unit (DQ-V01).
CREATE VIEW checked_survey_service AS
SELECT period_id, unit_id, NULL::bigint AS segment_id, service, count(*)::int AS answers,
       round(100 * sum(num_nulls(u1, u2, u3, u4, u5, u6, u7, u8, u9)) / (9.0 * count(*)), 1) AS blanks
  FROM survey_answer WHERE superseded_at IS NULL GROUP BY period_id, unit_id, service;

-- Complaints (DQ-V02); whom one is about stays out of it. The days allowed are the region's: the suite adds them.
CREATE VIEW checked_complaint AS
SELECT c.period_id, c.unit_id, NULL::bigint AS segment_id, c.ticket, c.kind, c.status, c.received_on,
       c.first_response_on, c.finished_on,
       coalesce(c.first_response_on, c.finished_on, today.day) - c.received_on AS response_days,
       coalesce(c.finished_on, today.day) - c.received_on AS answer_days
  FROM complaint c JOIN period a ON a.id = c.period_id
  CROSS JOIN LATERAL (SELECT (now() AT TIME ZONE a.timezone)::date AS day) today
 WHERE c.superseded_at IS NULL;

-- Rows of files that could not be stored and were not settled since (DQ-X01).
CREATE VIEW checked_held AS
SELECT d.period_id, h.unit_id, NULL::bigint AS segment_id, o.code AS source, o.dataset, d.name AS file, h.row AS number,
       h.delivery_id, h.problems -> 0 ->> 'field' AS field, h.problems -> 0 ->> 'observed' AS found,
       h.problems -> 0 ->> 'code' AS problem
  FROM held_row h JOIN delivery d ON d.id = h.delivery_id JOIN source o ON o.id = d.source_id
 WHERE h.settled_by IS NULL AND h.unit_id IS NOT NULL;

-- The newest evaluation of each segment (DQ-P01, P03, P04). The matrix is that of PermenPANRB 6/2022 (SPEC §3.1).
CREATE VIEW checked_rating AS
WITH prior AS MATERIALIZED (
  SELECT p.id, (SELECT q.id FROM period q WHERE q.kind = 'annual' AND p.kind = 'annual' AND q.ends < p.starts
                 ORDER BY q.ends DESC LIMIT 1) AS before_id
    FROM period p)
SELECT t.period_id, t.unit_id, t.segment_id, t.name, t.is_agency_head, t.work_rating, t.behavior_rating,
       t.rated_on, t.ends, t.due_on,
       count(*) OVER raters::int AS rated_people,
       min(t.work_rating) OVER raters = max(t.work_rating) OVER raters
         AND min(t.behavior_rating) OVER raters = max(t.behavior_rating) OVER raters AS all_the_same,
       row_number() OVER (raters ORDER BY t.segment_id) = 1 AS first_of_rater,
       t.predicate, t.predicate_before,
       abs(array_position(words.ladder, t.predicate) - array_position(words.ladder, t.predicate_before)) AS jump
  FROM (
    SELECT s.period_id, s.unit_id, s.id AS segment_id, s.rater_id, s.is_agency_head, s.ends, person.name,
           v.work_rating, v.behavior_rating, (v.rated_at AT TIME ZONE a.timezone)::date AS rated_on,
           -- A deadline is the beginning of the day after.
           (d.due_at AT TIME ZONE a.timezone - interval '1 microsecond')::date AS due_on,
           CASE v.work_rating || '/' || v.behavior_rating
             WHEN 'DI_ATAS/DI_ATAS' THEN 'SANGAT_BAIK' WHEN 'DI_ATAS/SESUAI' THEN 'BAIK'
             WHEN 'DI_ATAS/DI_BAWAH' THEN 'KURANG' WHEN 'SESUAI/DI_ATAS' THEN 'BAIK'
             WHEN 'SESUAI/SESUAI' THEN 'BAIK' WHEN 'SESUAI/DI_BAWAH' THEN 'KURANG'
             WHEN 'DI_BAWAH/DI_ATAS' THEN 'BUTUH_PERBAIKAN' WHEN 'DI_BAWAH/SESUAI' THEN 'BUTUH_PERBAIKAN'
             WHEN 'DI_BAWAH/DI_BAWAH' THEN 'SANGAT_KURANG' END AS predicate,
           b.predicate AS predicate_before
      FROM segment s JOIN period a ON a.id = s.period_id JOIN person ON person.id = s.person_id
      JOIN prior ON prior.id = s.period_id
      CROSS JOIN LATERAL (SELECT work_rating, behavior_rating, rated_at FROM evaluation
                           WHERE segment_id = s.id ORDER BY version DESC LIMIT 1) v
      LEFT JOIN LATERAL (SELECT max(due_at) AS due_at FROM deadline
                          WHERE period_id = s.period_id AND stage = 'approval'
                            AND (unit_id IS NULL OR unit_id = s.unit_id)) d ON true
      LEFT JOIN LATERAL (
        SELECT r.predicate FROM segment o JOIN result r ON r.segment_id = o.id
         WHERE o.period_id = prior.before_id AND o.person_id = s.person_id AND NOT o.is_acting
         ORDER BY o.ends DESC, o.id DESC, r.version DESC LIMIT 1) b ON NOT s.is_acting) t
  CROSS JOIN (SELECT ARRAY['SANGAT_KURANG', 'KURANG', 'BUTUH_PERBAIKAN', 'BAIK', 'SANGAT_BAIK'] AS ladder) words
WINDOW raters AS (PARTITION BY t.period_id, t.unit_id, t.rater_id);

-- Our newest result of a person beside that of the national application (DQ-X02).
CREATE VIEW checked_national AS
SELECT s.period_id, s.unit_id, s.id AS segment_id, e.name, e.nip, r.predicate, b.bkn_id,
       coalesce(b.predicate, '') AS national_predicate
  FROM segment s JOIN person e ON e.id = s.person_id
  CROSS JOIN LATERAL (SELECT predicate FROM result WHERE segment_id = s.id ORDER BY version DESC LIMIT 1) r
  CROSS JOIN LATERAL (
    SELECT n.bkn_id, n.predicate
      FROM segment o JOIN bkn_rating n ON n.segment_id = o.id AND n.superseded_at IS NULL AND NOT n.is_acting
     WHERE o.period_id = s.period_id AND o.person_id = s.person_id
     ORDER BY n.ends DESC NULLS LAST, n.id DESC LIMIT 1) b
 -- The predicate of the year is that of the segment that ends last and is not acting (SPEC §2.7).
 WHERE NOT s.is_acting
   AND NOT EXISTS (SELECT FROM segment o WHERE o.period_id = s.period_id AND o.person_id = s.person_id
                      AND NOT o.is_acting AND (o.ends, o.id) > (s.ends, s.id));
