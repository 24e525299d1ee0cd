"""HR administrators see what could not be sent, mend an address and send again; auditors read, nobody else does."""

from collections.abc import Callable

import pytest

from models.database import one, run, transaction
from models.vocabulary import Stage
from tests.factories import HEAD, MEMBER, SmallPeriod
from tests.web.conftest import Browser
from tests.web.oversight import person_id

World = Callable[[Stage], SmallPeriod]
_FAIL = """
UPDATE notice SET status = 'failed', outcome = %(outcome)s, attempts = 1, first_try_at = now(), last_error = %(answer)s
 WHERE id = (SELECT min(id) FROM notice WHERE person_id = %(person)s AND status = 'queued') RETURNING id
"""


def failed(outcome: str, answer: str | None = None) -> int:
    with transaction() as session:
        found = one(session, _FAIL, outcome=outcome, answer=answer, person=person_id(MEMBER))
        assert found
        if outcome == "bounced":
            run(
                session,
                "INSERT INTO notice_delivery (notice_id, attempt, channel, outcome, message_id, content_hash, "
                "address_hash, code, answer) VALUES (%(id)s, 1, 'mail', 'bounced', '<a@b>', 'c', 'd', 550, %(answer)s)",
                id=found["id"],
                answer=answer,
            )
    return int(found["id"])


def status(number: int) -> str:
    with transaction() as session:
        found = one(session, "SELECT status FROM notice WHERE id = %(id)s", id=number)
    return str(found["status"]) if found else ""


def test_what_failed_is_listed_with_the_reason_and_harmless(browser: Browser, fresh: World) -> None:
    fresh(Stage.COLLECTION)
    visitor = browser(HEAD)
    assert "everybody could be told so far" in visitor.get("/outbox").text
    assert "could not be sent" not in visitor.get("/").text
    failed("bounced", "no such <user>")
    failed("no_address")
    assert "Notices that could not be sent: 2" in visitor.get("/").text
    text = visitor.get("/outbox").text
    assert "no such &lt;user&gt;" in text
    assert all(word in text for word in ("the mail server knows no such address", "no mail address", "Send all again"))
    assert "Send all again" not in visitor.get("/outbox?view=sent").text
    assert MEMBER in visitor.get(f"/outbox?view=bounced&find={MEMBER}").text
    assert "anybody of this name" in visitor.get("/outbox?find=nobody").text
    assert visitor.get("/outbox?view=nonsense").status_code == 200
    assert "nothing on this page" in visitor.get("/outbox?page=9").text


def test_a_mended_address_sends_it_again(browser: Browser, fresh: World) -> None:
    fresh(Stage.COLLECTION)
    visitor = browser(HEAD)
    number = failed("bounced", "no such user")
    page = visitor.get(f"/outbox/{number}").text
    assert all(word in page for word in ("550", "no such user", "&lt;a@b&gt;", "Send it again"))
    wrong = visitor.post(f"/outbox/{number}/retry", data={"address": "a b@c"})
    assert wrong.status_code >= 400
    assert "is no mail address" in wrong.text
    assert 'value="a b@c"' in wrong.text
    done = visitor.post(f"/outbox/{number}/retry", data={"address": "benar@contohkab.go.id"})
    assert done.status_code == 303
    assert "will be sent again" in visitor.get(done.headers["location"]).text
    assert status(number) == "queued"
    twice = visitor.post(f"/outbox/{number}/retry", data={})
    assert twice.status_code >= 400


def test_all_of_a_list_are_sent_again(browser: Browser, fresh: World) -> None:
    fresh(Stage.COLLECTION)
    visitor = browser(HEAD)
    bounced, unaddressed = failed("bounced", "x"), failed("no_address")
    with transaction() as session:
        run(session, "UPDATE person SET email = NULL WHERE id = %(id)s", id=person_id(MEMBER))
    done = visitor.post("/outbox/retry", data={"view": "failed"})
    assert "count=1" in done.headers["location"]
    assert (status(bounced), status(unaddressed)) == ("queued", "failed")


@pytest.mark.parametrize("who", [MEMBER])
def test_nobody_else_reads_or_sends(browser: Browser, fresh: World, who: str) -> None:
    fresh(Stage.COLLECTION)
    number = failed("no_address")
    visitor = browser(who)
    assert visitor.get("/outbox").status_code == 404
    assert visitor.get(f"/outbox/{number}").status_code == 404
    assert visitor.post(f"/outbox/{number}/retry", data={"address": "x@y.id"}).status_code == 404
    assert visitor.post("/outbox/retry", data={}).status_code == 404
    assert status(number) == "failed"
