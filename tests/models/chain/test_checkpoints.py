"""Checkpoints leave the database: never before what they tell is committed, never lost, a mail a day of the region."""

from datetime import date
from pathlib import Path

import pytest

from deployments import sealing
from models import ledger
from models.actors import SYSTEM
from models.chain import checkpoints
from models.database import rows, transaction
from models.errors import UnavailableError
from models.ledger import Subject
from tests.factories import OTHER_MEMBER, SmallPeriod
from tests.models.test_notice_schedule import as_owner
from tests.web.oversight import grant

_TOLD = "SELECT key, content ->> 'note' AS note FROM notice WHERE kind = 'checkpoint' ORDER BY id"


@pytest.fixture
def folder(period: SmallPeriod, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where checkpoints of this test are written; somebody audits."""
    monkeypatch.setenv("KINERJA_LEDGER_KEY_FILE", str(tmp_path / "ledger.key"))
    monkeypatch.setenv("KINERJA_CHECKPOINTS_FOLDER", str(tmp_path / "checkpoints"))
    grant(OTHER_MEMBER, "auditor")
    return sealing.folder()


def happened(event: str = "stage.sealed") -> None:
    with transaction() as session:
        ledger.record(session, event, by=SYSTEM, subject=Subject(kind="test", id=1))


def files(folder: Path) -> list[str]:
    return sorted(path.read_text() for path in folder.iterdir()) if folder.is_dir() else []


def told() -> list[str]:
    with transaction() as session:
        return [row["note"] for row in rows(session, _TOLD)]


def newest() -> str:
    with transaction() as session:
        return str(checkpoints.newest(session)["note"])


def today(zone: str) -> date:
    """The day of a zone, after the region has moved there."""
    as_owner("UPDATE period SET timezone = %(zone)s", zone=zone)
    with transaction() as session:
        found: date = rows(session, "SELECT (now() AT TIME ZONE %(zone)s)::date AS day", zone=zone)[0]["day"]
        return found


def another_day() -> None:
    """Everything so far was on a day before."""
    as_owner("UPDATE notice SET key = replace(key, 'checkpoint:', 'checkpoint:before ') WHERE kind = 'checkpoint'")


def test_no_file_tells_of_what_was_rolled_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    happened()
    with monkeypatch.context() as cut:

        def broken(_session: object) -> int:
            raise ConnectionError

        cut.setattr(checkpoints, "tell_auditors", broken)
        with pytest.raises(ConnectionError):
            sealing.seal_all()
    assert (files(folder), told()) == ([], [])
    sealing.seal_all()
    assert files(folder) == told() == [newest()]


def test_who_was_killed_before_the_file_writes_it_next_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    happened()
    with monkeypatch.context() as killed:

        def broken(_note: str, _folder: Path) -> Path:
            raise KeyboardInterrupt

        killed.setattr(checkpoints, "write", broken)
        with pytest.raises(KeyboardInterrupt):
            sealing.seal_all()
    assert (files(folder), told()) == ([], [newest()])
    sealing.seal_all()
    assert files(folder) == told() == [newest()]


def test_a_folder_that_cannot_be_written_is_said_and_made_good(folder: Path) -> None:
    folder.write_text("in the way")
    happened()
    with pytest.raises(UnavailableError, match="KINERJA_CHECKPOINTS_FOLDER"):
        sealing.seal_all()
    folder.unlink()
    sealing.seal_all()
    assert files(folder) == [newest()]


def test_what_is_sealed_after_the_mail_of_a_day_is_mailed_the_next(folder: Path) -> None:
    happened()
    sealing.seal_all()
    happened()
    sealing.seal_all(thorough=True)
    assert len(files(folder)) == 2
    assert len(told()) == 1
    another_day()
    sealing.seal_all()
    assert len(told()) == 1, "a pass of every second does not look"
    sealing.seal_all(thorough=True)
    assert told()[-1] == newest()
    another_day()
    sealing.seal_all(thorough=True)
    assert len(told()) == 2, "nothing new, nothing to tell"


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Midway"])
def test_the_day_of_a_mail_is_the_regions(folder: Path, zone: str) -> None:
    """The two zones never have the same day; one of them never has that of UTC."""
    day = today(zone)
    happened()
    sealing.seal_all()
    with transaction() as session:
        [row] = rows(session, _TOLD)
    assert row["key"].split(":")[1] == str(day)
