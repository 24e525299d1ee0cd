"""The rater's pages: an inbox, one request with all that is needed, and one decision each."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from models import looks, objection
from models.database import database_url, engine_for, one, rows, run, transaction
from models.vocabulary import Stage
from tests.factories import (
    DIVISION_HEAD,
    HEAD,
    MEMBER,
    OTHER_MEMBER,
    REGIONAL_HEAD,
    SmallPeriod,
    big_roster,
    launch_small_period,
)
from tests.web.conftest import Browser

World = Callable[[Stage], SmallPeriod]


def request_of(period: SmallPeriod, nip: str, kind: str) -> int:
    """The open request of a kind about a person."""
    with transaction() as session:
        found = one(
            session,
            "SELECT a.id FROM approval a JOIN segment s ON s.id = a.segment_id JOIN person e ON e.id = s.person_id "
            "WHERE e.nip = %(nip)s AND a.kind = %(kind)s AND a.closed_at IS NULL",
            nip=nip,
            kind=kind,
        )
    assert found
    return int(found["id"])


def decisions() -> list[tuple[str, str]]:
    with transaction() as session:
        found = rows(session, "SELECT a.kind, d.outcome FROM decision d JOIN approval a ON a.id = d.approval_id")
    return [(row["kind"], row["outcome"]) for row in found]


def seen(page: str) -> str:
    """The hash that a page's form carries."""
    return page.split('name="seen" value="')[1].split('"', maxsplit=1)[0]


@pytest.fixture
def asked(fresh: World) -> SmallPeriod:
    """Plans are submitted: the division head is asked about both members."""
    period = fresh(Stage.TARGET_SETTING)
    period.agree_plans([HEAD, DIVISION_HEAD])
    for nip in (MEMBER, OTHER_MEMBER):
        period.submit_plan(nip)
    return period


def test_the_inbox_lists_what_waits_and_filters_by_kind(browser: Browser, asked: SmallPeriod) -> None:
    rater = browser(DIVISION_HEAD)
    listed = rater.get("/requests").text
    assert listed.count('href="/requests/') >= 2
    assert "Nothing waits for your decision" in rater.get("/requests?kind=objection").text
    assert rater.get("/requests?kind=nonsense").status_code == 200
    assert rater.get("/requests?page=2").status_code == 200
    assert rater.get("/requests?page=0").status_code == 404
    assert rater.get("/requests/abc").status_code == 404


def test_a_plan_is_approved_and_the_next_request_comes(browser: Browser, asked: SmallPeriod) -> None:
    rater, first = browser(DIVISION_HEAD), request_of(asked, MEMBER, "plan")
    other = request_of(asked, OTHER_MEMBER, "plan")
    shown = rater.get(f"/requests/{first}").text
    answer = rater.post(f"/requests/{first}", data={"answer": "approve", "seen": seen(shown)})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/requests/{other}?done={first}")
    assert "Recorded." in rater.get(answer.headers["location"]).text
    assert "approved" in rater.get(f"/requests/{first}").text.lower()
    again = rater.post(f"/requests/{first}", data={"answer": "return", "reason": "Terlambat"})
    assert again.status_code == 409
    assert "Already decided" in again.text
    assert decisions().count(("plan", "approved")) == 3


def test_a_plan_is_returned_only_with_a_reason(browser: Browser, asked: SmallPeriod) -> None:
    rater, request = browser(DIVISION_HEAD), request_of(asked, MEMBER, "plan")
    empty = rater.post(f"/requests/{request}", data={"answer": "return"})
    assert empty.status_code == 422
    assert "Say what should change:" in empty.text
    nothing = rater.post(f"/requests/{request}", data={"reason": "Terima <b>kasih</b>"})
    assert nothing.status_code == 422
    assert "Terima &lt;b&gt;kasih&lt;/b&gt;" in nothing.text
    done = rater.post(f"/requests/{request}", data={"answer": "return", "reason": "Target terlalu rendah."})
    assert done.status_code == 303
    assert ("plan", "returned") in decisions()


