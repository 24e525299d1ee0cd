"""The one way to the database: a pool per process, one transaction per verb, SQL with bound values.

Belongs here: connections and transactions. Does not: statements (they stand beside the verb or task that runs them).
"""

import os
import select
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import cache, lru_cache
from typing import Any, LiteralString, cast

import psycopg
from psycopg.rows import dict_row
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, InvalidatePoolError, OperationalError
from sqlmodel import Session

from models.errors import UnavailableError
from models.language import N_
from models.processes import connection_name
from models.settings import PLACE, settings

#: A worker that is stopped in the middle of a stage loses its transaction after this, and another can take over.
STUCK_AFTER_SECONDS = 120

Row = dict[str, Any]
_planned_once: ContextVar[bool] = ContextVar("planned_once", default=False)
_pools: list[Engine] = []


def database_url(role: str = "app") -> str:
    """Address of the database for `role` ("owner", "app", "auditor"); starts the embedded server when that is used."""
    here = settings()
    if here.embedded:
        from models import postgres  # noqa: PLC0415 - a server elsewhere needs no driver here

        return postgres.start(here.home).url("kinerja", f"kinerja_{role}")
    if role == "owner":
        return here.owner_database_url or here.database_url
    return here.database_url


@cache
def engine_for(url: str, pool_size: int = 10, *, planned_once: bool = False) -> Engine:
    """A connection pool for `url`; connections are looked at before use, so that a restarted server is no error.

    With `planned_once`, each connection keeps the first plan of a statement (`plan_once`).
    """
    address = make_url(url)
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    options = f"-c timezone=UTC -c idle_in_transaction_session_timeout={STUCK_AFTER_SECONDS}s"
    if planned_once:
        options += " -c plan_cache_mode=force_generic_plan"
    if not settings().embedded:
        options += " -c search_path=public"
    pool = create_engine(
        address,
        pool_size=2 * pool_size,  # those of a rush stay: a new one costs as much as ten decisions
        max_overflow=0,
        pool_use_lifo=True,  # the connection used last has its statements planned
        connect_args={"options": options, "application_name": connection_name(), "connect_timeout": 10},
    )
    event.listen(pool, "checkout", _look)
    _pools.append(pool)
    return pool


def _look(connection: "psycopg.Connection[Any]", *_pool: object) -> None:
    """Refuse a pooled connection whose server has gone: it said goodbye, which waits to be read.

    A question to the server would tell the same, at a tenth of what a decision costs.
    """
    if not _has_news(connection.fileno()):
        return
    try:
        connection.execute("SELECT")  # perhaps it only had news, such as a changed setting
        connection.rollback()
    except psycopg.Error as problem:
        raise InvalidatePoolError from problem


def _has_news(socket: int) -> bool:
    if sys.platform == "win32":
        return bool(select.select([socket], [], [], 0)[0])
    waiting = select.poll()  # `select` knows no numbers above 1,023
    waiting.register(socket, select.POLLIN)
    return bool(waiting.poll(0))


@cache
def _address(_home: str, _configured: str) -> str:
    return database_url()


def plan_once(wanted: bool) -> None:  # noqa: FBT001 - as `read_in` takes the language
    """Whether statements of this context keep the first plan that a connection makes for them.

    For work that finds a few rows by an index, whatever its values are. Otherwise PostgreSQL plans a statement for its
    values five times on every connection before it keeps a plan, which for a page of many statements costs more than
    running them. What people filter as they like, and work in bulk, needs that.
    """
    _planned_once.set(wanted)


def engine() -> Engine:
    """The pool of the application role, for the settings as they are now."""
    return _engine(_planned_once.get(), *map(os.environ.get, PLACE))


@lru_cache(maxsize=8)
def _engine(planned_once: bool, *_environment: str | None) -> Engine:  # noqa: FBT001 - part of the key
    here = settings()
    return engine_for(_address(str(here.home), here.database_url), here.pool_size, planned_once=planned_once)


@contextmanager
def transaction(pool: Engine | None = None) -> Iterator[Session]:
    """A session whose work is committed at the end of the block, or rolled back when the block raises.

    Raises:
        UnavailableError: the database does not answer.
    """
    with Session(pool or engine(), expire_on_commit=False) as session:
        try:
            _enlist(session)
        except OperationalError as problem:
            raise _unavailable(problem.orig) from problem
        try:
            yield session
        except BaseException:
            with suppress(DBAPIError):  # a connection that is gone has rolled back; the first problem counts
                session.rollback()
            raise
        session.commit()


def _unavailable(problem: BaseException | None) -> UnavailableError:
    return UnavailableError(N_("The database does not answer: {problem}"), problem=problem)


def connection_of(session: Session) -> psycopg.Connection[Any]:
    """The psycopg connection inside the session's transaction, for COPY and for statements on the hot path."""
    known = session.info.get("connection")  # asking the session costs as much as a statement
    if known and known[0] is session.get_transaction() and not session.in_nested_transaction():
        return cast("psycopg.Connection[Any]", known[1])
    return _enlist(session)


def _enlist(session: Session) -> "psycopg.Connection[Any]":
    connection = cast("psycopg.Connection[Any]", session.connection().connection.driver_connection)
    session.info["connection"] = session.get_transaction(), connection
    return connection


def run(session: Session, statement: LiteralString, /, **values: Any) -> "psycopg.Cursor[Row]":
    """Execute one statement with named values (``%(name)s``) in the session's transaction; rows come as dicts."""
    return connection_of(session).cursor(row_factory=dict_row).execute(statement, values, prepare=True)


def rows(session: Session, statement: LiteralString, /, **values: Any) -> list[Row]:
    """All rows of one statement."""
    return run(session, statement, **values).fetchall()


def one(session: Session, statement: LiteralString, /, **values: Any) -> Row | None:
    """The first row of one statement, or None."""
    return run(session, statement, **values).fetchone()


def one_alone(statement: LiteralString, /, **values: Any) -> Row | None:
    """The first row of one statement that is a transaction by itself, or None: a third of what a session costs.

    Raises:
        UnavailableError: the database does not answer.
    """
    try:
        pooled = engine().raw_connection()
    except psycopg.OperationalError as problem:
        raise _unavailable(problem) from problem
    connection = cast("psycopg.Connection[Any]", pooled.driver_connection)
    try:
        connection.autocommit = True
        found = connection.cursor(row_factory=dict_row).execute(statement, values, prepare=True).fetchone()
        connection.autocommit = False
    except BaseException:
        pooled.invalidate()  # a connection of which nobody knows how it stands serves nobody else
        raise
    finally:
        pooled.close()
    return found


def copy_in(session: Session, target: LiteralString, lines: "Iterator[Sequence[Any]] | Sequence[Sequence[Any]]") -> int:
    """COPY `lines` into `target` ("table (column, …)"); returns how many rows went in."""
    count = 0
    with connection_of(session).cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for line in lines:
            copy.write_row(line)
            count += 1
    return count


def forget() -> None:
    """Forget pools and addresses: the settings have changed, or a server was stopped."""
    while _pools:
        _pools.pop().dispose()
    _address.cache_clear()
    _engine.cache_clear()
    engine_for.cache_clear()
