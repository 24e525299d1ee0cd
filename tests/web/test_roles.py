"""Roles: HR administrators grant and revoke with a reason and see first what a role allows; auditors only read."""

from collections.abc import Callable

import pytest

from models.database import one, transaction
from models.vocabulary import Stage
from tests.factories import AGENCY, DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, SmallPeriod
from tests.models.test_roles import number_of
from tests.web.conftest import Browser
from tests.web.oversight import administer, denials, grant

World = Callable[[Stage], SmallPeriod]


def test_an_hr_administrator_sees_who_holds_what(browser: Browser, standing: World) -> None:
    standing(Stage.COLLECTION)
    visitor = browser(HEAD)
    every = visitor.get("/roles").text
    assert all(f"NIP {nip}" in every for nip in (HEAD, DIVISION_HEAD))
    assert "launch of a period" in every
    assert "The next launch of a period decides again" in every
    team = visitor.get("/roles?role=performance_team").text
    assert (f"NIP {DIVISION_HEAD}" in team, f"NIP {HEAD}" in team) == (True, False)
    assert "Nobody holds this role now" in visitor.get("/roles?role=auditor").text
    assert "There is nothing on this page" in visitor.get("/roles?page=9").text


def test_a_role_is_granted_after_a_look_at_what_it_allows(browser: Browser, fresh: World) -> None:
    fresh(Stage.COLLECTION)
    visitor = browser(HEAD)
    assert "What each role allows" in visitor.get("/roles/grant").text
    given = {"role": "unit_admin", "nip": MEMBER, "unit": AGENCY, "reason": "Menggantikan <admin>\r\nlama"}
    sure = visitor.post("/roles/grant", data=given)
    assert sure.status_code == 200
    assert all(text in sure.text for text in ("Is this right?", "What the role allows", "Menggantikan &lt;admin&gt;"))
    assert number_of(MEMBER, "unit_admin") == 0
    back = visitor.post("/roles/grant", data=given | {"sure": "change"})
    assert f'value="{MEMBER}"' in back.text
    assert f'<option value="{AGENCY}" selected>' in back.text
    done = visitor.post("/roles/grant", data=given | {"sure": "yes"})
    assert (done.status_code, done.headers["location"]) == (303, "/roles?role=unit_admin&done=granted")
    after = visitor.get(done.headers["location"]).text
    assert "The role is granted" in after
    assert f"NIP {MEMBER}" in after
    assert visitor.post("/roles/grant", data=given | {"sure": "yes"}).status_code == 409
    assert browser(MEMBER).get("/periods").status_code == 200


@pytest.mark.parametrize(
    ("changed", "status", "words"),
    [
        ({"role": ""}, 422, "Choose the role"),
        ({"nip": "123"}, 422, "Nobody has the NIP 123"),
        ({"nip": HEAD}, 403, "to themselves"),
        ({"unit": AGENCY}, 422, "no unit for this role"),
        ({"reason": " "}, 422, "Say why"),
        ({"role": "hr_admin", "nip": OTHER_MEMBER}, 403, "nobody audits what they do themselves"),
        ({"role": "performance_team", "nip": DIVISION_HEAD}, 409, "has this role already"),
    ],
)
@pytest.mark.parametrize("sure", ["", "yes"])
def test_a_refused_grant_keeps_what_was_typed(
    browser: Browser, fresh: World, changed: dict[str, str], status: int, words: str, sure: str
) -> None:
    fresh(Stage.COLLECTION)
    grant(OTHER_MEMBER, "auditor")
    given = {"role": "auditor", "nip": MEMBER, "unit": "", "reason": "Alasan <penting>"} | changed
    refused = browser(HEAD).post("/roles/grant", data=given | {"sure": sure})
    assert refused.status_code == status
    assert words in refused.text
    assert f'value="{given["nip"]}"' in refused.text
    if given["reason"].strip():
        assert "Alasan &lt;penting&gt;" in refused.text


def test_a_role_is_revoked_with_a_reason(browser: Browser, fresh: World) -> None:
    fresh(Stage.COLLECTION)
    administer(MEMBER)
    visitor, place = browser(HEAD), f"/roles/{number_of(MEMBER, 'unit_admin')}"
    assert f'action="{place}/revoke"' in visitor.get(place).text
    refused = visitor.post(f"{place}/revoke", data={"reason": " "})
    assert refused.status_code == 422
    assert "Say why the role is revoked" in refused.text
    done = visitor.post(f"{place}/revoke", data={"reason": "Pindah tugas"})
    assert (done.status_code, done.headers["location"]) == (303, "/roles?done=revoked")
    assert "The role is revoked" in visitor.get("/roles?done=revoked").text
    assert visitor.post(f"{place}/revoke", data={"reason": "Pindah tugas"}).status_code == 404
    assert browser(MEMBER).get("/periods").status_code == 404
    with transaction() as session:
        assert one(session, "SELECT count(*) AS n FROM audit_event WHERE event = 'role.revoked'") == {"n": 1}


def test_ones_own_role_has_no_button_and_no_way(browser: Browser, fresh: World) -> None:
    fresh(Stage.COLLECTION)
    visitor, place = browser(HEAD), f"/roles/{number_of(HEAD, 'hr_admin')}"
    assert "another HR administrator revokes it" in visitor.get(place).text
    refused = visitor.post(f"{place}/revoke", data={"reason": "x"})
    assert refused.status_code == 403
    assert "Nobody revokes a role of their own" in refused.text
    assert number_of(HEAD, "hr_admin")


def test_an_auditor_reads_and_changes_nothing(browser: Browser, fresh: World) -> None:
    fresh(Stage.COLLECTION)
    grant(OTHER_MEMBER, "auditor")
    visitor, place = browser(OTHER_MEMBER), f"/roles/{number_of(DIVISION_HEAD, 'performance_team')}"
    for page in ("/roles", place):
        seen = visitor.get(page)
        assert seen.status_code == 200
        assert all(text not in seen.text for text in ("/revoke", "/roles/grant"))
    assert visitor.get("/roles/grant").status_code == 404
    given = {"role": "hr_admin", "nip": OTHER_MEMBER, "reason": "x", "sure": "yes"}
    assert visitor.post("/roles/grant", data=given).status_code == 404
    assert visitor.post(f"{place}/revoke", data={"reason": "x"}).status_code == 404
    assert number_of(DIVISION_HEAD, "performance_team")


def test_for_everybody_else_there_are_no_roles(browser: Browser, fresh: World) -> None:
    fresh(Stage.COLLECTION)
    administer(MEMBER)
    place = f"/roles/{number_of(HEAD, 'hr_admin')}"
    given = {"role": "hr_admin", "nip": MEMBER, "reason": "x", "sure": "yes"}
    for nip in (MEMBER, DIVISION_HEAD):
        visitor = browser(nip)
        assert [visitor.get(page).status_code for page in ("/roles", "/roles/grant", place)] == [404] * 3
        assert visitor.post("/roles/grant", data=given).status_code == 404
        assert visitor.post(f"{place}/revoke", data={"reason": "x"}).status_code == 404
    assert denials("role") == 4
