"""Attainment of indicators in bulk (PermenPANRB 8/2021 ✔; SPEC §3.5): the set-based twin of models/rules/permenpanrb8.

A property test holds the two equal on every input. Rounding is half up by whole-number division, so that no quotient
is cut before it is rounded.
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

FUNCTIONS = """
CREATE FUNCTION half_up(numerator numeric, denominator numeric) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN sign(numerator) * sign(denominator)
       * div(2 * abs(numerator) + abs(denominator), 2 * abs(denominator));
COMMENT ON FUNCTION half_up IS 'The quotient rounded to a whole number, exact ties away from zero.';

CREATE FUNCTION attainment_divisor(lower_target numeric, upper_target numeric, realized numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN realized > upper_target THEN upper_target
            WHEN realized < lower_target OR lower_target = upper_target THEN lower_target END;
COMMENT ON FUNCTION attainment_divisor IS 'The bound nearest to the realization; null inside the range.';

CREATE FUNCTION attainment_percent(direction text, lower_target numeric, upper_target numeric, realized numeric,
                                   inside numeric DEFAULT 100) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN realized IS NULL OR lower_target <= 0 OR upper_target < lower_target THEN NULL
            WHEN attainment_divisor(lower_target, upper_target, realized) IS NULL THEN half_up(inside, 1)
            WHEN direction = 'normal'
            THEN half_up(100 * realized, attainment_divisor(lower_target, upper_target, realized))
            ELSE half_up(200 * attainment_divisor(lower_target, upper_target, realized) - 100 * realized,
                         attainment_divisor(lower_target, upper_target, realized)) END;
COMMENT ON FUNCTION attainment_percent IS
  'Whole percent reached; null where the realization is missing or the target is not above zero (never a division).';

CREATE FUNCTION attainment_category(percent numeric, is_maximum boolean) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN percent > 100 OR (percent = 100 AND is_maximum) THEN 'SANGAT_BAIK' WHEN percent = 100 THEN 'BAIK'
            WHEN percent >= 80 THEN 'CUKUP' WHEN percent >= 60 THEN 'KURANG'
            WHEN percent IS NOT NULL THEN 'SANGAT_KURANG' END;

CREATE FUNCTION attainment_value(percent numeric, is_maximum boolean) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN percent > 110 OR (percent = 100 AND is_maximum) THEN 120
            WHEN percent > 100 THEN round(110 + (percent - 101) * 10 / 9, 2)
            WHEN percent = 100 THEN 109 WHEN percent >= 80 THEN percent - 10 WHEN percent >= 60 THEN percent - 10
            ELSE greatest(0, round(percent * 49 / 59, 2)) END;
CREATE FUNCTION months_begun(starts date, ends date) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN greatest(0, (extract(year FROM ends) * 12 + extract(month FROM ends))::int
       - (extract(year FROM starts - 1) * 12 + extract(month FROM starts - 1))::int);
COMMENT ON FUNCTION months_begun IS 'Months whose first day lies in the dates, both included: the unit of credit points.';

COMMENT ON FUNCTION attainment_value IS
  'Value 0 to 120 of a whole percent, two decimals: ninths and fifty-ninths never tie, so that round() is exact.';
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(FUNCTIONS)


def downgrade() -> None:
    for name in ("value", "category", "percent", "divisor"):
        op.execute(f"DROP FUNCTION attainment_{name}")
    op.execute("DROP FUNCTION half_up")
    op.execute("DROP FUNCTION months_begun")
