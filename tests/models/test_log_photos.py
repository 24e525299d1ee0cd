"""Photos of a daily log: kept without their place, carried on to a correction, and never on a validated entry."""

from collections.abc import Callable
from pathlib import Path

import pytest

from models import evidence_store, log_entries, log_photos
from models.activity_log import log_input
from models.database import one, rows, transaction
from models.errors import ConflictError, InvalidInputError, KinerjaError, NotFoundError
from models.vocabulary import Stage
from tests.acts import World, first_day, judge_logs, log
from tests.factories import DIVISION_HEAD, MEMBER, OTHER_MEMBER, SmallPeriod
from tests.models.pictures import PLACE, jpeg, png
from tests.worlds import trial

C = Stage.COLLECTION


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's files are kept."""
    monkeypatch.setenv("KINERJA_FILES_FOLDER", str(tmp_path / "files"))
    return tmp_path


def shot(folder: Path, content: bytes) -> Path:
    path = folder / f"{abs(hash(content))}"
    path.write_bytes(content)
    return path


def attach(w: World, entry: int, content: bytes, folder: Path, by: str = MEMBER) -> int:
    path = shot(folder, content)
    return log_photos.attach(w.session, w.segment(MEMBER), entry, path=path, name="IMG_0001.JPG", by=w.who(by))


def test_a_photo_is_kept_without_its_place(standing: Callable[[Stage], SmallPeriod], folder: Path) -> None:
    period = standing(C)
    with trial() as session:
        w = World(session, period)
        entry = log(w, MEMBER)
        number = attach(w, entry, jpeg(), folder)
        assert attach(w, entry, jpeg(), folder) == number
        (kept,) = log_photos.photos_of(session, [entry])[entry]
        assert (kept["name"], kept["media_type"], kept["is_there"]) == ("IMG_0001.JPG", "image/jpeg", True)
        given = log_photos.file_of(session, w.segment(MEMBER), number)
        assert PLACE not in given.content
        event = one(session, "SELECT event, content FROM audit_event ORDER BY id DESC LIMIT 1")
        assert event == {"event": "photo.attached", "content": {"entry": entry, "sha256": kept["sha256"]}}
        evidence_store.stored_path(kept["sha256"]).unlink()
        assert not log_photos.of_segment(session, w.segment(MEMBER))[0]["is_there"]
        with pytest.raises(NotFoundError):
            log_photos.file_of(session, w.segment(MEMBER), number)


def test_a_correction_carries_the_photos_on(standing: Callable[[Stage], SmallPeriod], folder: Path) -> None:
    period = standing(C)
    with trial() as session:
        w = World(session, period)
        entry = log(w, MEMBER)
        attach(w, entry, jpeg(), folder)
        attach(w, entry, png(), folder)
        said = {"day": first_day(), "description": "Rapat", "work_result": 1}
        for starts, ends in (("08:00", "09:00"), ("10:00", "11:00"), ("10:00", "11:30")):
            changed = log_input(said | {"starts": starts, "ends": ends})
            entry = log_entries.correct(session, w.segment(MEMBER), entry, changed, by=w.who(MEMBER))
            assert len(log_photos.photos_of(session, [entry])[entry]) == 2
        shown = log_photos.of_segment(session, w.segment(MEMBER))
        assert [(each["starts"], each["ends"]) for each in shown] == [("10:00", "11:30")] * 2
        log_photos.withdraw(session, w.segment(MEMBER), shown[0]["id"], by=w.who(MEMBER))
        assert len(log_photos.of_segment(session, w.segment(MEMBER))) == 1


def _validated(w: World) -> int:
    entry = log(w, MEMBER)
    judge_logs(w, entry)
    return entry


REFUSALS: dict[str, tuple[Callable[[World, Path], object], type[KinerjaError], str]] = {
    "as the rater": (lambda w, f: attach(w, log(w, MEMBER), jpeg(), f, by=DIVISION_HEAD), NotFoundError, "of yours"),
    "to another's entry": (lambda w, f: attach(w, log(w, OTHER_MEMBER), jpeg(), f), NotFoundError, "no such entry"),
    "to no entry": (lambda w, f: attach(w, 10**9, jpeg(), f), NotFoundError, "no such entry"),
    "to a validated entry": (lambda w, f: attach(w, _validated(w), jpeg(), f), ConflictError, "is validated"),
    "no photo": (lambda w, f: attach(w, log(w, MEMBER), b"%PDF-1.7\n%%EOF\n", f), InvalidInputError, "is no photo"),
    "nothing": (lambda w, f: attach(w, log(w, MEMBER), b"", f), InvalidInputError, "empty"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refused_photo_says_why_and_writes_nothing(
    standing: Callable[[Stage], SmallPeriod], folder: Path, name: str
) -> None:
    act, error, words = REFUSALS[name]
    period = standing(C)
    with pytest.raises(error) as refused, transaction() as session:
        act(World(session, period), folder)
    assert words in str(refused.value)
    with transaction() as session:
        assert not rows(session, "SELECT FROM log_photo")
    assert not list(folder.glob("files/*/*"))


def test_an_entry_has_so_many_photos_at_most(standing: Callable[[Stage], SmallPeriod], folder: Path) -> None:
    period = standing(C)
    with trial() as session:
        w = World(session, period)
        entry = log(w, MEMBER)
        for turned in range(2, 2 + log_photos.MOST):
            attach(w, entry, jpeg(turned), folder)
        attach(w, entry, jpeg(2), folder)
        with pytest.raises(InvalidInputError, match="has 5 photos"):
            attach(w, entry, png(), folder)
