"""The auditor's page of proofs: checkpoints, checks done beside the stack, and the archive; nobody else finds it."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from deployments import checking
from models.archive import asked
from models.chain import asked_checks, keys, sealer
from models.chain.faults import Verdict
from models.database import Row, one, transaction
from models.errors import UnavailableError
from models.vocabulary import Stage
from tests.factories import HEAD, MEMBER, OTHER_MEMBER, SmallPeriod
from tests.models.test_notice_schedule import as_owner
from tests.web.conftest import Browser
from tests.web.oversight import grant

PLACE = "/checkpoints"


@pytest.fixture
def sealed(fresh: Callable[[Stage], SmallPeriod], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallPeriod:
    """A period whose ledger is sealed; HEAD is an HR administrator, who may all that an auditor may here."""
    monkeypatch.setenv("KINERJA_LEDGER_KEY_FILE", str(tmp_path / "ledger.key"))
    monkeypatch.setenv("KINERJA_CHECKPOINTS_FOLDER", str(tmp_path / "checkpoints"))
    monkeypatch.setenv("KINERJA_FILES_FOLDER", str(tmp_path / "files"))
    period = fresh(Stage.COLLECTION)
    with transaction() as session:
        sealer.seal(session, keys.signing_key())
    return period


def checked() -> int | None:
    return asked_checks.work_off(lambda session, note: checking.verified(session, None, checkpoint=note))


def test_an_auditor_keeps_a_checkpoint_and_has_the_ledger_checked_against_it(
    browser: Browser, sealed: SmallPeriod
) -> None:
    auditor = browser(HEAD)
    note = auditor.get(f"{PLACE}/newest.txt").text
    assert note.split("\n")[0] in auditor.get(PLACE).text
    assert "Nobody asked for a check" in auditor.get(PLACE).text
    asked = auditor.post(f"{PLACE}/checks", data={"checkpoint": note.replace("\n", "\r\n")}).headers["location"]
    assert "waits" in auditor.get(asked).text
    assert "under way already" in auditor.post(f"{PLACE}/checks").text, "one at a time"
    assert checked() is not None
    shown = auditor.get(asked).text
    assert "Nothing was changed" in shown
    assert "Events of your checkpoint" in shown
    assert checked() is None, "nothing waits any more"
    with transaction() as session:
        event = one(session, "SELECT content FROM audit_event WHERE event = 'ledger.checked'")
    assert event is not None
    assert event["content"]["holds"] is True


def test_a_changed_event_is_named_on_the_page(browser: Browser, sealed: SmallPeriod) -> None:
    auditor = browser(HEAD)
    as_owner("ALTER TABLE audit_event DISABLE TRIGGER ALL")
    as_owner("UPDATE audit_event SET content = '{\"x\": 1}' WHERE id = (SELECT min(id) FROM audit_event)")
    asked = auditor.post(f"{PLACE}/checks").headers["location"]
    checked()
    shown = auditor.get(asked).text
    assert "Something was changed" in shown
    assert "/trace/event/" in shown
    indonesian = browser(HEAD, "id").get(asked).text
    assert "Ada yang diubah" in indonesian


def test_what_is_no_checkpoint_is_refused_and_stays_in_the_form(browser: Browser, sealed: SmallPeriod) -> None:
    answer = browser(HEAD).post(f"{PLACE}/checks", data={"checkpoint": "<b>mine</b>"})
    assert answer.status_code == 422
    assert "This is no checkpoint of this ledger" in answer.text
    assert "&lt;b&gt;mine" in answer.text
    assert checked() is None


def test_a_check_that_was_broken_off_is_taken_up_again(browser: Browser, sealed: SmallPeriod) -> None:
    browser(HEAD).post(f"{PLACE}/checks")
    with pytest.raises(ZeroDivisionError):
        asked_checks.work_off(lambda _session, _note: 1 // 0)  # type: ignore[arg-type,return-value]
    assert checked() is not None


def test_a_check_that_breaks_off_again_ends_and_sends_to_the_operator(browser: Browser, sealed: SmallPeriod) -> None:
    auditor = browser(HEAD)
    place = auditor.post(f"{PLACE}/checks").headers["location"]

    def broken(_session: object, _note: str) -> Verdict:
        raise UnavailableError("/srv/secret", path="x")

    with pytest.raises(UnavailableError):
        asked_checks.work_off(broken)
    assert asked_checks.work_off(broken) is not None
    shown = auditor.get(place).text
    assert "Tell your operator" in shown
    assert "/srv/secret" not in shown
    auditor.post(f"{PLACE}/checks")
    assert checked() is not None, "the next one is done"


def test_the_archive_is_written_beside_the_page_and_who_took_it_is_on_record(
    browser: Browser, sealed: SmallPeriod
) -> None:
    auditor = browser(HEAD)
    form = {"period": sealed.code, "disclose": f" {MEMBER}\r\n"}
    refused = auditor.post(f"{PLACE}/archives", data=form)
    assert refused.status_code == 422
    assert "Say what the archive is for" in refused.text
    assert "cannot be disclosed" in auditor.post(f"{PLACE}/archives", data=form | {"reason": "x", "disclose": "1"}).text
    place = auditor.post(f"{PLACE}/archives", data=form | {"reason": "Reviu Inspektorat"}).headers["location"]
    assert "waits" in auditor.get(place).text
    assert "Penulisan arsip dimulai dalam hitungan detik" in browser(HEAD, "id").get(place).text
    assert auditor.get(f"{place}/file").status_code == 404
    assert "is being written already" in auditor.post(f"{PLACE}/archives", data=form | {"reason": "y"}).text
    assert on_record() is None
    assert asked.work_off() is not None
    assert asked.work_off() is None, "nothing waits any more"
    shown = auditor.get(place).text
    assert "ready" in shown
    got = auditor.get(f"{place}/file")
    assert got.headers["content-type"] == "application/zip"
    assert got.headers["content-disposition"] == f'attachment; filename="archive-{sealed.code}.zip"'
    assert MEMBER in zipfile.ZipFile(io.BytesIO(got.content)).read("persons.jsonl").decode()
    event = on_record()
    assert event is not None
    assert event["text"] == "Reviu Inspektorat"
    assert len(event["content"]["disclosed"]) == 1
    assert event["content"]["manifest"] in shown
    assert "ready" in auditor.get(PLACE).text
    assert "siap" in browser(HEAD, "id").get(place).text


def on_record() -> Row | None:
    with transaction() as session:
        return one(
            session,
            "SELECT t.text, e.content FROM audit_event e JOIN audit_text t ON t.event_id = e.id "
            "WHERE e.event = 'period.exported'",
        )


def test_what_could_not_be_written_says_why(browser: Browser, sealed: SmallPeriod) -> None:
    auditor = browser(HEAD)
    place = auditor.post(f"{PLACE}/archives", data={"period": sealed.code, "reason": "x"}).headers["location"]
    as_owner("DELETE FROM role_assignment")
    assert asked.work_off() is not None
    grant(HEAD, "auditor")
    shown = auditor.get(place).text
    assert "could not be written" in shown
    assert "Only an auditor or an HR administrator" in shown
    assert auditor.get(f"{place}/file").status_code == 404


def test_an_archive_is_for_whoever_asked(browser: Browser, sealed: SmallPeriod) -> None:
    place = browser(HEAD).post(f"{PLACE}/archives", data={"period": sealed.code, "reason": "x"}).headers["location"]
    asked.work_off()
    grant(OTHER_MEMBER, "auditor")
    other = browser(OTHER_MEMBER)
    for path in (place, f"{place}/file"):
        assert other.get(path).status_code == 404
        assert browser(MEMBER).get(path).status_code == 404
    assert place not in other.get(PLACE).text


def test_nobody_else_finds_the_proofs(browser: Browser, sealed: SmallPeriod) -> None:
    member = browser(MEMBER)
    assert member.get(PLACE).status_code == 404
    assert member.get(f"{PLACE}/newest.txt").status_code == 404
    assert member.post(f"{PLACE}/checks").status_code == 404
    assert member.post(f"{PLACE}/archives", data={"period": sealed.code, "reason": "x"}).status_code == 404
