"""What letters say is kept when it is first said; letters about a unit or a period have a code too."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE letter_content (
  kind TEXT NOT NULL,
  segment_id BIGINT NOT NULL,
  version INTEGER NOT NULL,
  content TEXT,
  digest TEXT NOT NULL,
  proof TEXT,
  fixed_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  PRIMARY KEY (kind, segment_id, version),
  CONSTRAINT letter_content_kind CHECK (kind IN ('plan', 'evaluation', 'decision')),
  CONSTRAINT letter_content_digest CHECK (digest ~ '^[0-9a-f]{64}$'),
  FOREIGN KEY(segment_id) REFERENCES segment (id)
);
-- Content is fixed once, a proof is added once; erasing empties both, and nothing else ever changes.
CREATE TRIGGER letter_content_is_fixed BEFORE UPDATE ON letter_content FOR EACH ROW
  WHEN (NEW.content IS DISTINCT FROM OLD.content AND NEW.content IS NOT NULL
        OR NEW.proof IS DISTINCT FROM OLD.proof AND NEW.proof IS NOT NULL AND OLD.proof IS NOT NULL
        OR (NEW.kind, NEW.segment_id, NEW.version, NEW.digest, NEW.fixed_at)
           IS DISTINCT FROM (OLD.kind, OLD.segment_id, OLD.version, OLD.digest, OLD.fixed_at))
  EXECUTE FUNCTION refuse_change();
CREATE TRIGGER letter_content_is_history BEFORE DELETE OR TRUNCATE ON letter_content
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT, UPDATE (content, proof) ON letter_content TO kinerja_app;
GRANT SELECT ON letter_content TO kinerja_auditor;

ALTER TABLE letter ALTER COLUMN segment_id DROP NOT NULL;
ALTER TABLE letter ADD COLUMN period_id BIGINT REFERENCES period (id);
ALTER TABLE letter ADD COLUMN unit_id BIGINT REFERENCES unit (id);
ALTER TABLE letter DROP CONSTRAINT letter_kind;
ALTER TABLE letter ADD CONSTRAINT letter_kind
  CHECK (kind IN ('plan', 'evaluation', 'decision', 'recapitulation', 'report'));
ALTER TABLE letter ADD CONSTRAINT letter_about_one CHECK (num_nonnulls(segment_id, period_id) = 1);
CREATE INDEX letter_of_period ON letter (period_id, unit_id);
"""
BACK = """
ALTER TABLE letter DISABLE TRIGGER letter_is_history;
DELETE FROM letter WHERE segment_id IS NULL;
ALTER TABLE letter ENABLE TRIGGER letter_is_history;
ALTER TABLE letter DROP CONSTRAINT letter_kind;
ALTER TABLE letter ADD CONSTRAINT letter_kind CHECK (kind IN ('plan', 'evaluation', 'decision'));
ALTER TABLE letter DROP COLUMN period_id, DROP COLUMN unit_id;
ALTER TABLE letter ALTER COLUMN segment_id SET NOT NULL;
DROP TABLE letter_content;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(TABLES)


def downgrade() -> None:
    op.get_bind().exec_driver_sql(BACK)
