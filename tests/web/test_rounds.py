"""Feedback rounds: opened by HR, answered once without a name, shown after the closing from five answers on."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256
from html import escape

import pytest

from models.database import engine_for, one, rows, transaction
from models.settings import settings
from models.tables.facts import CORE_VALUES
from models.vocabulary import Stage
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, SmallPeriod
from tests.web.conftest import Browser

IN_A_WEEK = (date.today() + timedelta(days=7)).isoformat()  # noqa: DTZ011
GIVERS = [f"19900101201501200{number}" for number in range(1, 7)]
GOOD = dict.fromkeys(CORE_VALUES, "appreciation")
_GIVER = "INSERT INTO person (nip, kind, name) VALUES (%(nip)s, 'PNS', %(name)s)"


@pytest.fixture
def period(fresh: Callable[[Stage], SmallPeriod]) -> SmallPeriod:
    """The small period, with six people of other places who can be named."""
    made = fresh(Stage.COLLECTION)
    with transaction() as session:
        for number, nip in enumerate(GIVERS):
            rows(session, _GIVER + " RETURNING id", nip=nip, name=f"Pemangku {number}")
    return made


@pytest.fixture
def opened(browser: Browser, period: SmallPeriod) -> int:
    """The number of a round about MEMBER: OTHER_MEMBER is asked as a colleague, six are named."""
    answer = browser(HEAD).post(
        f"/periods/{period.code}/rounds/open",
        data={"nip": MEMBER, "stakeholders": "\n".join(GIVERS), "closes_on": IN_A_WEEK, "sure": "yes"},
    )
    assert answer.headers["location"] == f"/periods/{period.code}/rounds?done=opened"
    with transaction() as session:
        return int((one(session, "SELECT id FROM feedback_round") or {})["id"])


def close_it() -> None:
    """Let the closing time be over, as the database's owner: the application moves no closing."""
    pool = engine_for(settings().owner_database_url, 1)
    with pool.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE feedback_round SET opened_at = now() - interval '9 days', closes_at = now() - interval '1 hour'"
        )
    pool.dispose()


@pytest.fixture
def places(period: SmallPeriod) -> tuple[str, str]:
    """Where MEMBER and their rater read what came of it."""
    segment = period.segments[MEMBER]
    return f"/my/{segment}/round", f"/segments/{segment}/round"


def test_opening_shows_first_whom_it_asks(browser: Browser, period: SmallPeriod) -> None:
    hr, page = browser(HEAD), f"/periods/{period.code}/rounds"
    assert "No round was opened in this period" in hr.get(page).text
    given = {"nip": MEMBER, "stakeholders": " ".join(GIVERS), "closes_on": IN_A_WEEK}
    shown = hr.post(f"{page}/open", data=given)
    assert shown.status_code == 200
    assert "Is this right?" in shown.text
    assert "Answers asked for" in shown.text
    with transaction() as session:
        assert rows(session, "SELECT FROM feedback_round") == []
    assert GIVERS[3] in hr.post(f"{page}/open", data=given | {"sure": "change"}).text
    assert hr.post(f"{page}/open", data=given | {"sure": "yes"}).status_code == 303
    listed = hr.get(f"{page}?unit={period.unit}").text
    assert MEMBER in listed
    again = hr.post(f"{page}/open", data=given | {"sure": "yes"})
    assert again.status_code == 409
    assert "A round is open already" in again.text
    with transaction() as session:
        asked = rows(session, "SELECT g.relation, p.nip FROM round_giver g JOIN person p ON p.id = g.person_id")
        told = rows(session, "SELECT kind FROM notice WHERE kind LIKE 'round%%'")
    assert {(row["relation"], row["nip"]) for row in asked} == {
        ("peer", OTHER_MEMBER), *(("stakeholder", nip) for nip in GIVERS)
    }  # fmt: skip
    assert sorted(row["kind"] for row in told) == ["round_asked"] * 7 + ["round_opened"]


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"closes_on": "soon"}, 422, "Give the day as year-month-day"),
        ({"closes_on": date.today().isoformat()}, 422, "tomorrow or later"),  # noqa: DTZ011
        ({"nip": ""}, 422, "Choose a unit, or give the NIP"),
        ({"nip": GIVERS[0]}, 422, "Nobody like that is appraised"),
        ({"stakeholders": ""}, 422, "Only 1 people could be asked"),
        ({"stakeholders": "123"}, 422, "Nobody has the NIP 123"),
        ({"stakeholders": DIVISION_HEAD}, 422, "is the person or their rater"),
        ({"stakeholders": MEMBER}, 422, "is the person or their rater"),
        ({"nip": "", "unit": "DINKES"}, 422, "People are named for one person"),
        ({"nip": "", "unit": "DINKES", "stakeholders": ""}, 422, "About nobody in this unit"),
        ({"stakeholders": " ".join(map(str, range(21)))}, 422, "Name at most 20 people"),
    ],
)
def test_what_cannot_be_opened_is_shown_again(
    browser: Browser, period: SmallPeriod, changed: dict[str, str], status: int, said: str
) -> None:
    given = {"nip": MEMBER, "stakeholders": "\n".join(GIVERS), "closes_on": IN_A_WEEK, "sure": "yes"} | changed
    answer = browser(HEAD).post(f"/periods/{period.code}/rounds/open", data=given)
    assert answer.status_code == status
    assert said in answer.text
    for typed in (given["nip"], given["stakeholders"], given["closes_on"]):
        assert escape(typed) in answer.text
    with transaction() as session:
        assert rows(session, "SELECT FROM feedback_round") == []


