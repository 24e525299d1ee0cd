"""P4 against Prefect itself (X1): whatever is forced, deleted, doubled or resumed there, no stage starts unapproved."""

import asyncio
import threading
from collections.abc import Iterator
from uuid import UUID

import pytest
from prefect import flow
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.states import Cancelled, Completed, Crashed, Failed, Pending, Running, Scheduled

from flows.dispatch import settle
from flows.unit_cycle import stage_of_unit, unit_cycle
from models import database
from models.errors import NotFoundError, WrongStateError
from models.vocabulary import Stage
from tests.factories import AGENCY, SmallPeriod, changed_tables, count, snapshot

pytestmark = pytest.mark.usefixtures("prefect_client")

TITLE = "2026 · Dinas Kesehatan"
#: Records of having run, and the hints to run again; everything else must not move.
RECORDS = {"flow_run", "stage_run", "wake"}


@pytest.fixture
def client() -> Iterator[SyncPrefectClient]:
    with get_client(sync_client=True) as opened:
        yield opened


def _recorded(table: str = "stage_run") -> list[UUID]:
    """The Prefect runs that this test's period knows, oldest first; other tests share the server."""
    with database.engine().connect() as connection:
        found = connection.exec_driver_sql(f"SELECT flow_run_id FROM {table} WHERE flow_run_id IS NOT NULL ORDER BY id")
        return list(dict.fromkeys(found.scalars()))


def _cycle() -> None:
    asyncio.run(unit_cycle("2026", AGENCY, TITLE))


def test_forced_states_move_no_domain_row(period: SmallPeriod, client: SyncPrefectClient) -> None:
    settle()
    before = snapshot()
    run = client.read_flow_run(_recorded()[0])
    for state in (Completed(), Failed(), Crashed(), Cancelled(), Pending(), Scheduled(), Running(), Completed()):
        client.set_flow_run_state(run.id, state, force=True)
    for task in client.read_task_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[run.id]))):
        client.set_task_run_state(task.id, Completed(name="Approved"), force=True)
    assert changed_tables(before) == set()
    _cycle()
    assert changed_tables(before) <= RECORDS
    assert count("stage_seal") == 1


def test_a_resumed_run_moves_no_domain_row(period: SmallPeriod, client: SyncPrefectClient) -> None:
    settle()
    before = snapshot()
    for _ in range(3):
        client.resume_flow_run(_recorded()[0])
    assert changed_tables(before) == set()


def test_deleted_runs_and_an_empty_prefect_lose_nothing(period: SmallPeriod, client: SyncPrefectClient) -> None:
    """C5: Prefect forgets everything; the period goes on from its own rows, and effects are not repeated."""
    settle()
    period.agree_plans()
    settle()
    before = snapshot()
    for run in _recorded():
        client.delete_flow_run(run)
    assert changed_tables(before) == set()
    _cycle()
    assert changed_tables(before) <= RECORDS
    assert count("stage_seal") == 2


def test_runs_at_the_same_time_do_everything_once(period: SmallPeriod) -> None:
    """D3: four runs of one unit, as many as anybody who reaches Prefect can start."""
    problems: list[Exception] = []

    def cycle() -> None:
        try:
            _cycle()
        except Exception as problem:  # noqa: BLE001 - any problem of the thread fails the test
            problems.append(problem)

    threads = [threading.Thread(target=cycle) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    _cycle()
    assert problems == []
    assert (count("stage_seal"), count("plan"), count("notice")) == (1, 4, 8)


@pytest.mark.parametrize("stage", [Stage.TARGET_SETTING, Stage.SCORING, Stage.CLOSING])
def test_no_task_started_by_hand_skips_a_stage(period: SmallPeriod, stage: Stage) -> None:
    """D6: the task of any later stage, run directly, is refused; its record says nothing was done."""
    before = snapshot()

    @flow(name="by-hand")
    def by_hand() -> None:
        stage_of_unit(str(stage), "2026", AGENCY)

    with pytest.raises(WrongStateError, match="Nothing was done"):
        by_hand()
    assert changed_tables(before) == set()


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        (("2026'; DROP TABLE decision; --", AGENCY, "x"), NotFoundError),
        (("2026", "' OR 1=1 --", "x"), NotFoundError),
        (("", "", ""), NotFoundError),
        (("2026", AGENCY + "\n", "{x}"), NotFoundError),
    ],
)
def test_hostile_parameters_are_only_names(
    period: SmallPeriod, parameters: tuple[str, str, str], error: type[Exception]
) -> None:
    before = snapshot()
    with pytest.raises(error, match="kinerja period show"):
        asyncio.run(unit_cycle(*parameters))
    assert changed_tables(before) == {"flow_run"}, "that it ran, and failed, is on record"


def test_a_stage_records_the_run_it_ran_in(period: SmallPeriod, client: SyncPrefectClient) -> None:
    """A5: from the record to Prefect and back."""
    settle()
    assert len(_recorded()) == 1
    assert _recorded("audit_event") == _recorded()
    assert client.read_flow_run(_recorded()[0]).name == TITLE
