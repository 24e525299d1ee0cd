"""Fixtures: a world in which every plan is approved and nothing is realized yet."""

from collections.abc import Iterator

import pytest
from sqlmodel import Session

from models import postgres
from models.database import transaction
from models.vocabulary import Stage
from tests import worlds
from tests.factories import SmallPeriod, found_period


@pytest.fixture
def collecting(server: postgres.Server) -> Iterator[SmallPeriod]:
    """A copy of the small period at the beginning of the stage quality, with no report yet."""
    with worlds.copied(server, Stage.COLLECTION) as name, worlds.using(server, name):
        yield found_period()


@pytest.fixture
def s(collecting: SmallPeriod) -> Iterator[Session]:
    """A session in that world."""
    with transaction() as session:
        yield session
