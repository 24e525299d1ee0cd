"""`kinerja roster check`: exit codes, the table, --json, --out, and errors that name the remedy."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.roster import app
from deployments.sample.files import write_roster
from deployments.sample.region import make_region

RUN = CliRunner()


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINERJA_LANGUAGE", "en")
    monkeypatch.setenv("COLUMNS", "160")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    """A roster with mistakes (True) and one without (False)."""
    folder = tmp_path_factory.mktemp("rosters")
    for mistakes in (True, False):
        write_roster(make_region(120, year=2026, mistakes=mistakes), folder / f"{mistakes}.xlsx")
    return {mistakes: folder / f"{mistakes}.xlsx" for mistakes in (True, False)}


def test_a_sound_roster_ends_with_0_and_the_next_step(files: dict[bool, Path]) -> None:
    done = RUN.invoke(app, ["check", str(files[False]), "--on", "2026-01-05"])
    assert done.exit_code == 0
    assert "120 rows: 120 ready" in done.stdout
    assert "kinerja period launch" in done.stdout


def test_blocking_problems_end_with_1_and_are_grouped_by_who_must_mend_them(files: dict[bool, Path]) -> None:
    done = RUN.invoke(app, ["check", str(files[True]), "--on", "2026-01-05"])
    assert done.exit_code == 1
    for part in ("DQ-H01", "DQ-E03", "BKPSDM", "admin OPD Dinas Kesehatan", "What to do", "--out problems.xlsx"):
        assert part in done.stdout
    assert done.stdout.index("holds rows back") < done.stdout.index("warning")


def test_json_has_counts_problems_and_held_rows(files: dict[bool, Path]) -> None:
    done = RUN.invoke(app, ["check", str(files[True]), "--on", "2026-01-05", "--json"])
    assert done.exit_code == 1
    report = json.loads(done.stdout)
    counts = report["counts"]
    assert counts["rows"] == counts["accepted"] + counts["held"] + counts["excluded"]
    assert len(report["problems"]) == counts["block"] + counts["warn"] + counts["info"]
    assert len(report["held"]) == counts["held"]
    assert all(problem["remedy"] and problem["owner"] for problem in report["problems"])


def test_out_writes_a_workbook_and_says_to_whom_it_goes(files: dict[bool, Path], tmp_path: Path) -> None:
    target = tmp_path / "p.xlsx"
    done = RUN.invoke(app, ["check", str(files[True]), "--on", "2026-01-05", "--out", str(target)])
    assert done.exit_code == 1
    assert target.stat().st_size > 5000
    assert "send" in done.stdout


def test_a_file_that_cannot_be_read_ends_with_1_and_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    path.write_bytes(b"")
    done = RUN.invoke(app, ["check", str(path)])
    assert done.exit_code == 1
    assert "0 bytes" in done.stderr
    assert "Traceback" not in done.output


def test_an_error_is_json_when_json_was_asked_for(tmp_path: Path) -> None:
    done = RUN.invoke(app, ["check", str(tmp_path / "gone.xlsx"), "--json"])
    assert done.exit_code == 1
    assert json.loads(done.stdout)["error"] == "INVALID_INPUT"


@pytest.mark.parametrize("arguments", [["check"], ["check", "r.xlsx", "--on", "5 Januari"], ["check", "r.xlsx", "--x"]])
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    assert RUN.invoke(app, arguments).exit_code == 2


def test_a_text_in_brackets_is_shown_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("nipBaru,nama,jabatanNama,unorId\n1,[red]Budi[/red],Staf,D\n", encoding="utf-8")
    done = RUN.invoke(app, ["check", str(path), "--on", "2026-01-05"])
    assert "[red]Budi[/red]" in done.stdout


def test_help_teaches_with_an_example() -> None:
    assert "kinerja roster check roster.xlsx" in RUN.invoke(app, ["check", "--help"]).stdout
