"""The schedule is shown, what is due is listed first, and goes by decree only."""

from collections.abc import Callable
from pathlib import Path

import pytest

from models.database import run, transaction
from models.vocabulary import Stage
from tests.factories import MEMBER, SmallPeriod, changed_tables, snapshot
from tests.journeys.commands import said, told
from tests.models.erasure_world import where
from tests.models.lived import SIGNS, lived
from tests.models.test_erasure import owner

ORDER = ("--decree", "No. 45/2036", "--reason", "Jadwal retensi")


@pytest.fixture(autouse=True)
def schedule(fresh: Callable[[Stage], SmallPeriod], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A schedule of five years, and a period that ended six years ago."""
    for name in ("FILES_FOLDER", "MAIL_FOLDER", "CHECKPOINTS_FOLDER"):
        monkeypatch.setenv(f"KINERJA_{name}", str(tmp_path / name))
    monkeypatch.setenv("KINERJA_LEDGER_KEY_FILE", str(tmp_path / "ledger.key"))
    lived(fresh)
    with transaction(owner()) as session:
        run(session, "UPDATE period SET starts = starts - 3000, ends = current_date - 6 * 366")
    path = tmp_path / "schedule.yaml"
    path.write_text("kinds: {activity: {years: 5}, people: {years: 5}}", encoding="utf-8")
    return path


def test_the_default_keeps_and_says_so() -> None:
    assert {line["over"] for line in told("retention", "show")} == {0}
    assert "kept" in said("retention", "show")
    assert "kinds:" in said("retention", "show", "--template")


def test_what_is_due_is_listed_then_destroyed(schedule: Path) -> None:
    due = {line["kind"]: line["due"] for line in told("retention", "show", "--schedule", schedule)}
    assert due["activity"] == ["2026"]
    assert MEMBER in due["people"]
    before = snapshot()
    seen = told("retention", "run", "activity", *ORDER, "--schedule", schedule, "--dry-run")
    assert (seen["done"], seen["rows"]["activity_log"]) == (False, 2)
    said("retention", "run", "activity", *ORDER, "--schedule", schedule, code=1)  # nobody is there to answer
    assert changed_tables(before) == set()
    done = told("retention", "run", "activity", *ORDER, "--schedule", schedule, "--yes")
    assert (done["done"], done["rows"]["activity_log"]) == (True, 2)
    assert "activity_log" not in where(SIGNS[MEMBER])
    assert told("audit", "verify")["holds"]


def test_people_go_one_after_the_other_and_whoever_is_needed_is_named(schedule: Path) -> None:
    before = snapshot()
    seen = told("retention", "run", "people", *ORDER, "--schedule", schedule, "--dry-run")
    assert seen["rows"] == {"people": len(seen["due"])}
    assert changed_tables(before) == set()
    told("people", "hold", MEMBER, "--decree", "No. 7", "--reason", "Pemeriksaan")
    done = told("retention", "run", "people", *ORDER, "--schedule", schedule, "--yes")
    assert MEMBER not in done["due"]
    assert where(SIGNS[MEMBER]), "whoever is on hold stays"
    assert told("audit", "verify")["holds"]


def test_an_unknown_kind_is_refused_with_the_kinds() -> None:
    assert "activity" in told("retention", "run", "diaries", *ORDER, code=1)["message"]
    assert "There is no kind diaries" in told("retention", "run", "diaries", code=1)["message"]


@pytest.mark.parametrize("kind", ["activity", "people"])
def test_without_a_decree_what_is_due_is_only_listed(schedule: Path, kind: str) -> None:
    before = snapshot()
    seen = told("retention", "run", kind, "--schedule", schedule)
    assert seen == told("retention", "run", kind, *ORDER, "--schedule", schedule, "--dry-run")
    assert (bool(seen["due"]), bool(seen["rows"]), seen["done"]) == (True, True, False)
    words = said("retention", "run", kind, "--schedule", schedule)
    assert f'kinerja retention run {kind} --schedule "{schedule}" --decree "NO." --reason "…"' in words
    assert changed_tables(before) == set()


@pytest.mark.parametrize("given", [("--yes",), ORDER[:2], ORDER[2:], ("--decree", " ", *ORDER[2:])])
def test_half_an_order_destroys_nothing(schedule: Path, given: tuple[str, ...]) -> None:
    before = snapshot()
    refused = told("retention", "run", "activity", *given, "--schedule", schedule, code=1)["message"]
    assert "--decree" in refused
    assert "--reason" in refused
    assert changed_tables(before) == set()


def test_what_is_shown_names_the_whole_command(schedule: Path) -> None:
    command = f'kinerja retention run KIND --schedule "{schedule}" --decree "NO." --reason "…"'
    assert command in said("retention", "show", "--schedule", schedule)
    assert 'kinerja retention run KIND --decree "NO." --reason "…"' in said("retention", "show")


def test_a_schedule_that_is_not_there_is_told_so(tmp_path: Path) -> None:
    missing = told("retention", "show", "--schedule", tmp_path / "none.yaml", code=1)["message"]
    assert "Errno" not in missing
    assert str(tmp_path / "none.yaml") in missing
