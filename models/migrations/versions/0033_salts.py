"""Salts that go with the words: of plans, and of what an erasure leaves of words; digests of summaries can be emptied.

What was hashed before keeps its hash, without a salt.
"""

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

TABLES = """
ALTER TABLE plan ADD COLUMN salt BYTEA NOT NULL DEFAULT '';
ALTER TABLE plan ALTER COLUMN salt SET DEFAULT uuid_send(gen_random_uuid());
CREATE TABLE erased_rest (
  event_id BIGINT NOT NULL,
  place TEXT NOT NULL,
  salt BYTEA NOT NULL,
  PRIMARY KEY (event_id, place)
);
GRANT SELECT ON erased_rest TO kinerja_app, kinerja_auditor;
"""
SUMMARY = """
DROP TRIGGER evidence_summary_keeps_rest ON evidence_summary;
CREATE TRIGGER evidence_summary_keeps_rest BEFORE UPDATE ON evidence_summary FOR EACH ROW WHEN (erasing())
  EXECUTE FUNCTION refuse_other_columns({words});
"""


def upgrade() -> None:
    bind = op.get_bind()
    bind.exec_driver_sql(TABLES)
    bind.exec_driver_sql(SUMMARY.format(words="'content', 'digest'"))


def downgrade() -> None:
    bind = op.get_bind()
    bind.exec_driver_sql(SUMMARY.format(words="'content'"))
    bind.exec_driver_sql("DROP TABLE erased_rest; ALTER TABLE plan DROP COLUMN salt")
