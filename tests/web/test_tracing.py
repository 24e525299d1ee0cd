"""Auditors follow a thread: who decided this, on which data, in which run, in three clicks; nobody else gets in."""

import base64
import hashlib
import json
import re
from collections.abc import Callable
from datetime import date

import pytest
from starlette.testclient import TestClient

from models import actors, ledger, trace
from models.actors import Actor
from models.database import database_url, engine_for, one, rows, run, transaction
from models.discipline import record_sanction
from models.ledger import Subject
from models.vocabulary import Rating, Stage
from tests.acts import World, rate
from tests.factories import AGENCY, DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, SmallPeriod
from tests.waived import REASON, waived
from tests.web.conftest import Browser
from tests.web.oversight import denials, grant, judged

Fresh = Callable[[Stage], SmallPeriod]


@pytest.fixture
def period(fresh: Fresh) -> SmallPeriod:
    return fresh(Stage.APPROVAL)


@pytest.fixture
def auditor(period: SmallPeriod, browser: Browser) -> TestClient:
    grant(OTHER_MEMBER, "auditor")
    return browser(OTHER_MEMBER)


def number_of(statement: str, **values: object) -> int:
    with transaction() as session:
        return int((one(session, statement, **values) or {"n": 0})["n"])  # type: ignore[arg-type]


def rated(period: SmallPeriod) -> int:
    """A rating of the member; returns its request."""
    period.run(Stage.APPROVAL)
    with transaction() as session:
        w = World(session, period)
        request = w.request("evaluation", MEMBER)
        rate(w, request, DIVISION_HEAD, Rating.AS_EXPECTED)
    return request


FLOW_RUN = "d486f0e7-929f-4180-ae32-6cdb7312410e"


def flow_run(counts: str = "{}") -> int:
    """A run of a stage inside a flow run; returns its number."""
    with transaction() as session:
        found = one(
            session,
            "INSERT INTO stage_run (period_id, unit_id, stage, attempt, worker, rule_pack, software_version, counts,"
            " flow_run_id) SELECT period_id, unit_id, 'closing', 1, 'w', 'p', '0', %(counts)s::jsonb, %(flow)s::uuid"
            " FROM stage_run WHERE id = 1 RETURNING id",
            counts=counts,
            flow=FLOW_RUN,
        )
    assert found
    return int(found["id"])


