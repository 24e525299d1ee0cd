"""Fixtures: fresh copies of the worlds in which the small period stands at a stage."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from models import postgres
from models.vocabulary import Stage
from tests import worlds
from tests.factories import SmallPeriod, found_period


@pytest.fixture
def fresh(server: postgres.Server) -> Iterator[Callable[[Stage], SmallPeriod]]:
    """A function that makes the program use a copy of the small period at a stage, to be changed at will."""
    with ExitStack() as stack:

        def enter(stage: Stage) -> SmallPeriod:
            stack.enter_context(worlds.using(server, stack.enter_context(worlds.copied(server, stage))))
            return found_period()

        yield enter
