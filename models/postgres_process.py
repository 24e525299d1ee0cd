"""The server process of the embedded PostgreSQL: made, launched, found alive or dead, connected to, stopped.

Belongs here: single steps, each safe after a crash. Does not: their order and the lock around them (postgres).
"""

import shutil
import time
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from models.errors import UnavailableError
from models.language import N_
from models.postgres_binaries import Binaries
from models.postgres_place import Place
from models.postgres_settings import PORT, options
from models.processes import connection_name, is_running

OWNER = "kinerja_owner"
#: Seconds until we stop waiting for a crashed server's recovery; it says itself when it fails.
RECOVERY = 600
_ORPHANS = 30  # seconds until the workers of a killed server must have ended, which they do by themselves
_PAUSE = 0.05
_BUILTIN_LOCALE_SINCE = 17
_LAST_WORDS = 1500  # characters of the log that an error shows
#: The server's own processes work in its data directory. Asked as its account: root in a container may not look.
_WHO_WORKS_THERE = """
for process in /proc/[0-9]*; do
  read -r name <"$process/comm" && [ "$name" = postgres ] && [ "$process/cwd" -ef "$0" ] && echo "${process#/proc/}"
done 2>/dev/null; true
"""


def dsn(place: Place, database: str, user: str) -> str:
    """The address of a database for psycopg."""
    name = connection_name()
    return make_conninfo(host=str(place.sockets), port=PORT, dbname=database, user=user, application_name=name)


def connect(place: Place, database: str = "postgres") -> psycopg.Connection:
    """A connection as the owner, each statement its own transaction."""
    return psycopg.connect(dsn(place, database, OWNER), autocommit=True, connect_timeout=5)


def version_of(connection: psycopg.Connection) -> str:
    """The server's version, such as "18.6"."""
    return "{}.{}".format(*divmod(connection.info.server_version, 10_000))


def initialize(place: Place, programs: Binaries, *, durable: bool) -> None:
    """Make an empty data directory beside its place, then move it there: a half-made one is never used."""
    unfinished = place.folder / "data.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    # The built-in locale gives the same order and the same upper case on every machine.
    builtin = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    locale = builtin if programs.major >= _BUILTIN_LOCALE_SINCE else ["--locale=C.UTF-8"]
    rights = ["--username", OWNER, "--auth-local=trust", "--auth-host=reject"]
    sync = [] if durable else ["--no-sync"]
    said = place.account.run(programs / "initdb", "-D", unfinished, "--encoding=UTF8", *locale, *rights, *sync)
    if said.returncode != 0:
        raise failed(place, said.stderr)
    unfinished.rename(place.data)


def launch(place: Place, programs: Binaries, *, durable: bool) -> None:
    """Start the server in a session of its own, so that Ctrl-C does not reach it, and wait until it is ready."""
    _clear_leftovers(place)
    settings = options(place.sockets, durable=durable)
    where = ["-D", str(place.data), "-l", str(place.log), "-o", settings]
    said = place.account.run(programs / "pg_ctl", "start", "--silent", "-w", "-t", str(RECOVERY), *where)
    if said.returncode != 0:
        raise failed(place, said.stderr)


def halt(place: Place, programs: Binaries) -> None:
    """Stop the server within a minute; open transactions are rolled back."""
    how = ["-w", "-m", "fast", "-t", "60"]
    said = place.account.run(programs / "pg_ctl", "stop", "--silent", *how, "-D", place.data)
    if said.returncode != 0 and living(place):
        raise failed(place, said.stderr)


def answering(place: Place) -> psycopg.Connection:
    """A connection to the server as soon as it takes one; a crashed server recovers first."""
    deadline = time.monotonic() + RECOVERY
    while True:
        try:
            return connect(place)
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline or not living(place):
                raise failed(place, str(error)) from error
        time.sleep(_PAUSE)


def living(place: Place) -> bool:
    """Whether the server's main process lives: not a zombie, nor another one with a dead server's number."""
    try:
        main = int(place.data.joinpath("postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return False
    return is_running(main) and (main in _workers(place) or not Path("/proc/self").exists())


def failed(place: Place, reason: str) -> UnavailableError:
    """The error that names what the server said last and where it said it."""
    log = place.log.read_text(errors="replace")[-_LAST_WORDS:] if place.log.exists() else ""
    return UnavailableError(
        N_(
            "The embedded PostgreSQL in {folder} does not run: {reason}\n{log}\nIts log is {path}. If the disk is "
            "full, make room; otherwise set KINERJA_DATABASE_URL to a PostgreSQL of your own."
        ),
        folder=place.folder,
        reason=reason.strip(),
        log=log.strip(),
        path=place.log,
    )


def _workers(place: Place) -> list[int]:
    return [int(line) for line in place.account.run("/bin/sh", "-c", _WHO_WORKS_THERE, place.data).stdout.split()]


def _clear_leftovers(place: Place) -> None:
    """Remove what a killed server left, once none of its processes can touch the data any more.

    PostgreSQL itself takes any process with the dead server's number, even a zombie, for the server.
    """
    deadline = time.monotonic() + _ORPHANS
    while _workers(place):
        if time.monotonic() > deadline:
            raise failed(place, f"processes of a killed server still work there: {_workers(place)}")
        time.sleep(_PAUSE)
    if Path("/proc/self").exists():
        for lock in (place.data / "postmaster.pid", place.sockets / f".s.PGSQL.{PORT}.lock"):
            lock.unlink(missing_ok=True)
