"""Letters that were made: which result or plan each is about, and the code by which anybody can check one."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

TABLE = """
CREATE TABLE letter (
  code TEXT NOT NULL,
  kind TEXT NOT NULL,
  segment_id BIGINT NOT NULL,
  version INTEGER NOT NULL,
  language TEXT NOT NULL,
  content_digest TEXT NOT NULL,
  made_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  PRIMARY KEY (code),
  CONSTRAINT letter_kind CHECK (kind IN ('plan', 'evaluation', 'decision')),
  CONSTRAINT letter_language CHECK (language IN ('id', 'en')),
  CONSTRAINT letter_code CHECK (code ~ '^[A-Z2-7]{16}$'),
  UNIQUE (kind, segment_id, version, language, content_digest),
  FOREIGN KEY(segment_id) REFERENCES segment (id)
);
CREATE INDEX letter_of_segment ON letter (segment_id);
CREATE TRIGGER letter_is_history BEFORE UPDATE OR DELETE OR TRUNCATE ON letter
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON letter TO kinerja_app;
GRANT SELECT ON letter TO kinerja_auditor;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(TABLE)


def downgrade() -> None:
    op.execute("DROP TABLE letter")
