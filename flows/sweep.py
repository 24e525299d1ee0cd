"""The sweep: what nobody woke up for. Deadlines that passed, clocks that ran out, wakes and workers that were lost.

Belongs here: the flow on a schedule. Does not: how it finds them (tasks/sweep).
"""

from typing import Any

from prefect import flow, task
from prefect.states import Completed

from tasks.evidence_links import check_some
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


@task(name="try evidence links")
def try_links() -> dict[str, int]:
    """Try some links of evidence that were not tried for long; a few seconds, and the rest next time."""
    return check_some()


@flow(name="sweep", flow_run_name="sweep")
def sweep() -> Any:
    """Look at every unit of every open period once."""
    swept = find_due()
    ended = end_orphans(swept.lost_runs) if swept.lost_runs else 0
    links = try_links(return_state=True)  # its failure is shown, and keeps nobody from being woken
    tried = sum(links.result().values()) if links.is_completed() else "no"
    lost = len(swept.lost_runs)
    return Completed(message=f"{swept.woken} units woken, {lost} workers lost, {ended} runs ended, {tried} links tried")
