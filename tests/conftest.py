"""Fixtures every test may use: a fresh database, a launched small period, and a real Prefect server."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from sqlmodel import Session

from models import database, migrating, postgres
from models.database import engine_for, transaction
from tests import factories, platform
from tests.platform import prefect, pytest_configure, pytest_unconfigure, server

__all__ = ["prefect", "pytest_configure", "pytest_unconfigure", "server"]


@pytest.fixture(scope="session")
def template(server: postgres.Server) -> str:
    """A migrated, empty database that every test copies."""

    def migrate(name: str) -> None:
        pool = engine_for(server.url(name, postgres.OWNER), 1)
        migrating.upgrade(pool)
        pool.dispose()

    return platform.prepared(server, "kinerja_template", migrate)


@pytest.fixture
def db(server: postgres.Server, template: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A fresh migrated database that the whole program uses during one test; the address of its owner."""
    with platform.database(server, template) as name:
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
def period(db: str) -> factories.SmallPeriod:
    """A launched period of one agency: a head, a division head and two members."""
    return factories.launch_small_period()


@pytest.fixture
def prefect_client(prefect: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Flows of this test talk to the run's Prefect server."""
    for name, value in prefect.environment.items():
        monkeypatch.setenv(name, value)
        os.environ[name] = value