def test_what_changed_since_it_was_looked_at_is_not_decided(browser: Browser, asked: SmallPeriod) -> None:
    rater, request = browser(DIVISION_HEAD), request_of(asked, MEMBER, "plan")
    answer = rater.post(f"/requests/{request}", data={"answer": "approve", "seen": "0" * 64})
    assert answer.status_code == 409
    assert "The content changed since you looked at it" in answer.text


@pytest.mark.parametrize("nip", [MEMBER, OTHER_MEMBER, HEAD])
def test_anothers_request_does_not_exist(browser: Browser, asked: SmallPeriod, nip: str) -> None:
    request = request_of(asked, MEMBER, "plan")
    stranger = browser(nip)
    assert stranger.get(f"/requests/{request}").status_code == 404
    assert stranger.post(f"/requests/{request}", data={"answer": "approve"}).status_code == 404
    assert stranger.get(f"/requests?done={request}").status_code == 200
    assert stranger.get("/requests?done=" + "9" * 5000).status_code == 200
    with transaction() as session:
        assert len(rows(session, "SELECT FROM audit_event WHERE event = 'access.denied'")) == 2
    assert browser(DIVISION_HEAD).get(f"/requests/{2**62}").status_code == 404


def test_unremarkable_plans_are_approved_together(browser: Browser, asked: SmallPeriod) -> None:
    rater = browser(DIVISION_HEAD)
    first = request_of(asked, MEMBER, "plan")
    rater.post(f"/requests/{first}", data={"answer": "return", "reason": "Lengkapi sumber data."})
    asked.submit_plan(MEMBER)
    shown = rater.get("/plans/together").text
    assert "it was returned before" in shown
    ticked = [part.split('"')[0] for part in shown.split('type="checkbox" value="')[1:]]
    assert len(ticked) == 1
    answer = rater.post("/plans/together", data={"plans": [*ticked, "7:x", "nonsense"]})
    assert "Plans approved and recorded: 1" in answer.text
    assert answer.text.count("There is a problem") == 2
    assert "No plan can be approved together" in answer.text
    assert browser(MEMBER).post("/plans/together", data={"plans": ticked}).text.count("There is a problem") == 1


def test_a_rating_is_shown_once_more_before_it_is_stored(browser: Browser, fresh: World) -> None:
    period = fresh(Stage.APPROVAL)
    period.run(Stage.APPROVAL)
    rater, request = browser(DIVISION_HEAD), request_of(period, MEMBER, "evaluation")
    shown = rater.get(f"/requests/{request}").text
    assert "Sangat Kurang" in shown
    words = {"work": "SESUAI", "behavior": "DI_ATAS", "reason": "Pelayanan ramah.", "seen": seen(shown)}
    half = rater.post(f"/requests/{request}", data=words | {"answer": "rate", "behavior": ""})
    assert half.status_code == 422
    assert "Choose the rating of the behavior." in half.text
    assert "Pelayanan ramah." in half.text
    empty = rater.post(f"/requests/{request}", data={"answer": "rate"}).text
    for field, text in (("work", "Choose the rating of the work result."), ("behavior", "Choose the rating of the b")):
        assert f'<a href="#{field}">{text}' in empty
        assert f'id="{field}-error"' in empty
    sure = rater.post(f"/requests/{request}", data=words | {"answer": "rate"})
    assert sure.status_code == 200
    assert "Is this right?" in sure.text
    assert ("evaluation", "rated") not in decisions()
    back = rater.post(f"/requests/{request}", data=words | {"answer": "rate", "again": "yes"})
    assert (back.status_code, back.text.count(" checked")) == (200, 2)
    stored = rater.post(f"/requests/{request}", data=words | {"answer": "rate", "sure": "yes"})
    assert stored.status_code == 303
    assert ("evaluation", "rated") in decisions()
    decided = rater.get(f"/requests/{request}").text
    assert "Pelayanan ramah." in decided
    assert "<strong>Di Atas Ekspektasi</strong>" in decided


