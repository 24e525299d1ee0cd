"""The unit's cycle as a real Prefect run: names and states a person understands, and no stage without its seals."""

import pytest
from prefect.client.orchestration import get_client

from flows.dispatch import settle
from models.database import one, transaction
from models.vocabulary import Stage
from tests.factories import SmallPeriod, count

pytestmark = pytest.mark.usefixtures("prefect_client")


def test_wakes_become_one_run_that_waits_with_its_reason(period: SmallPeriod) -> None:
    assert settle() == 1
    with transaction() as session:
        recorded = one(session, "SELECT DISTINCT flow_run_id FROM stage_run")
    assert recorded
    with get_client(sync_client=True) as client:
        run = client.read_flow_run(recorded["flow_run_id"])
    assert run.name == "2026 · Dinas Kesehatan"
    assert run.state is not None
    assert run.state.name == "Waiting"
    assert "target_setting: 0 of 4 plans await approval" in str(run.state.message)


def test_people_act_and_the_flow_goes_on_to_the_end(period: SmallPeriod) -> None:
    settle()
    period.agree_plans()
    settle()
    for nip in period.segments:
        period.report(nip)
    settle()
    period.rate_all()
    settle()
    period.accept_all()
    settle()
    assert count("stage_seal") == len(Stage)
