"""A source in another database: one query, read only, streamed to JSON lines in the spool.

Belongs here: the connection and the lines. Does not: reading them (models/sources). The address is a secret; what
drivers say of it is not passed on, what a database says of the query is, without the secret.
"""

import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from datetime import time as clock
from decimal import Decimal
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from sqlalchemy import URL, Connection, CursorResult, NullPool, create_engine, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    InterfaceError,
    NoSuchModuleError,
    OperationalError,
    SQLAlchemyError,
)

from models.errors import InvalidInputError, KinerjaError, UnavailableError
from models.language import N_
from models.sources.definition import Sql
from tasks.fetched import Fetched, Limit, TooLargeError
from tasks.secrets import secret

MOST_ROWS = 2_000_000
#: What can be brought in at once (models/files/spool).
MOST_BYTES = 128 * 1024 * 1024
_AT_ONCE = 2000
#: Seconds after which a database that neither answers nor keeps its own time limit is hung up on.
_GRACE = 15
_CONNECT_SECONDS = 15
#: Classes of SQLSTATE that are about the connection or the login, not about the query.
_CONNECTION = ("08", "28", "3D", "57P")


def fetch(origin: Sql, folder: Path, name: str) -> list[Fetched]:
    """Write the rows of the query to a file of JSON lines in `folder`; `name` is what people call the source.

    Raises:
        UnavailableError: the database does not answer, or not in time.
        InvalidInputError: the address, the query or a column cannot be used; or there are too many rows.
    """
    address = _address(origin.url)
    path = folder / "1.jsonl"
    problem: KinerjaError | None = None
    try:
        with path.open("w", encoding="utf-8") as file:
            _write(origin, address, file)
    except (KinerjaError, TooLargeError, SQLAlchemyError, ImportError, OSError, ValueError) as said:
        problem = _told(origin, address, said)
    if problem is not None:
        raise problem  # out here it has no context: the driver's words end with the block above
    return [Fetched(path, f"{name}.jsonl")]


def _address(reference: str) -> URL:
    try:
        address = make_url(secret(reference))
    except (ArgumentError, ValueError):
        address = None
    if address is None:
        raise InvalidInputError(
            N_("The secret {reference} is no address of a database, such as postgresql://LOGIN:PASSWORD@HOST/NAME."),
            reference=reference,
        )
    if address.drivername in {"postgresql", "postgres"}:
        return address.set(drivername="postgresql+psycopg")
    return address


