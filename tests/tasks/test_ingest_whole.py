"""From a real server, database and folder into the facts, through the real intake: row by row, once."""

from pathlib import Path
from typing import Any

import pytest

from models import actors
from models.database import rows, transaction
from models.sources.definition import validate
from models.sources.registry import register
from tasks import fetch_folder
from tasks.ingest import due_sources, pull
from tests.factories import SmallPeriod, count
from tests.tasks.web import says, serving

PAGE = """{"data": [{"responden": "r%d", "waktu": "2026-02-03 09:15", "layanan": "KTP-el", "nilai": %d}],
           "links": {"next": %s}}"""
COLUMNS = {"service": "layanan", "respondent": "responden", "answered_at": "waktu", "u1": "nilai"}


@pytest.fixture(autouse=True)
def _local(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def declare(period: SmallPeriod, origin: dict[str, Any], **more: Any) -> int:
    declared = {"code": "skm", "dataset": "survey_answer", "unit": period.unit, "columns": COLUMNS, "origin": origin}
    with transaction() as session:
        return register(session, period.code, validate(declared | more, "test"), by=actors.operator())


def stored() -> list[tuple[str, int]]:
    with transaction() as session:
        found = rows(
            session, "SELECT respondent, u1 FROM survey_answer WHERE superseded_at IS NULL ORDER BY respondent"
        )
    return [(row["respondent"], row["u1"]) for row in found]


def test_pages_of_a_server_become_facts_and_corrections_follow(period: SmallPeriod) -> None:
    pages = {
        "skm": says((PAGE % (1, 3, '"/skm2"')).encode()),
        "skm2": says((PAGE % (2, 4, "null")).encode()),
    }
    with serving(**pages) as web:
        origin = {"way": "http", "url": f"{web.url}/skm", "kind": "json", "next": "links.next"}
        source = declare(period, origin, items="data")
        with transaction() as session:
            assert [each["id"] for each in due_sources(session)] == [source]
        assert [(each.outcome, each.added) for each in pull(source)] == [("stored", 1), ("stored", 1)]
        assert stored() == [("r1", 3), ("r2", 4)]
        assert [each.outcome for each in pull(source)] == ["same", "same"]
        web.pages["/skm"] = says((PAGE % (1, 2, '"/skm2"')).encode())
        assert [(each.corrected, each.added) for each in pull(source)] == [(1, 0), (0, 0)]
        assert stored() == [("r1", 2), ("r2", 4)]
        web.pages["/skm"] = says((PAGE % (1, 3, '"/skm2"')).encode())  # back to what it was: what is said now counts
        pull(source)
        assert stored() == [("r1", 3), ("r2", 4)]
    assert count("survey_answer") == 4


def test_rows_of_a_database_become_facts(period: SmallPeriod, db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKM_URL", db)
    query = """SELECT 'r' || n AS responden, TIMESTAMPTZ '2026-02-03 09:15+07' AS waktu, 'KTP-el' AS layanan,
                      (n % 4 + 1)::numeric AS nilai FROM generate_series(1, 500) n"""
    source = declare(period, {"way": "sql", "url": "env:SKM_URL", "query": query})
    [brought] = pull(source)
    assert (brought.outcome, brought.rows, brought.added, brought.held) == ("stored", 500, 500, 0)
    assert [each.outcome for each in pull(source)] == ["same"]


def test_dropped_files_become_facts_or_come_back_with_the_reason(
    period: SmallPeriod, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch_folder, "_changed", lambda _status: 0.0)
    monkeypatch.setenv("KINERJA_LANGUAGE", "id")
    drop = tmp_path / "skm"
    drop.mkdir()
    (drop / "a.csv").write_text("responden;waktu;layanan;nilai\nr1;2026-02-03 09:15;KTP-el;3\nr2;31-02;KTP-el;9\n")
    (drop / "b.csv").write_text("responden;waktu;nilai\nr3;2026-02-03 09:15;3\n")
    source = declare(period, {"way": "folder", "path": str(drop), "pattern": "*.csv"})
    first, second = pull(source)
    assert (first.outcome, first.added, first.held) == ("stored", 1, 1)
    assert second.outcome == "refused"
    names = sorted(path.relative_to(drop).as_posix() for path in drop.rglob("*.*"))
    assert names == [
        f"done/a-{first.delivery_id}.csv",
        f"refused/b-{second.delivery_id}.csv",
        f"refused/b-{second.delivery_id}.csv.txt",
    ]
    assert "layanan" in (drop / names[2]).read_text()
    (drop / "again.csv").write_bytes((drop / names[0]).read_bytes())
    pull(source)
    assert count("survey_answer") == 1
