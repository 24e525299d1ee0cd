"""Prefect runs of ours on our own record, also those that made no run of a stage."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

TABLE = """
CREATE TABLE flow_run (
  id UUID NOT NULL,
  flow TEXT NOT NULL,
  period_id BIGINT,
  unit_id BIGINT,
  source_id BIGINT,
  began_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  ended_at TIMESTAMP WITH TIME ZONE,
  outcome TEXT DEFAULT 'running' NOT NULL,
  said TEXT DEFAULT '' NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT flow_run_flow CHECK (flow IN ('unit-cycle', 'appraisal-period', 'ingest')),
  CONSTRAINT flow_run_outcome CHECK (outcome IN ('running', 'waiting', 'finished', 'failed')),
  CONSTRAINT flow_run_ended CHECK ((outcome = 'running') = (ended_at IS NULL)),
  FOREIGN KEY(period_id) REFERENCES period (id),
  FOREIGN KEY(unit_id) REFERENCES unit (id),
  FOREIGN KEY(source_id) REFERENCES source (id)
);
CREATE INDEX flow_run_of_unit ON flow_run (period_id, unit_id, began_at);
CREATE INDEX flow_run_began ON flow_run (began_at);
GRANT SELECT, INSERT, UPDATE (ended_at, outcome, said) ON flow_run TO kinerja_app;
GRANT SELECT ON flow_run TO kinerja_auditor;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(TABLE)


def downgrade() -> None:
    op.execute("DROP TABLE flow_run")
