"""The doctor's look at PostgreSQL: does it answer, as whom do we ask, is its schema ours, does its clock agree.

Belongs here: reading. Does not: starting the embedded server, which a look must not do.
"""

from collections.abc import Callable
from datetime import UTC, datetime

import psycopg

from deployments.health import Look, broken, notice, well
from models import postgres
from models.language import N_
from models.settings import settings

#: Deadlines come from the database's clock (DESIGN §4.10), log lines from ours.
SECONDS_APART = 5
_OLDEST = 14
_ABOUT_THE_LOGIN = """
SELECT current_user, rolsuper,
       EXISTS (SELECT FROM pg_class WHERE relkind = 'r' AND relowner = role.oid
                AND relnamespace = to_regnamespace('public')) AS owns
  FROM pg_roles AS role WHERE rolname = current_user
"""


def database() -> Look:
    """Whether the database answers, which one it is and where it is kept."""
    address = _address()
    if address is None:
        remedy = N_("Nothing to mend: `kinerja up` starts it, and so does any command that needs it.")
        return notice("database", N_("the embedded PostgreSQL is not running"), remedy)
    try:
        with psycopg.connect(address, connect_timeout=5) as connection:
            return _about_the_server(connection)
    except psycopg.OperationalError as error:
        remedy = N_("Start it, or correct KINERJA_DATABASE_URL; the command `psql` with that address says more.")
        return broken("database", N_("PostgreSQL does not answer: {error}"), remedy, error=str(error).strip())


def login(connection: psycopg.Connection) -> Look:
    """Whether the program asks as a login that cannot rewrite history."""
    row = connection.execute(_ABOUT_THE_LOGIN).fetchone()
    name, superuser, owns = row or ("?", False, False)
    if superuser or owns:
        text = N_("{name} owns the tables or is a superuser: it could change the audit record")
        remedy = N_("Give KINERJA_DATABASE_URL a login with kinerja_app's rights, KINERJA_OWNER_DATABASE_URL this one.")
        return notice("login", text, remedy, name=name)
    return well("login", N_("{name}, which does not own the tables"), name=name)


def schema(connection: psycopg.Connection) -> Look:
    """Whether the tables are those of this program."""
    from models.migrating import head  # noqa: PLC0415 - alembic takes a while

    known = connection.execute("SELECT to_regclass('public.alembic_version')").fetchone()
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if known and known[0] else None
    found, needed = row[0] if row else "-", head()
    if found != needed:
        text, remedy = N_("schema {found}, this program needs {needed}"), N_("Run `kinerja database migrate`.")
        return broken("schema", text, remedy, found=found, needed=needed)
    return well("schema", N_("schema {found}, as this program needs"), found=found)


def clock(connection: psycopg.Connection) -> Look:
    """Whether the database's clock and ours tell the same time."""
    row = connection.execute("SELECT clock_timestamp()").fetchone()
    apart = abs((datetime.now(UTC) - row[0]).total_seconds()) if row else 0.0
    text = N_("the clocks of the database and of this machine are {seconds} s apart")
    if apart > SECONDS_APART:
        remedy = N_("Set both by a time server (NTP): deadlines follow the database's clock.")
        return notice("clock", text, remedy, seconds=round(apart))
    return well("clock", text, seconds=round(apart))


def _about_the_server(connection: psycopg.Connection) -> Look:
    major, minor = divmod(connection.info.server_version, 10_000)
    server = postgres.running(settings().home) if settings().embedded else None
    place = server.data_directory if server else "KINERJA_DATABASE_URL"
    values = {"version": f"{major}.{minor}", "place": place}
    if major < _OLDEST:
        return broken("database", N_("PostgreSQL {version} is too old"), N_("Use PostgreSQL 14 or newer."), **values)
    return well("database", N_("PostgreSQL {version} answers ({place})"), **values)


def _address() -> str | None:
    if not settings().embedded:
        return settings().database_url.replace("postgresql+psycopg:", "postgresql:", 1)
    server = postgres.running(settings().home)
    return server.dsn() if server else None


def asked(question: Callable[[psycopg.Connection], Look]) -> Callable[[], Look | None]:
    """A look that needs the database: nothing can be said while that does not answer."""

    def look() -> Look | None:
        address = _address()
        try:
            connection = psycopg.connect(address, connect_timeout=5) if address else None
        except psycopg.OperationalError:
            return None
        if connection is None:
            return None
        with connection:
            return question(connection)

    return look


LOOKS = {"database": database, "login": asked(login), "schema": asked(schema), "clock": asked(clock)}
