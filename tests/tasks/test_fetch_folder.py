"""A drop folder: settled files are copied and moved away, and nothing outside it is ever touched."""

import os
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from models.errors import InvalidInputError
from models.sources.definition import Folder
from tasks import fetch_folder
from tasks.fetch_folder import put_away


@pytest.fixture
def drop(tmp_path):
    folder = tmp_path / "drop"
    folder.mkdir()
    return folder


@pytest.fixture
def spool(tmp_path):
    folder = tmp_path / "spool"
    folder.mkdir()
    return folder


def source(folder, pattern="*.csv", settle_seconds=0):
    return Folder.model_construct(way="folder", path=str(folder), pattern=pattern, settle_seconds=settle_seconds)


def fetched(folder, spool, **changes):
    return list(fetch_folder.fetch(source(folder, **changes), spool))


def test_files_that_fit_come_oldest_first(drop, spool):
    for age, name in ((10, "b.csv"), (30, "A.CSV"), (20, "c.csv"), (5, "d.xlsx"), (5, ".hidden.csv")):
        (drop / name).write_text(name)
        os.utime(drop / name, (time.time() - age, time.time() - age))
    found = fetched(drop, spool)
    assert [each.name for each in found] == ["A.CSV", "c.csv", "b.csv"]
    assert [each.path.read_text() for each in found] == ["A.CSV", "c.csv", "b.csv"]
    assert {each.path.parent for each in found} == {spool}
    assert abs(found[0].changed_at - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_file_that_still_grows_is_left(drop, spool):
    growing = drop / "skm.csv"
    growing.write_text("half")
    stop = threading.Event()

    def grow():
        while not stop.is_set():
            with growing.open("a") as file:
                file.write("x")
            time.sleep(0.02)

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        time.sleep(1.2)
        assert fetched(drop, spool, settle_seconds=1) == []
    finally:
        stop.set()
        writer.join()
    time.sleep(1.2)
    assert [each.name for each in fetched(drop, spool, settle_seconds=1)] == ["skm.csv"]


def test_a_file_that_changes_while_it_is_copied_is_left(drop, spool, monkeypatch):
    (drop / "skm.csv").write_bytes(b"x" * 100)
    take = fetch_folder.Limit.take

    def take_and_change(limit, size):
        with (drop / "skm.csv").open("ab") as file:
            file.write(b"more")
        monkeypatch.setattr(fetch_folder.Limit, "take", take)
        take(limit, size)

    monkeypatch.setattr(fetch_folder.Limit, "take", take_and_change)
    assert fetched(drop, spool) == []


def test_a_clock_that_runs_ahead_holds_nothing_up(drop, spool):
    (drop / "skm.csv").write_text("x")
    os.utime(drop / "skm.csv", (time.time() + 90_000, time.time() + 90_000))
    assert len(fetched(drop, spool)) == 1


def test_nothing_but_plain_files_is_read(drop, spool, tmp_path):
    outside = tmp_path / "secret.csv"
    outside.write_text("secret")
    (drop / "link.csv").symlink_to(outside)
    (drop / "dangling.csv").symlink_to(tmp_path / "nowhere")
    (drop / "folder.csv").mkdir()
    (drop / "folder.csv" / "inner.csv").write_text("x")
    os.mkfifo(drop / "pipe.csv")
    assert fetched(drop, spool, pattern="*") == []
    assert fetch_folder._copy(drop / "link.csv", spool / "1.csv", 0) is None
    assert fetch_folder._copy(drop / "pipe.csv", spool / "1.csv", 0) is None


@pytest.mark.parametrize("pattern", ["../*.csv", "/etc/*", "**/*.csv", "folder/*.csv"])
def test_a_pattern_never_leaves_the_folder(drop, spool, tmp_path, pattern):
    (tmp_path / "outside.csv").write_text("x")
    (drop / "folder").mkdir()
    (drop / "folder" / "inner.csv").write_text("x")
    assert fetched(drop, spool, pattern=pattern) == []


@pytest.mark.parametrize("path", ["relative/folder", "/no/such/folder"])
def test_a_folder_that_is_not_here_is_told(spool, path):
    with pytest.raises(InvalidInputError, match="no folder"):
        fetched(path, spool)


def test_files_move_to_their_places_and_say_why(drop, spool):
    for name in ("good.csv", "bad.csv"):
        (drop / name).write_text(name)
    bad, good = sorted(fetched(drop, spool), key=lambda each: each.name)
    assert put_away(good, "done", 12)
    assert put_away(bad, "refused", 13, "Kolom nip tidak ada.")
    assert sorted(path.relative_to(drop).as_posix() for path in drop.rglob("*.*")) == [
        "done/good-12.csv",
        "refused/bad-13.csv",
        "refused/bad-13.csv.txt",
    ]
    assert (drop / "refused/bad-13.csv.txt").read_text() == "Kolom nip tidak ada.\n"
    (drop / "good.csv").write_text("again")
    assert put_away(fetched(drop, spool)[0], "done", 12)
    assert (drop / "done/good-12.csv").read_text() == "good.csv"
    assert (drop / "done/good-12-2.csv").read_text() == "again"


def test_a_link_instead_of_a_place_is_not_followed(drop, spool, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (drop / "done").symlink_to(tmp_path / "elsewhere")
    (drop / "skm.csv").write_text("x")
    assert not put_away(fetched(drop, spool)[0], "done", 1)
    assert (drop / "skm.csv").exists()
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_file_that_is_too_large_is_known_as_such(drop, spool, monkeypatch):
    monkeypatch.setattr(fetch_folder, "MOST_BYTES", 10)
    (drop / "skm.csv").write_bytes(b"x" * 11)
    assert fetched(drop, spool)[0].too_large


def test_a_name_that_is_no_text_is_told_readably(drop, spool):
    (drop / os.fsdecode(b"\xff\xfe.csv")).write_text("x")
    [found] = fetched(drop, spool)
    found.name.encode()
    assert put_away(found, "done", 1)