PATHS = (
    "/trace", "/trace?q=dinas", "/trace/event/1", "/trace/person/" + MEMBER, "/trace/person/" + MEMBER + "/export",
    "/runs", "/runs/1", "/periods/2026/units/DINKES/quality/indicators",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_only_auditors_and_hr_administrators_trace(browser: Browser, period: SmallPeriod, path: str) -> None:
    """DESIGN §2: an auditor reads everything; who is neither auditor nor HR administrator sees no such page."""
    for nip in (MEMBER, DIVISION_HEAD):
        assert browser(nip).get(path).status_code == 404, nip
    with transaction() as session:
        assert rows(session, "SELECT 1 FROM audit_event WHERE event = 'access.denied'")


def test_the_administrator_of_a_unit_does_not_trace(browser: Browser, period: SmallPeriod) -> None:
    grant(DIVISION_HEAD, "unit_admin", AGENCY)
    for path in PATHS[:-1]:
        assert browser(DIVISION_HEAD).get(path).status_code == 404, path
    assert denials("trace") == 5 - 1  # the page of one event tells its number


def test_nothing_of_it_can_be_posted(auditor: TestClient) -> None:
    for path in PATHS:
        assert auditor.post(path).status_code == 405, path


def test_who_decided_on_which_data_in_which_run_in_three_clicks(auditor: TestClient, period: SmallPeriod) -> None:
    request = rated(period)
    found = auditor.get("/trace", params={"q": MEMBER})  # the first click
    assert (found.status_code, found.headers["location"]) == (303, f"/trace/person/{MEMBER}")
    timeline = auditor.get(found.headers["location"]).text
    event = number_of("SELECT max(id) AS n FROM audit_event WHERE event = 'evaluation.rated'")
    assert f'href="/trace/event/{event}"' in timeline  # the second
    shown = auditor.get(f"/trace/event/{event}").text  # the third
    with transaction() as session:
        rater = one(session, "SELECT name FROM person WHERE nip = %(nip)s", nip=DIVISION_HEAD)
        summary = one(session, "SELECT digest, stage_run_id FROM evidence_summary WHERE segment_id = %(s)s",
                      s=period.segments[MEMBER])  # fmt: skip
    assert rater
    assert summary
    assert rater["name"] in shown
    assert summary["digest"] in shown
    assert f'href="/runs/{summary["stage_run_id"]}"' in shown
    assert f'href="/trace/request/{request}"' in shown
    assert f'href="/segments/{period.segments[MEMBER]}/summary?version=1"' in shown


def test_a_name_a_unit_a_number_and_a_rule_are_found(auditor: TestClient, period: SmallPeriod) -> None:
    with transaction() as session:
        finding = waived(session, period, "indicators", "1.1", "DQ-X99")
        run(session, "INSERT INTO person (nip, kind, name) SELECT lpad(n::text, 18, '9'), 'PNS', 'Sama <i>Nama</i>'"
                     " FROM generate_series(1, 12) n")  # fmt: skip
    many = auditor.get("/trace", params={"q": "sama <i>"}).text
    assert many.count("/trace/person/") == 10
    assert "Sama &lt;i&gt;Nama&lt;/i&gt;" in many
    assert "These are the first 10 people" in many
    for text, place in (("dinkes", f"/trace/unit/{AGENCY}"), ("2026", "/trace/period/2026"),
                        ("kdh", "/trace/person/KDH"), ("dq-x99", "/trace/code/DQ-X99")):  # fmt: skip
        assert auditor.get("/trace", params={"q": text}).headers.get("location") == place, text
    several = auditor.get("/trace", params={"q": "1"}).text
    assert '"/trace/run/1"' in several
    assert '"/trace/request/1"' in several
    alone = auditor.get("/trace", params={"q": str(finding)})
    assert f"/trace/finding/{finding}" in alone.text + alone.headers.get("location", "")
    for text in ("x", "%", "_", "'; --", "9" * 40, "\0", "tidak-ada"):
        answer = auditor.get("/trace", params={"q": text})
        assert (answer.status_code, "/trace/person/" in answer.text) == (200, False), text


@pytest.mark.parametrize(
    "place", ["person/197", "unit/X", "period/1", "request/0", "request/x", "run/99999999999999999999", "finding/-1",
              "flow_run/x", "code/DQ-NONE", "segment/0", "nothing/1", "person/%00", "event/0"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(auditor: TestClient, place: str) -> None:
    assert auditor.get(f"/trace/{place}").status_code == 404
    assert auditor.get(f"/trace/{place}/export").status_code == 404


def test_every_subject_has_a_timeline(auditor: TestClient, period: SmallPeriod) -> None:
    with transaction() as session:
        finding = waived(session, period, "indicators", "1.1", "DQ-X99")
    flow_run()
    segment = period.segments[MEMBER]
    for place in (f"segment/{segment}", f"unit/{AGENCY}", "period/2026", "request/1", "run/1", f"finding/{finding}",
                  "code/dq-x99", "person/KDH", f"flow_run/{FLOW_RUN}"):  # fmt: skip
        answer = auditor.get(f"/trace/{place}")
        assert answer.status_code == 200, place
        assert "style=" not in answer.text
    assert "Stage: sealed" in auditor.get("/trace/run/1").text
    assert f'href="/segments/{segment}/summary"' in auditor.get(f"/trace/segment/{segment}").text


def test_a_timeline_holds_fifty_events_a_page(auditor: TestClient, period: SmallPeriod) -> None:
    with transaction() as session:
        for number in range(60):
            run(session, "INSERT INTO audit_event (event, actor_kind, actor_id, subject_kind, subject_id)"
                         " SELECT 'log.recorded', 'person', id, 'log', %(number)s FROM person WHERE nip = %(nip)s",
                number=number, nip=MEMBER)  # fmt: skip
    first, second = (auditor.get(f"/trace/person/{MEMBER}?page={page}").text for page in (1, 2))
    newest = number_of("SELECT max(id) AS n FROM audit_event WHERE event = 'log.recorded'")
    assert first.count("/trace/event/") == 50
    assert first.index(f"/trace/event/{newest}") < first.index(f"/trace/event/{newest - 1}")
    assert "Plan: approved" in second
    assert f"/trace/event/{newest}" not in second
    assert "There is nothing on this page" in auditor.get(f"/trace/person/{MEMBER}?page=9").text


def test_a_trace_is_exported_as_json_lines(
    auditor: TestClient, period: SmallPeriod, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.tracing._PIECE", 2)
    answer = auditor.get(f"/trace/person/{MEMBER}/export")
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''trace-person-{MEMBER}.jsonl"
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [line["event"] for line in lines] == [
        "plan.drafted", "plan.submitted", "plan.approved", "realization.recorded", "report.submitted"
    ]  # fmt: skip
    assert [line["id"] for line in lines] == sorted(line["id"] for line in lines)
    assert {"actor", "acting_for", "reason", "content", "subject_version", "stage_run_id"} <= set(lines[0])


def test_words_and_who_typed_them_are_shown_and_escaped(auditor: TestClient, period: SmallPeriod) -> None:
    with transaction() as session:
        given = {"kind": "TEGURAN", "decree": "SK 1", "starts": date(2026, 1, 1), "ends": date(2026, 2, 1)}
        record_sanction(session, MEMBER, by=actors.operator(), **given)
        event = one(session, "SELECT max(id) AS n FROM audit_event")
        assert event
        run(session, "INSERT INTO audit_text VALUES (%(id)s, 'x', '<script>alert(1)</script>')", id=event["n"])
    for path in (f"/trace/person/{MEMBER}", f"/trace/event/{event['n']}"):
        text = auditor.get(path).text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
        assert "<script>alert" not in text
        assert "Pegawai" in text


def test_runs_are_listed_summed_and_filtered(auditor: TestClient, period: SmallPeriod) -> None:
    text = auditor.get("/runs").text
    assert "Target setting" in text
    assert 'href="/runs/1"' in text
    for query in (
        "stage=briefing",
        "outcome=sealed",
        "unit=dinas",
        "unit=DINKES",
        "period=2026",
        "stage=<b>&outcome=x",
    ):
        assert 'href="/runs/1"' in auditor.get(f"/runs?{query}").text, query
    for query in ("stage=closing", "outcome=lost", "unit=nowhere", "unit=%25", "period=1999"):
        answer = auditor.get(f"/runs?{query}")
        assert (answer.status_code, "No run fits this filter" in answer.text) == (200, True), query


def test_a_page_of_runs_holds_fifty(auditor: TestClient, period: SmallPeriod) -> None:
    with transaction() as session:
        run(session, "INSERT INTO stage_run (period_id, unit_id, stage, attempt, worker, rule_pack, software_version)"
                     " SELECT period_id, unit_id, 'closing', n, 'w', 'p', '0' FROM stage_run, generate_series(1, 60) n"
                     " WHERE id = 1")  # fmt: skip
    first, last = auditor.get("/runs").text, auditor.get("/runs?page=2").text
    assert len(re.findall(r'"/runs/\d+"', first)) == 50
    assert 'href="/runs/1"' in last


def test_one_run_shows_what_it_counted_and_rests_on(auditor: TestClient, period: SmallPeriod) -> None:
    with transaction() as session:
        [found] = rows(session, "SELECT * FROM stage_run WHERE stage = 'collection' AND outcome = 'sealed'")
    text = auditor.get(f"/runs/{found['id']}").text
    for shown in ("inputs_digest", "outputs_digest", "rule_pack", "software_version"):
        assert found[shown] in text, shown
    number = flow_run('{"total": 4000, "facts": {"leave": 2}, "new_word": [1], "none": null}')
    text = auditor.get(f"/runs/{number}").text
    for shown in ("In all", "4,000", "Leave", "new_word"):
        assert shown in text, shown
    assert auditor.get("/runs/0").status_code == 404
    assert auditor.get("/runs/99999999999999999999").status_code == 404


def test_the_report_of_a_validation_is_a_page_with_its_own_policy(
    auditor: TestClient, browser: Browser, period: SmallPeriod
) -> None:
    number = judged()
    place = f"/periods/2026/units/{AGENCY}/quality/indicators"
    assert f'href="{place}?validation={number}"' in auditor.get("/runs/1").text
    grant(DIVISION_HEAD, "unit_admin", AGENCY)
    for visitor in (auditor, browser(HEAD), browser(DIVISION_HEAD)):
        for address in (place, f"{place}?validation={number}"):
            answer = visitor.get(address)
            assert answer.status_code == 200
            assert "Data quality" in answer.text
    policies = [value for name, value in answer.headers.multi_items() if name == "content-security-policy"]
    [style] = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert len(policies) == 1
    assert f"style-src 'sha256-{digest}';" in policies[0]
    assert "default-src 'none'" in policies[0]
    assert "unsafe" not in policies[0]
    assert "style=" not in answer.text
    assert "<script" not in answer.text


def test_a_report_of_another_unit_suite_or_number_is_not_there(
    auditor: TestClient, browser: Browser, period: SmallPeriod
) -> None:
    number = judged()
    with transaction() as session:
        run(session, "INSERT INTO unit (code, name) VALUES ('LAIN', 'Dinas Lain')")
        run(session, "INSERT INTO period_unit (period_id, unit_id, name, setter_id, position) SELECT h.period_id, u.id,"
                     " u.name, h.setter_id, h.position FROM period_unit h, unit u WHERE u.code = 'LAIN'")  # fmt: skip
    root = "/periods/2026/units"
    for place in (f"LAIN/quality/indicators?validation={number}", f"{AGENCY}/quality/plans?validation={number}",
                  f"{AGENCY}/quality/nothing", f"{AGENCY}/quality/indicators?validation={number + 99}",
                  "LAIN/quality/indicators", "X/quality/indicators"):  # fmt: skip
        assert auditor.get(f"{root}/{place}").status_code == 404, place
    grant(DIVISION_HEAD, "unit_admin", "LAIN")
    assert browser(DIVISION_HEAD).get(f"{root}/{AGENCY}/quality/indicators").status_code == 404
    assert denials("unit") == 1


def test_a_waiver_is_found_by_its_rule(auditor: TestClient, period: SmallPeriod) -> None:
    with transaction() as session:
        finding = waived(session, period, "indicators", "1.1", "DQ-X99")
        run(session, "INSERT INTO audit_event (event, actor_kind, actor_id, subject_kind, subject_id) SELECT"
                     " 'finding.waived', 'person', id, 'finding', %(f)s FROM person WHERE nip = %(nip)s",
            f=finding, nip=HEAD)  # fmt: skip
        event = one(session, "SELECT max(id) AS n FROM audit_event")
        assert event
        run(session, "INSERT INTO audit_text VALUES (%(id)s, 'x', %(reason)s)", id=event["n"], reason=REASON)
    assert REASON in auditor.get("/trace/code/DQ-X99").text
    assert REASON in auditor.get(f"/trace/finding/{finding}").text


@pytest.mark.parametrize(
    ("address", "link"),
    [("https://prefect.contoh.go.id/api", "https://prefect.contoh.go.id/runs/flow-run/"),
     ("https://user:rahasia@prefect.contoh.go.id/api/", "https://prefect.contoh.go.id/runs/flow-run/"),
     ("", ""), ("javascript:alert(1)", "")],
)  # fmt: skip
def test_prefects_own_page_is_named_where_there_is_one(
    auditor: TestClient, period: SmallPeriod, monkeypatch: pytest.MonkeyPatch, address: str, link: str
) -> None:
    number = flow_run()
    monkeypatch.setenv("KINERJA_PREFECT_API_URL", address)
    text = auditor.get(f"/runs/{number}").text
    assert f"Prefect {FLOW_RUN}" in text
    assert (f'href="{link}{FLOW_RUN}"' in text) == bool(link)
    assert "rahasia" not in text
    assert "javascript:" not in text


def test_pages_are_read_in_indonesian(browser: Browser, period: SmallPeriod) -> None:
    text = browser(HEAD, "id").get("/trace/period/2026").text
    assert 'lang="id"' in text


def test_words_that_are_gone_say_by_which_act(period: SmallPeriod, auditor: TestClient) -> None:
    with transaction() as session:
        ledger.record(session, "finding.waived", by=period.actor(HEAD), subject=Subject(period.id), text="Sudah benar")
    event = number_of("SELECT max(id) AS n FROM audit_event")
    with transaction(engine_for(database_url("owner"), 1)) as session:
        run(session, "SET LOCAL session_replication_role = replica")
        run(session, "DELETE FROM audit_text WHERE event_id = %(event)s", event=event)
    assert "no act on record took them away" in auditor.get(f"/trace/event/{event}").text
    with transaction(engine_for(database_url("owner"), 1)) as session:
        ledger.record(session, "person.erased", by=actors.SYSTEM, subject=Subject(), texts=[event])
    act = number_of("SELECT max(id) AS n FROM audit_event WHERE event = 'person.erased'")
    shown = auditor.get(f"/trace/event/{event}").text
    assert "destroyed by decree on" in shown
    assert f'href="/trace/event/{act}"' in shown


def test_an_auditor_reads_who_looked_at_a_record(period: SmallPeriod, auditor: TestClient, browser: Browser) -> None:
    place = f"/trace/segment/{period.segments[MEMBER]}"
    with transaction() as session:
        trace.trace(session, "person", MEMBER, by=Actor("operator", name="cli:tukang"))
    shown = auditor.get(place).text
    assert "cli:tukang" in shown
    assert "on 1 days" not in shown
    assert "cli:tukang" in browser(MEMBER).get(f"/my/{period.segments[MEMBER]}").text
    assert "cli:tukang" not in auditor.get(place + "?page=2").text
