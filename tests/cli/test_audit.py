"""`kinerja audit`: checks that hold, a changed row that is named, checkpoints as files, a changed key."""

import os
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from deployments import sealing
from models import actors, ledger, notice_mail, postgres
from models.chain import notes
from models.database import rows, run, transaction
from models.vocabulary import Stage
from tests.factories import OTHER_MEMBER, SmallPeriod
from tests.journeys.commands import said, told


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Key and checkpoints of this test."""
    monkeypatch.setenv("KINERJA_LEDGER_KEY_FILE", str(tmp_path / "ledger.key"))
    monkeypatch.setenv("KINERJA_CHECKPOINTS_FOLDER", str(tmp_path / "kept"))


@pytest.fixture
def agreed(period: SmallPeriod) -> SmallPeriod:
    """A period whose plans are agreed."""
    period.up_to(Stage.TARGET_SETTING)
    period.pass_stage(Stage.TARGET_SETTING)
    return period


def superuser(server: postgres.Server) -> psycopg.Connection:
    name = make_url(os.environ["KINERJA_DATABASE_URL"]).database or ""
    connection = psycopg.connect(server.dsn(name, postgres.OWNER), autocommit=True)
    connection.execute("SET session_replication_role = replica")
    return connection


@pytest.mark.usefixtures("agreed")
def test_history_holds_and_a_changed_event_is_named(server: postgres.Server, tmp_path: Path) -> None:
    kept = tmp_path / "checkpoint.txt"
    assert "Written" in said("audit", "checkpoint", "--out", kept)
    answer = told("audit", "verify", "--checkpoint", kept, "--key", told("audit", "key")["key"])
    assert (answer["holds"], answer["faults"], answer["checkpoint"]) == (True, [], answer["events"])
    assert "signed roots and 2 sealed stages hold" in said("audit", "verify")
    with superuser(server) as attacker:
        attacker.execute(
            "UPDATE audit_event SET occurred_at = occurred_at - interval '1 day' WHERE event = 'plan.fixed' "
            "OR event = 'plan.approved'"
        )
    answer = told("audit", "verify", "--checkpoint", kept, code=1)
    assert {fault["code"] for fault in answer["faults"]} == {"event_changed"}
    spoken = said("audit", "verify", code=1)
    assert "was changed: occurred_at:" in spoken
    assert "show this to the auditor" in spoken


@pytest.mark.usefixtures("agreed")
def test_a_checkpoint_is_written_after_a_sealed_stage_and_then_once_a_day(tmp_path: Path) -> None:
    def files() -> list[Path]:
        return sorted((tmp_path / "kept").glob("*"))

    assert told("audit", "seal")["added"] > 5
    [first] = files()
    assert told("audit", "verify", "--checkpoint", first)["holds"]
    with transaction() as session:
        ledger.record(session, "test.happened", by=actors.SYSTEM, subject=ledger.Subject(kind="test", id=1))
    sealing.seal_all()
    assert files() == [first], "an event alone is no reason"
    os.utime(first, (0, 0))
    sealing.seal_all()
    assert len(files()) == 2


@pytest.mark.usefixtures("agreed")
def test_auditors_get_the_checkpoint_by_mail() -> None:
    with transaction() as session:
        auditor = actors.person(session, OTHER_MEMBER).person_id
        run(session, "INSERT INTO role_assignment (person_id, role) VALUES (%(who)s, 'auditor')", who=auditor)
    note = told("audit", "checkpoint")["checkpoint"]
    with transaction() as session:
        [queued] = rows(session, "SELECT id, person_id FROM notice WHERE kind = 'checkpoint'")
        [mail] = notice_mail.compose(session, [queued["id"]]).mails
    assert queued["person_id"] == auditor
    assert note in mail.text
    assert notes.said(note).origin in mail.html


@pytest.mark.usefixtures("agreed")
def test_a_changed_key_still_opens_old_checkpoints(tmp_path: Path) -> None:
    kept = tmp_path / "checkpoint.txt"
    said("audit", "checkpoint", "--out", kept)
    old = told("audit", "key")["key"]
    new = told("audit", "change-key", "--reason", "operator left")["key"]
    assert told("audit", "key")["key"] == new != old
    assert told("audit", "verify", "--checkpoint", kept, "--key", old)["holds"]
    assert told("audit", "verify", "--checkpoint", kept)["holds"]


@pytest.mark.usefixtures("agreed")
def test_mistakes_are_named(tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("something else\n")
    assert told("audit", "verify", "--checkpoint", other, code=1)["error"] == "INVALID_INPUT"
    assert told("audit", "verify", "--checkpoint", tmp_path / "nowhere", code=1)["error"] == "INVALID_INPUT"
    assert told("audit", "verify", "--key", "x", code=1)["error"] == "INVALID_INPUT"
    assert told("audit", "change-key", "--reason", " ", code=1)["error"] == "INVALID_INPUT"


@pytest.mark.usefixtures("agreed")
def test_an_older_checkpoint_is_never_written_over(tmp_path: Path) -> None:
    kept = tmp_path / "checkpoint.txt"
    told("audit", "checkpoint", "--out", kept)
    before = kept.read_text()
    assert "checkpoint.txt" in told("audit", "checkpoint", "--out", kept, code=1)["message"]
    assert kept.read_text() == before


def test_nothing_sealed_is_no_checkpoint(db: str) -> None:
    assert told("audit", "checkpoint", code=1)["error"] == "NOT_FOUND"
    assert told("audit", "verify", code=1)["error"] == "NOT_FOUND"


def test_a_checkpoint_that_is_missing_a_folder_or_no_text_is_told_so(tmp_path: Path) -> None:
    nowhere, binary = tmp_path / "nofile.txt", tmp_path / "binary.txt"
    binary.write_bytes(b"\xff\xfe\x00")
    for path, start in ((nowhere, f"There is no file {nowhere}"), (tmp_path, f"{tmp_path} is a folder")):
        message = told("audit", "verify", "--checkpoint", path, code=1)["message"]
        assert message.startswith(start)
        assert "Errno" not in message
    assert "UTF-8" in told("audit", "verify", "--checkpoint", binary, code=1)["message"]
