"""The schema: what the revisions make is what the tables say; up, down and up again; a killed migration runs again."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect

from models import migrating, postgres
from models.database import engine_for
from models.errors import UnavailableError
from models.tables import metadata
from tests import platform


@pytest.fixture
def empty(server: postgres.Server) -> Iterator[Engine]:
    """The owner's pool of a database without any table."""
    with platform.database(server) as name:
        pool = engine_for(server.url(name, postgres.OWNER), 2)
        yield pool
        pool.dispose()


def test_the_revisions_make_exactly_the_tables_of_the_code(empty: Engine) -> None:
    migrating.upgrade(empty)
    with empty.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        checks = {
            (table.name, constraint["name"])
            for table in metadata.tables.values()
            for constraint in inspect(connection).get_check_constraints(table.name)
        }
    declared = {
        (table.name, constraint.name)
        for table in metadata.tables.values()
        for constraint in table.constraints
        if type(constraint).__name__ == "CheckConstraint"
    }
    assert checks == declared


def test_up_down_and_up_again(empty: Engine) -> None:
    migrating.upgrade(empty)
    tables = set(inspect(empty).get_table_names())
    assert migrating.current(empty) == migrating.head()
    with empty.begin() as connection:
        command.downgrade(migrating._config(connection), "base")
    assert set(inspect(empty).get_table_names()) == {"alembic_version"}
    with empty.connect() as connection:
        functions = connection.exec_driver_sql(
            "SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        )
        assert functions.scalar_one() == 0
    migrating.upgrade(empty)
    assert set(inspect(empty).get_table_names()) == tables
    migrating.require_current(empty)


def test_an_older_or_newer_schema_is_refused_with_the_remedy(empty: Engine) -> None:
    with pytest.raises(UnavailableError, match=r"schema \(empty\).*kinerja database migrate"):
        migrating.require_current(empty)
    migrating.upgrade(empty)
    with empty.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(UnavailableError, match=r"schema 9999.*install the newer program"):
        migrating.require_current(empty)


def test_two_who_migrate_at_once_take_turns(empty: Engine) -> None:
    problems: list[BaseException] = []

    def migrate() -> None:
        try:
            migrating.upgrade(empty)
        except BaseException as problem:  # noqa: BLE001 - any problem of the thread fails the test
            problems.append(problem)

    threads = [threading.Thread(target=migrate) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert problems == []
    assert migrating.current(empty) == migrating.head()


_MIGRATE = "import sys; from models import migrating; from models.database import engine_for\n"
_MIGRATE += "migrating.upgrade(engine_for(sys.argv[1], 1))"


def test_a_migration_killed_in_the_middle_can_be_run_again(empty: Engine, server: postgres.Server) -> None:
    """C8: somebody's lock holds the second revision up; its process is killed there; the third try goes through."""
    migrating.upgrade(empty)
    with empty.begin() as connection:
        command.downgrade(migrating._config(connection), "0001")
    name = str(empty.url.database)
    with psycopg.connect(server.dsn(name, postgres.OWNER)) as blocker:
        blocker.execute("LOCK TABLE result IN SHARE MODE")
        url = empty.url.render_as_string(hide_password=False)
        with subprocess.Popen([sys.executable, "-c", _MIGRATE, url]) as killed:
            _until_it_waits(blocker)
            os.kill(killed.pid, signal.SIGKILL)
        assert killed.returncode == -signal.SIGKILL
    assert migrating.current(empty) == "0001"
    migrating.upgrade(empty)
    assert migrating.current(empty) == migrating.head()


def _until_it_waits(connection: psycopg.Connection) -> None:
    """Until another connection to this database waits for a lock."""
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"  # noqa: E501
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found = connection.execute(waiting).fetchone()
        if found and found[0]:
            return
        time.sleep(0.05)
    pytest.fail("the migration never waited")
