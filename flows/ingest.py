"""A source is pulled as one run to look at: its name, its tries, and what it brought.

Belongs here: the run and its tries. Does not: fetching and storing (tasks/ingest). Its parameters are a number and a
title: no address, no secret.
"""

from collections import Counter
from typing import Any

from prefect import flow, task
from prefect.context import get_run_context
from prefect.states import Completed
from prefect.tasks import exponential_backoff

from models.errors import UnavailableError
from models.sources.intake import Brought
from tasks.flow_runs import recorded
from tasks.ingest import pull

#: Seconds before a pull that failed is tried again: 30, then 60, give or take.
_AGAIN, _TRIES = 30, 2


def _is_passing_trouble(_task: Any, _run: Any, state: Any) -> bool:
    """A server or database that does not answer is worth another try; a wrong declaration is not."""
    return isinstance(state.result(raise_on_failure=False), UnavailableError)


@task(
    name="pull",
    retries=_TRIES,
    retry_delay_seconds=exponential_backoff(backoff_factor=_AGAIN),
    retry_jitter_factor=0.5,
    retry_condition_fn=_is_passing_trouble,
)
def pull_source(source: int) -> list[Brought]:
    """Fetch what the source has now and bring it in."""
    context: Any = get_run_context()
    return pull(source, context.task_run.flow_run_id)


@flow(name="ingest", flow_run_name="{title}")
async def ingest(source: int, title: str) -> Any:  # noqa: ARG001
    """Pull the source with this number once; `title` ("2026 · skm") names the run."""
    with recorded("ingest", source=source) as ending:
        brought = pull_source(source)
        outcomes = Counter(each.outcome for each in brought)
        rows = sum(each.rows for each in brought)
        held = sum(each.held for each in brought)
        said = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items())) or "nothing new"
        return Completed(message=ending.finishes(f"{said}; {rows} rows, {held} held back"))
