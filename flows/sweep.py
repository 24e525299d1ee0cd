"""The sweep: what nobody woke up for. Deadlines that passed, clocks that ran out, wakes and workers that were lost.

Belongs here: the flow on a schedule. Does not: how it finds them (tasks/sweep).
"""

from typing import Any

from prefect import flow, task
from prefect.states import Completed

from tasks.prefect_runs import end_orphaned_runs
from tasks.sweep import Swept, sweep_all


@task(name="find what is due")
def find_due() -> Swept:
    """Ask every gate; wake the units whose gate is open; close what is finished; end records of lost workers."""
    return sweep_all()


@task(name="end orphaned runs")
def end_orphans(lost: list[str]) -> int:
    """Tell Prefect about runs whose worker is gone, so that nobody waits for them."""
    return end_orphaned_runs(lost)


@flow(name="sweep", flow_run_name="sweep")
def sweep() -> Any:
    """Look at every unit of every open period once."""
    swept = find_due()
    ended = end_orphans(swept.lost_runs) if swept.lost_runs else 0
    return Completed(message=f"{swept.woken} units woken, {len(swept.lost_runs)} workers lost, {ended} runs ended")
