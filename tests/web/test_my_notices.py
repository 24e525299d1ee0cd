"""One's notices, the links in mail, and how one is told."""

from collections.abc import Callable

import pytest

from models import notice_mail, preferences, signed_links
from models.database import one, transaction
from models.vocabulary import Stage
from tests.factories import MEMBER, OTHER_MEMBER, SmallPeriod, now
from tests.models.test_notice_mail import queued
from tests.web.conftest import Browser

Fresh = Callable[[Stage], SmallPeriod]
WANTED = {"language": "id", "channel": "portal", "digest_hour": "9", "quiet_from": "21", "quiet_until": "5"}


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINERJA_SECRET_KEY", "a secret of the tests, long enough to be one")


def link(notice: int) -> str:
    with transaction() as session:
        [mail] = notice_mail.compose(session, [notice]).mails
    return "/n/" + mail.text.split("/n/")[1].split()[0]


def counts() -> dict[str, int]:
    """Everything a link could change."""
    with transaction() as session:
        found = one(
            session,
            "SELECT (SELECT count(*) FROM decision) AS decisions, (SELECT count(*) FROM audit_event) AS events, "
            "(SELECT count(*) FROM acknowledgement) AS read, (SELECT count(*) FROM notice) AS notices",
        )
    assert found
    return found


def test_a_link_opens_its_page_for_its_person_and_asks_others_to_sign_in(fresh: Fresh, browser: Browser) -> None:
    period = fresh(Stage.TARGET_SETTING)
    address = link(queued("plan_returned", MEMBER, segment=period.segments[MEMBER]))
    answer = browser(MEMBER).get(address)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/my/{period.segments[MEMBER]}/plan")
    answer = browser().get(address)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=%2Fn%2F")


def test_scanners_use_nothing_up(fresh: Fresh, browser: Browser) -> None:
    """N4: fetched twenty times in both ways, a link decides nothing and still works."""
    period = fresh(Stage.TARGET_SETTING)
    address = link(queued("plan_returned", MEMBER, segment=period.segments[MEMBER]))
    before = counts()
    scanner, own = browser(), browser(MEMBER)
    for _time in range(20):
        assert scanner.get(address).status_code == 303
        assert scanner.head(address).status_code == 303
    assert own.head(address).status_code == 303
    assert counts() == before
    assert own.get(address).headers["location"] == f"/my/{period.segments[MEMBER]}/plan"


def test_forged_cut_ended_and_foreign_links_look_alike(fresh: Fresh, browser: Browser) -> None:
    """L1, L2: one neutral page, and the try with somebody else's link is on record."""
    period = fresh(Stage.TARGET_SETTING)
    notice = queued("plan_returned", MEMBER, segment=period.segments[MEMBER])
    address = link(notice)
    ended = signed_links.signed(notice_mail.PURPOSE, notice, until=now())
    nothing = signed_links.signed(notice_mail.PURPOSE, 10**9, until=now() + notice_mail.GOOD_FOR)
    other_purpose = signed_links.signed("letter", notice, until=now() + notice_mail.GOOD_FOR)
    own, other = browser(MEMBER), browser(OTHER_MEMBER)
    tokens = ("x", address[3:-2], ended, nothing, other_purpose)
    pages = [(own.get(f"/n/{token}"), token) for token in tokens]
    assert {page.status_code for page, _token in pages} == {404}
    assert len({page.text.replace(f"/n/{token}", "") for page, token in pages}) == 1
    foreign = other.get(address)
    assert foreign.status_code == 404
    assert foreign.text.split("<main")[1] == own.get("/n/x").text.split("<main")[1]
    with transaction() as session:
        found = one(
            session, "SELECT subject_kind, subject_id FROM audit_event WHERE event = 'access.denied' ORDER BY id DESC"
        )
    assert found == {"subject_kind": "notice", "subject_id": notice}


def test_ones_notices_with_their_words(fresh: Fresh, browser: Browser) -> None:
    period = fresh(Stage.TARGET_SETTING)
    notice = queued("plan_returned", MEMBER, segment=period.segments[MEMBER])
    own = browser(MEMBER)
    assert "Your plan (SKP) came back for changes" in own.get("/notices").text
    page = own.get(f"/notices/{notice}").text
    assert "wrote what should change" in page
    assert f'href="/my/{period.segments[MEMBER]}/plan"' in page
    assert browser(OTHER_MEMBER).get(f"/notices/{notice}").status_code == 404
    assert "came back for changes" not in browser(OTHER_MEMBER).get("/notices").text


def test_a_choice_is_kept_and_shown(fresh: Fresh, browser: Browser) -> None:
    period = fresh(Stage.TARGET_SETTING)
    own = browser(MEMBER)
    assert own.post("/notices/preferences", data=WANTED).headers["location"] == "/notices/preferences?done=kept"
    with transaction() as session:
        found = preferences.preferences(session, period.actor(MEMBER).person_id or 0)
        event = one(session, "SELECT actor_id, content FROM audit_event WHERE event = 'preferences.kept'")
    assert (found["channel"], found["digest_hour"], found["quiet_from"], found["language"]) == ("portal", 9, 21, "id")
    assert event
    assert event["actor_id"] == period.actor(MEMBER).person_id
    assert 'value="portal" checked' in own.get("/notices/preferences").text


def test_a_chat_is_kept_encrypted_and_never_shown(fresh: Fresh, browser: Browser) -> None:
    fresh(Stage.TARGET_SETTING)
    own = browser(MEMBER)
    address = "tgram://123456789:abcdefg_hijklmnop/12315544"
    refused = own.post("/notices/preferences", data=WANTED | {"channel": "chat"})
    assert refused.status_code == 422
    assert "Give the address of your chat" in refused.text
    assert own.post("/notices/preferences", data=WANTED | {"channel": "chat", "chat": address}).status_code == 303
    assert own.post("/notices/preferences", data=WANTED | {"channel": "both"}).status_code == 303, "kept from before"
    assert "abcdefg" not in own.get("/notices/preferences").text
    with transaction() as session:
        found = one(session, "SELECT chat_sealed FROM notice_preference")
        events = one(session, "SELECT string_agg(content::text, '') AS said FROM audit_event")
    assert found
    assert events
    assert "abcdefg" not in found["chat_sealed"] + events["said"]
    assert preferences.chat_address(found["chat_sealed"]) == address
