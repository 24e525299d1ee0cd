"""A period keeps the names that its agencies had at its launch: a later launch renames an agency for itself alone."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

NAMES = """
ALTER TABLE period_unit ADD COLUMN name TEXT;
UPDATE period_unit SET name = unit.name FROM unit WHERE unit.id = period_unit.unit_id;
ALTER TABLE period_unit ALTER COLUMN name SET NOT NULL;
CREATE VIEW agency_then AS
SELECT p.period_id, p.unit_id AS id, u.code, p.name FROM period_unit p JOIN unit u ON u.id = p.unit_id;
COMMENT ON VIEW agency_then IS 'The agencies of each period under the names that they had at its launch.';
GRANT SELECT ON agency_then TO kinerja_app, kinerja_auditor;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(NAMES)


def downgrade() -> None:
    op.execute("DROP VIEW agency_then")
    op.execute("ALTER TABLE period_unit DROP COLUMN name")
