"""The one way to the database: a clear error when it is away, all or nothing, and the first problem is the one told."""

import contextvars
from collections.abc import Callable
from contextlib import ExitStack

import psycopg
import pytest
from sqlmodel import Session

from models import approval, database, postgres, target_setting
from models.database import engine_for, one, one_alone, plan_once, run, transaction
from models.errors import UnavailableError
from models.vocabulary import Rating, Stage
from tests.acts import World
from tests.factories import DIVISION_HEAD, HEAD, REGIONAL_HEAD, SmallPeriod, changed_tables, count, snapshot
from tests.worlds import trial


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


def test_a_pool_whose_server_ended_every_connection_goes_on(period: SmallPeriod, server: postgres.Server) -> None:
    """A restarted server is no error for whoever comes next: what it ended is found without asking it."""
    with ExitStack() as stack:
        for session in [stack.enter_context(transaction()) for _ in range(3)]:
            count_in(session)
        mine = psycopg.connect(server.dsn(database.engine().url.database or "", postgres.OWNER), autocommit=True)
    with mine:
        ended = mine.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = 'kinerja_app'"
        ).fetchall()
    assert len(ended) >= 3
    for _ in range(4):
        with transaction() as session:
            assert count_in(session) == 1


def count_in(session: Session) -> int:
    return int((one(session, "SELECT count(*) AS n FROM period") or {"n": 0})["n"])


def test_news_on_an_idle_connection_is_no_reason_to_drop_it(period: SmallPeriod) -> None:
    with transaction() as session:
        first = one(session, "SELECT pg_backend_pid() AS pid")
        run(session, "LISTEN kinerja_test")
    with psycopg.connect(
        database.engine().url.set(drivername="postgresql").render_as_string(hide_password=False)
    ) as other:
        other.execute("NOTIFY kinerja_test")
    with transaction() as session:
        assert one(session, "SELECT pg_backend_pid() AS pid") == first
        run(session, "UNLISTEN kinerja_test")


def test_a_statement_alone_is_a_transaction_by_itself(period: SmallPeriod) -> None:
    changed = one_alone("UPDATE period_unit SET position = 5 RETURNING pg_backend_pid() AS pid")
    assert changed
    with transaction() as session:  # the same connection, which begins transactions again
        assert one(session, "SELECT pg_backend_pid() AS pid, min(position) AS at FROM period_unit") == {
            "pid": changed["pid"],
            "at": 5,
        }
        run(session, "UPDATE period_unit SET position = 6")
        session.rollback()
    assert one_alone("SELECT max(position) AS at FROM period_unit") == {"at": 5}
    assert one_alone("SELECT 1 FROM period_unit WHERE position = %(at)s", at=6) is None


def test_a_statement_alone_that_fails_leaves_a_pool_that_works(period: SmallPeriod) -> None:
    with pytest.raises(psycopg.errors.DivisionByZero):
        one_alone("SELECT 1 / %(none)s::int", none=0)
    with pytest.raises(psycopg.OperationalError):
        one_alone("SELECT pg_terminate_backend(pg_backend_pid(), 5000)")
    assert count("period") == 1


def test_a_statement_alone_to_a_database_that_is_away_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = engine_for("postgresql://kinerja_app@127.0.0.1:9/kinerja", 1)
    monkeypatch.setattr(database, "engine", lambda: nowhere)
    with pytest.raises(UnavailableError):
        one_alone("SELECT 1")


def test_statements_are_planned_once_only_where_that_was_asked_for(period: SmallPeriod) -> None:
    def ways_to_plan() -> list[str]:
        with transaction() as session:
            for _again in range(3):
                one(session, "SELECT 1 AS one FROM period WHERE id = %(id)s", id=period.id)
            made = "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE 'SELECT 1 AS%%'"
            plans = one(session, made)
        assert plans
        return [kind for kind, times in plans.items() if times]

    def of_a_page() -> list[str]:
        plan_once(True)
        return ways_to_plan()

    assert contextvars.copy_context().run(of_a_page) == ["generic_plans"]
    assert ways_to_plan() == ["custom_plans"]


@pytest.mark.parametrize(("kind", "statements"), [("plan", 1), ("rating", 2)])
def test_a_decision_takes_this_many_statements(
    standing: Callable[[Stage], SmallPeriod], monkeypatch: pytest.MonkeyPatch, kind: str, statements: int
) -> None:
    """Every check and every consequence is part of the statement that stores it: decisions stay fast."""
    period = standing(Stage.TARGET_SETTING if kind == "plan" else Stage.APPROVAL)
    ran: list[object] = []
    really = psycopg.Cursor.execute
    with trial() as session:
        w = World(session, period)
        request = w.submitted(HEAD) if kind == "plan" else w.evaluation()
        by = w.who(REGIONAL_HEAD if kind == "plan" else DIVISION_HEAD)
        monkeypatch.setattr(psycopg.Cursor, "execute", lambda *a, **k: (ran.append(a), really(*a, **k))[1])
        if kind == "plan":
            target_setting.approve(session, request, by=by)
        else:
            approval.rate(session, request, by=by, work=Rating.ABOVE, behavior=Rating.ABOVE)
    assert len(ran) == statements
