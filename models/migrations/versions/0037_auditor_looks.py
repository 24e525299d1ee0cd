"""Who only reads leaves a note that they looked: the auditor's role adds to that table alone, and cannot say when."""

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("GRANT INSERT (segment_id, operator, day) ON operator_look TO kinerja_auditor")


def downgrade() -> None:
    op.execute("REVOKE INSERT (segment_id, operator, day) ON operator_look FROM kinerja_auditor")
