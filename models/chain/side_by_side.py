"""Several readings at once, each on a connection of its own, all of the database as it is at one moment.

Belongs here: sharing that moment. Does not: what is read (verifying). PostgreSQL lets a transaction hand its snapshot
to others (pg_export_snapshot), so that whoever goes on working meanwhile cannot make two readings differ.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import LiteralString

from psycopg import sql
from sqlalchemy import QueuePool
from sqlmodel import Session

from models.database import connection_of, one, run

#: More readings at once than a small server has processors make none of them quicker.
CONNECTIONS = 2
#: What a transaction wrote itself, nobody else sees; and a part of one cannot hand on what it sees.
_WROTE: LiteralString = "SELECT pg_current_xact_id_if_assigned() IS NOT NULL AS wrote"
_EXPORT: LiteralString = "SELECT pg_export_snapshot() AS name"
#: It waits for the others, however long they read.
_WAIT: LiteralString = "SET LOCAL idle_in_transaction_session_timeout = 0"
#: What is read once is planned for the rows that there are, not for those that there usually are.
_PLAN_ANEW: LiteralString = "SET LOCAL plan_cache_mode = force_custom_plan"

Reading = Callable[[Session], None]


def read(session: Session, readings: Sequence[Reading]) -> None:
    """Do every reading, some at the same time; one after the other where `session` has written what only it can see.

    Whatever one of them raises is raised, once all that were begun have ended.
    """
    run(session, _PLAN_ANEW)
    if session.in_nested_transaction() or (one(session, _WROTE) or {})["wrote"]:
        for each in readings:
            each(session)
        return
    run(session, _WAIT)
    moment = str((one(session, _EXPORT) or {})["name"])
    with ThreadPoolExecutor(_free(session), thread_name_prefix="reading") as readers:
        begun = [readers.submit(copy_context().run, _at, session, moment, each) for each in readings]
    for done in begun:
        done.result()


def _free(session: Session) -> int:
    """How many connections the pool can spare for it: one stays with the session, one with whoever else works here."""
    pool = session.get_bind().engine.pool
    return CONNECTIONS if not isinstance(pool, QueuePool) or pool.size() > 1 else 1


def _at(owner: Session, moment: str, reading: Reading) -> None:
    with Session(owner.get_bind()) as session:
        connection = connection_of(session)
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        connection.execute(sql.SQL("SET TRANSACTION SNAPSHOT {}").format(sql.Literal(moment)))
        run(session, _PLAN_ANEW)
        reading(session)
