"""Whatever a mail server does, a notice is tried again or fails where HR sees it (P5)."""

import time
from collections import Counter

import pytest

from models import outbox_retry
from models.actors import operator
from models.database import run, transaction
from tests.tasks import outbox_world as world
from tests.tasks.mail_server import Server, mail_server


def test_later_is_later_and_longer_each_time(post: Server) -> None:
    world.people(1)
    world.due()
    post.at_recipient = lambda _to: "451 come back later"
    assert world.send() == {"again": 1}
    [notice] = world.notices()
    assert (notice["status"], notice["last_error"]) == ("queued", "come back later")
    assert 50 < notice["wait"] < 80
    assert world.send() == Counter()
    with transaction() as session:
        run(session, "UPDATE notice SET first_try_at = first_try_at - interval '7 minutes'")
    world.later()
    world.send()
    assert 7 * 60 < world.notices()[0]["wait"] < 10 * 60
    with transaction() as session:
        run(session, "UPDATE notice SET first_try_at = first_try_at - interval '9 hours'")
    world.later()
    world.send()
    assert 3500 < world.notices()[0]["wait"] < 4400
    post.at_recipient = lambda _to: ""
    world.later()
    assert world.send() == {"sent": 1}
    assert [(each["outcome"], each["code"]) for each in world.attempts()] == [("deferred", 451)] * 3 + [("sent", 250)]
    assert len({each["message_id"] for each in world.attempts()}) == 1


def test_after_a_day_it_fails_where_everybody_sees_it(post: Server) -> None:
    world.people(1)
    world.due()
    post.at_recipient = lambda _to: "451 come back later"
    world.send()
    with transaction() as session:
        run(session, "UPDATE notice SET first_try_at = first_try_at - interval '25 hours'")
    world.later()
    world.send()
    assert world.states() == {("failed", "gave_up"): 1}
    world.later()
    assert world.send() == Counter()


def test_an_unknown_mailbox_bounces_and_holds_nobody_up(post: Server) -> None:
    world.people(5)
    world.due()
    post.at_recipient = lambda to: "550 5.1.1 no such user\x1b[31m" if to.startswith("pegawai3") else ""
    world.send()
    assert world.states() == {("sent", None): 4, ("failed", "bounced"): 1}
    [bounced] = [each for each in world.attempts() if each["outcome"] == "bounced"]
    assert (bounced["code"], bounced["answer"]) == (550, "5.1.1 no such user [31m")


@pytest.mark.parametrize("answer", ["552 mailbox full", "550 5.2.2 over quota", "452 4.2.2 mailbox full"])
@pytest.mark.parametrize("at", ["at_recipient", "at_words"])
def test_a_full_mailbox_is_tried_again_until_it_is_emptied(post: Server, at: str, answer: str) -> None:
    """Whoever empties it in time reads everything; whoever does not is seen by HR. The address is not wrong."""
    if (at, answer[:5]) == ("at_words", "552 m"):
        pytest.skip("of the words, 552 says that the mail is too large")
    world.people(1)
    world.due()
    setattr(post, at, lambda _to: answer)
    assert world.send() == {"again": 1}
    setattr(post, at, lambda _to: "")
    world.later()
    assert world.send() == {"sent": 1}
    assert [each["outcome"] for each in world.attempts()] == ["deferred", "sent"]


def test_refused_words_are_final_too(post: Server) -> None:
    world.people(1)
    world.due()
    post.at_words = lambda _to: "554 looks like spam"
    world.send()
    assert world.states() == {("failed", "rejected"): 1}


def test_while_no_server_answers_everything_waits_and_little_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    with mail_server() as gone:
        pass
    monkeypatch.setenv("KINERJA_MAIL_PORT", str(gone.port))
    world.people(50)
    world.due()
    assert world.send() == {"again": 50}
    assert world.states() == {("queued", None): 50}
    tried = world.attempts()
    assert 0 < len(tried) < 10
    assert {each["outcome"] for each in tried} == {"refused"}
    assert all(each["last_error"] for each in world.notices())


@pytest.mark.parametrize("where", ["at_recipient", "at_words"])
def test_a_server_that_hangs_is_left(post: Server, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    monkeypatch.setenv("KINERJA_MAIL_TIMEOUT", "0.3")
    world.people(30)
    world.due()
    setattr(post, where, lambda _to: "hang")
    began = time.monotonic()
    assert world.send() == {"again": 30}
    assert time.monotonic() - began < 5
    assert {each["outcome"] for each in world.attempts()} == {"timed_out" if where == "at_recipient" else "unknown"}


def test_one_who_makes_it_hang_does_not_stop_the_others(post: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINERJA_MAIL_TIMEOUT", "0.3")
    world.people(30)
    world.due()
    post.at_recipient = lambda to: "hang" if to.startswith("pegawai7@") else ""
    assert world.send() == {"sent": 29, "again": 1}


def test_a_connection_lost_after_the_words_doubles_at_most_once(post: Server) -> None:
    world.people(2)
    world.due()
    post.at_words = lambda _to: "drop"
    assert world.send() == {"again": 2}
    assert {each["outcome"] for each in world.attempts()} == {"unknown"}
    post.at_words = lambda to: "drop" if to.startswith("pegawai2") else ""
    world.later()
    world.send()
    assert world.states() == {("sent", None): 1, ("failed", "unknown"): 1}
    world.later()
    assert world.send() == Counter()
    assert sorted(post.message_ids().values()) == [2, 2]


def test_who_is_tried_again_by_hr_has_all_tries_again(post: Server) -> None:
    """Twice "perhaps" is enough, but those of a time before do not count."""
    world.people(1)
    world.due()
    post.at_words = lambda _to: "drop"
    world.send()
    world.later()
    world.send()
    assert world.states() == {("failed", "unknown"): 1}
    with transaction() as session:
        outbox_retry.retry(session, world.notices()[0]["id"], by=operator())
    world.later()
    assert world.send() == {"again": 1}
    post.at_words = lambda _to: ""
    world.later()
    assert world.send() == {"sent": 1}
