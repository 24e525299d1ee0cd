"""Nothing leaves in the clear, to a wrong server, or with a header that somebody put in."""

from pathlib import Path

import pytest

from deployments.mailing import opening
from models.database import run, transaction
from models.errors import UnavailableError
from models.settings import settings
from tests.tasks import outbox_world as world
from tests.tasks.mail_server import PASSWORD, USER, Server, certificate, mail_server


def test_encrypted_and_with_a_password(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pem = certificate(tmp_path)
    with mail_server(pem) as post:
        for name, value in {
            "PORT": str(post.port), "SECURITY": "starttls", "CA_FILE": str(pem), "USER": USER, "PASSWORD": "wrong",
        }.items():  # fmt: skip
            monkeypatch.setenv(f"KINERJA_MAIL_{name}", value)
        world.people(2)
        world.due()
        assert world.send() == {"again": 2}
        assert {each["outcome"] for each in world.attempts()} == {"refused"}
        assert "user name and password" in world.notices()[0]["last_error"]
        monkeypatch.setenv("KINERJA_MAIL_PASSWORD", PASSWORD)
        world.later()
        assert world.send() == {"sent": 2}
        assert post.secured == [True, True]
        assert PASSWORD not in repr(settings())
        monkeypatch.setenv("KINERJA_MAIL_CA_FILE", "")
        world.due(about=2)
        assert world.send() == {"again": 2}, "a certificate of nobody we know"


def test_nothing_goes_in_the_clear_when_it_shall_be_encrypted(post: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINERJA_MAIL_SECURITY", "starttls")
    world.people(1)
    world.due()
    assert world.send() == {"again": 1}
    assert post.taken == []


@pytest.mark.parametrize(
    ("name", "value"), [("SENDER", "nobody"), ("HOST", "mail.example.go.id")], ids=["sender", "password"]
)
def test_settings_that_cannot_work_are_told_at_once(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv("KINERJA_MAIL_USER", USER)
    monkeypatch.setenv(f"KINERJA_MAIL_{name}", value)
    with pytest.raises(UnavailableError, match="No mail can leave"):
        opening(settings())


HOSTILE = 'Budi\r\nBcc: all@contohkab.go.id\r\n\r\n<script>alert(1)</script>\u202egnp.exe, "x" <evil@example.org>'


def test_nothing_in_a_name_or_setting_breaks_out_of_a_header(post: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    world.people(1)
    with transaction() as session:
        run(session, "UPDATE person SET name = %(name)s", name=HOSTILE)
    world.due()
    monkeypatch.setenv("KINERJA_MAIL_SENDER", '"Kinerja, Kab. \\"Contoh\\"" <kinerja@contohkab.go.id>')
    assert world.send() == {"sent": 1}
    [taken] = post.taken
    assert taken.to == ["pegawai1@contohkab.go.id"]
    assert taken.mail["Bcc"] is None
    assert sorted(taken.mail.keys()) == sorted(
        ["From", "To", "Subject", "Date", "Message-ID", "Content-Language", "Auto-Submitted",
         "X-Auto-Response-Suppress", "MIME-Version", "Content-Type"]
    )  # fmt: skip
    assert "<script>" not in taken.mail.get_body(("html",)).get_content()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "address",
    [
        "a@b.id>\r\nRCPT TO:<all@b.id",
        "a b@c.id",
        "@c.id",
        "a@",
        "a@b@c.id",
        '"a b"@c.id',
        "a@-c.id",
        "ä@c.id",
        "a@c .id",
    ],
)
def test_an_address_that_is_none_bounces_without_a_word_to_the_server(post: Server, address: str) -> None:
    world.people(1)
    with transaction() as session:
        run(session, "UPDATE person SET email = %(email)s", email=address)
    world.due()
    world.send()
    assert world.states() == {("failed", "bounced"): 1}
    assert post.taken == []
