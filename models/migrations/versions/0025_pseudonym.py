"""Pseudonyms: what a person is called in sealed results and archives, and the key by which that is shown of one."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

TABLE = """
CREATE TABLE pseudonym (
  period_id BIGINT NOT NULL,
  person_id BIGINT NOT NULL,
  key BYTEA,
  pseudonym TEXT NOT NULL,
  PRIMARY KEY (period_id, person_id),
  CONSTRAINT pseudonym_form CHECK (pseudonym ~ '^[0-9a-f]{32}$'),
  FOREIGN KEY(period_id) REFERENCES period (id),
  FOREIGN KEY(person_id) REFERENCES person (id)
);
CREATE UNIQUE INDEX pseudonym_once ON pseudonym (pseudonym);
GRANT SELECT, INSERT, UPDATE (key) ON pseudonym TO kinerja_app;
GRANT SELECT ON pseudonym TO kinerja_auditor;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(TABLE)


def downgrade() -> None:
    op.execute("DROP TABLE pseudonym")
