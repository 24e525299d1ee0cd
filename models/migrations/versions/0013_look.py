"""Who looked at whose record: a line for each person, record and day, which nobody changes."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLE = """
CREATE TABLE record_look (
  segment_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  day DATE NOT NULL,
  seen_as TEXT NOT NULL,
  first_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  PRIMARY KEY (segment_id, person_id, day),
  FOREIGN KEY(segment_id) REFERENCES segment (id),
  FOREIGN KEY(person_id) REFERENCES person (id)
);
GRANT SELECT, INSERT ON record_look TO kinerja_app;
GRANT SELECT ON record_look TO kinerja_auditor;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(TABLE)


def downgrade() -> None:
    op.execute("DROP TABLE record_look")
