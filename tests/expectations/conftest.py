"""Fixtures: a world in which every plan is approved and nothing is realized yet."""

from collections.abc import Iterator

import pytest

from models import postgres
from models.vocabulary import Stage
from tests import worlds
from tests.factories import SmallPeriod, found_period


@pytest.fixture
def collecting(server: postgres.Server) -> Iterator[SmallPeriod]:
    """A copy of the small period at the beginning of the stage quality, with no report yet."""
    with worlds.copied(server, Stage.COLLECTION) as name, worlds.using(server, name):
        yield found_period()
