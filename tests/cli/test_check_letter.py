"""`kinerja audit check-letter`: a code, a file, and a file without the database."""

from pathlib import Path

import pytest

from models.vocabulary import Stage
from tests.factories import MEMBER, SmallPeriod
from tests.journeys.commands import said, told


@pytest.fixture
def stands_at() -> Stage:
    return Stage.OBJECTION


@pytest.fixture
def letter(period: SmallPeriod, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a published result, made by the command."""
    monkeypatch.setenv("KINERJA_LEDGER_KEY_FILE", str(tmp_path / "ledger.key"))
    monkeypatch.setenv("KINERJA_CHECKPOINTS_FOLDER", str(tmp_path / "kept"))
    assert told("letters", "make", "evaluation", "2026", "--out", tmp_path / "out", "--nip", MEMBER)["made"] == 1
    [file] = (tmp_path / "out").iterdir()
    return file


def test_a_file_is_checked_with_and_without_the_ledger(letter: Path, tmp_path: Path) -> None:
    answer = told("audit", "check-letter", letter)
    assert (answer["holds"], answer["same_bytes"], answer["letter"]["sealed"]) == (True, True, "sealed")
    assert answer["proof"]["result"]["predicate"] == "BAIK"
    words = said("audit", "check-letter", letter)
    assert "byte for byte" in words
    assert "Baik" in words
    told("audit", "checkpoint", "--out", tmp_path / "checkpoint.txt")
    key = told("audit", "key")["key"]
    alone = told("audit", "check-letter", letter, "--key", key, "--checkpoint", tmp_path / "checkpoint.txt")
    assert (alone["letter"], alone["proof"]["result"]["predicate"]) == ({}, "BAIK")


def test_a_saved_anew_or_foreign_letter_is_told_apart(letter: Path, tmp_path: Path) -> None:
    letter.write_bytes(letter.read_bytes() + b"\n%%")
    assert told("audit", "check-letter", letter)["same_bytes"] is False
    assert "not byte for byte" in said("audit", "check-letter", letter)
    letter.write_bytes(b"%PDF-1.7 kinerja:" + b"A" * 16)
    assert told("audit", "check-letter", letter, code=1)["error"] == "NOT_FOUND"
    assert told("audit", "check-letter", tmp_path / "missing.pdf", code=1)["error"] == "INVALID_INPUT"
    assert "this code" in told("audit", "check-letter", "AAAA-BBBB-CCCC-DDDD", code=1)["message"]
    key = told("audit", "key")["key"]
    assert told("audit", "check-letter", "AAAA-BBBB", "--key", key, code=1)["error"] == "INVALID_INPUT"


@pytest.mark.parametrize("given", ["foo", "ABCD-EFGH-IJKL", "0BCD-EFGH-IJKL-MNOP", "ABCD-EFGH-IJKL-MNOP-Q"])
def test_what_has_not_the_shape_of_a_code_is_told_so(given: str) -> None:
    answer = told("audit", "check-letter", given, code=1)
    assert answer["error"] == "INVALID_INPUT"
    assert "16 signs" in answer["message"]
    assert "ABCD-EFGH-IJKL-MNOP" in answer["message"]


@pytest.mark.usefixtures("period")
def test_where_no_letter_was_ever_made_that_is_said() -> None:
    answer = told("audit", "check-letter", "abcd efgh ijkl mnop", code=1)
    assert answer["error"] == "NOT_FOUND"
    assert "KINERJA_HOME" in answer["message"]


def test_a_file_that_is_missing_or_a_folder_is_told_so(tmp_path: Path) -> None:
    missing = told("audit", "check-letter", tmp_path / "missing.pdf", code=1)["message"]
    assert missing.startswith(f"There is no file {tmp_path / 'missing.pdf'}")
    checkpoint = told("audit", "check-letter", "foo.pdf", "--checkpoint", tmp_path, code=1)["message"]
    assert checkpoint.startswith(f"{tmp_path} is a folder")


def test_a_code_names_nobody(letter: Path) -> None:
    code = told("audit", "check-letter", letter)["letter"]
    assert "code" not in code
    assert MEMBER not in said("audit", "check-letter", letter)
