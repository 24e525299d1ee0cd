"""Sources that are due become runs: beside the units, one at a time, and never twice for one pull."""

import asyncio
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from prefect.client.orchestration import get_client
from prefect.states import Completed, Crashed, Scheduled

from flows import dispatch
from flows.crew import Crew
from flows.dispatch import Dispatcher, hand_pull_to_pool
from flows.ingest import ingest, pull_source
from flows.sweep import sweep
from models.database import one, transaction
from models.errors import InvalidInputError, UnavailableError
from models.sources.intake import Brought
from tests.factories import SmallPeriod
from tests.tasks.test_evidence_links import attach
from tests.tasks.test_ingest import declared, http, state
from tests.tasks.web import in_turn, says, serving

pytestmark = pytest.mark.usefixtures("prefect_client")


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What was brought in; it is stored by nobody here."""
    seen: list[dict[str, Any]] = []

    def bring_in(source_id: int, path: Path, **said: Any) -> Brought:
        seen.append({"source": source_id, "content": path.read_bytes(), **said})
        return Brought(len(seen), "stored", rows=3, added=2, held=1)

    monkeypatch.setattr("tasks.ingest.bring_in", bring_in)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return seen


def test_a_pull_is_a_run_with_its_name_and_what_it_brought(period: SmallPeriod, stored: list[dict[str, Any]]) -> None:
    with serving(skm=says(b"a\n1\n")) as web:
        source = declared(period.id, http(f"{web.url}/skm"))
        state = asyncio.run(ingest(source, "2026 · skm", return_state=True))
    assert state.message == "1 stored; 3 rows, 1 held back"
    with get_client(sync_client=True) as client:
        seen = client.read_flow_run(stored[0]["flow_run_id"])
    assert seen.name == "2026 · skm"
    assert seen.parameters == {"source": source, "title": "2026 · skm"}


def test_trouble_that_passes_is_tried_again_and_a_wrong_declaration_is_not(
    period: SmallPeriod, stored: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasks.fetch_http.TRIES", 1)
    monkeypatch.setattr("flows.ingest.pull_source", pull_source.with_options(retry_delay_seconds=0))
    with serving(skm=in_turn(says(b"", 500), says(b"a\n1\n")), gone=says(b"", 404)) as web:
        asyncio.run(ingest(declared(period.id, http(f"{web.url}/skm")), "2026 · skm"))
        assert len(web.asked) == 2
        wrong = declared(period.id, http(f"{web.url}/gone"), code="gone")
        with pytest.raises(InvalidInputError, match="nothing at"):
            asyncio.run(ingest(wrong, "2026 · gone"))
        assert len(web.asked) == 3
    assert len(stored) == 1
    assert state(wrong)[1].startswith("There is nothing at")


def test_due_sources_are_pulled_one_after_another_beside_the_units(period: SmallPeriod) -> None:
    sources = [declared(period.id, http("https://a.go.id/x"), code=f"s{number}") for number in range(3)]
    now, most, pulled = [0], [0], []
    started, go_on = threading.Event(), threading.Event()

    def pull(source: dict[str, Any]) -> None:
        now[0] += 1
        most[0] = max(most[0], now[0])
        started.set()
        go_on.wait(20)
        pulled.append(source["id"])
        now[0] -= 1
        if len(pulled) == 2:
            raise UnavailableError("It does not answer.")

    dispatcher = Dispatcher(pull=pull, start=lambda _due: None)
    with Crew(1) as puller, Crew(1) as crew:
        first = dispatcher.pull_due(puller)
        assert first
        assert started.wait(20)
        assert dispatcher.pull_due(puller) is None  # that goes on already
        for unit in dispatcher.round(crew):
            unit.result(20)  # a pull that hangs holds no unit up
        go_on.set()
        first.result(20)
    assert (pulled, most) == (sources, [1])


def test_a_dispatcher_that_runs_pulls_what_is_due(period: SmallPeriod, stored: list[dict[str, Any]]) -> None:
    with serving(skm=says(b"a\n1\n")) as web:
        declared(period.id, http(f"{web.url}/skm"))
        dispatcher = Dispatcher(start=lambda _due: None, sweep_every=3600, pull_every=0.2)
        thread = threading.Thread(target=dispatcher.run)
        thread.start()
        deadline = time.monotonic() + 60
        while not stored and time.monotonic() < deadline:
            time.sleep(0.1)
        time.sleep(1)  # and it is not due again
        dispatcher.stop()
        thread.join(60)
    assert not thread.is_alive()
    assert len(stored) == 1


def test_without_prefect_sources_stay_due(period: SmallPeriod) -> None:
    declared(period.id, http("https://a.go.id/x"))

    def away(_source: dict[str, Any]) -> None:
        raise RuntimeError("Prefect is away")

    with Crew(1) as puller:
        for _ in range(2):
            going = Dispatcher(pull=away).pull_due(puller)
            assert going
            going.result(20)
    with transaction() as session:
        found = one(session, "SELECT pulled_at FROM source")
    assert found == {"pulled_at": None}


def test_the_pool_is_asked_for_the_same_run_until_the_source_was_pulled(monkeypatch: pytest.MonkeyPatch) -> None:
    runs: dict[str, Any] = {}
    ended: dict[str, Any] = {}

    def run_deployment(name: str, *, idempotency_key: str, **_said: Any) -> Any:
        assert name == "ingest/ingest"
        run = runs.setdefault(idempotency_key, SimpleNamespace(id=uuid4(), state=Scheduled()))
        run.state = ended.get(idempotency_key, run.state)
        return run

    monkeypatch.setattr(dispatch, "run_deployment", run_deployment)
    source = {"id": 7, "title": "2026 · skm", "pulled_at": None}
    for _ in range(3):
        hand_pull_to_pool(source)
    assert len(runs) == 1
    ended[next(iter(runs))] = Crashed()  # its worker was killed before it began
    for _ in range(3):
        hand_pull_to_pool(source)
    assert len(runs) == 2
    hand_pull_to_pool(source | {"pulled_at": "2026-03-01 07:00:00+00:00"})
    assert len(runs) == 3
    monkeypatch.setattr(dispatch, "run_deployment", lambda *_said, **_more: SimpleNamespace(id=1, state=Completed()))
    hand_pull_to_pool(source)  # never for ever


def test_the_sweep_tries_links_and_its_failure_wakes_everybody_all_the_same(
    period: SmallPeriod, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "0 links tried" in str(sweep(return_state=True).message)
    monkeypatch.setenv("KINERJA_LINK_PORTS", "http")
    attach(period, "https://a.go.id/x")
    swept = sweep(return_state=True)
    assert swept.is_completed()
    assert "no links tried" in str(swept.message)
