"""Who chose a chat is told there once, and by mail where the chat does not take it."""

from collections import Counter
from collections.abc import Iterator

import pytest

from models.database import run, transaction
from tests.tasks import outbox_world as world
from tests.tasks.chat_server import Chat, chat_server
from tests.tasks.mail_server import Server


def _told_by(channel: str, chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two people, told by this channel, for whom a notice is due."""
    world.people(2)
    monkeypatch.setattr("models.notice_mail.chat_address", lambda _sealed: chat.address)
    statement = (
        "INSERT INTO notice_preference (person_id, channel, chat_sealed) SELECT id, %(channel)s, 'x' FROM person"
    )
    with transaction() as session:
        run(session, statement, channel=channel)
    world.due()


def test_a_message_goes_to_a_chat_once_however_often_the_mail_is_tried(
    post: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chat of this machine stands for those of the services, whose address decides their server."""
    with chat_server() as chat:
        _told_by("both", chat, monkeypatch)
        post.at_recipient = lambda _to: "451 later"
        assert world.send() == {"again": 2}
        assert len(chat.taken) == 2
        post.at_recipient = lambda _to: ""
        world.later()
        assert world.send() == {"sent": 2}
        assert len(chat.taken) == 2
        chat.status = 500
        world.due(about=2)
        assert world.send() == {"again": 2}
        assert len(post.taken) == 4
        with transaction() as session:
            run(session, "UPDATE notice SET first_try_at = first_try_at - interval '25 hours'")
        world.later()
        world.send()
        assert world.states() == {("sent", None): 4}, "they were told by mail"
        assert max(post.message_ids().values()) == 1


@pytest.fixture
def chat_only(monkeypatch: pytest.MonkeyPatch) -> Iterator[Chat]:
    """Two people who chose to be told by chat alone."""
    with chat_server() as chat:
        _told_by("chat", chat, monkeypatch)
        yield chat


def test_who_chose_a_chat_gets_no_mail_while_it_works(post: Server, chat_only: Chat) -> None:
    assert world.send() == {"sent": 2}
    assert (len(chat_only.taken), len(post.taken)) == (2, 0)


def test_a_chat_that_does_not_take_it_is_replaced_by_mail(post: Server, chat_only: Chat) -> None:
    chat_only.status = 500
    assert world.send() == {"again": 2}
    world.later()
    assert world.send() == {"again": 2}
    assert len(post.taken) == 0, "a service that is restarted is not replaced"
    world.later()
    assert world.send() == {"sent": 2}
    assert (len(chat_only.taken), len(post.taken)) == (0, 2)
    chat_only.status = 200
    world.later()
    assert world.send() == Counter(), "told is told"


def test_a_chat_that_is_none_is_replaced_by_mail_at_once(
    post: Server, chat_only: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.notice_mail.chat_address", lambda _sealed: "nothing://")
    assert world.send() == {"sent": 2}
    assert (len(chat_only.taken), len(post.taken)) == (0, 2)
