"""`kinerja audit export`: the file is written, checked by the program that stands alone, and mistakes are named."""

from pathlib import Path

import pytest

from deployments.verifier import verify_archive
from models.database import one, transaction
from models.vocabulary import Stage
from tests.factories import HEAD, MEMBER, SmallPeriod
from tests.journeys.commands import said, told


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Key and checkpoints of this test."""
    monkeypatch.setenv("KINERJA_LEDGER_KEY_FILE", str(tmp_path / "ledger.key"))
    monkeypatch.setenv("KINERJA_CHECKPOINTS_FOLDER", str(tmp_path / "kept"))


def test_the_archive_is_written_and_holds(
    period: SmallPeriod, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    period.up_to(Stage.COLLECTION)
    file = tmp_path / "archive.zip"
    answer = told("audit", "export", period.code, "--out", file, "--disclose", MEMBER)
    assert (answer["sealed_stages"], answer["disclosed"]) == (2, 1)
    assert answer["events"] > 10
    assert "Hash of its manifest" in said("audit", "export", period.code, "--out", file)
    assert verify_archive.main([str(file), "--key", told("audit", "key")["key"]]) == 0
    assert "Semuanya cocok" in capsys.readouterr().out


def test_whoever_takes_it_is_asked_whether_they_may(period: SmallPeriod, tmp_path: Path) -> None:
    period.up_to(Stage.COLLECTION)
    file = tmp_path / "a.zip"
    assert told("audit", "export", period.code, "--out", file, "--as", MEMBER, code=1)["error"] == "NOT_ALLOWED"
    assert not file.exists()
    told("audit", "export", period.code, "--out", file, "--as", HEAD)
    with transaction() as session:
        event = one(session, "SELECT actor_id FROM audit_event WHERE event = 'period.exported'")
    assert event == {"actor_id": period.actor(HEAD).person_id}


def test_mistakes_are_named(period: SmallPeriod, tmp_path: Path) -> None:
    assert told("audit", "export", "1999", "--out", tmp_path / "a.zip", code=1)["error"] == "NOT_FOUND"
    wrong = ("--disclose", "1")
    assert told("audit", "export", period.code, "--out", tmp_path / "a.zip", *wrong, code=1)["error"] == "NOT_FOUND"
    assert told("audit", "export", period.code, "--out", tmp_path / "no" / "a.zip", code=1)["error"] == "INVALID_INPUT"
    assert not (tmp_path / "a.zip").exists()
