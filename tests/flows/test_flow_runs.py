"""Every Prefect run of ours is on record, also one that only waited; what only one of the two has is named."""

from uuid import UUID, uuid4

import pytest
from prefect.client.orchestration import get_client

from deployments.prefect_listing import kept_runs
from deployments.prefect_server import PrefectServer
from flows.dispatch import settle
from models.chain import row_checks, run_checks
from models.chain.faults import Verdict
from models.chain.run_checks import PrefectRuns
from models.database import one, rows, run, transaction
from tests.factories import SmallPeriod

pytestmark = pytest.mark.usefixtures("prefect_client")


@pytest.fixture(autouse=True)
def address(prefect: PrefectServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server of this test run is asked, with its secret."""
    monkeypatch.setenv("KINERJA_PREFECT_API_URL", prefect.url)
    monkeypatch.setenv("PREFECT_API_AUTH_STRING", prefect.secret)


def compared(prefect: PrefectRuns | None) -> list[str]:
    assert prefect is not None
    with transaction() as session:
        verdict = Verdict()
        run_checks.compare(session, verdict, prefect)
        row_checks.check(session, verdict, run_checks.CHECKS)
        assert verdict.prefect == len(prefect.ended)
    return [f"{fault.code} {fault.message.values.get('flow_run')}" for fault in verdict.faults]


def recorded() -> list[dict[str, object]]:
    with transaction() as session:
        return rows(session, "SELECT * FROM flow_run ORDER BY began_at")


def asked() -> PrefectRuns | None:
    with transaction() as session:
        since = run_checks.first_recorded(session)
    return kept_runs(since)


def test_a_run_that_only_waited_is_on_record(period: SmallPeriod) -> None:
    settle()
    [first] = recorded()
    assert (first["flow"], first["outcome"], first["period_id"]) == ("unit-cycle", "waiting", period.id)
    assert "target_setting" in str(first["said"])
    with transaction() as session:
        stages = rows(session, "SELECT DISTINCT flow_run_id FROM stage_run")
    assert stages == [{"flow_run_id": first["id"]}], "and back"
    with get_client(sync_client=True) as client:
        assert client.read_flow_run(UUID(str(first["id"]))).name == "2026 · Dinas Kesehatan"


def test_a_run_that_failed_is_on_record(period: SmallPeriod, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_words: object) -> None:
        raise ValueError("the disk is full")

    monkeypatch.setattr("flows.unit_cycle.unsealed_stages", broken)
    assert period.id
    settle(failed=lambda _due, _problem: None, limit=1)
    assert {(run["outcome"], run["said"]) for run in recorded()} == {("failed", "the disk is full")}


def test_what_both_have_is_well(period: SmallPeriod) -> None:
    settle()
    period.agree_plans()
    settle()
    both = asked()
    assert both
    assert both.ended, "the second run, at least, began after the first was on record"
    assert compared(both) == []


def test_a_run_that_prefect_has_and_we_do_not_is_named(period: SmallPeriod) -> None:
    assert period.id
    settle()
    strange = uuid4()
    prefect = asked()
    assert prefect
    assert compared(PrefectRuns({**prefect.ended, strange: True}, prefect.oldest)) == [f"run_unknown {strange}"]
    assert compared(PrefectRuns({**prefect.ended, strange: False}, prefect.oldest)) == [], "broke off before it began"


def test_a_run_that_we_have_and_prefect_does_not_is_named_while_prefect_remembers(period: SmallPeriod) -> None:
    assert period.id
    settle()
    [first] = recorded()
    kept = asked()
    with transaction() as session:
        run(session, "INSERT INTO flow_run (id, flow, began_at) VALUES (%(id)s, 'unit-cycle', now() - interval '1 h')",
            id=uuid4())  # fmt: skip
    assert compared(kept) == [], "what is older than Prefect's oldest may be forgotten there"
    [strange] = [each["id"] for each in recorded() if each["id"] != first["id"]]
    assert kept
    with transaction() as session:
        now = one(session, "SELECT now() - interval '2 h' AS then")
    assert now
    assert compared(PrefectRuns(kept.ended, now["then"])) == [f"run_missing {strange}"]


def test_without_a_record_there_is_nothing_to_compare(period: SmallPeriod) -> None:
    assert period.id
    assert asked() == PrefectRuns({}, None)


def test_prefect_that_does_not_answer_is_no_fault(period: SmallPeriod, monkeypatch: pytest.MonkeyPatch) -> None:
    assert period.id
    monkeypatch.setenv("KINERJA_PREFECT_API_URL", "http://127.0.0.1:9/api")
    settle()
    assert asked() is None
