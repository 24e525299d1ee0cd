"""The board of a period, its units' people, deadlines and results: who sees what, and what is late."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from models import scoring
from models.database import one, run, transaction
from models.vocabulary import Stage
from tests.factories import (
    AGENCY,
    DIVISION_HEAD,
    HEAD,
    MEMBER,
    OTHER_MEMBER,
    SmallPeriod,
    big_roster,
    decider,
    launch_small_period,
)
from tests.web.conftest import Browser
from tests.web.oversight import administer, denials, grant

World = Callable[[Stage], SmallPeriod]
NEXT_YEAR = date.today().replace(month=1, day=31) + timedelta(days=500)  # noqa: DTZ011


def overdue(stage: Stage) -> None:
    with transaction() as session:
        run(
            session,
            "INSERT INTO deadline (period_id, stage, due_at, reason) SELECT id, %(stage)s, now() - interval '1 d', '' "
            "FROM period",
            stage=str(stage),
        )
        run(session, "UPDATE approval SET due_at = now() - interval '1 d' WHERE closed_at IS NULL")


def other_unit() -> None:
    """A second agency in the period, in which nobody is appraised."""
    with transaction() as session:
        run(session, "INSERT INTO unit (code, name) VALUES ('DINSOS', 'Dinas Sosial')")
        run(
            session,
            "INSERT INTO period_unit (period_id, unit_id, name, setter_id) SELECT p.period_id, u.id, u.name, "
            "p.setter_id FROM period_unit p, unit u WHERE u.code = 'DINSOS'",
        )


def test_an_hr_administrator_sees_every_period_and_its_board(browser: Browser, standing: World) -> None:
    standing(Stage.COLLECTION)
    visitor = browser(HEAD)
    listed = visitor.get("/periods")
    assert listed.status_code == 200
    assert '<a class="govuk-link" href="/periods/2026">' in listed.text
    assert "Launch a period" in listed.text
    board = visitor.get("/periods/2026")
    assert board.status_code == 200
    assert "Units: 1. People: 4. Late units: 0." in board.text
    assert f'href="/periods/2026/units/{AGENCY}"' in board.text
    assert "/periods/2026/extend" in board.text
    assert "No unit stands at this stage now" in visitor.get("/periods/2026?stage=scoring").text
    assert "There is nothing on this page" in visitor.get("/periods/2026?page=9").text


def test_one_click_leads_to_who_is_late(browser: Browser, fresh: World) -> None:
    period = fresh(Stage.TARGET_SETTING)
    period.agree_plans([HEAD])
    overdue(Stage.TARGET_SETTING)
    visitor = browser(HEAD)
    place = f"/periods/2026/units/{AGENCY}?late=1"
    assert f'href="{place}"' in visitor.get("/periods/2026?late=1").text
    late = visitor.get(place).text
    for nip, here in ((HEAD, False), (DIVISION_HEAD, True), (MEMBER, True), (OTHER_MEMBER, True)):
        assert (f"NIP {nip}" in late) is here, nip
    assert f"/segments/{period.segments[MEMBER]}/summary" in late
    assert f"/trace/person/{MEMBER}" in late
    found = visitor.get(f"/periods/2026/units/{AGENCY}?find={MEMBER[:8]}").text
    assert (f"NIP {MEMBER}" in found, f"NIP {OTHER_MEMBER}" in found) == (True, False)
    assert "Nobody here has “zzz”" in visitor.get(f"/periods/2026/units/{AGENCY}?find=zzz").text


def test_a_request_says_whom_it_waits_for(browser: Browser, fresh: World) -> None:
    period = fresh(Stage.TARGET_SETTING)
    with transaction() as session:
        rater = one(session, "SELECT name FROM person WHERE official_code = 'KDH'")
    assert rater
    period.submit_plan(HEAD)
    shown = browser(HEAD).get(f"/periods/2026/units/{AGENCY}?find={HEAD}").text
    assert f'data-label="Waits for">{rater["name"]}' in shown
    assert ">Submitted<" in shown


def test_a_unit_administrator_sees_their_units_alone(browser: Browser, fresh: World) -> None:
    fresh(Stage.COLLECTION)
    other_unit()
    administer(MEMBER)
    visitor = browser(MEMBER)
    board = visitor.get("/periods/2026").text
    assert ("Dinas Kesehatan" in board, "Dinas Sosial" in board, "/extend" in board) == (True, False, False)
    assert "Dinas Sosial" in browser(HEAD).get("/periods/2026").text
    people = visitor.get(f"/periods/2026/units/{AGENCY}")
    assert (people.status_code, "/trace/" in people.text) == (200, False)
    assert visitor.get("/periods/2026/units/DINSOS").status_code == 404
    assert denials("unit") == 1
    assert "Launch a period" not in visitor.get("/periods").text


def test_an_auditor_sees_everything_and_no_button(browser: Browser, fresh: World) -> None:
    fresh(Stage.COLLECTION)
    grant(OTHER_MEMBER, "auditor")
    visitor = browser(OTHER_MEMBER)
    for place in ("/periods", "/periods/2026", f"/periods/2026/units/{AGENCY}", "/periods/2026/results"):
        answer = visitor.get(place)
        assert answer.status_code == 200
        assert "/extend" not in answer.text
        assert "/launch" not in answer.text
    assert visitor.get("/periods/2026/extend").status_code == 404


@pytest.mark.parametrize(
    "place", ["", "/2026", f"/2026/units/{AGENCY}", "/2026/results", "/2026/extend", "/2026/quality", "/2026/findings"]
)
def test_for_everybody_else_there_is_no_such_page(browser: Browser, fresh: World, place: str) -> None:
    fresh(Stage.COLLECTION)
    assert browser(MEMBER).get(f"/periods{place}").status_code == 404
    assert denials("period") == (1 if place else 0)


def test_what_is_not_there_looks_alike(browser: Browser, standing: World) -> None:
    standing(Stage.COLLECTION)
    for place in ("/periods/1999", "/periods/2026/units/NONE", "/periods/2026/findings?unit=NONE"):
        answer = browser(HEAD).get(place)
        assert answer.status_code == 404
        assert "or it is not yours to see" in answer.text


def test_a_deadline_moves_with_a_reason(browser: Browser, fresh: World) -> None:
    fresh(Stage.COLLECTION)
    visitor = browser(HEAD)
    form = visitor.get(f"/periods/2026/extend?unit={AGENCY}&stage=collection").text
    assert f'<option value="{AGENCY}" selected>' in form
    given = {"stage": "collection", "unit": AGENCY, "until": str(NEXT_YEAR), "reason": "Banjir di tiga kecamatan"}
    done = visitor.post("/periods/2026/extend", data=given)
    assert (done.status_code, done.headers["location"]) == (303, "/periods/2026?done=extended")
    assert "The deadline is moved" in visitor.get(done.headers["location"]).text
    assert "Banjir di tiga kecamatan" in visitor.get("/periods/2026/extend").text
    with transaction() as session:
        event = one(session, "SELECT actor_id FROM audit_event WHERE event = 'deadline.extended'")
        head = one(session, "SELECT id FROM person WHERE nip = %(nip)s", nip=HEAD)
    assert event
    assert head
    assert event["actor_id"] == head["id"]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"stage": ""}, "Choose the stage"),
        ({"until": "31/01/2027"}, "Give the day as year-month-day"),
        ({"until": "2020-01-01"}, "has passed"),
        ({"reason": " "}, "Say why the deadline is moved"),
        ({"stage": "briefing"}, "is sealed already"),
    ],
)
def test_a_refused_extension_keeps_what_was_typed(
    browser: Browser, standing: World, changed: dict[str, str], words: str
) -> None:
    standing(Stage.COLLECTION)
    given = {"stage": "collection", "unit": AGENCY, "until": str(NEXT_YEAR), "reason": "Banjir <besar>"} | changed
    refused = browser(HEAD).post("/periods/2026/extend", data=given)
    assert refused.status_code in {409, 422}
    assert words in refused.text
    assert f'value="{given["until"]}"' in refused.text
    if given["reason"].strip():
        assert "Banjir &lt;besar&gt;" in refused.text


def test_only_hr_moves_a_deadline(browser: Browser, fresh: World) -> None:
    fresh(Stage.COLLECTION)
    administer(MEMBER)
    given = {"stage": "collection", "until": str(NEXT_YEAR), "reason": "x"}
    assert browser(MEMBER).post("/periods/2026/extend", data=given).status_code == 404
    with transaction() as session:
        assert one(session, "SELECT FROM audit_event WHERE event = 'deadline.extended'") is None


def test_results_are_a_chart_with_the_table_beside(browser: Browser, fresh: World) -> None:
    fresh(Stage.NOTIFICATION)
    grant(period_officer(), "auditor")
    administer(MEMBER)
    seen = browser(period_officer()).get("/periods/2026/results").text
    assert '<svg class="kinerja-chart"' in seen
    assert "4 of 4" in seen
    assert "style=" not in seen
    year = browser(HEAD).get(f"/periods/2026/results?nip={MEMBER}").text
    assert "Predicate of the year" in year
    assert "Nobody with the NIP 1 is appraised" in browser(HEAD).get("/periods/2026/results?nip=1").text
    assert "Predicate of the year" not in browser(MEMBER).get(f"/periods/2026/results?nip={MEMBER}").text
    assert 'data-label="Ratings">Rated' in browser(MEMBER).get(f"/periods/2026/units/{AGENCY}").text


def period_officer() -> str:
    """An officer who is not appraised in the small period."""
    nip = "198001012005011009"
    with transaction() as session:
        add = "INSERT INTO person (nip, kind, name) VALUES (%(nip)s, 'PNS', 'Petugas') ON CONFLICT DO NOTHING"
        run(session, add, nip=nip)
    return nip


def numbers(page: str, unit: str) -> list[str]:
    """The cells of a unit's line in the table of results."""
    line = page.split("<tbody")[1].split(f"units/{unit}")[1].split("</tr>", maxsplit=1)[0]
    return [cell.split(">")[1].split("<")[0] for cell in line.split("<td")[1:]]


