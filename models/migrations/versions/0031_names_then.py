"""A period keeps the names that its people had: a later roster renames somebody for itself alone."""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

NAMES = """
ALTER TABLE pseudonym ADD COLUMN name TEXT, ADD COLUMN front_title TEXT, ADD COLUMN back_title TEXT;
UPDATE pseudonym SET name = p.name, front_title = p.front_title, back_title = p.back_title
  FROM person p WHERE p.id = pseudonym.person_id AND p.erased_at IS NULL;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(NAMES)


def downgrade() -> None:
    op.execute("ALTER TABLE pseudonym DROP COLUMN name, DROP COLUMN front_title, DROP COLUMN back_title")
