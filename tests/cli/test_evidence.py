"""Evidence is attached, listed and withdrawn at the command line; a hostile file is refused with its remedy."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.evidence_store import stored_path
from models.vocabulary import Stage
from tests.acts import first_day
from tests.factories import DIVISION_HEAD, MEMBER, SmallPeriod, changed_tables, snapshot
from tests.journeys.commands import said, told
from tests.models.evidence_files import PDF, office

MONTH = f"{first_day():%Y-%m}"
MINE = ("--as", MEMBER, "--period", "2026")


@pytest.fixture(autouse=True)
def small(fresh: Callable[[Stage], SmallPeriod], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallPeriod:
    monkeypatch.setenv("KINERJA_FILES_FOLDER", str(tmp_path / "kept"))
    (tmp_path / "laporan.pdf").write_bytes(PDF)
    return fresh(Stage.COLLECTION)


def attach(what: object, *more: object, code: int = 0) -> Any:
    return told("my", "attach", what, *MINE, "--work-result", 1, "--indicator", 1, *more, code=code)


def listed() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = told("my", "evidence", *MINE)
    return found


def test_a_file_is_attached_listed_and_withdrawn(tmp_path: Path) -> None:
    number = attach(tmp_path / "laporan.pdf", "--month", MONTH, "--dated", first_day(), "--description", "Rekap")
    [shown] = listed()
    assert (shown["id"], shown["address"], shown["month"]) == (number["evidence"], "laporan.pdf", str(first_day()))
    assert stored_path(shown["sha256"]).read_bytes() == PDF
    table = said("my", "evidence", *MINE)
    assert MONTH in table
    assert "not tried yet" in table
    assert "is withdrawn" in said("my", "withdraw-evidence", shown["id"], "--as", MEMBER)
    assert "No evidence is attached yet" in said("my", "evidence", *MINE)


def test_a_link_to_a_drive_comes_with_the_advice_to_share_it() -> None:
    words = ("my", "attach", "https://drive.google.com/file/d/1", *MINE, "--work-result", 1, "--indicator", 1)
    assert "anyone with the link" in said(*words)
    assert "anyone with the link" not in said(*words[:2], "https://dinkes.example/a.pdf", *words[3:])
    assert [row["month"] for row in listed()] == [None, None]
    assert attach("https://1drv.ms/x")["must_be_shared"]


def test_what_is_refused_changes_nothing(tmp_path: Path) -> None:
    hostile = {
        "program.pdf": b"MZ\x90\0" + b"\0" * 99,
        "halaman.pdf": b"<html>%PDF-1.7" + PDF,
        "makro.docx": office("docx", {"word/vbaProject.bin": b"x"}),
        "kosong.pdf": b"",
    }
    for name, content in hostile.items():
        (tmp_path / name).write_bytes(content)
    before = snapshot()
    refusals = [attach(tmp_path / name, code=1) for name in hostile]
    refusals += [
        attach(tmp_path / "tidak-ada.pdf", code=1),
        attach(tmp_path, code=1),
        attach("https://user:rahasia@dinkes.example/a", code=1),
        attach("ftp://dinkes.example/a", code=1),
        attach(tmp_path / "laporan.pdf", "--month", "1999-01", code=1),
        told("my", "attach", tmp_path / "laporan.pdf", *MINE, "--work-result", 10**15, "--indicator", 1, code=1),
    ]
    assert [refusal["error"] for refusal in refusals] == ["INVALID_INPUT"] * 10
    assert "rahasia" not in str(refusals)
    assert told("my", "withdraw-evidence", 999, "--as", MEMBER, code=1)["error"] == "NOT_FOUND"
    assert told("my", "withdraw-evidence", 10**20, "--as", MEMBER, code=1)["error"] == "INVALID_INPUT"
    assert changed_tables(before) == set()
    assert not (tmp_path / "kept").exists()


def test_nobody_withdraws_what_another_attached(tmp_path: Path) -> None:
    number = attach(tmp_path / "laporan.pdf")["evidence"]
    assert told("my", "withdraw-evidence", number, "--as", DIVISION_HEAD, code=1)["error"] == "NOT_FOUND"
    assert len(listed()) == 1
