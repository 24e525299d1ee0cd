"""The chain over the ledger: numbered leaves, the nodes of their tree, signed roots. Added to, never changed."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE ledger_leaf (
  place BIGINT NOT NULL,
  event_id BIGINT NOT NULL,
  content TEXT NOT NULL,
  hash BYTEA NOT NULL,
  PRIMARY KEY (place),
  UNIQUE (event_id)
);
CREATE TABLE ledger_node (
  level SMALLINT NOT NULL,
  place BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  PRIMARY KEY (level, place),
  CONSTRAINT ledger_node_level CHECK (level > 0)
);
CREATE TABLE ledger_root (
  size BIGINT NOT NULL,
  root BYTEA NOT NULL,
  chain BYTEA NOT NULL,
  note TEXT NOT NULL,
  watermark BIGINT NOT NULL,
  seen_event BIGINT NOT NULL,
  seen_transaction BIGINT NOT NULL,
  sealed_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  PRIMARY KEY (size),
  CONSTRAINT ledger_root_size CHECK (size > 0)
);
GRANT SELECT, INSERT ON ledger_leaf, ledger_node, ledger_root TO kinerja_app;
GRANT SELECT ON ledger_leaf, ledger_node, ledger_root TO kinerja_auditor;
"""
NAMES = ("ledger_leaf", "ledger_node", "ledger_root")


def upgrade() -> None:
    op.get_bind().exec_driver_sql(TABLES)
    for name in NAMES:
        op.execute(
            f"CREATE TRIGGER {name}_is_history BEFORE UPDATE OR DELETE OR TRUNCATE ON {name} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    for name in NAMES:
        op.execute(f"DROP TABLE {name}")
