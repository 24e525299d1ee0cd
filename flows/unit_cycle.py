"""The story of one unit's period on one page: stage after stage, as far as its gates are open.

A run goes through the stages in order, skips those that are sealed, does the work of the first that is not, asks its
gate, and where that is shut ends as "Waiting" with what it waits for. Running it again at any time is safe: what is
done is decided by PostgreSQL (tasks/stage), Prefect orders, retries and shows.
"""

from typing import Any

import psycopg
from prefect import flow, task
from prefect.context import get_run_context
from prefect.states import Completed
from sqlalchemy.exc import OperationalError

from models.errors import UnavailableError
from models.vocabulary import Stage
from tasks.flow_runs import recorded
from tasks.stage import Outcome, run_stage, unsealed_stages


def _is_passing_trouble(_task: Any, _run: Any, state: Any) -> bool:
    """A database that restarts is worth another try; a wrong state or a bug is not."""
    problem = state.result(raise_on_failure=False)
    return isinstance(problem, psycopg.OperationalError | OperationalError | UnavailableError)


@task(task_run_name="{stage}", retries=5, retry_delay_seconds=2, retry_condition_fn=_is_passing_trouble)
def stage_of_unit(stage: str, period: str, unit: str) -> Outcome:
    """One stage as Prefect shows it; its name in the run is the stage's."""
    context: Any = get_run_context()
    return run_stage(Stage(stage), period, unit, context.task_run.flow_run_id)


@flow(name="unit-cycle", flow_run_name="{title}")
async def unit_cycle(period: str, unit: str, title: str) -> Any:  # noqa: ARG001
    """Take one unit (codes) as far through its period as its gates allow.

    `title` ("2026 · Dinas Kesehatan") names the run. Ends "Completed" when everything is sealed, "Waiting" with the
    reason when a gate is shut.
    """
    with recorded("unit-cycle", period=period, unit=unit) as ending:
        for stage in unsealed_stages(period, unit):
            outcome = stage_of_unit(str(stage), period, unit)
            if outcome.outcome in {"waiting", "busy"}:
                return Completed(name="Waiting", message=ending.waits(f"{stage}: {outcome.message}"))
        return Completed(message=ending.finishes("Every stage is sealed."))
