"""Bringing the schema to the version of the code, safely when two processes try at once.

Belongs here: alembic, driven without a configuration file. Does not: the revisions (models/migrations/versions).
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from models.database import database_url, engine_for
from models.errors import UnavailableError
from models.language import N_, Message

#: Any fixed number: whoever migrates holds this advisory lock, so that a second migrator waits.
_LOCK = 7_021_001


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """The schema revision this code needs."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    assert revision is not None  # noqa: S101 - there is always a first revision
    return revision


def current(pool: Engine) -> str | None:
    """The schema revision the database has, or None when it is empty."""
    with pool.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(pool: Engine | None = None) -> None:
    """Bring the database to `head()`; a migration killed in the middle leaves the old revision and can be run again."""
    pool = pool or engine_for(database_url("owner"), 2)
    with pool.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
        connection.commit()
        try:
            command.upgrade(_config(connection), "head")
            connection.commit()
        finally:
            connection.rollback()
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})
            connection.commit()


def require_current(pool: Engine) -> None:
    """Refuse to work on a schema this code does not know.

    Raises:
        UnavailableError: the database is older or newer than the code.
    """
    found, needed = current(pool), head()
    if found != needed:
        raise UnavailableError(
            N_(
                "The database has schema {found}, this program needs {needed}. Run `kinerja database migrate`; if the "
                "database is newer, install the newer program instead."
            ),
            found=found or Message(N_("(empty)")),
            needed=needed,
        )