def test_five_answers_are_shown_after_the_closing_without_names(
    browser: Browser, opened: int, places: tuple[str, str]
) -> None:
    mine, theirs = places
    page = f"/rounds/{opened}"
    for number, nip in enumerate(GIVERS[:5]):
        giver = browser(nip)
        assert 'href="/rounds"' in giver.get("/").text
        assert page in giver.get("/rounds").text
        asked = giver.get(page).text
        assert "What is anonymous, and to whom" in asked
        assert "With fewer than 5 answers nothing is ever shown" in asked
        words = GOOD | {"AKUNTABEL": "correction" if number == 0 else "as_expected", "words": f"Kata <{number}>\r\nya"}
        assert giver.post(page, data=words).headers["location"] == "/rounds?done=answered"
        assert page not in giver.get("/rounds").text
        assert 'href="/rounds"' not in giver.get("/").text
        late = giver.post(page, data=words)
        assert late.status_code == 409
        assert "You have answered this round before" in late.text
    for nip, address in ((MEMBER, mine), (DIVISION_HEAD, theirs)):
        before = browser(nip).get(address).text
        assert "Nothing is shown before the round is closed" in before
        assert "Kata" not in before
        assert "Answered:" not in before
    close_it()
    read = [browser(nip).get(address).text for nip, address in ((MEMBER, mine), (DIVISION_HEAD, theirs))]
    for shown in read:
        assert "Answered: 5 of 7." in shown
        assert all(f"Kata &lt;{number}&gt;\nya" in shown for number in range(5))
        assert not [number for number in range(6) if f"Pemangku {number}" in shown]
        row = shown.split("Akuntabel")[1].split("</tr>")[0]
        assert [part.split("<")[0] for part in row.split('">')[1:]] == ["0", "4", "1"]
    told = sorted(range(5), key=lambda number: sha256(f"{opened}:Kata <{number}>\nya".encode()).digest())
    for shown in read:
        assert sorted(range(5), key=lambda number: shown.index(f"Kata &lt;{number}")) == told
    assert browser(GIVERS[5]).post(page, data=GOOD).status_code == 409
    assert "This round is closed" in browser(GIVERS[5]).get(page).text


def test_with_four_answers_nothing_is_shown_not_even_how_many(
    browser: Browser, opened: int, places: tuple[str, str]
) -> None:
    for nip in GIVERS[:4]:
        assert browser(nip).post(f"/rounds/{opened}", data=GOOD | {"words": "Kata"}).status_code == 303
    close_it()
    for nip, address in ((MEMBER, places[0]), (DIVISION_HEAD, places[1])):
        shown = browser(nip).get(address).text
        assert "Fewer than 5 answered: nothing is shown." in shown
        assert "Kata" not in shown
        assert "Answered:" not in shown


def test_a_closing_that_is_just_over_shows_nothing_yet(browser: Browser, opened: int, places: tuple[str, str]) -> None:
    """An answer may still be under way: it must not be told apart by reading before and after it."""
    for nip in GIVERS[:5]:
        browser(nip).post(f"/rounds/{opened}", data=GOOD)
    close_it()
    pool = engine_for(settings().owner_database_url, 1)
    with pool.begin() as connection:
        connection.exec_driver_sql("UPDATE feedback_round SET closes_at = now() - interval '1 minute'")
    pool.dispose()
    assert "Nothing is shown before the round is closed" in browser(MEMBER).get(places[0]).text
    assert browser(GIVERS[5]).post(f"/rounds/{opened}", data=GOOD).status_code == 409


