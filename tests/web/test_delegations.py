"""The portal of delegations: HR enters and ends them; a deputy switches, decides there, and reads nothing else."""

from collections import defaultdict
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from models.database import one, run, transaction
from models.vocabulary import Stage
from tests.delegations import DECREE, delegate, given
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, SmallPeriod
from tests.web import routes
from tests.web.conftest import Browser
from tests.web.oversight import denials

Enter = Callable[[Stage], SmallPeriod]


def typed(principal: str = DIVISION_HEAD, deputy: str = OTHER_MEMBER, **changes: str) -> dict[str, str]:
    with transaction() as session:
        said = given(session, principal, deputy)
    return {
        "principal": principal, "deputy": deputy, "kind": "plt", "decree": said.decree, "reason": said.reason,
        "decree_date": str(said.decree_date), "starts": str(said.starts), "ends": str(said.ends),
    } | changes  # fmt: skip


def entered(principal: str = DIVISION_HEAD, deputy: str = OTHER_MEMBER, kind: str = "plt") -> int:
    with transaction() as session:
        return delegate(session, principal, deputy, kind)


def acting(browser: Browser, number: int, nip: str = OTHER_MEMBER) -> TestClient:
    """A browser that acts by a delegation."""
    client = browser(nip)
    assert client.post("/acting", data={"delegation": number}).headers["location"] == "/requests"
    return client


@pytest.fixture
def asked(fresh: Enter) -> SmallPeriod:
    """The small period with the raters' queues open."""
    period = fresh(Stage.APPROVAL)
    period.run(Stage.APPROVAL)
    return period


def request_of(period: SmallPeriod, nip: str, kind: str = "evaluation") -> int:
    with transaction() as session:
        found = one(
            session,
            "SELECT max(id) AS id FROM approval WHERE kind = %(kind)s AND segment_id = %(segment)s",
            kind=kind,
            segment=period.segments[nip],
        )
    assert found
    return int(found["id"])


def test_hr_sees_what_is_handed_over_then_enters_and_ends_it(asked: SmallPeriod, browser: Browser) -> None:
    hr = browser(HEAD)
    assert "Enter a delegation" in hr.get("/delegations").text
    wrong = hr.post("/delegations/make", data=typed(decree=""))
    assert (wrong.status_code, "number of the decree" in wrong.text) == (422, True)
    assert "Pejabat cuti" in wrong.text
    sure = hr.post("/delegations/make", data=typed()).text
    assert "2 open" in sure
    assert "1 of them about the deputy" in sure
    assert "People rated there: 1." in sure
    assert "Pejabat cuti" in hr.post("/delegations/make", data=typed(sure="change")).text
    made = hr.post("/delegations/make", data=typed(sure="yes"))
    place = made.headers["location"].split("?")[0]
    shown = hr.get(made.headers["location"]).text
    assert "The delegation is entered" in shown
    assert DECREE in shown
    assert "in force" in hr.get("/delegations").text
    refused = hr.post(f"{place}/end", data={"reason": ""})
    assert (refused.status_code, "Say why" in refused.text) == (422, True)
    assert hr.post(f"{place}/end", data={"reason": "Kembali"}).status_code == 303
    assert "Kembali" in hr.get(place).text
    assert "ended" in hr.get("/delegations?state=ended").text


def test_who_returned_it_is_named_with_for_whom(asked: SmallPeriod, browser: Browser) -> None:
    deputy = acting(browser, entered())
    address = f"/requests/{request_of(asked, MEMBER)}"
    seen = deputy.get(address).text.split('name="seen" value="')[1].split('"')[0]
    assert deputy.post(address, data={"answer": "return", "reason": "Periksa", "seen": seen}).status_code == 303
    page = browser(MEMBER).get(f"/my/{asked.segments[MEMBER]}/realizations").text
    assert f"Pegawai 4, acting for Pegawai 2 (Plt., decree {DECREE}) returned your report" in page


def test_a_refused_look_does_not_take_the_page_from_hr(asked: SmallPeriod, browser: Browser) -> None:
    place = f"/delegations/{entered()}"
    assert browser(MEMBER).get(place).status_code == 404
    assert "entered" in browser(HEAD).get(place).text.lower()


def test_a_deputy_switches_decides_and_both_are_named(asked: SmallPeriod, browser: Browser) -> None:
    number = entered()
    deputy = browser(OTHER_MEMBER)
    assert "Decisions that wait there: 1" in deputy.get("/").text
    assert deputy.get(f"/requests/{request_of(asked, MEMBER)}").status_code == 404
    deputy = acting(browser, number)
    inbox = deputy.get("/requests").text
    assert "You act for Pegawai 2 (Plt., until" in inbox
    assert "Pegawai 3" in inbox
    assert f"/requests/{request_of(asked, OTHER_MEMBER)}" not in inbox
    address = f"/requests/{request_of(asked, MEMBER)}"
    seen = deputy.get(address).text.split('name="seen" value="')[1].split('"')[0]
    rating = {"answer": "rate", "work": "SESUAI", "behavior": "SESUAI", "reason": "Baik", "seen": seen, "sure": "yes"}
    assert deputy.post(address, data=rating).status_code == 303
    for who in (deputy, browser(DIVISION_HEAD)):
        assert f"Pegawai 4, acting for Pegawai 2 (Plt., decree {DECREE})" in who.get(address).text
    assert "acting for Pegawai 2" in browser(HEAD).get(f"/trace/segment/{asked.segments[MEMBER]}").text
    assert deputy.post("/acting", data={"delegation": 0}).headers["location"] == "/"
    assert deputy.get(address).status_code == 404


