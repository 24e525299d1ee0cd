"""Notices leave whatever a mail server does: at least once, with one Message-ID, or they fail where HR sees it (P5)."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from deployments.mailing import mailing, opening
from models import outbox_retry
from models.actors import operator
from models.database import rows, run, transaction
from models.errors import UnavailableError
from models.settings import settings
from tests.tasks import outbox_world as world
from tests.tasks.chat_server import Chat, chat_server
from tests.tasks.mail_server import PASSWORD, USER, Server, certificate, mail_server


@pytest.fixture(autouse=True)
def mail_settings(db: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KINERJA_SECRET_KEY", "a secret of the tests, long enough to be one")
    monkeypatch.setenv("KINERJA_PORTAL_ADDRESS", "https://kinerja.example.go.id")
    monkeypatch.setenv("KINERJA_MAIL_SENDER", "Kinerja Kabupaten Contoh <kinerja@contohkab.go.id>")
    monkeypatch.setenv("KINERJA_MAIL_HOST", "127.0.0.1")
    monkeypatch.setenv("KINERJA_MAIL_SECURITY", "none")
    monkeypatch.setenv("KINERJA_HOME", str(tmp_path))


@pytest.fixture
def post(mail_settings: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with mail_server() as started:
        monkeypatch.setenv("KINERJA_MAIL_PORT", str(started.port))
        yield started


def test_a_notice_leaves_once_and_is_on_record(post: Server) -> None:
    world.people(3)
    world.due()
    assert world.send() == {"sent": 3}
    assert world.send() == Counter()
    assert world.states() == {("sent", None): 3}
    assert set(post.message_ids().values()) == {1}
    taken = {each.to[0]: each.mail for each in post.taken}
    for each in world.attempts():
        assert (each["channel"], each["outcome"], each["code"], each["attempt"]) == ("mail", "sent", 250, 1)
        assert len(each["content_hash"]) == 64
        assert each["message_id"] in post.message_ids()
    mail = taken["pegawai1@contohkab.go.id"]
    assert mail["From"] == "Kinerja Kabupaten Contoh <kinerja@contohkab.go.id>"
    assert mail["To"] == "pegawai1@contohkab.go.id"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "id"
    assert mail["Message-ID"].endswith("@contohkab.go.id>")
    assert "https://kinerja.example.go.id/n/" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert mail.get_body(("html",)) is not None


def test_what_is_gathered_is_one_mail_with_a_row_for_each_notice(post: Server) -> None:
    world.people(2)
    world.due("log_rejected", 1)
    world.due("feedback_given", 2)
    assert world.send() == {"sent": 4}
    assert len(post.taken) == 2
    assert sorted(Counter(each["message_id"] for each in world.attempts()).values()) == [2, 2]


def test_a_summary_that_is_tried_again_stays_the_same_message(post: Server) -> None:
    world.people(1)
    world.due("log_rejected", 1)
    post.at_words = lambda _to: "drop"
    world.send()
    world.due("feedback_given", 2)
    post.at_words = lambda _to: ""
    world.later()
    assert world.send() == {"sent": 2}
    first, again, other = (each.mail["Message-ID"] for each in post.taken)
    assert first == again != other


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


def test_who_has_no_address_is_listed_and_who_wants_none_is_left_alone(post: Server) -> None:
    world.people(3)
    world.due()
    with transaction() as session:
        run(session, "UPDATE person SET email = NULL WHERE name = 'Pegawai 1'")
        run(
            session,
            "INSERT INTO notice_preference (person_id, channel) SELECT id, 'portal' FROM person "
            "WHERE name = 'Pegawai 2'",
        )
    world.send()
    assert world.states() == {("failed", "no_address"): 1, ("withheld", "portal"): 1, ("sent", None): 1}
    assert len(post.taken) == 1


def test_words_that_cannot_be_made_hold_nobody_else_up(post: Server) -> None:
    world.people(4)
    world.due("reminder", owed=5)
    world.due("plan_approved", 2)
    with transaction() as session:
        run(session, "UPDATE notice SET content = '{}' WHERE kind = 'reminder' AND id <> (SELECT min(id) FROM notice)")
    world.send()
    left = [each for each in world.notices() if each["status"] != "sent"]
    assert {each["email"] for each in left} == {"pegawai1@contohkab.go.id"}
    assert all(each["status"] == "queued" and "Error" in each["last_error"] for each in left)


def test_two_senders_at_once_send_everything_once(post: Server) -> None:
    world.people(300)
    world.due()
    world.due("log_rejected", 2)
    world.due("feedback_given", 3)
    senders = [threading.Thread(target=world.send) for _ in range(3)]
    for each in senders:
        each.start()
    for each in senders:
        each.join()
    assert world.states() == {("sent", None): 900}
    assert len(post.taken) == 600, "a daily summary is never divided"
    assert set(post.message_ids().values()) == {1}


_SENDER = "from tests.tasks.outbox_world import send; print('ready', flush=True); send()"


@pytest.mark.parametrize("kills", [1, 2])
def test_a_sender_that_is_killed_loses_nothing_and_doubles_at_most_once(post: Server, kills: int) -> None:
    world.people(300)
    world.due()
    received_before = 0
    for _kill in range(kills):
        world.later()
        child = subprocess.Popen([sys.executable, "-c", _SENDER], env=os.environ.copy(), stdout=subprocess.PIPE)
        end = time.monotonic() + 60
        while len(post.taken) < received_before + 60 and time.monotonic() < end:
            time.sleep(0.005)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        time.sleep(0.2)
        received_before = len(post.taken)
        assert received_before < 300, "killed in the middle"
    assert ("sending", None) in world.states()
    assert world.send()["sent"] < 300, "claims that have not run out are not touched"
    world.later()
    world.send()
    assert world.states() == {("sent", None): 300}
    received = post.message_ids()
    assert len(received) == 300
    assert max(received.values()) <= 1 + kills


def test_a_late_sender_may_say_that_it_was_sent_and_nothing_else(post: Server) -> None:
    from uuid import uuid4  # noqa: PLC0415

    from models import outbox  # noqa: PLC0415

    world.people(2)
    world.due()
    late, now = uuid4(), uuid4()
    with transaction() as session:
        first, second = outbox.claim(session, late, people=9, seconds=60)
        assert outbox.claim(session, now, people=9, seconds=60) == []
    world.later()
    with transaction() as session:
        assert len(outbox.claim(session, now, people=9, seconds=60)) == 2
        verdicts = [outbox.Verdict(first.id, "sent"), outbox.Verdict(second.id, "failed", "bounced")]
        outbox.settle(session, late, [], verdicts, give_up=60)
    assert world.states() == {("sent", None): 1, ("sending", None): 1}


def test_mails_leave_beside_a_stack_and_stop_with_it(post: Server) -> None:
    world.people(20)
    with mailing():
        world.due()
        end = time.monotonic() + 20
        while len(post.taken) < 20 and time.monotonic() < end:
            time.sleep(0.05)
    assert world.states() == {("sent", None): 20}
    assert not [each for each in threading.enumerate() if each.name == "mailer"]


def test_without_a_server_mails_are_kept_in_a_folder_when_one_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KINERJA_MAIL_HOST", "")
    assert opening(settings()) is None, "nobody would be told"
    monkeypatch.setenv("KINERJA_MAIL_FOLDER", str(tmp_path / "mail"))
    world.people(2)
    with transaction() as session:
        run(session, "INSERT INTO notice (key, person_id, kind) SELECT id::text, id, 'feedback_given' FROM person")
    assert world.send() == {"sent": 2}, "at any hour: nobody is disturbed"
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 2
    assert {each["channel"] for each in world.attempts()} == {"file"}


def test_what_was_queued_just_now_waits_for_its_time(post: Server) -> None:
    world.people(1)
    with transaction() as session:
        run(session, "INSERT INTO notice (key, person_id, kind) SELECT 'x', id, 'feedback_given' FROM person")
    world.send()
    with transaction() as session:
        [notice] = rows(session, "SELECT next_try_at > now() AS waits, next_try_at - now() AS wait FROM notice")
    if notice["waits"]:  # gathered for a working day's morning; at that very hour it leaves at once
        assert notice["wait"] < timedelta(days=21)
        assert post.taken == []


def test_a_command_that_ends_has_kept_every_mail(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KINERJA_MAIL_HOST", "")
    world.people(30)
    with mailing(tmp_path / "mail"):
        world.due()
    assert world.states() == {("sent", None): 30}


def test_a_message_goes_to_a_chat_once_however_often_the_mail_is_tried(
    post: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chat of this machine stands for those of the services, whose address decides their server."""
    with chat_server() as chat:
        world.people(2)
        monkeypatch.setattr("models.notice_mail.chat_address", lambda _sealed: chat.address)
        with transaction() as session:
            run(
                session,
                "INSERT INTO notice_preference (person_id, channel, chat_sealed) SELECT id, 'both', 'x' FROM person",
            )
        world.due()
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
        world.people(2)
        monkeypatch.setattr("models.notice_mail.chat_address", lambda _sealed: chat.address)
        with transaction() as session:
            run(
                session,
                "INSERT INTO notice_preference (person_id, channel, chat_sealed) SELECT id, 'chat', 'x' FROM person",
            )
        world.due()
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


def test_sending_needs_neither_prefect_nor_the_engine_of_checks() -> None:
    """P8: whatever is wrong with them, notices leave."""
    code = "import deployments.mailing, sys; sys.exit(bool({'prefect', 'great_expectations'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
