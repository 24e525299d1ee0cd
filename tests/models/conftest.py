"""Fixtures for tests of the verbs: worlds that stand at a stage, shared and never changed, or fresh copies."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from models import postgres
from models.vocabulary import Stage
from tests import worlds
from tests.factories import SmallPeriod, changed_tables, found_period, snapshot


@pytest.fixture(scope="session")
def worlds_of_run(server: postgres.Server) -> Iterator[Callable[[Stage], str]]:
    """The name of this worker's one copy of the world at a stage."""
    made: dict[Stage, str] = {}
    with ExitStack() as stack:

        def name(stage: Stage) -> str:
            if stage not in made:
                made[stage] = stack.enter_context(worlds.copied(server, stage))
            return made[stage]

        yield name


@pytest.fixture
def standing(
    server: postgres.Server, worlds_of_run: Callable[[Stage], str]
) -> Iterator[Callable[[Stage], SmallPeriod]]:
    """A function that makes the program use the small period at a stage; the test must leave it as it was."""
    with ExitStack() as stack:

        def enter(stage: Stage) -> SmallPeriod:
            stack.enter_context(worlds.using(server, worlds_of_run(stage)))
            before = snapshot()
            stack.callback(lambda: _unchanged(before))
            return found_period()

        yield enter


#: What the machine judged is kept whatever becomes of the act that asked for it; so is who was signed in,
#: and who looked at whose record.
_VERDICTS = {"quality_rule", "validation", "validation_fault", "web_session", "record_look", "operator_look"}


def _unchanged(before: dict[str, str]) -> None:
    assert changed_tables(before) - _VERDICTS == set()


@pytest.fixture
def fresh(server: postgres.Server) -> Iterator[Callable[[worlds.World], SmallPeriod]]:
    """A function that makes the program use a copy of the small period at a stage, to be changed at will."""
    with ExitStack() as stack:

        def enter(world: worlds.World) -> SmallPeriod:
            stack.enter_context(worlds.using(server, stack.enter_context(worlds.copied(server, world))))
            return found_period()

        yield enter
