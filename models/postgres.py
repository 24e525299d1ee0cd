"""The embedded PostgreSQL of one stack: started, adopted or recovered with one call, on a private socket only.

Belongs here: the order of a start, its logins and databases. Does not: tables and grants (migrations), or pools
(database). We use a wheel's programs, never its own driver: that one gives up while a crashed server recovers.
"""

import errno
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from models import postgres_place, postgres_process
from models.errors import UnavailableError
from models.language import N_
from models.postgres_binaries import find
from models.postgres_place import Place
from models.postgres_process import OWNER
from models.postgres_settings import PORT
from models.processes import exclusive

APPLICATION, AUDITOR, PREFECT = "kinerja_app", "kinerja_auditor", "kinerja_prefect"
LOGINS = (APPLICATION, AUDITOR, PREFECT)
#: Databases and their owners. The last one is made last: where it exists, everything before it does.
DATABASES = {"prefect": PREFECT, "kinerja": OWNER}


@dataclass(frozen=True)
class Server:
    """A living embedded PostgreSQL: how to reach it and how to stop it."""

    home: Path
    place: Place
    version: str

    @property
    def data_directory(self) -> Path:
        """PostgreSQL's data directory (outside home when the server's account cannot enter home)."""
        return self.place.data

    @property
    def sockets(self) -> Path:
        """The folder of its socket, closed to other accounts."""
        return self.place.sockets

    def url(self, database: str = "kinerja", user: str = APPLICATION) -> str:
        """The address for SQLAlchemy with psycopg 3."""
        return f"postgresql+psycopg://{quote(user)}@/{quote(database)}?host={quote(str(self.sockets))}&port={PORT}"

    def dsn(self, database: str = "kinerja", user: str = APPLICATION) -> str:
        """The address for psycopg.connect."""
        return postgres_process.dsn(self.place, database, user)

    def stop(self) -> None:
        """Stop the server; open transactions are rolled back. Stopping a stopped one does nothing.

        Raises:
            UnavailableError: when it does not stop within a minute.
        """
        with exclusive(_lock(self.home)):
            if postgres_process.living(self.place):
                postgres_process.halt(self.place, find(self.place.account, self.place.data))


def start(home: Path, *, durable: bool = True) -> Server:
    """Bring the PostgreSQL of `home` to life, or find it alive, and return it when it answers.

    Safe to call at any time, from several processes at once, and after kill -9 of anything: a living server is
    adopted, a crashed one recovers. The first start makes the databases `kinerja` and `prefect` and the logins.

    Args:
        home: the stack's folder (KINERJA_HOME).
        durable: False gives up crash safety for speed (tests only); counts for a server started by this call.

    Raises:
        UnavailableError: when it cannot run here; the text says why, and where its log is.
    """
    home = home.absolute()
    server = running(home)
    if server:
        return server
    _make(home)
    with exclusive(_lock(home)):
        return running(home) or _start(home, durable=durable)


def running(home: Path) -> Server | None:
    """The PostgreSQL of `home` if it answers now, ready for use; None otherwise. Starts nothing."""
    home = home.absolute()
    place = postgres_place.recorded(home)
    if place is None:
        return None
    try:
        with postgres_process.connect(place, "kinerja") as connection:
            return Server(home, place, postgres_process.version_of(connection))
    except psycopg.OperationalError:
        return None


def living(home: Path) -> bool:
    """Whether the PostgreSQL of `home` has a main process, also while that is too busy to answer."""
    place = postgres_place.recorded(home.absolute())
    return place is not None and postgres_process.living(place)


def _start(home: Path, *, durable: bool) -> Server:
    place = postgres_place.choose(home)
    if not postgres_process.living(place):
        programs = find(place.account, place.data)
        if not place.data.exists():
            postgres_process.initialize(place, programs, durable=durable)
        postgres_process.launch(place, programs, durable=durable)
    with postgres_process.answering(place) as connection:
        _create_logins_and_databases(connection)
        return Server(home, place, postgres_process.version_of(connection))


def _create_logins_and_databases(connection: psycopg.Connection) -> None:
    logins = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
    for login in LOGINS:
        if login not in logins:
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(login)))
    databases = {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
    for database, owner in DATABASES.items():
        if database not in databases:
            names = sql.Identifier(database), sql.Identifier(owner)
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))


def _make(home: Path) -> None:
    reason = ""
    try:
        # The account that root steps down to must pass through, but sees nothing; secrets in it are 0600.
        home.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
    except OSError as error:
        reason = str(error.strerror)
    if reason or not os.access(home, os.W_OK | os.X_OK):
        raise UnavailableError(
            N_("The folder {home} cannot be used ({reason}). Set KINERJA_HOME to a folder that you may write in."),
            home=home,
            reason=reason or os.strerror(errno.EACCES),
        )


def _lock(home: Path) -> Path:
    return home / "postgres.lock"