def test_the_head_of_an_agency_is_rated_by_behavior_alone(browser: Browser, fresh: World) -> None:
    period = fresh(Stage.APPROVAL)
    period.run(Stage.APPROVAL)
    regional, request = browser(REGIONAL_HEAD), request_of(period, HEAD, "evaluation")
    assert 'name="work"' not in regional.get(f"/requests/{request}").text
    refused = regional.post(f"/requests/{request}", data={"answer": "rate", "work": "SESUAI", "behavior": "SESUAI",
                                                          "sure": "yes"})  # fmt: skip
    assert refused.status_code == 422
    done = regional.post(f"/requests/{request}", data={"answer": "rate", "behavior": "SESUAI", "sure": "yes"})
    assert done.status_code == 303


def test_the_organization_predicate_is_set_with_what_speaks_for_it(browser: Browser, fresh: World) -> None:
    fresh(Stage.APPROVAL).run(Stage.APPROVAL)
    with transaction() as session:
        found = one(session, "SELECT id FROM approval WHERE kind = 'organization' AND closed_at IS NULL")
    assert found
    regional, path = browser(REGIONAL_HEAD), f"/requests/{found['id']}"
    assert "Work ratings so far" in regional.get(path).text
    assert regional.post(path, data={"answer": "set"}).status_code == 422
    assert regional.post(path, data={"answer": "set", "predicate": "BAIK"}).status_code == 200
    assert regional.post(path, data={"answer": "set", "predicate": "BAIK", "sure": "yes"}).status_code == 303


def objected(period: SmallPeriod) -> int:
    with transaction() as session:
        return objection.file(
            session, period.segments[MEMBER], by=period.actor(MEMBER), statement="Data triwulan IV belum dihitung."
        )


def test_an_objection_is_answered_by_the_rater_and_decided_above(browser: Browser, fresh: World) -> None:
    period = fresh(Stage.OBJECTION)
    number = objected(period)
    rater, superior = browser(DIVISION_HEAD), browser(HEAD)
    assert f"/objections/{number}/answer" in rater.get("/requests").text
    assert "Data triwulan IV belum dihitung." in rater.get(f"/objections/{number}/answer").text
    assert superior.get(f"/objections/{number}/answer").status_code == 404
    with transaction() as session:
        looked = looks.looks_at(session, period.segments[MEMBER])
    assert [row["seen_as"] for row in looked] == ["rater"]
    path = f"/requests/{request_of(period, MEMBER, 'objection')}"
    early = superior.post(path, data={"answer": "uphold", "reason": "Sudah tepat.", "sure": "yes"})
    assert early.status_code == 409
    assert "both sides are heard first" in early.text
    nothing = superior.post(path, data={"answer": "change"}).text
    assert [f'<a href="#{field}">' in nothing for field in ("work", "behavior", "reason")] == [True] * 3
    half = superior.post(path, data={"answer": "change", "behavior": "SESUAI", "reason": "x"})
    assert (half.status_code, "Is this right?" in half.text) == (422, False)
    assert rater.post(f"/objections/{number}/answer", data={"statement": " "}).status_code == 422
    answered = rater.post(f"/objections/{number}/answer", data={"statement": "Sudah dihitung."})
    assert answered.headers["location"] == "/requests?done=answered"
    assert rater.get(f"/objections/{number}/answer").status_code == 404
    assert "Sudah dihitung." in superior.get(path).text
    ratings = {"answer": "change", "work": "DI_ATAS", "behavior": "SESUAI", "reason": "Data baru diterima."}
    assert "Is this right?" in superior.post(path, data=ratings).text
    assert superior.post(path, data=ratings | {"sure": "yes"}).status_code == 303
    assert ("objection", "changed") in decisions()


