"""The whole period as one run to look at: wakes every unit that is not finished and says how far each has come.

Belongs here: the view over all units. Does not: doing a unit's work (unit_cycle), or waiting for people.
"""

from typing import Any

from prefect import flow, task
from prefect.states import Completed

from tasks.flow_runs import recorded
from tasks.sweep import Progress, wake_period


@task(name="wake unfinished units")
def wake_units(period: str) -> Progress:
    """Ask for a run of every unit that is not finished."""
    return wake_period(period)


@flow(name="appraisal-period", flow_run_name="{title}")
def appraisal_period(period: str, title: str) -> Any:  # noqa: ARG001
    """Move the period `period` (code) on: safe at any time, also twice at once."""
    with recorded("appraisal-period", period=period) as ending:
        progress = wake_units(period)
        if progress.unfinished == 0:
            return Completed(message=ending.finishes(f"All {progress.units} units are finished."))
        waits = f"{progress.unfinished} of {progress.units} units: {progress.stages}"
        return Completed(name="Waiting", message=ending.waits(waits))
