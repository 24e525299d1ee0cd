"""Evidence is tried when it is due; what came out is kept, and told where it changes something."""

import hashlib
import os
import socket
import time

import pytest

from models.database import engine_for, rows, run, transaction
from models.evidence_store import stored_path
from models.vocabulary import Stage
from tasks import evidence_links
from tasks.evidence_links import check_links, check_some
from tests.factories import DIVISION_HEAD, MEMBER, SmallPeriod, changed_tables, count, snapshot
from tests.tasks.web import says, serving

PDF = {"Content_Type": "application/pdf"}


@pytest.fixture
def web(monkeypatch):
    with serving(good=says(b"x", **PDF), gone=says(b"", 404), login=says(b"x", Content_Type="text/html")) as running:
        monkeypatch.setenv("KINERJA_LINK_NETWORKS", "127.0.0.0/8")
        monkeypatch.setenv("KINERJA_LINK_PORTS", f"80,443,{running.port}")
        yield running


_ATTACH = """
INSERT INTO evidence (period_id, unit_id, segment_id, key, version, content_hash, recorded_by, work_result, indicator,
                      kind, address, sha256)
SELECT s.period_id, s.unit_id, s.id, gen_random_uuid()::text, 1, '0', s.person_id, 1, 1, %(kind)s, %(address)s,
       %(sha256)s
  FROM segment s, generate_series(1, %(times)s) WHERE s.id = %(segment)s RETURNING id
"""


def attach(
    period: SmallPeriod,
    address: str,
    *,
    kind: str = "link",
    sha256: str | None = None,
    nip: str = MEMBER,
    times: int = 1,
) -> int:
    """A piece of evidence as its table holds it; returns the id of the first."""
    values = {"segment": period.segments[nip], "kind": kind, "address": address, "sha256": sha256, "times": times}
    with transaction() as session:
        return int(rows(session, _ATTACH, **values)[0]["id"])


def checks() -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    with transaction() as session:
        for row in rows(session, "SELECT evidence_id, outcome FROM evidence_check ORDER BY id"):
            found.setdefault(row["evidence_id"], []).append(row["outcome"])
    return found


def events() -> list[dict[str, int]]:
    with transaction() as session:
        found = rows(session, "SELECT content FROM audit_event WHERE event = 'evidence.checked' ORDER BY id")
    return [row["content"]["outcomes"] for row in found]


def wakes_for_evidence() -> int:
    with transaction() as session:
        return len(rows(session, "SELECT FROM wake WHERE cause = 'evidence'"))


def older(address: str, interval: str) -> None:
    """As if the last trials had been so long ago; only the owner can change history, with its guard off."""
    with engine_for(address, 2).begin() as owner:
        owner.exec_driver_sql("ALTER TABLE evidence_check DISABLE TRIGGER USER")
        owner.exec_driver_sql(f"UPDATE evidence_check SET checked_at = checked_at - interval '{interval}'")
        owner.exec_driver_sql("ALTER TABLE evidence_check ENABLE TRIGGER USER")


@pytest.fixture
def at_quality(fresh):
    return fresh(Stage.QUALITY)


@pytest.fixture
def owner(at_quality):
    return os.environ["KINERJA_OWNER_DATABASE_URL"]


def test_what_is_new_is_tried_once_and_told(at_quality, web):
    good = attach(at_quality, f"{web.url}/good")
    gone = attach(at_quality, f"{web.url}/gone", nip=DIVISION_HEAD)
    same = attach(at_quality, f"{web.url}/good", nip=DIVISION_HEAD)
    assert check_links(at_quality.id) == {"opened": 2, "missing": 1}
    assert checks() == {good: ["opened"], gone: ["missing"], same: ["opened"]}
    assert events() == [{"opened": 2, "missing": 1}]
    assert wakes_for_evidence() == 1
    assert sum(path == "/good" for _verb, path, _headers in web.asked) == 1  # one address, tried once for both
    before = snapshot()
    assert check_links(at_quality.id) == {}
    assert changed_tables(before) == set()


def test_failures_are_tried_again_after_a_day_and_successes_after_a_month(at_quality, web, owner):
    good, gone = attach(at_quality, f"{web.url}/good"), attach(at_quality, f"{web.url}/gone")
    check_links(at_quality.id)
    older(owner, "23 hours")
    assert check_links(at_quality.id) == {}
    older(owner, "2 hours")
    assert check_links(at_quality.id) == {"missing": 1}
    older(owner, "31 days")
    web.pages["/gone"] = web.pages["/good"]
    assert check_links(at_quality.id) == {"opened": 2}
    assert checks() == {good: ["opened", "opened"], gone: ["missing", "missing", "opened"]}
    # An outcome that stays is no news.
    assert events() == [{"opened": 1, "missing": 1}, {"opened": 1}]