def test_a_deputy_reads_nothing_of_whom_they_act_for_nor_of_themselves(asked: SmallPeriod, browser: Browser) -> None:
    """Field by field: no page of the principal's own opens, and the deputy's ratings stay unread before publication."""
    own_request, principal = request_of(asked, OTHER_MEMBER), asked.segments[DIVISION_HEAD]
    rater = browser(DIVISION_HEAD)
    seen = rater.get(f"/requests/{own_request}").text.split('name="seen" value="')[1].split('"')[0]
    words = "Umpan balik yang belum diterbitkan"
    rating = {
        "answer": "rate",
        "work": "DI_BAWAH",
        "behavior": "DI_BAWAH",
        "reason": words,
        "seen": seen,
        "sure": "yes",
    }
    assert rater.post(f"/requests/{own_request}", data=rating).status_code == 303
    deputy = acting(browser, entered())
    for (verb, path), may in sorted(routes.MAY.items()):
        if verb == "GET" and "{segment}" in path and may <= {"own", "rater"}:
            address = path.format_map(defaultdict(lambda: 1, segment=principal))
            assert deputy.get(address).status_code == 404, address
    for path in (f"/segments/{principal}/summary", f"/segments/{principal}/coaching", f"/requests/{own_request}",
                 f"/requests/{request_of(asked, DIVISION_HEAD)}"):  # fmt: skip
        assert deputy.get(path).status_code == 404, path
    segment = asked.segments[OTHER_MEMBER]
    for path in ("/", "/team", "/requests", f"/my/{segment}", f"/segments/{segment}/summary", f"/my/{segment}/summary",
                 f"/segments/{segment}/coaching", "/plans/together"):  # fmt: skip
        shown = deputy.get(path).text
        assert words not in shown, path
        assert "Di Bawah Ekspektasi" not in shown, path
    assert "Pegawai 3" in deputy.get("/team").text
    assert denials("segment") > 0


def test_roles_of_the_principal_are_not_handed_over(asked: SmallPeriod, browser: Browser) -> None:
    deputy = acting(browser, entered(HEAD, MEMBER), MEMBER)
    for path in ("/roles", "/delegations", "/accounts", "/periods", "/trace", "/launch"):
        assert deputy.get(path).status_code == 404, path


def test_a_page_says_why_a_deputy_cannot_decide(asked: SmallPeriod, browser: Browser) -> None:
    deputy = acting(browser, entered(kind="plh"))
    assert "A Plh sets no yearly ratings" in deputy.get(f"/requests/{request_of(asked, MEMBER)}").text


@pytest.mark.parametrize("whose", ["another's", "ended", "none"])
def test_nobody_acts_by_a_delegation_that_is_not_theirs_or_not_in_force(
    asked: SmallPeriod, browser: Browser, whose: str
) -> None:
    number = entered()
    if whose == "ended":
        with transaction() as session:
            run(session, "UPDATE delegation SET ended_at = now()")
    client = browser(MEMBER if whose == "another's" else OTHER_MEMBER)
    refused = client.post("/acting", data={"delegation": number if whose != "none" else 10**9})
    assert (refused.status_code, "not in force for you" in refused.text) == (409, True)
    assert "You act for" not in client.get("/requests").text


def test_when_it_ends_the_browser_acts_for_its_person_again(asked: SmallPeriod, browser: Browser) -> None:
    deputy = acting(browser, entered())
    with transaction() as session:
        run(session, "UPDATE delegation SET ended_at = now()")
    assert "You act for" not in deputy.get("/requests").text
    assert deputy.get(f"/requests/{request_of(asked, MEMBER)}").status_code == 404
    assert browser(DIVISION_HEAD).get(f"/requests/{request_of(asked, MEMBER)}").status_code == 200


def test_both_find_it_in_their_profile_and_others_do_not_open_it(asked: SmallPeriod, browser: Browser) -> None:
    number = entered()
    for nip, words in ((OTHER_MEMBER, "You act for Pegawai 2"), (DIVISION_HEAD, "Pegawai 4 acts for you")):
        client = browser(nip)
        assert words in client.get("/profile").text
        shown = client.get(f"/delegations/{number}")
        assert shown.status_code == 200
        assert "Pejabat cuti" not in shown.text
        assert "End the delegation" not in shown.text
        assert client.post(f"/delegations/{number}/end", data={"reason": "x"}).status_code == 404
    assert browser(MEMBER).get(f"/delegations/{number}").status_code == 404
    assert denials("delegation") == 1