def test_the_record_knows_who_answered_and_not_what(browser: Browser, period: SmallPeriod, opened: int) -> None:
    browser(GIVERS[0]).post(f"/rounds/{opened}", data=GOOD | {"words": "Rahasia pemberi"})
    with transaction() as session:
        events = rows(
            session,
            "SELECT e.content, e.text_digest, p.nip FROM audit_event e JOIN person p ON p.id = e.actor_id"
            " WHERE e.event = 'round.answered'",
        )
        said = rows(session, "SELECT FROM audit_text WHERE text LIKE '%%Rahasia%%'")
        columns = rows(
            session,
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_name IN ('round_value', 'round_text')",
        )
        keys = rows(session, "SELECT id FROM round_value")
    assert [(row["content"], row["text_digest"], row["nip"]) for row in events] == [({}, None, GIVERS[0])]
    assert said == []
    assert {row["column_name"] for row in columns} == {"id", "round_id", "core_value", "word", "words"}
    assert all(row["id"].version == 4 for row in keys)
    segment = period.segments[MEMBER]
    for page in (f"/trace/segment/{segment}", f"/trace/person/{GIVERS[0]}", f"/trace/person/{MEMBER}"):
        traced = browser(HEAD).get(page)
        assert traced.status_code == 200
        assert "Rahasia" not in traced.text
        assert "appreciation" not in traced.text.lower()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"LOYAL": ""}, "Choose an answer for each of the seven core values."),
        ({"LOYAL": "excellent"}, "Choose an answer for each of the seven core values."),
        ({"words": "x" * 4001}, "write at most 4000"),
    ],
)
def test_a_refused_answer_keeps_what_was_chosen(
    browser: Browser, opened: int, changed: dict[str, str], said: str
) -> None:
    answer = browser(GIVERS[0]).post(f"/rounds/{opened}", data=GOOD | {"words": "Tetap ada"} | changed)
    assert answer.status_code == 422
    assert said in answer.text
    assert (GOOD | {"words": "Tetap ada"} | changed)["words"] in answer.text
    assert answer.text.count(" checked") == 7 - ("LOYAL" in changed)
    assert ("#LOYAL" if "LOYAL" in changed else "#words") in answer.text
    with transaction() as session:
        assert rows(session, "SELECT FROM round_value") == []


def test_nobody_answers_or_reads_what_is_not_theirs(
    browser: Browser, period: SmallPeriod, opened: int, places: tuple[str, str]
) -> None:
    mine, theirs = places
    for nip in (MEMBER, DIVISION_HEAD, HEAD):
        assert browser(nip).get(f"/rounds/{opened}").status_code == 404
        assert browser(nip).post(f"/rounds/{opened}", data=GOOD).status_code == 404
    for nip in (HEAD, MEMBER, OTHER_MEMBER):
        assert browser(nip).get(theirs).status_code == 404
    for nip in (HEAD, DIVISION_HEAD, OTHER_MEMBER):
        assert browser(nip).get(mine).status_code == 404
        assert (browser(nip).get(f"/periods/{period.code}/rounds").status_code == 200) == (nip == HEAD)
        assert (browser(nip).get(f"/periods/{period.code}/rounds/open").status_code == 200) == (nip == HEAD)
    with transaction() as session:
        found = one(session, "SELECT count(*) AS n FROM audit_event WHERE event = 'access.denied'")
    assert found
    assert found["n"] >= 6


def test_a_whole_unit_is_opened_for_whom_five_can_be_asked(browser: Browser, period: SmallPeriod) -> None:
    """Six more members of MEMBER's rater: each member has seven colleagues, the division head eight subordinates."""
    with transaction() as session:
        rows(
            session,
            "INSERT INTO segment (period_id, unit_id, subunit_id, person_id, rater_id, superior_id, post, post_kind,"
            " grade, echelon, functional_level, level, starts, ends, is_acting, is_agency_head) SELECT s.period_id,"
            " s.unit_id, s.subunit_id, p.id, s.rater_id, s.superior_id, s.post, s.post_kind, s.grade, s.echelon,"
            " s.functional_level, s.level, s.starts, s.ends, false, false FROM segment s, person p"
            " WHERE s.id = %(segment)s AND p.nip = ANY(%(nips)s) RETURNING id",
            segment=period.segments[MEMBER],
            nips=GIVERS,
        )
    given = {"unit": period.unit, "closes_on": IN_A_WEEK}
    shown = browser(HEAD).post(f"/periods/{period.code}/rounds/open", data=given).text
    assert "Left out, because fewer than 5 can be asked about them" in shown
    assert browser(HEAD).post(f"/periods/{period.code}/rounds/open", data=given | {"sure": "yes"}).status_code == 303
    with transaction() as session:
        found = rows(
            session,
            "SELECT e.nip, count(*) AS asked FROM round_giver g JOIN feedback_round r ON r.id = g.round_id"
            " JOIN segment s ON s.id = r.segment_id JOIN person e ON e.id = s.person_id GROUP BY e.nip",
        )
        twice = rows(session, "SELECT person_id FROM notice WHERE kind = 'round_asked' GROUP BY 1 HAVING count(*) > 1")
    assert {row["nip"]: row["asked"] for row in found} == {
        DIVISION_HEAD: 8, MEMBER: 7, OTHER_MEMBER: 7, **dict.fromkeys(GIVERS, 7)
    }  # fmt: skip
    assert twice == []
    asked = browser(MEMBER).get("/rounds").text
    assert "They rate you" in asked
    assert "You have the same rater" in asked