def test_an_answer_that_was_not_read_is_not_decided_over(browser: Browser, fresh: World) -> None:
    """PP 30/2019 Pasal 59: both sides are heard; an answer that came while the page lay open is read first."""
    period = fresh(Stage.OBJECTION)
    number = objected(period)
    superior, path = browser(HEAD), f"/requests/{request_of(period, MEMBER, 'objection')}"
    before = {"answer": "uphold", "reason": "Sudah tepat.", "seen": seen(superior.get(path).text)}
    owner = engine_for(database_url("owner"), 1)
    with owner.begin() as connection:  # the days to answer have passed
        connection.exec_driver_sql("UPDATE objection SET filed_at = filed_at - interval '6 days'")
    owner.dispose()
    sure = superior.post(path, data=before)
    assert "Data triwulan IV belum dihitung." in sure.text
    assert "has not answered" in sure.text
    browser(DIVISION_HEAD).post(f"/objections/{number}/answer", data={"statement": "Sudah dihitung."})
    refused = superior.post(path, data=before | {"sure": "yes"})
    assert refused.status_code == 409
    assert "The content changed since you looked at it" in refused.text
    assert "Sudah dihitung." in refused.text
    after = before | {"seen": seen(refused.text)}
    assert "Sudah dihitung." in superior.post(path, data=after).text
    assert superior.post(path, data=after | {"sure": "yes"}).status_code == 303
    assert ("objection", "upheld") in decisions()


@pytest.mark.parametrize("kind", ["evaluation", "organization"])
def test_newer_data_are_looked_at_before_they_are_decided_on(browser: Browser, fresh: World, kind: str) -> None:
    """A rating names the evidence summary it rests on: the one that its rater had before them."""
    period = fresh(Stage.APPROVAL)
    period.run(Stage.APPROVAL)
    nip, decider = (MEMBER, DIVISION_HEAD) if kind == "evaluation" else (HEAD, REGIONAL_HEAD)
    with transaction() as session:
        find = "SELECT id FROM approval WHERE kind = %(kind)s AND coalesce(segment_id, %(s)s) = %(s)s"
        found = one(session, find, kind=kind, s=period.segments[nip])
    assert found
    visitor, path = browser(decider), f"/requests/{found['id']}"
    given = {"answer": "set", "predicate": "BAIK"}
    if kind == "evaluation":
        given = {"answer": "rate", "work": "SESUAI", "behavior": "SESUAI"}
    given |= {"sure": "yes", "seen": seen(visitor.get(path).text)}
    with transaction() as session:
        run(
            session,
            "INSERT INTO evidence_summary (segment_id, version, digest, content, stage_run_id) SELECT segment_id, "
            "version + 1, repeat('1', 64), content, stage_run_id FROM evidence_summary WHERE segment_id = %(s)s",
            s=period.segments[nip],
        )
    refused = visitor.post(path, data=given)
    assert refused.status_code == 409
    assert "The content changed since you looked at it" in refused.text
    assert visitor.post(path, data=given | {"seen": seen(refused.text)}).status_code == 303


def test_a_justification_is_of_what_was_seen(browser: Browser, db: str) -> None:
    period = launch_small_period(big_roster(7))
    period.up_to(Stage.SCORING)
    period.run(Stage.SCORING)
    path = f"/requests/{period.requests('distribution')[0]['id']}"
    visitor = browser(REGIONAL_HEAD)
    given = {"answer": "justify", "reason": "Semua mencapai target", "sure": "yes"}
    refused = visitor.post(path, data=given | {"seen": "BAIK_GT_70PCT"})
    assert (refused.status_code, "Review it again" in refused.text) == (409, True)
    assert visitor.post(path, data=given | {"seen": seen(refused.text)}).status_code == 303


def test_the_team_is_seen_at_a_glance_with_who_carries_what(browser: Browser, standing: World) -> None:
    period = standing(Stage.APPROVAL)
    shown = browser(DIVISION_HEAD).get("/team").text
    assert f"/segments/{period.segments[MEMBER]}/summary" in shown
    assert "Who carries my results" in shown
    assert "You rate nobody" in browser(MEMBER).get("/team").text


def test_nobody_decides_who_is_not_signed_in(browser: Browser, standing: World) -> None:
    standing(Stage.APPROVAL)
    nobody: TestClient = browser()
    assert nobody.get("/requests").headers["location"].startswith("/sign-in")
    assert nobody.post("/requests/1", data={"answer": "rate"}).status_code == 401