def _told(origin: Sql, address: URL, said: Exception) -> KinerjaError:
    """Problems of drivers and databases in our words."""
    if isinstance(said, KinerjaError):
        return said
    if isinstance(said, TooLargeError):
        text = N_("The query gives more than {most} MiB. Ask for fewer rows or columns.")
        return InvalidInputError(text, most=MOST_BYTES // 1024 // 1024)
    if isinstance(said, NoSuchModuleError | ImportError):
        text = N_("No driver for {kind} is installed where the worker runs. Install one there, or export a file.")
        return InvalidInputError(text, kind=address.drivername)
    if isinstance(said, DBAPIError):
        return _of_database(origin, address, said)
    return _silent(origin)


def _silent(origin: Sql) -> UnavailableError:
    text = N_("The database behind {reference} does not let us in. See whether it runs and its address is right.")
    return UnavailableError(text, reference=origin.url)


def _of_database(origin: Sql, address: URL, said: DBAPIError) -> KinerjaError:
    """A refused query is told with the database's own words; a refused connection without."""
    code = getattr(said.orig, "sqlstate", None)
    if code == "57014":
        text = N_("The query took longer than {seconds} s. Ask for less, or give it more time (timeout_seconds).")
        return UnavailableError(text, seconds=origin.timeout_seconds)
    if said.connection_invalidated or (
        isinstance(said, OperationalError | InterfaceError)
        and (code.startswith(_CONNECTION) if code else said.statement is None)
    ):
        return _silent(origin)
    words = " ".join(str(said.orig).split())
    for hidden in (address.render_as_string(hide_password=False), address.password):
        words = words.replace(str(hidden), "***") if hidden else words
    text = N_("The query is refused: {problem}. Correct it in the source; it may only read.")
    return InvalidInputError(text, problem=words[:500].rstrip("."))


def _write(origin: Sql, address: URL, file: IO[str]) -> None:
    engine = create_engine(address, poolclass=NullPool, connect_args=_arguments(address, origin.timeout_seconds))
    end = time.monotonic() + origin.timeout_seconds
    with engine.connect() as connection, _ended(connection, origin.timeout_seconds + _GRACE):
        _read_only(connection, address, origin.timeout_seconds)
        streamed = connection.execution_options(stream_results=True, max_row_buffer=_AT_ONCE, no_parameters=True)
        result = streamed.exec_driver_sql(origin.query)
        if not result.returns_rows:
            raise InvalidInputError(N_("The query gives no rows at all. Write one that begins with SELECT."))
        _write_rows(result, file, end, origin)


@contextmanager
def _ended(connection: Connection, seconds: float) -> Iterator[None]:
    """Hang up after `seconds`: a server that is frozen would be waited for without end."""
    driver = getattr(connection.connection.driver_connection, "pgconn", None)
    if driver is None:
        yield
        return
    line = socket.socket(fileno=os.dup(driver.socket))
    timer = threading.Timer(seconds, line.shutdown, [socket.SHUT_RDWR])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        line.close()


def _arguments(address: URL, seconds: int) -> Mapping[str, Any]:
    if address.get_backend_name() != "postgresql" or address.get_driver_name() != "psycopg":
        return {}
    options = f"-c default_transaction_read_only=on -c statement_timeout={seconds * 1000} -c timezone=UTC"
    return {"options": options, "connect_timeout": _CONNECT_SECONDS, "application_name": "kinerja"}


#: What makes a transaction read only, where the way to say it is known; elsewhere give us a login that only reads.
_READ_ONLY: Mapping[str, str] = {
    "postgresql": "SET TRANSACTION READ ONLY",
    "mysql": "SET SESSION TRANSACTION READ ONLY",
    "mariadb": "SET SESSION TRANSACTION READ ONLY",
    "oracle": "SET TRANSACTION READ ONLY",
    "sqlite": "PRAGMA query_only = ON",
}


def _read_only(connection: Connection, address: URL, seconds: int) -> None:
    backend = address.get_backend_name()
    if backend in _READ_ONLY:
        connection.exec_driver_sql(_READ_ONLY[backend])
    if backend == "mysql":
        connection.exec_driver_sql(f"SET SESSION max_execution_time = {int(seconds) * 1000}")


def _write_rows(result: CursorResult[Any], file: IO[str], end: float, origin: Sql) -> None:
    names = list(result.keys())
    doubled = {name for name in names if names.count(name) > 1}
    if doubled:
        raise InvalidInputError(
            N_("The query gives two columns the name {name}. Name one of them anew with AS."), name=min(doubled)
        )
    keys = [json.dumps(name) + ":" for name in names]
    limit = Limit(MOST_BYTES)
    for rows, row in enumerate(result, 1):
        if rows > MOST_ROWS:
            raise InvalidInputError(N_("The query gives more than {most} rows. Ask for fewer."), most=MOST_ROWS)
        if rows % _AT_ONCE == 0 and time.monotonic() > end:
            text = N_("The query took longer than {seconds} s. Ask for less, or give it more time (timeout_seconds).")
            raise UnavailableError(text, seconds=origin.timeout_seconds)
        line = "{" + ",".join(key + _json(value, key) for key, value in zip(keys, row, strict=True)) + "}\n"
        limit.take(len(line))
        file.write(line)


def _json(value: Any, key: str) -> str:
    """A value as JSON that loses nothing: exact numbers digit by digit, days and moments as ISO 8601 texts."""
    write = _WRITERS.get(type(value))
    if write is not None:
        return write(value)
    raise InvalidInputError(
        N_("The query gives the column {name} a kind that cannot be read ({kind}). Turn it into text in the query."),
        name=json.loads(key[:-1]),
        kind=type(value).__name__,
    )


def _text(value: Any) -> str:
    return json.dumps(str(value))


def _moment(value: Any) -> str:
    return json.dumps(value.isoformat())


def _decimal(value: Decimal) -> str:
    return format(value, "f") if value.is_finite() else _text(value)


def _binary(value: float) -> str:
    return repr(value) if value == value and value not in {float("inf"), float("-inf")} else _text(value)  # noqa: PLR0124


_WRITERS: Mapping[type, Callable[[Any], str]] = {
    type(None): lambda _value: "null",
    bool: lambda value: "true" if value else "false",
    int: str,
    float: _binary,
    Decimal: _decimal,
    str: _text,
    UUID: _text,
    datetime: _moment,
    date: _moment,
    clock: _moment,
}
