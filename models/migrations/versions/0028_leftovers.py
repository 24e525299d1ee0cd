"""The application may remove sign-ins that ended: they prove nothing, and name who signed in when."""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

TABLES = "sign_in_link, sign_in_step, web_session"


def upgrade() -> None:
    op.execute(f"GRANT DELETE ON {TABLES} TO kinerja_app")


def downgrade() -> None:
    op.execute(f"REVOKE DELETE ON {TABLES} FROM kinerja_app")
