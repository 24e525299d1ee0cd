"""Evidence is attached by its employee until they are rated; the same again is a correction, nothing is lost."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from models import evidence
from models.database import one, rows, run
from models.errors import InvalidInputError, KinerjaError, NotFoundError, WrongStateError
from models.evidence_store import stored_path
from models.sources.keys import content_hash, fact_key
from models.vocabulary import Stage
from tests.acts import NOBODY, Act, World, first_day, is_refused, link, twice
from tests.factories import DIVISION_HEAD, MEMBER, OTHER_MEMBER, SmallPeriod, count
from tests.models.evidence_files import PDF
from tests.models.test_concurrency import acting, at_once
from tests.worlds import trial

T, C, Q, A, S = Stage.TARGET_SETTING, Stage.COLLECTION, Stage.QUALITY, Stage.APPROVAL, Stage.SCORING
INVALID, MISSING, STATE = InvalidInputError, NotFoundError, WrongStateError


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KINERJA_FILES_FOLDER", str(tmp_path / "kept"))
    (tmp_path / "laporan.pdf").write_bytes(PDF)
    return tmp_path


def attach(w: World, path: Path, nip: str = MEMBER, month: date | None = None, **changes: object) -> int:
    values = {"work_result": 1, "indicator": 1, "month": month, "path": path, "by": w.who(nip)} | changes
    return evidence.attach_file(w.session, w.segment(MEMBER), **values)  # type: ignore[arg-type]


def withdraw(w: World, number: int, by: str = MEMBER) -> None:
    evidence.withdraw(w.session, number, by=w.who(by))


LONG_AGO, NEXT_YEAR = date(1999, 1, 1), date(2999, 1, 1)
REFUSALS: dict[str, tuple[Stage, Act, type[KinerjaError], str]] = {
    "attach another's": (C, lambda w: link(w, MEMBER, by=DIVISION_HEAD), MISSING, "of yours"),
    "attach before the stage": (T, lambda w: link(w, MEMBER), STATE, "at target setting"),
    "attach after approval": (S, lambda w: link(w, MEMBER), STATE, "at scoring"),
    "attach when rated": (A, lambda w: (w.rated(), link(w, MEMBER)), STATE, "rated you"),
    "attach to no indicator": (C, lambda w: link(w, MEMBER, indicator=2), INVALID, "no indicator 2 in work result 1"),
    "attach to a month long ago": (C, lambda w: link(w, MEMBER, month=LONG_AGO), INVALID, "January 1999 lies outside"),
    "attach to a month to come": (C, lambda w: link(w, MEMBER, month=NEXT_YEAR), INVALID, "lies outside"),
    "withdraw nothing": (C, lambda w: withdraw(w, NOBODY), MISSING, "no evidence"),
    "withdraw another's": (C, lambda w: withdraw(w, link(w, MEMBER), by=OTHER_MEMBER), MISSING, "no evidence"),
    "withdraw as the rater": (C, lambda w: withdraw(w, link(w, MEMBER), by=DIVISION_HEAD), MISSING, "no evidence"),
    "withdraw twice": (C, lambda w: (e := link(w, MEMBER), twice(lambda: withdraw(w, e))), MISSING, "no evidence"),
    "withdraw when rated": (A, lambda w: (e := link(w, MEMBER), w.rated(), withdraw(w, e)), STATE, "rated you"),
    "describe in a novel": (C, lambda w: link(w, MEMBER, description="x" * 1001), INVALID, "at most 1000"),
}
ADDRESSES = {
    "": "no web address",
    "laporan.pdf": "no web address",
    "ftp://a.example/b": "no web address",
    "javascript:alert(1)": "no web address",
    "file:///etc/passwd": "no web address",
    "https://": "no web address",
    "https:///a": "no web address",
    "https://a.example:x/": "no web address",
    "https://[::1": "no web address",
    "https://a.example/b c": "blanks or signs",
    "https://a.example/\tb": "blanks or signs",
    "https://a.example\\@b.example/": "blanks or signs",
    "https://a.example/\u202eb": "blanks or signs",
    "https://user:secret@a.example/": "name or password",
    "https://user@a.example/": "name or password",
    "https://a.example/" + "x" * 2000: "at most 2000",
    "https://a.example/\0": "cannot be stored",
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refused_act_says_why_and_writes_nothing(standing: Callable[[Stage], SmallPeriod], name: str) -> None:
    stage, *refusal = REFUSALS[name]
    is_refused(standing(stage), *refusal)


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_no_address_for_everybody_is_refused(address: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        evidence.checked_address(address)
    assert ADDRESSES[address] in str(refused.value)
    assert "secret" not in str(refused.value)


def test_an_address_is_kept_as_it_is() -> None:
    for address in ("https://a.example", "HTTP://a.example:8080/b?c=d#e", "https://kab.example/berkas/naïf"):
        assert evidence.checked_address(f" {address} ") == address


def test_documents_on_a_drive_must_be_shared() -> None:
    for host in ("drive.google.com", "docs.google.com", "onedrive.live.com", "1drv.ms", "dinkes.sharepoint.com"):
        assert evidence.must_be_shared(f"https://{host}/x")
    for host in ("dinkes.example", "notdrive.google.com.example"):
        assert not evidence.must_be_shared(f"https://{host}/x")


def test_a_link_is_kept_with_its_key_and_hash_as_an_import_would(standing: Callable[[Stage], SmallPeriod]) -> None:
    period = standing(C)
    with trial() as session:
        w = World(session, period)
        number = link(w, MEMBER, dated=LONG_AGO)
        [kept] = rows(session, "SELECT * FROM evidence")
        says = {"work_result": 1, "indicator": 1, "month": first_day(), "address": "https://a.example/b"}
        assert (kept["id"], kept["kind"], kept["sha256"], kept["version"]) == (number, "link", None, 1)
        assert kept["key"] == fact_key(f"segment:{w.segment(MEMBER)}", *says.values())
        assert kept["content_hash"] == content_hash(says | {"dated": LONG_AGO, "description": None})
        event = one(session, "SELECT event, segment_id, content FROM audit_event ORDER BY id DESC LIMIT 1")
        assert event == {"event": "evidence.attached", "segment_id": w.segment(MEMBER), "content": {"kind": "link"}}


def test_a_link_attached_twice_is_one_and_a_new_description_corrects_it(
    standing: Callable[[Stage], SmallPeriod],
) -> None:
    period = standing(C)
    with trial() as session:
        w = World(session, period)
        first = link(w, MEMBER)
        assert link(w, MEMBER) == first
        second = link(w, MEMBER, description="Rekap Januari")
        [shown] = evidence.evidence_of(session, w.segment(MEMBER))
        assert (shown["id"], shown["description"], shown["opened"]) == (second, "Rekap Januari", None)
        assert count_events(w, "evidence.attached") == 2


def count_events(w: World, event: str) -> int:
    return len(rows(w.session, "SELECT FROM audit_event WHERE event = %(event)s", event=event))


def test_a_file_is_kept_by_its_hash_and_shown_by_its_name(
    standing: Callable[[Stage], SmallPeriod], files: Path
) -> None:
    period = standing(C)
    with trial() as session:
        w = World(session, period)
        number = attach(w, files / "laporan.pdf", description="Laporan tahunan")
        [kept] = evidence.evidence_of(session, w.segment(MEMBER))
        assert (kept["id"], kept["address"], kept["media_type"]) == (number, "laporan.pdf", "application/pdf")
        assert (kept["bytes"], kept["month"]) == (len(PDF), None)
        assert stored_path(kept["sha256"]).read_bytes() == PDF
        assert attach(w, files / "laporan.pdf", description="Laporan tahunan") == number
        assert count_events(w, "evidence.attached") == 1


def test_one_file_may_prove_two_months_and_is_kept_once(standing: Callable[[Stage], SmallPeriod], files: Path) -> None:
    """The same hash twice is a finding later (DQ-R03), not a refusal."""
    period = standing(C)
    with trial() as session:
        w = World(session, period)
        attach(w, files / "laporan.pdf")
        attach(w, files / "laporan.pdf", month=first_day(), name="lain/../Lampiran.pdf")
        shown = evidence.evidence_of(session, w.segment(MEMBER))
        assert [row["address"] for row in shown] == ["laporan.pdf", "Lampiran.pdf"]
        assert len([path for path in (files / "kept").rglob("*") if path.is_file()]) == 1


def test_a_file_that_is_refused_is_not_kept(standing: Callable[[Stage], SmallPeriod], files: Path) -> None:
    period = standing(C)
    (files / "laporan.pdf").write_bytes(b"MZ\x90\0" + b"\0" * 100)
    with pytest.raises(InvalidInputError, match="is a program"), trial() as session:
        attach(World(session, period), files / "laporan.pdf")
    (files / "laporan.pdf").write_bytes(PDF)
    with pytest.raises(InvalidInputError, match="no indicator 7"), trial() as session:
        attach(World(session, period), files / "laporan.pdf", indicator=7)
    assert not (files / "kept").exists()


def test_what_was_withdrawn_may_be_attached_again(standing: Callable[[Stage], SmallPeriod]) -> None:
    period = standing(C)
    with trial() as session:
        w = World(session, period)
        withdraw(w, link(w, MEMBER))
        assert evidence.evidence_of(session, w.segment(MEMBER)) == []
        assert count_events(w, "evidence.withdrawn") == 1
        again = link(w, MEMBER)
        [kept] = rows(session, "SELECT id, version FROM evidence WHERE superseded_at IS NULL")
        assert kept == {"id": again, "version": 2}


@pytest.mark.parametrize(("stage", "woken"), [(C, 0), (Q, 1), (A, 1)])
def test_evidence_wakes_the_unit_once_its_data_are_judged(
    standing: Callable[[Stage], SmallPeriod], stage: Stage, woken: int
) -> None:
    period = standing(stage)
    with trial() as session:
        before = len(rows(session, "SELECT FROM wake"))
        link(World(session, period), MEMBER)
        assert len(rows(session, "SELECT FROM wake")) == before + woken


def test_the_newest_trial_of_opening_it_is_shown(standing: Callable[[Stage], SmallPeriod]) -> None:
    period = standing(C)
    with trial() as session:
        w = World(session, period)
        number = link(w, MEMBER)
        for outcome in ("opened", "sign_in"):
            run(session, "INSERT INTO evidence_check (evidence_id, outcome, detail) VALUES (%(id)s, %(outcome)s, '')",
                id=number, outcome=outcome)  # fmt: skip
        [shown] = evidence.evidence_of(session, w.segment(MEMBER))
        assert shown["opened"] == "sign_in"


def test_a_link_attached_by_many_at_once_is_one(fresh: Callable[[Stage], SmallPeriod]) -> None:
    period = fresh(C)
    assert len(set(at_once([acting(period, lambda w: link(w, MEMBER))] * 8))) == 1
    assert count("evidence") == 1
