"""The closing time of a feedback round can be moved while the round is open, with the reason that its givers read."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

TABLES = """
ALTER TABLE feedback_round ADD COLUMN closing_reason TEXT DEFAULT '' NOT NULL;
GRANT UPDATE (closes_at, closing_reason) ON feedback_round TO kinerja_app;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(TABLES)


def downgrade() -> None:
    op.execute("REVOKE UPDATE (closes_at) ON feedback_round FROM kinerja_app")
    op.execute("ALTER TABLE feedback_round DROP COLUMN closing_reason")