def test_a_round_is_extended_with_a_reason_that_its_givers_read(
    browser: Browser, opened: int, period: SmallPeriod
) -> None:
    hr, place = browser(HEAD), f"/periods/{period.code}/rounds/closing"
    assert "Change the closing" in hr.get(f"/periods/{period.code}/rounds").text
    later = (date.today() + timedelta(days=14)).isoformat()  # noqa: DTZ011
    given = {"round": str(opened), "how": "later", "closes_on": later, "reason": "Banyak yang dinas luar."}
    for changed, words in (
        ({"reason": " "}, "Say why the closing changes"),
        ({"closes_on": IN_A_WEEK}, "must be later than the present one"),
        ({"closes_on": "soon"}, "year-month-day"),
        ({"closes_on": date.today().isoformat()}, "tomorrow or later"),  # noqa: DTZ011
    ):
        refused = hr.post(place, data=given | changed)
        assert (refused.status_code, words in refused.text) == (422, True), words
    done = hr.post(place, data=given)
    assert (done.status_code, done.headers["location"].endswith("done=moved")) == (303, True)
    assert "Banyak yang dinas luar." in browser(OTHER_MEMBER).get("/rounds").text
    with transaction() as session:
        told = rows(session, "SELECT person_id FROM notice WHERE kind = 'round_extended'")
        event = one(session, "SELECT content ->> 'closes_on' AS day FROM audit_event WHERE event = 'round.extended'")
    assert (len(told), event) == (8, {"day": later})


def test_a_round_is_closed_early_and_never_opened_again(browser: Browser, opened: int, period: SmallPeriod) -> None:
    assert browser(GIVERS[0]).post(f"/rounds/{opened}", data=GOOD).status_code == 303
    hr, place = browser(HEAD), f"/periods/{period.code}/rounds/closing"
    assert "nothing of them would ever be shown" in hr.get(f"{place}?round={opened}").text
    given = {"unit": period.unit, "how": "now", "reason": "Salah unit."}
    assert hr.post(place, data=given).headers["location"].endswith("done=closed")
    assert browser(GIVERS[1]).post(f"/rounds/{opened}", data=GOOD).status_code == 409
    later = (date.today() + timedelta(days=14)).isoformat()  # noqa: DTZ011
    refused = hr.post(
        place, data={"round": str(opened), "how": "later", "closes_on": later, "reason": "Ternyata benar."}
    )
    assert (refused.status_code, "stays closed" in refused.text) == (409, True)
    with transaction() as session:
        told = rows(session, "SELECT person_id FROM notice WHERE kind = 'round_closed'")
    assert len(told) == 7, "whoever has answered need not know"


def say_of_rounds(rules: dict[str, str]) -> None:
    """As if the period had been launched from a file that says so, written by the database's owner."""
    pool = engine_for(settings().owner_database_url, 1)
    with pool.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE period SET definition = definition || jsonb_build_object('feedback_round', %s::jsonb)",
            (json.dumps(rules),),
        )
    pool.dispose()


@pytest.mark.parametrize(
    ("rules", "status", "words"),
    [
        ({"use": "none"}, 409, "no feedback rounds are asked for"),
        ({"opens": "2999-01-01"}, 409, "from 1 January 2999 on"),
        ({"closes": date.today().isoformat()}, 422, "By the period file rounds end by"),  # noqa: DTZ011
    ],
)
def test_the_period_file_says_whether_and_when_rounds_are_asked_for(
    browser: Browser, period: SmallPeriod, rules: dict[str, str], status: int, words: str
) -> None:
    say_of_rounds(rules)
    place, given = f"/periods/{period.code}/rounds", {"nip": MEMBER, "stakeholders": "\n".join(GIVERS)}
    refused = browser(HEAD).post(f"{place}/open", data=given | {"closes_on": IN_A_WEEK, "sure": "yes"})
    assert (refused.status_code, words in refused.text) == (status, True)
    listed = browser(HEAD).get(place).text
    assert ("Open a round" in listed) == (rules.get("use") != "none")
