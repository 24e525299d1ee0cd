"""Keeps a Prefect run of ours on record, from its first moment to its end.

Belongs here: the block around a flow's work. Does not: the record itself (models/flow_runs), what a flow does (flows).
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from prefect.context import get_run_context

from models import flow_runs
from models.database import transaction


@dataclass
class Ending:
    """How the run ends, as far as is known yet."""

    outcome: str = "finished"
    said: str = ""

    def waits(self, said: str) -> str:
        """It ends because it waits; returns what for."""
        self.outcome, self.said = "waiting", said
        return said

    def finishes(self, said: str) -> str:
        """It ends because all is done; returns what is."""
        self.outcome, self.said = "finished", said
        return said


@contextmanager
def recorded(flow: str, **about: Any) -> Iterator[Ending]:
    """Record the Prefect run in whose flow this block is, with what it is about (period, unit, source).

    The two writes take milliseconds. A worker that is killed leaves the run as "running", as it is lost.
    """
    context: Any = get_run_context()
    number: UUID = context.flow_run.id
    with transaction() as session:
        flow_runs.begin(session, number, flow, **about)
    ending = Ending()
    try:
        yield ending
    except BaseException as problem:
        with suppress(Exception):  # the problem counts; a run whose end cannot be written stays "running"
            _end(number, Ending("failed", str(problem)))
        raise
    _end(number, ending)


def _end(number: UUID, ending: Ending) -> None:
    with transaction() as session:
        flow_runs.end(session, number, ending.outcome, ending.said)
