"""A database of the bench's own beside the user's, on the same server, dropped at the end.

Belongs here: making, using and dropping it. Does not: what is done in it.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from models import database, migrating, postgres
from models.database import engine_for
from models.errors import NotAllowedError, UnavailableError
from models.language import N_
from models.postgres_process import OWNER
from models.settings import settings

_PREFIX, _KEPT = "kinerja_bench_", "kinerja_kept_"


@dataclass(frozen=True)
class _Addresses:
    """Where a database is for its owner and for the application."""

    owner: URL
    application: URL

    def of(self, name: str) -> "_Addresses":
        return _Addresses(self.owner.set(database=name), self.application.set(database=name))


@contextmanager
def own_database(*, keep: bool = False) -> Iterator[str]:
    """The whole program uses a fresh, migrated database until the block ends; with `keep` it stays, under its name.

    Raises:
        NotAllowedError: the login may not create databases.
        UnavailableError: the server does not answer.
    """
    with _server() as place, _connect(place.owner) as owner:
        _drop_leftovers(owner)
        name = f"{_KEPT if keep else _PREFIX}{os.getpid()}"
        _create(owner, name)
        try:
            with _using(place.of(name)):
                yield name
        finally:
            if not keep:
                owner.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def _server() -> Iterator[_Addresses]:
    """The server of the settings; an embedded one that did not run is stopped again when nobody else uses it."""
    here = settings()
    if not here.embedded:
        application = make_url(here.database_url)
        yield _Addresses(make_url(here.owner_database_url) if here.owner_database_url else application, application)
        return
    was_running = postgres.running(here.home) is not None
    server = postgres.start(here.home)
    try:
        yield _Addresses(make_url(server.url("postgres", OWNER)), make_url(server.url("postgres")))
    finally:
        if not was_running and _alone(make_url(server.url("postgres", OWNER))):
            server.stop()


def _connect(address: URL) -> "psycopg.Connection[tuple[str]]":
    try:
        return psycopg.connect(_text(address), autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as problem:
        raise UnavailableError(N_("The database does not answer: {problem}"), problem=problem) from problem


def _text(address: URL) -> str:
    return address.set(drivername="postgresql").render_as_string(hide_password=False)


def _create(owner: "psycopg.Connection[tuple[str]]", name: str) -> None:
    try:
        owner.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    except psycopg.errors.InsufficientPrivilege as problem:
        raise NotAllowedError(
            N_(
                "A bench works in a database of its own, and this login may not create one: {problem}. Let its owner "
                "run ALTER ROLE … CREATEDB, or unset KINERJA_DATABASE_URL to measure on the embedded server."
            ),
            problem=problem.diag.message_primary,
        ) from problem


def _drop_leftovers(owner: "psycopg.Connection[tuple[str]]") -> None:
    """Remove what killed benches left: databases of ours that nobody is connected to."""
    idle = owner.execute(
        "SELECT datname FROM pg_database d WHERE starts_with(datname, %s) "
        "AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid)",
        [_PREFIX],
    ).fetchall()
    for (name,) in idle:
        if re.fullmatch(_PREFIX + "[0-9]+", name):
            with suppress(psycopg.errors.ObjectInUse):
                owner.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


@contextmanager
def _using(place: _Addresses) -> Iterator[None]:
    address, owner = (url.render_as_string(hide_password=False) for url in (place.application, place.owner))
    with environment(KINERJA_DATABASE_URL=address, KINERJA_OWNER_DATABASE_URL=owner):
        database.forget()
        try:
            migrating.upgrade(engine_for(owner, 2))
            yield
        finally:
            for pool in (database.engine(), engine_for(owner, 2)):
                pool.dispose()
    database.forget()


@contextmanager
def environment(**values: str) -> Iterator[None]:
    """Environment variables for the length of the block; an empty value removes one."""
    before = {name: os.environ.get(name) for name in values}
    _set(dict(values))
    try:
        yield
    finally:
        _set(before)


def _set(values: "dict[str, str | None] | dict[str, str]") -> None:
    for name, value in values.items():
        if value:
            os.environ[name] = value
        else:
            os.environ.pop(name, None)


def _alone(owner: URL) -> bool:
    with _connect(owner) as connection:
        others = connection.execute(
            "SELECT 1 FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        ).fetchone()
    return others is None