def test_one_unit_is_tried_for_whoever_judges_next(at_quality, web):
    attach(at_quality, f"{web.url}/good")
    assert check_links(at_quality.id, 999) == {}
    with transaction() as session:
        [unit] = rows(session, "SELECT unit_id FROM period_unit")
    assert check_links(at_quality.id, unit["unit_id"]) == {"opened": 1}
    assert events() == [{"opened": 1}]
    assert wakes_for_evidence() == 0


@pytest.mark.parametrize(("stage", "woken"), [(Stage.COLLECTION, 0), (Stage.APPROVAL, 1)])
def test_units_are_woken_where_it_matters(fresh, web, stage, woken):
    period = fresh(stage)
    attach(period, f"{web.url}/good")
    assert check_links(period.id) == {"opened": 1}
    assert wakes_for_evidence() == woken


def test_nothing_is_tried_once_it_cannot_change(fresh, web):
    period = fresh(Stage.SCORING)
    attach(period, f"{web.url}/good")
    assert check_links(period.id) == {}
    assert web.asked == []


def test_evidence_of_the_rated_and_withdrawn_evidence_is_left(fresh, web):
    period = fresh(Stage.APPROVAL)
    period.run(Stage.APPROVAL)
    attach(period, f"{web.url}/good")
    withdrawn = attach(period, f"{web.url}/good")
    with transaction() as session:
        run(session, "UPDATE evidence SET superseded_at = now() WHERE id = %(id)s", id=withdrawn)
    period.rate_all()
    before = snapshot()
    assert check_links(period.id) == {}
    assert changed_tables(before) == set()


def test_nothing_is_recorded_of_what_was_withdrawn_or_sealed_meanwhile(at_quality, web, monkeypatch):
    first, second = attach(at_quality, f"{web.url}/good"), attach(at_quality, f"{web.url}/gone")

    def withdraw(handler):
        with transaction() as session:
            run(session, "UPDATE evidence SET superseded_at = now() WHERE id = %(id)s", id=first)
        handler.say(200, b"x", **PDF)

    web.pages["/good"] = withdraw
    assert check_links(at_quality.id) == {"missing": 1}
    assert checks() == {second: ["missing"]}

    def seal(handler):
        with transaction() as session:
            run(session, "UPDATE period_unit SET position = 6")
        handler.say(200, b"x", **PDF)

    attach(at_quality, f"{web.url}/good")
    web.pages["/good"] = seal
    assert check_links(at_quality.id) == {}
    assert checks() == {second: ["missing"]}


def test_a_machine_without_internet_records_nothing(at_quality, monkeypatch):
    attach(at_quality, "https://drive.go.id/x")
    attach(at_quality, "https://arsip.go.id/x")

    def nobody(_name):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    before = snapshot()
    assert check_links(at_quality.id, resolver=nobody) == {"offline": 2}
    assert changed_tables(before) == set()
    monkeypatch.setattr("tasks.link_guard.resolve", nobody)
    monkeypatch.setattr(evidence_links._Pause, "until", 0.0)
    assert check_some() == {"offline": 2}
    monkeypatch.setattr(evidence_links, "check_links", lambda *_said, **_more: pytest.fail("asked again at once"))
    assert check_some() == {}


def test_the_sweep_s_share_is_short(at_quality, web, monkeypatch):
    monkeypatch.setattr(evidence_links._Pause, "until", 0.0)
    web.pages["/slow"] = lambda _handler: time.sleep(3)
    attach(at_quality, f"{web.url}/slow")
    attach(at_quality, f"{web.url}/good")
    assert check_some(seconds=0.5) == {"opened": 1, "later": 1}
    assert check_some(most=1, seconds=0.0) == {}


def test_stored_files_are_read_again(at_quality, web, monkeypatch, tmp_path):
    monkeypatch.setenv("KINERJA_FILES_FOLDER", str(tmp_path))
    hashes = [hashlib.sha256(text).hexdigest() for text in (b"good", b"changed", b"lost")]
    kept = [attach(at_quality, "x.pdf", kind="file", sha256=each) for each in hashes]
    monkeypatch.setenv("KINERJA_FILES_FOLDER", str(tmp_path / "not-here"))
    assert check_links(at_quality.id) == {}  # a machine that keeps no files cannot say they are lost
    monkeypatch.setenv("KINERJA_FILES_FOLDER", str(tmp_path))
    for digest, text in zip(hashes, (b"good", b"another"), strict=False):
        stored_path(digest).parent.mkdir(parents=True, exist_ok=True)
        stored_path(digest).write_bytes(text)
    assert check_links(at_quality.id) == {"opened": 1, "damaged": 1, "missing": 1}
    assert checks() == {kept[0]: ["opened"], kept[1]: ["damaged"], kept[2]: ["missing"]}


def test_many_links_are_recorded_in_bulk(at_quality, web):
    attach(at_quality, f"{web.url}/good", times=3000)
    assert check_links(at_quality.id) == {"opened": 2000}
    assert check_links(at_quality.id) == {"opened": 1000}
    assert count("evidence_check") == 3000
