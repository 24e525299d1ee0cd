"""How a person wants to be told: channel, hour of the daily summary, quiet hours."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TABLE = """
CREATE TABLE notice_preference (
  person_id BIGINT NOT NULL,
  channel TEXT DEFAULT 'mail' NOT NULL,
  digest_hour SMALLINT DEFAULT '7' NOT NULL,
  quiet_from SMALLINT DEFAULT '20' NOT NULL,
  quiet_until SMALLINT DEFAULT '6' NOT NULL,
  chat_sealed TEXT,
  changed_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
  PRIMARY KEY (person_id),
  CONSTRAINT notice_preference_channel CHECK (channel IN ('mail', 'chat', 'both', 'portal')),
  CONSTRAINT notice_preference_hours CHECK (digest_hour BETWEEN 5 AND 18 AND quiet_from BETWEEN 17 AND 23
    AND quiet_until BETWEEN 4 AND 9),
  CONSTRAINT notice_preference_chat CHECK (channel NOT IN ('chat', 'both') OR chat_sealed IS NOT NULL),
  FOREIGN KEY(person_id) REFERENCES person (id)
);
GRANT SELECT, INSERT, UPDATE ON notice_preference TO kinerja_app;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(TABLE)


def downgrade() -> None:
    op.execute("DROP TABLE notice_preference")
