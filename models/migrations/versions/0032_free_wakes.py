"""Wakes stand alone: the key of the period that each held made all who decide at one moment share a lock on one row."""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE wake DROP CONSTRAINT wake_period_id_fkey, DROP CONSTRAINT wake_unit_id_fkey")


def downgrade() -> None:
    op.execute(
        "ALTER TABLE wake ADD CONSTRAINT wake_period_id_fkey FOREIGN KEY (period_id) REFERENCES period (id),"
        " ADD CONSTRAINT wake_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES unit (id)"
    )
