"""The local Prefect server of one stack: started, adopted or replaced with one call, on this machine only.

Belongs here: the server's process. Does not: its settings (prefect_settings), or what it runs (flows). Prefect is
never imported here: the server is a process of its own, and those who only want its address should not wait.
"""

import base64
import hashlib
import http.client
import json
import time
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg

from deployments import ports, prefect_settings
from deployments.prefect_process import Process
from deployments.prefect_settings import LOOPBACK
from models import postgres
from models.errors import UnavailableError
from models.language import N_
from models.processes import exclusive

#: Seconds until a start is given up: 9 the first time on two free processors, several times that on busy ones.
PATIENCE = 180
_PAUSE = 0.05


@dataclass(frozen=True)
class PrefectServer:
    """A Prefect server: its address and a digest of the settings it was started with."""

    home: Path
    host: str
    port: int
    settings: str

    @property
    def url(self) -> str:
        """PREFECT_API_URL."""
        return f"http://{self.host}:{self.port}/api"

    @property
    def pages(self) -> str:
        """What a person opens in a browser; sign in with all of `secret`."""
        return f"http://{self.host}:{self.port}/"

    @property
    def secret(self) -> str:
        """What Prefect's pages ask for, "user:password" as one word."""
        return prefect_settings.secret(self.home)

    @property
    def environment(self) -> dict[str, str]:
        """What a process that talks to this server needs in its environment before it imports Prefect."""
        return prefect_settings.for_clients(self.home, self.host, self.port)

    @property
    def log(self) -> Path:
        """What the server says."""
        return prefect_settings.folder(self.home) / "server.log"

    def stop(self) -> None:
        """Stop the server and whatever it started; stopping a stopped one does nothing."""
        self.process.end()

    @property
    def process(self) -> Process:
        """Its process, found again by the address in its command line."""
        where = f"{prefect_settings.APPLICATION} --host {self.host} --port {self.port} "
        return Process(prefect_settings.folder(self.home) / "server.pid", where)


def start(home: Path, *, host: str = LOOPBACK) -> PrefectServer:
    """Bring the Prefect server of `home` to life, or find it alive, and return it when it answers.

    Safe to call at any time and from several processes at once. A living server is adopted when it runs with today's
    settings and version, and replaced otherwise; it outlives a caller that is killed. Its records are in the embedded
    PostgreSQL, or in a file beside it when that has no pg_trgm, which Prefect's tables need.

    Args:
        home: the stack's folder (KINERJA_HOME).
        host: where it listens; elsewhere than on this machine only with the operator's own secret.

    Raises:
        InvalidInputError: when others could reach it without a secret of the operator's.
        UnavailableError: when it does not come to life; the text shows what it said last.
    """
    home = home.absolute()
    database = _database(home, postgres.start(home))
    folder = prefect_settings.folder(home)
    folder.mkdir(mode=0o700, exist_ok=True)
    with exclusive(home / "prefect.lock"):
        prefect_settings.choose_secret(home, host)
        settings = _digest(prefect_settings.for_server(home, database, host, 0))
        before = _recorded(home)
        if before and before.settings == settings and _answers(before):
            return before
        if before:
            before.stop()
        return _start(home, database, host, settings, before)


def running(home: Path) -> PrefectServer | None:
    """The Prefect server of `home` if it answers now; None otherwise. Starts nothing."""
    server = _recorded(home.absolute())
    return server if server and _answers(server) else None


def environment(home: Path) -> dict[str, str]:
    """What a process that talks to the Prefect server of `home` needs in its environment before it imports Prefect.

    Raises:
        UnavailableError: when no server was ever started there.
    """
    server = _recorded(home.absolute())
    if server is None:
        raise UnavailableError(N_("Prefect was never started in {home}. Start it with `kinerja up`."), home=home)
    return server.environment


def _start(home: Path, database: str, host: str, settings: str, before: PrefectServer | None) -> PrefectServer:
    for port in ports.free(host, before.port if before else None):
        command = prefect_settings.command(host, port)
        environment = prefect_settings.for_server(home, database, host, port)
        server = PrefectServer(home, host, port, settings)
        _record(server)
        try:
            server.process.begin(command, environment, server.log)
            if _comes_to_life(server):
                return server
        except BaseException:  # Ctrl-C too must leave nothing behind
            server.stop()
            raise
    raise UnavailableError(
        N_("No port from {first} to {last} is free for Prefect. End what uses them: `ss -ltnp` names it."),
        first=ports.RANGE[0],
        last=ports.RANGE[-1],
    )


def _comes_to_life(server: PrefectServer) -> bool:
    """Wait until the server answers; False when another process took its port first."""
    deadline = time.monotonic() + PATIENCE
    while not _answers(server):
        alive = server.process.number is not None
        if not alive and not ports.is_free(server.host, server.port):
            return False
        if not alive or time.monotonic() > deadline:
            raise UnavailableError(
                N_(
                    "The Prefect server does not start. It said last:\n{words}\nIts log is {log}. Run "
                    "`kinerja doctor`: it compares what is installed with the lock."
                ),
                words=server.log.read_text(errors="replace")[-1500:].strip(),
                log=server.log,
            )
        time.sleep(_PAUSE)
    return True


def _answers(server: PrefectServer) -> bool:
    """Whether our process lives and knows our secret; it is asked only then, so that no other one learns it."""
    if server.process.number is None:
        return False
    token = base64.b64encode(server.secret.encode()).decode()
    connection = http.client.HTTPConnection(server.host, server.port, timeout=5)
    try:
        connection.request("GET", "/api/admin/version", headers={"Authorization": f"Basic {token}"})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _database(home: Path, server: postgres.Server) -> str:
    """Where Prefect keeps its records: its own database, as its own login; a file where that cannot hold them."""
    with psycopg.connect(server.dsn("prefect", postgres.PREFECT)) as connection:
        found = connection.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'").fetchone()
    if found:
        return server.url("prefect", postgres.PREFECT).replace("postgresql+psycopg:", "postgresql+asyncpg:", 1)
    return f"sqlite+aiosqlite:///{prefect_settings.folder(home) / 'prefect.db'}"


def _digest(settings: dict[str, str]) -> str:
    """A short name for the settings and the version: a server with another one is replaced."""
    ours = {name: value for name, value in settings.items() if name.startswith(("PREFECT_", "DO_NOT_TRACK"))}
    ours["version"] = version("prefect")
    return hashlib.sha256(json.dumps(ours, sort_keys=True).encode()).hexdigest()[:16]


def _file(home: Path) -> Path:
    return prefect_settings.folder(home) / "server.json"


def _record(server: PrefectServer) -> None:
    unfinished = _file(server.home).with_suffix(".unfinished")
    unfinished.write_text(json.dumps(asdict(server), default=str) + "\n")
    unfinished.replace(_file(server.home))


def _recorded(home: Path) -> PrefectServer | None:
    try:
        record: dict[str, Any] = json.loads(_file(home).read_text())
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return None
    return PrefectServer(**record | {"home": home})
