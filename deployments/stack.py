"""The local stack: database, Prefect server and dispatcher of one KINERJA_HOME, started and stopped together.

Belongs here: which parts run and when they stop. Does not: how each part is driven (postgres, prefect_server).
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

from models import database, migrating, postgres
from models.database import database_url, engine, engine_for
from models.errors import UnavailableError
from models.language import N_, _
from models.settings import settings

#: What a running dispatcher calls its connection, so that other commands know that runs are being made.
DISPATCHER = "kinerja dispatcher"

Progress = Callable[[str], None]


def _quiet(_text: str) -> None:
    """Say nothing."""


@contextmanager
def database_ready(progress: Progress = _quiet) -> Iterator[None]:
    """The database answers and has this program's tables.

    The embedded server is started when it does not run, and stopped again when nobody else uses it.

    Raises:
        UnavailableError: the database does not answer, or has another schema than this program needs.
    """
    here = settings()
    was_running = not here.embedded or _answers()
    if not was_running:
        progress(_("Starting PostgreSQL"))
    if here.embedded:
        migrating.upgrade(engine_for(database_url("owner"), 2))
    else:
        migrating.require_current(engine())
    try:
        yield
    finally:
        engine_for.cache_clear()
        if not was_running and not _used_by_others():
            postgres.start(here.home).stop()
            database.forget()


def _answers() -> bool:
    return postgres.running(settings().home) is not None


def _used_by_others() -> bool:
    server = postgres.start(settings().home)
    with psycopg.connect(server.dsn(user="kinerja_owner"), autocommit=True) as connection:
        found = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        ).fetchone()
    return bool(found and found[0])


@dataclass(frozen=True)
class Stack:
    """What runs: the address of Prefect's pages and what a person signs in with."""

    prefect_pages: str
    prefect_secret: str


@contextmanager
def services(progress: Progress = _quiet) -> Iterator[Stack]:
    """Database and Prefect server for this process; flows may be imported inside.

    What this call started is stopped at the end; what ran before is left running.

    Raises:
        UnavailableError: a part does not start; the message says which and where its log is.
    """
    from deployments import prefect_server  # noqa: PLC0415 - other commands need no web client

    with database_ready(progress):
        here = settings()
        if here.prefect_api_url:
            os.environ["PREFECT_API_URL"] = here.prefect_api_url
            yield Stack(here.prefect_api_url.removesuffix("/api"), "")
            return
        if not here.embedded:
            raise UnavailableError(
                N_("With a database of your own, name your Prefect server too: set KINERJA_PREFECT_API_URL.")
            )
        progress(_("Starting Prefect"))
        was_running = prefect_server.running(here.home) is not None
        server = prefect_server.start(here.home)
        # Our own tables and the Prefect pages say what happened; the terminal is for what a person must know.
        os.environ.update(
            {"PREFECT_LOGGING_LEVEL": os.environ.get("PREFECT_LOGGING_LEVEL", "WARNING")} | server.environment
        )
        try:
            yield Stack(server.pages, server.secret)
        finally:
            if not was_running:
                server.stop()


def dispatcher_runs() -> bool:
    """Whether a dispatcher is at work on this database, so that wakes are looked after."""
    with engine().connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s", (DISPATCHER,)
        )
        return bool(found.scalar_one())


@contextmanager
def as_dispatcher() -> Iterator[None]:
    """Be known as a dispatcher to other commands while the block runs."""
    url = engine().url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, application_name=DISPATCHER, autocommit=True):
        yield
