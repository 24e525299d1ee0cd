"""Fixtures every test may use: a fresh database, a launched small period, and a real Prefect server."""

import os
from collections.abc import Iterator

import pytest
from sqlmodel import Session

from deployments.prefect_server import PrefectServer
from models import database, postgres
from models.database import engine_for, transaction
from models.vocabulary import Stage
from tests import factories, platform, worlds
from tests.platform import (
    prefect,
    pytest_collection,
    pytest_collection_finish,
    pytest_collection_modifyitems,
    pytest_configure,
    pytest_unconfigure,
    pytest_xdist_make_scheduler,
    quick_passwords,
    server,
)

__all__ = [
    "prefect",
    "pytest_collection",
    "pytest_collection_finish",
    "pytest_collection_modifyitems",
    "pytest_configure",
    "pytest_unconfigure",
    "pytest_xdist_make_scheduler",
    "quick_passwords",
    "server",
]


@pytest.fixture(autouse=True)
def environment_stays() -> Iterator[None]:
    """Whatever a test does, the next one finds the environment as it was: a leak is that test's error, not the next's.

    `db` and a world of tests/models in one test would leak: whichever is left second puts back what the other had set.
    """
    before = {name: value for name, value in os.environ.items() if name.startswith("KINERJA_")}
    yield
    after = {name: value for name, value in os.environ.items() if name.startswith("KINERJA_")}
    for name in after.keys() - before.keys():
        del os.environ[name]
    os.environ.update(before)
    assert after == before


@pytest.fixture(scope="session")
def template(server: postgres.Server) -> str:
    """A migrated, empty database that every test copies."""
    return worlds.empty(server)


@pytest.fixture
def stands_at() -> Stage | None:
    """The stage at whose beginning `period` stands: one just launched. Whoever needs a later one overrides this."""
    return None


@pytest.fixture
def db(
    server: postgres.Server, template: str, stands_at: Stage | None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A fresh migrated database that the whole program uses during one test; the address of its owner."""
    with platform.database(server, worlds.template(server, stands_at) if stands_at else template) as name:
        monkeypatch.setenv("KINERJA_DATABASE_URL", server.url(name))
        monkeypatch.setenv("KINERJA_OWNER_DATABASE_URL", server.url(name, postgres.OWNER))
        monkeypatch.setenv("KINERJA_LANGUAGE", "en")
        yield server.url(name, postgres.OWNER)
        for pool in (database.engine(), engine_for(server.url(name, postgres.OWNER), 2)):
            pool.dispose()
        database.forget()


@pytest.fixture
def session(db: str) -> Iterator[Session]:
    """A session in a transaction of the application's role; committed at the end of the test."""
    with transaction() as opened:
        yield opened


@pytest.fixture
def period(db: str, stands_at: Stage | None) -> factories.SmallPeriod:
    """A launched period of one agency: a head, a division head and two members."""
    return factories.found_period() if stands_at else factories.launch_small_period()


@pytest.fixture(scope="session")
def prefect_client(prefect: PrefectServer) -> None:
    """Flows of this test run talk to its Prefect server; Prefect reads its settings when it is imported."""
    os.environ.update(prefect.environment | {"PREFECT_LOGGING_TO_API_ENABLED": "false"})
    from prefect.context import refresh_global_settings_context  # noqa: PLC0415

    refresh_global_settings_context()