def test_a_unit_administrator_sees_numbers_once_they_are_published(browser: Browser, fresh: World) -> None:
    """SPEC §9: before publication HR and auditors alone; then no numbers of fewer than five."""
    period = fresh(Stage.NOTIFICATION)
    administer(MEMBER)
    before = browser(MEMBER).get("/periods/2026/results").text
    assert "Nothing is published yet" in before
    assert "Baik" not in before
    period.run(Stage.NOTIFICATION)
    small = browser(MEMBER).get("/periods/2026/results").text
    assert "Units with fewer than five of them show no numbers" in small
    assert numbers(small, AGENCY) == ["Baik", "4 of 4", *"–––––"]  # noqa: RUF001


def test_what_departs_from_the_pattern_is_told_to_a_unit_administrator_after_publication(
    browser: Browser, db: str
) -> None:
    period = launch_small_period(big_roster(7))
    period.up_to(Stage.SCORING)
    assert period.run(Stage.SCORING).outcome == "waiting"
    administer(MEMBER)
    reason, boards = "more than 70% are Baik", ("/periods/2026", "/periods/2026/results")
    assert all(reason in browser(HEAD).get(place).text for place in boards)
    assert not any(reason in browser(MEMBER).get(place).text for place in boards)
    assert "awaits a written justification" in browser(MEMBER).get("/periods/2026").text
    with transaction() as session:
        request = period.requests("distribution")[0]["id"]
        scoring.justify(session, request, by=decider(session, request), reason="Semua mencapai target")
    period.run(Stage.SCORING)
    assert "Semua mencapai target" not in browser(MEMBER).get("/periods/2026/results").text
    period.run(Stage.NOTIFICATION)
    shown = browser(MEMBER).get("/periods/2026/results").text
    assert reason in shown
    assert "Semua mencapai target" in shown
    assert numbers(shown, AGENCY) == ["Baik", "9 of 9", "0", "9", "0", "0", "0"]


def test_before_scoring_the_page_says_why_it_is_empty(browser: Browser, standing: World) -> None:
    standing(Stage.COLLECTION)
    assert "Nobody is scored yet" in browser(HEAD).get("/periods/2026/results").text


def test_one_person_gets_more_time_and_reads_why(browser: Browser, fresh: World) -> None:
    period = fresh(Stage.COLLECTION)
    visitor = browser(HEAD)
    until = f"{NEXT_YEAR:%Y-%m-%d}"
    spaced = f"{MEMBER[:8]} {MEMBER[8:14]} {MEMBER[14:]}"
    given = {"stage": "collection", "unit": "", "nip": spaced, "until": until, "reason": "Dirawat di rumah sakit"}
    assert visitor.post("/periods/2026/extend", data=given).status_code == 303
    assert "Dirawat di rumah sakit" in visitor.get("/periods/2026/extend").text
    assert "Dirawat di rumah sakit" in browser(MEMBER).get(f"/my/{period.segments[MEMBER]}").text
    assert "Dirawat" not in browser(DIVISION_HEAD).get(f"/my/{period.segments[DIVISION_HEAD]}").text
    again = visitor.post("/periods/2026/extend", data=given)
    assert again.status_code == 422
    assert "only moved to a later day" in again.text
