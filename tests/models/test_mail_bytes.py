"""A mail is what a strict reader of mails takes it for, whatever words and names are in it (faults N3)."""

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.mail_bytes import mail_bytes, sender_of, usable
from models.notice_mail import Mail
from models.notice_pieces import plain
from models.outbox_messages import Message

AT = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
SENDER = Address("Kinerja", addr_spec="kinerja@contohkab.go.id")
ORDINARY = st.text(st.characters(exclude_categories=("Cs",)), max_size=300)


def made(subject: str = "S", text: str = "T", html: str = "<p>H</p>", sender: Address = SENDER) -> bytes:
    mail = Mail((1,), 1, "mail", "id", "budi@contohkab.go.id", subject, text, html, "hash")
    return mail_bytes(Message(mail, "<abc@contohkab.go.id>"), mail.to, sender, AT)


def read(data: bytes) -> EmailMessage:
    found = message_from_bytes(data, policy=default)
    assert isinstance(found, EmailMessage)
    return found


@given(ORDINARY, ORDINARY, ORDINARY, ORDINARY)
def test_whatever_is_in_it_the_headers_stay_and_the_words_arrive(subject: str, text: str, html: str, name: str) -> None:
    data = made(subject, text, html, Address(plain(name), addr_spec="kinerja@contohkab.go.id"))
    lines = data.split(b"\r\n")
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    assert max(map(len, lines)) <= 998
    mail = read(data)
    once = ("From", "To", "Subject", "Date", "Message-ID", "Content-Language", "Auto-Submitted", "Content-Type")
    assert all(len(mail.get_all(header, [])) == 1 for header in once)
    assert len(mail.keys()) <= 11
    assert mail["To"].addresses[0].addr_spec == "budi@contohkab.go.id"
    assert [each.addr_spec for each in mail["From"].addresses] == ["kinerja@contohkab.go.id"]
    assert plain(mail["Subject"], 200).split() == plain(subject, 200).split()
    body = mail.get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines() == ("\n".join(text.splitlines()) + "\n").splitlines()
    assert (mail.get_body(("html",)) is None) == (not html)


def test_long_subjects_and_umlauts_are_folded() -> None:
    subject = "Pengumuman “penting” penilaian kinerja tahunan 2026 untuk semua pegawai Dinas Kependudukan"
    data = made(subject)
    assert max(map(len, data.split(b"\r\n"))) <= 78
    assert read(data)["Subject"] == subject


@pytest.mark.parametrize("setting", ["nobody", "x <y>", "a@b c@d"])
def test_a_sender_without_an_address_is_none(setting: str) -> None:
    with pytest.raises(ValueError, match=re.escape(setting)):
        sender_of(setting)


def test_a_domain_of_other_letters_is_written_in_ascii() -> None:
    assert usable("budi@dinas-é.example") == "budi@xn--dinas--gva.example"
    assert usable("bud\u0131@example.org") is None
