"""Operators at the command line who looked at somebody's record: a line for each of them, record and day."""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

TABLE = """
CREATE TABLE operator_look (
  segment_id BIGINT NOT NULL,
  operator TEXT NOT NULL,
  day DATE NOT NULL,
  first_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  PRIMARY KEY (segment_id, operator, day),
  FOREIGN KEY(segment_id) REFERENCES segment (id)
);
GRANT SELECT, INSERT ON operator_look TO kinerja_app;
GRANT SELECT ON operator_look TO kinerja_auditor;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(TABLE)


def downgrade() -> None:
    op.execute("DROP TABLE operator_look")
