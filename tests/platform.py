"""One real PostgreSQL and one real Prefect server for the whole test run, shared by pytest's workers.

Belongs here: hooks and fixtures that tests/conftest.py imports, and what they are made of. Does not: sample data.
"""

import gc
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import settings
from psycopg import sql
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from xdist.scheduler import WorkStealingScheduling

from deployments import prefect_server
from deployments.prefect_server import PrefectServer
from models import accounts, postgres
from models.processes import exclusive, is_running

_PREFIX = "kinerja-tests-"
#: A copy of a database is 860 small files: in memory they cost a fifth of the processor time they cost on a disk.
_MEMORY = Path("/dev/shm")  # noqa: S108 - every run makes a folder of its own there
_ENOUGH_MEMORY = 4 * 1024**3
#: What hashes passwords outside of tests (see `quick_passwords`).
USUAL_HASHER = accounts._hasher


def pytest_configure(config: pytest.Config) -> None:
    """Give this run a stack of its own, away from the user's; the workers inherit it through the environment.

    No property is timed: a busy machine is no bug (speed is what `kinerja bench` measures).
    """
    settings.register_profile("untimed", deadline=None)
    settings.load_profile("untimed")
    if hasattr(config, "workerinput"):
        return
    for name in [name for name in os.environ if name.startswith(("KINERJA_", "PREFECT_", "PG"))]:
        del os.environ[name]
    _remove_leftovers()
    os.environ["KINERJA_LANGUAGE"] = "en"  # whatever the machine speaks; tests of other languages say so
    os.environ["KINERJA_HOME"] = str(_roomy() / f"{_PREFIX}{os.getpid()}")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the run's servers, if a test started them, and remove their folder."""
    if not hasattr(config, "workerinput"):
        _remove(home())


def pytest_collection() -> None:
    """Thousands of tests are found and kept: looking for garbage among them takes a fifth of the time."""
    gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that no worker ends alone with it."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_collection_finish() -> None:
    """What was found stays to the end: no later collection looks at it again."""
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> WorkStealingScheduling | None:
    """Each worker goes through a half of its own, so that what one file shares is made once; who is done helps."""
    return WorkStealingScheduling(config, log) if config.getoption("dist") == "load" else None


def home() -> Path:
    """KINERJA_HOME of this test run, the same in every worker."""
    return Path(os.environ["KINERJA_HOME"])


@pytest.fixture(scope="session")
def server() -> postgres.Server:
    """The run's PostgreSQL: started by whichever worker asks first, without fsync."""
    return postgres.start(home(), durable=False)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Passwords are hashed by the same algorithm at its least cost; the usual one is for thieves."""
    quick = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    with pytest.MonkeyPatch.context() as cost:
        cost.setattr(accounts, "_hasher", lambda: quick)
        yield


@pytest.fixture(scope="session")
def prefect(server: postgres.Server) -> PrefectServer:
    """The run's Prefect server (4 to 9 s when first asked for); clients take `prefect.environment`."""
    return prefect_server.start(home())


def prepared(server: postgres.Server, name: str, prepare: Callable[[str], None]) -> str:
    """The name of a template database, made once for all workers by `prepare(name)`; a failed one is made again."""
    with exclusive(home() / f"template-{name}.lock"), owner_of(server) as owner:
        if not owner.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            unfinished = f"{name}_unfinished"
            create(owner, unfinished)
            prepare(unfinished)
            owner.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(unfinished), sql.Identifier(name))
            )
    return name


@contextmanager
def database(server: postgres.Server, template: str = "template1") -> Iterator[str]:
    """The name of a fresh database, copied from `template` (0.1 s) and dropped at the end."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with owner_of(server) as owner:
        create(owner, name, template)
    try:
        yield name
    finally:
        with owner_of(server) as owner:
            owner.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def owner_of(server: postgres.Server) -> psycopg.Connection:
    """A connection of the owner, outside of every test's database."""
    return psycopg.connect(server.dsn("postgres", postgres.OWNER), autocommit=True)


def create(owner: psycopg.Connection, name: str, template: str = "template1") -> None:
    """Copy `template`, in place of whatever had the name: file by file, half the work of copying through the log."""
    names = sql.Identifier(name), sql.Identifier(template)
    owner.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(names[0]))
    owner.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(*names))


def _roomy() -> Path:
    """Where this run's servers keep their data: in memory where there is plenty, else on the disk."""
    usual = Path(tempfile.gettempdir())
    if not os.access(_MEMORY, os.W_OK | os.X_OK):
        return usual
    return _MEMORY if shutil.disk_usage(_MEMORY).free >= _ENOUGH_MEMORY else usual


def _remove_leftovers() -> None:
    """Stop and remove what test runs left that were killed before they could."""
    folders = [folder for top in (tempfile.gettempdir(), _MEMORY) for folder in Path(top).glob(f"{_PREFIX}*")]
    for folder in folders:
        owner = folder.name.removeprefix(_PREFIX)
        if owner.isdecimal() and not is_running(int(owner)):
            _remove(folder)


def _remove(folder: Path) -> None:
    for running in (prefect_server.running(folder), postgres.running(folder)):
        if running:
            running.stop()
    shutil.rmtree(folder, ignore_errors=True)
