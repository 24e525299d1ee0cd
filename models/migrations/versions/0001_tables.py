"""The tables, as the frozen SQL beside this file: what a database administrator would review."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    names = set(sa.inspect(op.get_bind()).get_table_names()) - {"alembic_version"}
    op.get_bind().exec_driver_sql("DROP TABLE " + ", ".join(sorted(names)) + " CASCADE")
