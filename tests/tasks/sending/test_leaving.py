"""A notice leaves once, in one mail with one Message-ID, and is on record (P5)."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from deployments.mailing import opening
from models.database import rows, run, transaction
from models.settings import settings
from tests.tasks import outbox_world as world
from tests.tasks.mail_server import Server


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
    first, *then = (each.mail["Message-ID"] for each in post.taken)
    assert sorted(each == first for each in then) == [False, True], "in either order: two connections send at once"


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
