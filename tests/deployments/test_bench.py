"""The bench measures every line on real rows, in a database of its own that is gone afterwards. No time is asserted."""

import hashlib
from typing import Any

import psycopg
import pytest

from deployments.bench import ledger, memory, processor
from deployments.bench.database import own_database
from deployments.bench.floor import as_owner
from deployments.bench.lines import KINDS, Line
from deployments.bench.prefect import plainly, whole_period
from deployments.bench.sample import Files, write_files
from models import postgres
from models.database import one, transaction
from models.errors import NotAllowedError, UnavailableError
from models.postgres_process import OWNER
from models.vocabulary import Stage
from tests import benched
from tests.factories import MEMBER, SmallPeriod


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINERJA_LANGUAGE", "en")


@pytest.fixture(scope="module")
def measured(server: postgres.Server) -> dict[str, Any]:
    return benched.measured()


@pytest.fixture(scope="module")
def lines(measured: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {line["line"]: line for line in measured["lines"]}


def _databases(server: postgres.Server) -> set[str]:
    with psycopg.connect(server.dsn("postgres", OWNER)) as connection:
        return {name for (name,) in connection.execute("SELECT datname FROM pg_database")}


def test_every_line_is_measured_once(measured: dict[str, Any]) -> None:
    assert sorted(line["line"] for line in measured["lines"]) == sorted(KINDS)


def test_the_whole_period_was_done(measured: dict[str, Any]) -> None:
    assert measured["stages_sealed"] == 9 * measured["units"]


def test_each_line_counts_the_rows_it_worked_on(measured: dict[str, Any], lines: dict[str, dict[str, Any]]) -> None:
    people, segments = measured["employees"], measured["segments"]
    assert people == benched.EMPLOYEES
    assert 40 <= segments <= people  # the rows with mistakes are held back
    assert {lines[key]["rows"] for key in ("parse_xlsx", "parse_csv", "check")} == {people}
    assert {lines[key]["rows"] for key in ("launch", "scoring", "notification", "accept", "closing")} == {segments}
    assert lines["plans"]["rows"] == lines["quality"]["rows"] == 8 * segments
    assert lines["realizations"]["rows"] == measured["values"] > 8 * segments
    assert lines["import_csv"]["rows"] == lines["import_xlsx"]["rows"] == 4 * people
    three_ways = [lines[key]["rows"] for key in ("approve", "approve_http", "approve_together")]
    assert all(three_ways)
    assert sum(three_ways) < segments  # those who lead somebody were approved before
    assert lines["rate"]["rows"] + lines["ratings"]["rows"] == segments + measured["units"]


def test_a_line_that_stores_rows_has_a_floor(lines: dict[str, dict[str, Any]]) -> None:
    with_floor = {key for key, line in lines.items() if line["floor_seconds"] is not None}
    assert with_floor == {key for key, kind in KINDS.items() if kind.floor}


def test_verbs_tell_how_long_the_slowest_took(lines: dict[str, dict[str, Any]]) -> None:
    assert {key for key, line in lines.items() if line["p95_ms"] is not None} == {
        "approve", "approve_http", "approve_together", "pages", "rate",
    }  # fmt: skip


def test_nothing_stays_in_the_users_server(measured: dict[str, Any], server: postgres.Server) -> None:
    assert f"kinerja_bench_{measured['process']}" not in _databases(server)  # other workers have theirs


def test_a_kept_database_stays_under_its_name(server: postgres.Server) -> None:
    with own_database(keep=True) as name:
        pass
    assert name in _databases(server)
    with psycopg.connect(server.dsn("postgres", OWNER), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name}")


def test_what_a_killed_bench_left_is_removed(server: postgres.Server) -> None:
    with psycopg.connect(server.dsn("postgres", OWNER), autocommit=True) as connection:
        connection.execute("CREATE DATABASE kinerja_bench_1")
    with own_database() as name:
        assert name in _databases(server)
        assert "kinerja_bench_1" not in _databases(server)


def test_the_settings_are_as_before(server: postgres.Server, db: str) -> None:
    with transaction() as session:
        before = one(session, "SELECT current_database() AS name")
    with own_database() as name, transaction() as session:
        assert one(session, "SELECT current_database() AS name") == {"name": name}
    with transaction() as session:
        assert one(session, "SELECT current_database() AS name") == before


def test_a_login_that_may_not_create_databases_is_told_what_to_do(
    server: postgres.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KINERJA_DATABASE_URL", server.url("postgres"))
    with pytest.raises(NotAllowedError, match="CREATEDB"), own_database():
        pass


def test_a_server_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("KINERJA_DATABASE_URL", f"postgresql://nobody@/nothing?host={tmp_path}")
    with pytest.raises(UnavailableError, match="does not answer"), own_database():
        pass


@pytest.mark.parametrize(("rows", "seconds", "reached"), [(50_000, 1.0, True), (49_999, 1.0, False), (0, 1.0, None)])
def test_a_target_is_reached_by_rows_a_second(rows: int, seconds: float, reached: object) -> None:
    assert Line("scoring", rows, seconds).reached is reached


@pytest.mark.parametrize(("seconds", "slowest", "reached"), [(1, 0.2, True), (1, 0.201, False), (2, 0.2, False)])
def test_answers_must_come_in_time_too(seconds: float, slowest: float, reached: object) -> None:
    assert Line("approve_http", 300, seconds, slowest=slowest).reached is reached


def test_every_line_knows_its_processor_time(lines: dict[str, dict[str, Any]]) -> None:
    assert lines["parse_xlsx"]["processor_seconds"] > 0
    assert all(line["processor_seconds"] is not None for line in lines.values())


def test_processor_time_counts_what_is_done_here(server: postgres.Server) -> None:
    with own_database(), as_owner() as owner:
        before = processor.spent(owner)
        hashlib.pbkdf2_hmac("sha256", b"", b"", 300_000)
        owner.execute("SELECT count(*) FROM generate_series(1, 1000000)")
        spent = processor.between(before, processor.spent(owner))
    assert spent is not None
    assert spent > 0.05


def test_processor_time_of_a_server_elsewhere_is_unknown() -> None:
    assert processor.between(None, {0: 1.0}) is None


def test_the_peak_of_memory_begins_anew() -> None:
    held = bytearray(64 * 1024 * 1024)
    high = memory.peak()
    del held
    memory.forget_peak()
    assert memory.peak() <= high - 32


def test_what_verification_finds_is_an_error(period: SmallPeriod) -> None:
    period.up_to(Stage.COLLECTION)
    assert ledger.seal() > 0
    assert ledger.verify() > 0
    with as_owner() as owner:
        owner.execute("UPDATE plan SET version = 7 WHERE segment_id = %s", [period.segments[MEMBER]])
    with pytest.raises(RuntimeError, match=r"found 2 faults: .*; the plan of .* version: 1 → 7"):
        ledger.verify()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return write_files(tmp_path_factory.mktemp("small"), 20, 2, seed=7, months=1)


def test_a_period_goes_to_its_end_by_plain_calls(server: postgres.Server, small: Files) -> None:
    seconds, calls = whole_period(small, plainly)
    assert seconds > 0
    assert calls == 2 * 6


def test_a_period_goes_to_its_end_through_prefect(server: postgres.Server, prefect_client: None, small: Files) -> None:
    from flows.dispatch import settle  # noqa: PLC0415 - Prefect is imported once its server is known

    seconds, runs = whole_period(small, lambda _period: settle())
    assert seconds > 0
    assert 2 * 5 <= runs <= 2 * 6


def test_a_unit_that_stands_still_makes_the_figures_an_error(server: postgres.Server, small: Files) -> None:
    with pytest.raises(RuntimeError, match="2 units did not reach the end"):
        whole_period(small, lambda _period: 0)
