"""A source is pulled: fetched into the spool, each file brought in, and what went wrong said where HR reads it.

Belongs here: one pull, once at a time, and which sources are due. Does not: fetching (fetch_*), storing
(models/sources/intake), when it starts (flows/dispatch).
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import UUID

from psycopg.types.json import Jsonb
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from models.actors import SYSTEM
from models.database import Row, engine, one, rows, run, transaction
from models.errors import ConflictError, InvalidInputError, KinerjaError, NotFoundError, WrongStateError
from models.language import N_, Message
from models.settings import settings
from models.sources.definition import Folder, Http, Origin, Sql
from models.sources.intake import Brought, bring_in
from models.vocabulary import Stage
from tasks import dropped_files, fetch_folder, fetch_http, fetch_sql
from tasks.fetch_folder import Dropped
from tasks.fetched import Fetched

_SOURCE = """
SELECT s.id, s.period_id, s.code, s.definition -> 'origin' AS origin, s.retired_at IS NOT NULL AS retired,
       p.closed_at IS NOT NULL AS closed, p.code AS period
  FROM source s JOIN period p ON p.id = s.period_id WHERE s.id = %(source)s
"""
_LOCK = "SELECT pg_try_advisory_lock(hashtextextended('pull:' || %s, %s))"
_UNLOCK = "SELECT pg_advisory_unlock(hashtextextended('pull:' || %s, %s))"
#: Asked now, so that nobody else asks while this pull runs, or soon after it was killed.
_ASKED = "UPDATE source SET pulled_at = clock_timestamp() WHERE id = %(source)s"
_ENDED = """
UPDATE source SET pulled_at = clock_timestamp(), pull_problem = %(problem)s WHERE id = %(source)s
"""
_DUE = """
SELECT s.id, s.code, s.pulled_at, p.code AS period, p.code || ' · ' || s.code AS title
  FROM source s JOIN period p ON p.id = s.period_id
 WHERE s.retired_at IS NULL AND p.closed_at IS NULL AND jsonb_typeof(s.definition -> 'origin') = 'object'
   AND (s.pulled_at IS NULL
        OR s.pulled_at <= now() - make_interval(mins => coalesce((s.definition ->> 'every_minutes')::int, 60)))
   AND EXISTS (SELECT FROM period_unit u WHERE u.period_id = s.period_id AND u.position <= %(last)s
                  AND (s.unit_id IS NULL OR u.unit_id = s.unit_id))
 ORDER BY s.pulled_at NULLS FIRST, s.id
