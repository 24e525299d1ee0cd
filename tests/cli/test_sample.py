"""`kinerja sample`: writes a regency that the other commands accept."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from cli.roster import app as roster
from cli.sample import sample

RUN = CliRunner()
APP = typer.Typer()
APP.command()(sample)


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINERJA_LANGUAGE", "en")


def test_the_sample_is_written_and_the_next_command_is_named(tmp_path: Path) -> None:
    out = tmp_path / "contoh baru"
    done = RUN.invoke(APP, ["--employees", "60", "--year", "2026", "--out", str(out)])
    assert done.exit_code == 0
    assert "60 employees" in done.stdout
    assert "kinerja roster check" in done.stdout
    assert len(list(out.iterdir())) == 9


def test_json_tells_what_was_written(tmp_path: Path) -> None:
    done = RUN.invoke(APP, ["--employees", "30", "--seed", "5", "--year", "2026", "--out", str(tmp_path), "--json"])
    said = json.loads(done.stdout)
    assert (said["employees"], said["seed"], said["year"]) == (30, 5, 2026)
    assert all(Path(path).is_file() for path in said["files"])


def test_a_sample_without_mistakes_passes_the_check(tmp_path: Path) -> None:
    assert RUN.invoke(APP, ["--no-mistakes", "--year", "2026", "--out", str(tmp_path)]).exit_code == 0
    assert json.loads((tmp_path / "mistakes.json").read_text(encoding="utf-8")) == []
    done = RUN.invoke(roster, ["check", str(tmp_path / "roster.xlsx"), "--on", "2026-01-05", "--json"])
    assert done.exit_code == 0
    assert json.loads(done.stdout)["problems"] == []


def test_a_folder_that_cannot_be_made_is_an_error_without_a_traceback(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x", encoding="utf-8")
    done = RUN.invoke(APP, ["--employees", "5", "--out", str(blocked)])
    assert done.exit_code == 1
    assert "Traceback" not in done.output
    assert "file" in done.stderr


@pytest.mark.parametrize("arguments", [["--employees", "0"], ["--employees", "x"], ["--year", "1999"]])
def test_wrong_usage_ends_with_2(arguments: list[str]) -> None:
    assert RUN.invoke(APP, arguments).exit_code == 2
