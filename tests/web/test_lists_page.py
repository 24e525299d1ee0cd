"""Lists in the portal: whoever decides names one after a preview; HR and auditors read, nobody else finds the pages."""

import io
from collections.abc import Callable

import pytest
from python_calamine import CalamineWorkbook

from models import named_lists
from models.database import one, rows, transaction
from models.vocabulary import Stage
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, REGIONAL_HEAD, SmallPeriod
from tests.web.conftest import Browser

PLACE = "/periods/2026/lists"
FORM = {"kind": "talent", "purpose": "Rencana <b>suksesi</b>", "decree": "800/21"}


@pytest.fixture
def period(fresh: Callable[[Stage], SmallPeriod]) -> SmallPeriod:
    """Everybody has accepted but OTHER_MEMBER."""
    found = fresh(Stage.OBJECTION)
    found.accept_all(but=(OTHER_MEMBER,))
    return found


def named() -> list[str]:
    with transaction() as session:
        return [row["nip"] for row in named_lists.of_period(session, "2026")]


def test_the_regional_head_names_a_list_after_a_preview(browser: Browser, period: SmallPeriod) -> None:
    head = browser(REGIONAL_HEAD)
    assert PLACE in head.get("/").text
    assert "No list was named" in head.get(PLACE).text
    grouped = f"{DIVISION_HEAD[:8]} {DIVISION_HEAD[8:14]} {DIVISION_HEAD[14]} {DIVISION_HEAD[15:]}"
    form = FORM | {"people": f"{grouped} = Memimpin dengan baik\r\n\r\n{MEMBER}: Teliti"}
    shown = head.post(f"{PLACE}/make", data=form)
    assert shown.status_code == 200
    for text in ("Is this right?", "Rencana &lt;b&gt;suksesi", "Memimpin dengan baik", "Teliti"):
        assert text in shown.text
    assert named() == [], "a preview records nothing"
    assert "Memimpin dengan baik" in head.post(f"{PLACE}/make", data=form | {"sure": "change"}).text
    done = head.post(f"{PLACE}/make", data=form | {"sure": "yes"})
    assert done.headers["location"] == f"{PLACE}?done=named"
    assert sorted(named()) == sorted([DIVISION_HEAD, MEMBER])
    listed = head.get(done.headers["location"]).text
    assert "The list is recorded" in listed
    assert "Memimpin dengan baik" in listed


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"people": ""}, "between one person and"),
        ({"people": f"{MEMBER}"}, "Give a reason for each person"),
        ({"people": f"{MEMBER} a\n{MEMBER} b"}, "stands on the list twice"),
        ({"people": "= a"}, "no NIP at its beginning"),
        ({"people": "1 a"}, "Nobody with the NIP 1"),
        ({"people": f"{OTHER_MEMBER} a"}, "is not final"),
        ({"decree": ""}, "number of its decree"),
        ({"kind": ""}, "There is no list of"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    browser: Browser, period: SmallPeriod, changed: dict[str, str], said: str
) -> None:
    answer = browser(REGIONAL_HEAD).post(
        f"{PLACE}/make", data=FORM | {"people": f"{MEMBER} Teliti", "sure": "yes"} | changed
    )
    assert answer.status_code in {409, 422}
    assert said in answer.text
    assert "Rencana &lt;b&gt;suksesi" in answer.text
    assert named() == []


def test_conditions_are_narrowed_and_ticked_people_stand_in_the_form(browser: Browser, period: SmallPeriod) -> None:
    head = browser(REGIONAL_HEAD)
    everybody = head.get(f"{PLACE}/conditions").text
    assert MEMBER in everybody
    assert f'value="{MEMBER}"' in everybody
    assert f'value="{OTHER_MEMBER}"' not in everybody, "a result that is not final is not named"
    assert OTHER_MEMBER not in head.get(f"{PLACE}/conditions?only=yes").text
    assert "Nobody fits" in head.get(f"{PLACE}/conditions?unit=NOWHERE").text
    assert MEMBER in head.get(f"{PLACE}/make?nip={MEMBER}&nip=x").text.split("<textarea")[1]


def test_hr_reads_and_takes_the_file_on_record_but_does_not_decide(browser: Browser, period: SmallPeriod) -> None:
    with transaction() as session:
        said = named_lists.Named("award", "Penghargaan", "800/22")
        named_lists.name(session, "2026", {MEMBER: "=Teliti"}, said, by=period.actor(REGIONAL_HEAD))
        session.connection().exec_driver_sql("DELETE FROM role_assignment WHERE role = 'performance_team'")
    officer = browser(HEAD)
    assert "Penghargaan" in officer.get(PLACE).text
    assert officer.get(f"{PLACE}/make").status_code == 404
    assert officer.post(f"{PLACE}/make", data=FORM | {"people": f"{MEMBER} a", "sure": "yes"}).status_code == 404
    got = officer.post(f"{PLACE}/file")
    lines = CalamineWorkbook.from_filelike(io.BytesIO(got.content)).get_sheet_by_index(0).to_python()
    assert lines[1][5:] == [MEMBER, lines[1][6], "=Teliti"]
    with transaction() as session:
        assert one(session, "SELECT FROM audit_event WHERE event = 'list.exported'") is not None
        assert len(rows(session, "SELECT FROM audit_event WHERE event = 'list.named'")) == 1


def test_nobody_else_finds_the_pages(browser: Browser, period: SmallPeriod) -> None:
    member = browser(MEMBER)
    for address in (PLACE, f"{PLACE}/conditions", f"{PLACE}/make"):
        assert member.get(address).status_code == 404
    assert member.post(f"{PLACE}/file").status_code == 404
