"""What an act of the retention schedule destroyed, by table: the numbers of its rows, for good."""

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

TABLE = """
CREATE TABLE destroyed_rows (
  act UUID NOT NULL,
  place TEXT NOT NULL,
  numbers INT8MULTIRANGE NOT NULL,
  PRIMARY KEY (act, place)
);
CREATE TRIGGER destroyed_rows_is_history BEFORE UPDATE OR DELETE OR TRUNCATE ON destroyed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT ON destroyed_rows TO kinerja_app, kinerja_auditor;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(TABLE)


def downgrade() -> None:
    op.execute("DROP TABLE destroyed_rows")
