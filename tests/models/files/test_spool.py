"""What is read is what was hashed: a private copy, refused while somebody is still writing the file."""

import hashlib
import os
from pathlib import Path

import pytest

from models.errors import InvalidInputError
from models.files import spool
from models.files.spool import spooled


def test_the_copy_has_the_hash_and_goes_with_the_block(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"a,b\n" * 1000)
    with spooled(path) as copy:
        assert copy.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert (copy.bytes, copy.path.suffix) == (4000, ".csv")
        path.write_bytes(b"other")
        assert copy.path.read_bytes() == b"a,b\n" * 1000
    assert not copy.path.exists()


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"a" * 100)
    monkeypatch.setattr(spool, "_BLOCK", 10)
    real = os.fstat
    calls = []

    def grow(handle: int) -> os.stat_result:
        calls.append(handle)
        if len(calls) == 2:
            with path.open("ab") as more:
                more.write(b"more")
        return real(handle)

    monkeypatch.setattr(spool.os, "fstat", grow)
    with pytest.raises(InvalidInputError, match="changed while it was read"), spooled(path):
        pass


@pytest.mark.parametrize("kind", ["missing", "folder", "fifo", "large"])
def test_what_is_no_plain_file_of_a_fair_size_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x.csv"
    if kind == "folder":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    elif kind == "large":
        path.write_bytes(b"a" * 2048)
    with pytest.raises(InvalidInputError), spooled(path, most=1024):
        pass
