"""Files are kept by the hash of their content: once, whole, for good; names are shown, never used."""

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InvalidInputError, UnavailableError
from models.evidence_store import cleaned_name, keep, read_given, stored_path


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KINERJA_FILES_FOLDER", str(tmp_path / "kept"))
    return tmp_path / "kept"


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_the_same_content_is_kept_once_under_its_hash(folder: Path) -> None:
    digest = keep(b"Rekap")
    assert digest == hashlib.sha256(b"Rekap").hexdigest() == keep(b"Rekap")
    assert stored_path(digest) == folder / digest[:2] / digest
    assert _files(folder) == [stored_path(digest)]
    assert stored_path(digest).read_bytes() == b"Rekap"


def test_without_the_setting_files_are_kept_in_the_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KINERJA_FILES_FOLDER", "")
    monkeypatch.setenv("KINERJA_HOME", str(tmp_path))
    assert stored_path("ab" * 32) == tmp_path / "files" / "ab" / ("ab" * 32)


def test_a_file_is_for_its_owner_alone(folder: Path) -> None:
    kept = stored_path(keep(b"Rekap"))
    assert (kept.stat().st_mode & 0o077, kept.parent.stat().st_mode & 0o077) == (0, 0)


def test_what_was_damaged_is_written_again() -> None:
    kept = stored_path(keep(b"Rekap"))
    kept.write_bytes(b"Re")
    keep(b"Rekap")
    assert kept.read_bytes() == b"Rekap"


def test_a_write_that_fails_leaves_nothing_and_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UnavailableError, match="cannot be kept"):
        keep(b"Rekap")
    assert _files(folder) == []


def test_a_given_file_is_read_up_to_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINERJA_EVIDENCE_MEGABYTES", "1")
    path = tmp_path / "a.pdf"
    path.write_bytes(b"x" * 2**20)
    assert len(read_given(path)) == 2**20
    path.write_bytes(b"x" * (2**20 + 1))
    with pytest.raises(InvalidInputError, match="larger than 1 MB"):
        read_given(path)


def test_only_a_plain_file_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for strange in (tmp_path / "pipe", tmp_path, tmp_path / "none", Path("/dev/zero"), Path("a\0b")):
        with pytest.raises(InvalidInputError, match="no file that can be read"):
            read_given(strange)


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("laporan.pdf", "laporan.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ani\\Laporan Q1.xlsx", "Laporan Q1.xlsx"),
        ("a\nb\tc.pdf", "a b c.pdf"),
        ("lapo\u202efdp.exe", "lapofdp.exe"),
        ("x\0\x1b[2J.pdf", "x[2J.pdf"),
        ("  .hidden. ", "hidden"),
        ("…/", "bukti"),
        ("", "bukti"),
        ("\udcff.pdf", "pdf"),
        ("n" * 300 + ".pdf", "n" * 196 + ".pdf"),
        ("e\u0301.pdf", "é.pdf"),
    ],
)
def test_names_are_cleaned(given_name: str, shown: str) -> None:
    assert cleaned_name(given_name) == shown


@given(st.text(st.characters(), max_size=400))
def test_a_cleaned_name_is_short_visible_and_stays_clean(name: str) -> None:
    shown = cleaned_name(name)
    assert 0 < len(shown) <= 200
    assert not set(shown) & set("/\\\0\r\n\t")
    assert shown.encode()
    assert cleaned_name(shown) == shown
