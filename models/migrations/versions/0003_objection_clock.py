"""The objection clock (SPEC §2.6) as a function, so that every statement counts days alike.

△ 14 days are PP 30/2019 Pasal 59; whether calendar or working days count is a setting of the period.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FUNCTION = """
CREATE FUNCTION objection_ends(p period, start timestamptz, days int) RETURNS timestamptz LANGUAGE sql STABLE AS $$
SELECT (min(day) + 1)::timestamp AT TIME ZONE p.timezone
  FROM (SELECT d::date AS day, count(*) FILTER (WHERE p.definition #>> '{objection,day_kind}' <> 'working'
                 OR (extract(isodow FROM d) < 6 AND NOT p.definition -> 'holidays' ? to_char(d, 'YYYY-MM-DD')))
               OVER (ORDER BY d) AS counted
          FROM generate_series((start AT TIME ZONE p.timezone)::date + 1, (start AT TIME ZONE p.timezone)::date
                               + 3 * days + 60, interval '1 day') AS d) AS calendar
 WHERE counted = days
$$;
COMMENT ON FUNCTION objection_ends IS
  'End of the n-th counted day after start in the region''s time zone; working days leave out weekends and holidays.';
GRANT EXECUTE ON FUNCTION objection_ends TO kinerja_app, kinerja_auditor;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(FUNCTION)


def downgrade() -> None:
    op.execute("DROP FUNCTION objection_ends")
