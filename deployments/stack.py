"""The local stack: database, Prefect server and dispatcher of one KINERJA_HOME, started and stopped together.

Belongs here: which parts run and when they stop. Does not: how each part is driven (postgres, prefect_server).
A server is stopped by the last of its users, whoever started it: after a kill, the next command clears up.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psycopg

from deployments import interrupts, logs
from deployments.sharing import shared
from models import database, migrating, postgres
from models.database import database_url, engine, engine_for
from models.errors import UnavailableError
from models.language import N_, _
from models.postgres import PREFECT
from models.postgres_process import OWNER
from models.processes import connection_name
from models.settings import settings

#: How a running dispatcher's connection is named, so that other commands know that runs are being made.
DISPATCHER = "dispatcher of "
#: Seconds in which the last connections of those who have just left must end.
_PARTING = 2.0

Progress = Callable[[str], None]


def _quiet(_text: str) -> None:
    """Say nothing."""


@contextmanager
def database_ready(progress: Progress = _quiet) -> Iterator[None]:
    """The database answers and has this program's tables.

    The embedded server is started when it does not run, and stopped at the end when nobody else uses it.

    Raises:
        UnavailableError: the database does not answer, or has another schema than this program needs.
    """
    here = settings()
    if not here.embedded:
        migrating.require_current(engine())
        yield
        return
    home = here.home.absolute()
    with shared(home / "stack.users", partial(_stop_all, home)):
        if postgres.running(home) is None:
            progress(_("Starting PostgreSQL"))
            with interrupts.held():  # its programs would take Ctrl-C for theirs
                postgres.start(home)
        migrating.upgrade(engine_for(database_url("owner"), 2))
        yield


def _stop_all(home: Path) -> None:
    """Stop the database that no other command uses, and a Prefect server that a killed command left on it."""
    server = postgres.running(home)
    if server is None and not postgres.living(home):
        return
    server = server or postgres.start(home)  # it lives, and answers when it is less busy
    if not _others_stay(server):
        _stop_prefect(home)
        server.stop()
    database.forget()


def _others_stay(server: postgres.Server) -> bool:
    """Whether somebody beside us and Prefect is connected, and stays."""
    end = time.monotonic() + _PARTING
    while _others(server):
        if time.monotonic() > end:
            return True
        time.sleep(0.05)
    return False


def _others(server: postgres.Server) -> bool:
    with psycopg.connect(server.dsn(user=OWNER), autocommit=True) as connection:
        found = connection.execute(
            # A connection without a user is still being made, by nobody who holds the lock of the stack's users.
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' "
            "AND usename <> %s AND NOT application_name = ANY(%s)",
            [PREFECT, [connection_name(), _dispatcher_name()]],
        ).fetchone()
    return bool(found and found[0])


def _stop_prefect(home: Path) -> None:
    from deployments import prefect_server  # noqa: PLC0415 - other commands need no web client

    server = prefect_server.running(home)
    if server:
        server.stop()


@dataclass(frozen=True)
class Stack:
    """What runs: the address of Prefect's pages and what a person signs in with."""

    prefect_pages: str
    prefect_secret: str


@contextmanager
def services(progress: Progress = _quiet) -> Iterator[Stack]:
    """Database and Prefect server for this process; flows may be imported inside.

    Both are stopped at the end when nobody else uses them.

    Raises:
        UnavailableError: a part does not start; the message says which and where its log is.
    """
    from deployments import prefect_server  # noqa: PLC0415 - other commands need no web client

    with database_ready(progress):
        here = settings()
        if not here.embedded and not here.prefect_api_url:
            raise UnavailableError(
                N_("With a database of your own, name your Prefect server too: set KINERJA_PREFECT_API_URL.")
            )
        here.home.mkdir(parents=True, exist_ok=True)
        # Our own tables and the Prefect pages say what happened; the terminal is for what a person must know.
        os.environ.update(logs.environment(here.home, os.environ.get("PREFECT_LOGGING_LEVEL", "WARNING")))
        if here.prefect_api_url:
            os.environ["PREFECT_API_URL"] = here.prefect_api_url
            yield Stack(here.prefect_api_url.removesuffix("/api"), "")
            return
        with shared(here.home.absolute() / "prefect.users", partial(_stop_prefect, here.home)):
            if prefect_server.running(here.home) is None:
                progress(_("Starting Prefect"))
            server = prefect_server.start(here.home)
            os.environ.update(server.environment)
            yield Stack(server.pages, server.secret)


def dispatcher_runs() -> bool:
    """Whether a dispatcher is at work on this database, so that wakes are looked after."""
    with engine().connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT count(*) FROM pg_stat_activity WHERE starts_with(application_name, %s)", (DISPATCHER,)
        )
        return bool(found.scalar_one())


def _dispatcher_name() -> str:
    return DISPATCHER + connection_name()


@contextmanager
def as_dispatcher() -> Iterator[None]:
    """Be known as a dispatcher to other commands while the block runs."""
    url = engine().url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, application_name=_dispatcher_name(), autocommit=True):
        yield
