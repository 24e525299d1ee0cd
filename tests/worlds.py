"""Databases in which the small period stands at the beginning of a stage: made once per test run, then copied.

Belongs here: the making and copying (0.1 s). Does not: what people do in a period (factories).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from psycopg import sql
from sqlmodel import Session

from models import database, migrating, postgres
from models.database import engine_for
from models.vocabulary import Stage
from tests import platform
from tests.factories import found_period, launch_small_period
from tests.platform import home

#: A stage of the small period, or what names a database to copy.
World = Stage | Callable[[postgres.Server], str]


@contextmanager
def using(server: postgres.Server, name: str) -> Iterator[None]:
    """The whole program uses the database `name`, as the application's role, until the block ends."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("KINERJA_DATABASE_URL", server.url(name))
        environment.setenv("KINERJA_OWNER_DATABASE_URL", server.url(name, postgres.OWNER))
        environment.setenv("KINERJA_LANGUAGE", "en")
        try:
            yield
        finally:
            database.engine().dispose()
            database.forget()


@contextmanager
def copied(server: postgres.Server, world: World) -> Iterator[str]:
    """The name of a copy of a world, or of the small period at the beginning of a stage; dropped at the end."""
    made = template(server, world) if isinstance(world, Stage) else world(server)
    with platform.database(server, made) as name:
        yield name


@contextmanager
def trial() -> Iterator[Session]:
    """A session of the application's role whose work is looked at and then rolled back: nothing stays."""
    with Session(database.engine(), expire_on_commit=False) as session:
        try:
            yield session
        finally:
            session.rollback()


def template(server: postgres.Server, stage: Stage) -> str:
    """The name of a database to copy in which the small period stands at the beginning of `stage`.

    It is the world one stage earlier in which everybody acted; the first is launched into an empty database.
    """
    if stage is Stage.BRIEFING:
        return made(server, f"kinerja_at_{stage}", empty, launch_small_period)
    earlier = list(Stage)[stage.position - 2]
    return made(
        server,
        f"kinerja_at_{stage}",
        lambda server: template(server, earlier),
        lambda: found_period().pass_stage(earlier),
    )


def made(
    server: postgres.Server,
    name: str,
    before: Callable[[postgres.Server], str],
    act: Callable[[], object],
) -> str:
    """The name of a database to copy, made once for all workers: the one of `before`, in which `act` was done."""
    with platform.exclusive(home() / f"template-{name}.lock"), platform.owner_of(server) as owner:
        if not owner.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            unfinished = f"{name}_unfinished"
            platform.create(owner, unfinished, before(server))
            with using(server, unfinished):
                act()
            owner.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [unfinished])
            names = sql.Identifier(unfinished), sql.Identifier(name)
            owner.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*names))
    return name


def empty(server: postgres.Server) -> str:
    """The name of a migrated, empty database to copy."""

    def migrate(name: str) -> None:
        pool = engine_for(server.url(name, postgres.OWNER), 1)
        migrating.upgrade(pool)
        pool.dispose()

    return platform.prepared(server, "kinerja_template", migrate)
