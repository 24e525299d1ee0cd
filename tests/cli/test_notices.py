"""Operators see who was told what, and send again what could not be sent."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.database import one, run, transaction
from tests.journeys.commands import said, told
from tests.tasks import outbox_world as world
from tests.tasks.mail_server import Server, mail_server


@pytest.fixture
def post(db: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Server]:
    monkeypatch.setenv("KINERJA_HOME", str(tmp_path))
    monkeypatch.setenv("KINERJA_MAIL_SENDER", "Kinerja <kinerja@contohkab.go.id>")
    with mail_server() as started:
        monkeypatch.setenv("KINERJA_MAIL_HOST", "127.0.0.1")
        monkeypatch.setenv("KINERJA_MAIL_SECURITY", "none")
        monkeypatch.setenv("KINERJA_MAIL_PORT", str(started.port))
        yield started


@pytest.fixture
def mixed(post: Server) -> Server:
    """Three people: one is told, the address of one does not work, and one has none."""
    world.people(3)
    with transaction() as session:
        run(session, "UPDATE person SET email = NULL WHERE name = 'Pegawai 3'")
    world.due()
    post.at_recipient = lambda to: "550 no such user" if to.startswith("pegawai2@") else ""
    assert told("notices", "send") == {"sent": 1, "failed": 2, "again": 0, "withheld": 0}
    return post


def number(name: str) -> int:
    with transaction() as session:
        found = one(
            session, "SELECT n.id FROM notice n JOIN person p ON p.id = n.person_id WHERE p.name = %(name)s", name=name
        )
    assert found
    return int(found["id"])


@pytest.mark.usefixtures("mixed")
def test_what_failed_is_listed_with_the_reason() -> None:
    assert [(each["name"], each["outcome"]) for each in told("notices", "list")] == [
        ("Pegawai 3", "no_address"),
        ("Pegawai 2", "bounced"),
    ]
    assert [each["name"] for each in told("notices", "list", "--view", "bounced")] == ["Pegawai 2"]
    assert [each["name"] for each in told("notices", "list", "--view", "all", "--find", "gawai 1")] == ["Pegawai 1"]
    assert told("notices", "list", "--view", "all", "--find", "%") == []
    text = said("notices", "list")
    assert "failed: no mail address" in text
    assert "Failed: 2 (1 without an address), bounced: 1, waiting: 0." in text


@pytest.mark.usefixtures("mixed")
def test_one_notice_is_shown_with_its_words_and_tries() -> None:
    shown = told("notices", "show", number("Pegawai 1"))
    [attempt] = shown["deliveries"]
    assert (attempt["outcome"], attempt["code"], attempt["same_address"]) == ("sent", 250, True)
    text = said("notices", "show", number("Pegawai 2"))
    assert "the mail server knows no such address" in text
    assert "550 no such user" in text
    assert told("notices", "show", 999, code=1)["error"] == "NOT_FOUND"


def test_a_corrected_address_is_kept_and_used(mixed: Server) -> None:
    mixed.at_recipient = lambda _to: ""
    bounced = number("Pegawai 2")
    assert told("notices", "retry", bounced, "--address", "no address", code=1)["error"] == "INVALID_INPUT"
    assert told("notices", "retry", bounced, "--address", "benar@contohkab.go.id") == {"queued": 1}
    assert told("notices", "send")["sent"] == 1
    assert mixed.taken[-1].to == ["benar@contohkab.go.id"]
    shown = told("notices", "show", bounced)
    assert [(each["outcome"], each["same_address"]) for each in shown["deliveries"]] == [
        ("bounced", False),
        ("sent", True),
    ]
    assert len({each["message_id"] for each in shown["deliveries"]}) == 1
    assert told("notices", "retry", bounced, code=1)["error"] == "WRONG_STATE"
    events = "SELECT count(*) FROM audit_event WHERE event IN ('notice.retried', 'person.address_corrected')"
    assert world.count(events) == 2
    assert world.count("SELECT count(*) FROM audit_event WHERE content::text LIKE '%%benar@%%'") == 0


def test_all_are_sent_again_but_those_without_an_address(mixed: Server) -> None:
    mixed.at_recipient = lambda _to: ""
    assert told("notices", "retry", number("Pegawai 3"), code=1)["error"] == "WRONG_STATE"
    assert told("notices", "retry", "--all") == {"queued": 1}
    assert told("notices", "send")["sent"] == 1
    assert [each["name"] for each in told("notices", "list")] == ["Pegawai 3"]
    assert told("notices", "retry", "--all") == {"queued": 0}


@pytest.mark.usefixtures("db")
def test_without_a_mail_server_it_says_what_to_set() -> None:
    assert "KINERJA_MAIL_HOST" in told("notices", "send", code=1)["message"]
