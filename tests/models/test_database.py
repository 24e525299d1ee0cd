"""The one way to the database: a clear error when it is away, all or nothing, and the first problem is the one told."""

import psycopg
import pytest
from sqlmodel import Session

from models import database, postgres
from models.database import engine_for, one, run, transaction
from models.errors import UnavailableError
from tests.factories import SmallPeriod, changed_tables, count, snapshot


def _cut(server: postgres.Server, session: Session) -> None:
    """The session's connection is ended by the server."""
    mine = one(session, "SELECT pg_backend_pid() AS pid")
    assert mine
    with psycopg.connect(server.dsn(database.engine().url.database or "", postgres.OWNER)) as owner:
        owner.execute("SELECT pg_terminate_backend(%s, 5000)", [mine["pid"]])


def test_a_database_that_does_not_answer_is_named_as_such() -> None:
    nowhere = engine_for("postgresql://kinerja_app@127.0.0.1:9/kinerja", 1)
    with pytest.raises(UnavailableError) as problem, transaction(nowhere):
        pytest.fail("there is no database")
    assert problem.value.message.text.startswith("The database does not answer")


def test_what_raises_is_rolled_back_whole(period: SmallPeriod) -> None:
    def act() -> None:
        with transaction() as session:
            run(session, "UPDATE period_unit SET position = 5")
            raise KeyError

    before = snapshot()
    with pytest.raises(KeyError):
        act()
    assert changed_tables(before) == set()


def test_a_connection_cut_under_a_transaction_tells_its_own_problem(
    period: SmallPeriod, server: postgres.Server
) -> None:
    """Not that of the rollback that follows; and the next transaction has a fresh connection."""

    def act() -> None:
        with transaction() as session:
            _cut(server, session)
            one(session, "SELECT 1 AS here")

    with pytest.raises(psycopg.OperationalError):
        act()
    assert count("period") == 1


def test_a_problem_of_our_own_on_a_cut_connection_stays_ours(period: SmallPeriod, server: postgres.Server) -> None:
    def act() -> None:
        with transaction() as session:
            _cut(server, session)
            raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        act()
    assert count("period") == 1
