"""What we tell Prefect about runs whose worker is gone: it would show them as running for ever."""

from typing import Any
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.exceptions import ObjectNotFound
from prefect.states import Crashed


def end_orphaned_runs(flow_run_ids: list[str]) -> int:
    """End these Prefect runs as crashed where they still count as running; returns how many were."""
    ended = 0
    with get_client(sync_client=True) as client:
        for flow_run_id in flow_run_ids:
            try:
                run = client.read_flow_run(UUID(flow_run_id))
            except ObjectNotFound:
                continue  # Prefect forgot it; our own record stays
            if run.state and not run.state.is_final():
                reason: Any = Crashed(message="Its worker was lost; the work is done again.")
                client.set_flow_run_state(run.id, reason, force=True)
                ended += 1
    return ended
