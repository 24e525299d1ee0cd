"""Working minutes in bulk (SPEC §4.5): the set-based twin of models/rules/working_time.

`work_day` holds the working minutes of all days before each day, so that a span is the difference of two days, however
long it is. Outages are cut to the working hours in the same way. A property test holds the two implementations equal.
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

FUNCTIONS = """
CREATE FUNCTION clock_minute(moment timestamp) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN extract(hour FROM moment)::int * 60 + extract(minute FROM moment)::int;
COMMENT ON FUNCTION clock_minute IS 'Minutes after midnight that a clock shows; seconds are cut off.';

CREATE FUNCTION minutes_until(opens int[], closes int[], minute int) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN greatest(0, least(minute, closes[1]) - opens[1]) + greatest(0, least(minute, closes[2]) - opens[2])
     + greatest(0, least(minute, closes[3]) - opens[3]) + greatest(0, least(minute, closes[4]) - opens[4]);
COMMENT ON FUNCTION minutes_until IS 'Working minutes of a day of up to four spans before a minute after midnight.';

CREATE FUNCTION working_minutes(of_period bigint, began timestamptz, ended timestamptz) RETURNS int
LANGUAGE sql STABLE PARALLEL SAFE BEGIN ATOMIC
SELECT CASE WHEN ended <= began THEN 0
            ELSE l.minutes_before + minutes_until(l.opens, l.closes, clock_minute(ended AT TIME ZONE p.timezone))
               - f.minutes_before - minutes_until(f.opens, f.closes, clock_minute(began AT TIME ZONE p.timezone)) END
  FROM period p JOIN work_day f ON f.period_id = p.id AND f.day = (began AT TIME ZONE p.timezone)::date
  JOIN work_day l ON l.period_id = p.id AND l.day = (ended AT TIME ZONE p.timezone)::date
 WHERE p.id = of_period;
END;
COMMENT ON FUNCTION working_minutes IS
  'Minutes within working hours, outages included; null outside the days of the calendar (models/work_calendar).';

CREATE FUNCTION outage_days(of_period bigint)
RETURNS TABLE (unit_id bigint, day date, minutes_before int, starts int[], ends int[])
LANGUAGE sql STABLE PARALLEL SAFE BEGIN ATOMIC
WITH down AS (
  SELECT u.unit_id, lower(span) AS starts_at, upper(span) AS ends_at
    FROM (SELECT u.unit_id, range_agg(tsrange(o.starts_at AT TIME ZONE p.timezone, o.ends_at AT TIME ZONE p.timezone))
                   AS spans
            FROM period p JOIN period_unit u ON u.period_id = p.id
            JOIN outage o ON o.period_id = p.id AND (o.unit_id = u.unit_id OR o.unit_id IS NULL)
           WHERE p.id = of_period AND o.superseded_at IS NULL GROUP BY u.unit_id) AS u CROSS JOIN unnest(spans) AS span),
piece AS (
  SELECT d.unit_id, w.day, greatest(h.opens, CASE WHEN d.starts_at::date = w.day THEN clock_minute(d.starts_at) END)
           AS starts, least(h.closes, CASE WHEN d.ends_at::date = w.day THEN clock_minute(d.ends_at) END) AS ends
    FROM down d JOIN work_day w ON w.period_id = of_period AND w.day BETWEEN d.starts_at::date AND d.ends_at::date
   CROSS JOIN unnest(w.opens, w.closes) AS h(opens, closes)),
lost AS (
  SELECT unit_id, day, sum(ends - starts)::int AS minutes, array_agg(starts) AS starts, array_agg(ends) AS ends
    FROM piece WHERE starts < ends GROUP BY unit_id, day)
SELECT u.unit_id, w.day, coalesce(sum(l.minutes) OVER (PARTITION BY u.unit_id ORDER BY w.day
         ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::int, l.starts, l.ends
  FROM (SELECT DISTINCT unit_id FROM lost) AS u JOIN work_day w ON w.period_id = of_period
  LEFT JOIN lost l ON l.unit_id = u.unit_id AND l.day = w.day;
END;
COMMENT ON FUNCTION outage_days IS
  'Each day of each unit that had an outage: working minutes lost on the days before, and the spans lost on the day;'
  ' outages that overlap count once, those of no unit count for all.';

CREATE FUNCTION lost_until(starts int[], ends int[], minute int) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT coalesce(sum(greatest(0, least(minute, e) - s)), 0)::int FROM unnest(starts, ends) AS span(s, e));
COMMENT ON FUNCTION lost_until IS 'Minutes lost on a day before a minute after midnight, of any number of spans.';

GRANT EXECUTE ON FUNCTION clock_minute, minutes_until, working_minutes, outage_days, lost_until
  TO kinerja_app, kinerja_auditor;
"""

#: Every finished case is written once more when its minutes are derived: with room beside it on its page no index has
#: to follow (a third of the time), and the table grows no further than it would have.
ROOM = "ALTER TABLE service_case SET (fillfactor = 50)"


def upgrade() -> None:
    op.get_bind().exec_driver_sql(FUNCTIONS)
    op.execute(ROOM)


def downgrade() -> None:
    op.execute("ALTER TABLE service_case RESET (fillfactor)")
    op.execute("DROP FUNCTION lost_until, outage_days, working_minutes, minutes_until, clock_minute")