"""


def due_sources(session: Session) -> list[Row]:
    """Sources to pull now (id, code, period, title, pulled_at): in force, in an open period, and their time has come.

    Only while a unit they may concern can still take new data: at most at approval.
    """
    return rows(session, _DUE, last=Stage.APPROVAL.position)


def pull(source_id: int, flow_run_id: UUID | None = None) -> list[Brought]:
    """Fetch what a source has now and bring it in; nothing when another pull of it is on its way.

    What went wrong is kept with the source (`pull_problem`), and goes when a later pull succeeds.

    Raises:
        NotFoundError: no such source.
        WrongStateError: it is retired, is not pulled at all, or its period is closed.
        UnavailableError: what was asked gives no complete answer now.
        InvalidInputError: the declaration, or what was answered, is wrong.
    """
    with transaction() as session:
        source = one(session, _SOURCE, source=source_id)
    origin = _origin(source, source_id)
    assert source is not None  # noqa: S101 - its origin was read
    with _alone(source) as alone:
        if not alone:
            return []
        return _Pull(source, origin, flow_run_id).run()


def _origin(source: Row | None, source_id: int) -> Folder | Http | Sql:
    if source is None:
        raise NotFoundError(N_("There is no source {id}. `kinerja source list` shows them."), id=source_id)
    if source["retired"]:
        raise WrongStateError(N_("This version of source {code} is no longer in force."), code=source["code"])
    if source["closed"]:
        raise WrongStateError(N_("Period {period} is closed; nothing more is stored."), period=source["period"])
    if source["origin"] is None:
        raise WrongStateError(
            N_("Source {code} is not pulled: its files are given by hand. Declare its origin, or import a file."),
            code=source["code"],
        )
    with suppress(ValidationError):
        origin: Folder | Http | Sql = TypeAdapter(Origin).validate_python(source["origin"])
        return origin
    raise InvalidInputError(
        N_("The origin of source {code} cannot be understood. Declare the source anew."), code=source["code"]
    )


@contextmanager
def _alone(source: Row) -> Iterator[bool]:
    """Hold the source (all its versions) for the block; False when another pull has it. A dead pull lets it go.

    On a connection that is in no transaction: fetching may take longer than one may stay idle.
    """
    key = (source["code"], source["period_id"])
    with engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        taken = bool(connection.exec_driver_sql(_LOCK, key).scalar_one())
        try:
            yield taken
        finally:
            if taken:
                _let_go(connection, key)


def _let_go(connection: Connection, key: tuple[str, int]) -> None:
    try:
        connection.exec_driver_sql(_UNLOCK, key)
    except DBAPIError:
        connection.invalidate()  # the lock goes with its connection, never back to the pool with it


class _Pull:
    """One pull of one source."""

    def __init__(self, source: Row, origin: Folder | Http | Sql, flow_run_id: UUID | None) -> None:
        self._source, self._origin, self._flow_run_id = source, origin, flow_run_id
        self._problem: Message | None = None

    def run(self) -> list[Brought]:
        with transaction() as session:
            run(session, _ASKED, source=self._source["id"])
        try:
            with _spool(self._source["id"]) as spool:
                brought = [each for each in map(self._bring, self._fetch(spool)) if each is not None]
        except KinerjaError as problem:
            self._end(problem.message)
            raise
        except Exception as problem:
            text = N_("The pull broke off ({kind}). It is tried again; if it happens again, the log has the details.")
            self._end(Message(text, {"kind": type(problem).__name__}))
            raise
        self._end(self._problem)
        return brought

    def _fetch(self, spool: Path) -> Iterator[Fetched]:
        if isinstance(self._origin, Folder):
            yield from fetch_folder.fetch(self._origin, spool)
        elif isinstance(self._origin, Http):
            yield from fetch_http.fetch(self._origin, spool)
        else:
            yield from fetch_sql.fetch(self._origin, spool, self._source["code"])

    def _bring(self, fetched: Fetched) -> Brought | None:
        if isinstance(fetched, Dropped):
            brought, problem = dropped_files.bring(self._source, fetched, self._store)
        else:
            brought, problem = self._bring_answer(fetched), None
        if brought is not None and brought.outcome == "refused":
            problem = problem or brought.message
        self._problem = self._problem or problem
        fetched.path.unlink(missing_ok=True)
        return brought

    def _bring_answer(self, fetched: Fetched) -> Brought:
        try:
            return self._store(fetched)
        except ConflictError:  # what is answered now is what counts, also when it was answered before
            return self._store(fetched, again=True)

    def _store(self, fetched: Fetched, *, again: bool = False) -> Brought:
        return bring_in(
            self._source["id"],
            fetched.path,
            way=self._origin.way,
            name=fetched.name,
            by=SYSTEM,
            flow_run_id=self._flow_run_id,
            again=again,
        )

    def _end(self, problem: Message | None) -> None:
        told = Jsonb(problem.as_data()) if problem else None
        with transaction() as session:
            run(session, _ENDED, source=self._source["id"], problem=told)


@contextmanager
def _spool(source_id: int) -> Iterator[Path]:
    """An empty folder for the files of this pull, gone afterwards; what a killed pull left in it is removed first."""
    folder = settings().home / "spool" / f"source-{source_id}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
