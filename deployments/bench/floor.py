"""The floor of a line: the time in which PostgreSQL hands out the same rows by COPY and takes them in again.

Belongs here: that measurement. Does not: which rows (lines). The copy goes into an unlogged table with the same
columns and neither keys nor indexes: no way of storing the rows can be quicker.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from models.database import database_url, engine_for

_FILLED = """
SELECT relname FROM pg_class
 WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
"""


def floor_seconds(select: LiteralString, period_id: int) -> float:
    """Seconds for COPY out plus COPY in of the rows of `select`, in which {period} stands for the period's id."""
    rows = sql.SQL(select).format(period=sql.Literal(period_id))
    with as_owner() as source, as_owner() as target:
        target.execute(sql.SQL("CREATE UNLOGGED TABLE floor AS {} WITH NO DATA").format(rows))
        try:
            began = time.perf_counter()
            with (
                source.cursor().copy(sql.SQL("COPY ({}) TO STDOUT (FORMAT binary)").format(rows)) as out,
                target.cursor().copy("COPY floor FROM STDIN (FORMAT binary)") as into,
            ):
                for block in out:
                    into.write(block)
            return time.perf_counter() - began
        finally:
            target.execute("DROP TABLE floor")


def keep_roster(fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Store the cells of a roster as text in `bench_roster`, so that reading it has a floor too."""
    with as_owner() as owner:
        columns = sql.SQL(", ").join(sql.SQL("{} text").format(sql.Identifier(field)) for field in fields)
        owner.execute("DROP TABLE IF EXISTS bench_roster")
        owner.execute(sql.SQL("CREATE UNLOGGED TABLE bench_roster ({})").format(columns))
        with owner.cursor().copy("COPY bench_roster FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def analyze() -> None:
    """Bring the planner's statistics up to date, as autovacuum does in the weeks between two stages.

    Like autovacuum, not those of empty tables: a plan made for no rows is a poor one for the thousands that follow.
    """
    with as_owner() as owner:
        filled = [name for (name,) in owner.execute(_FILLED)]
        owner.execute(sql.SQL("ANALYZE {}").format(sql.SQL(", ").join(map(sql.Identifier, filled))))


@contextmanager
def as_owner() -> "Iterator[psycopg.Connection[Any]]":
    """A connection of the owner to the bench's database, each statement its own transaction."""
    url = engine_for(database_url("owner"), 2).url.set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
        yield connection
