"""Several senders, killed, late, and beside a stack: nothing is lost, and doubled at most once (P5, P8)."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from deployments.mailing import mailing
from models.database import transaction
from tests.tasks import outbox_world as world
from tests.tasks.mail_server import Server


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


def test_a_command_that_ends_has_kept_every_mail(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KINERJA_MAIL_HOST", "")
    world.people(30)
    with mailing(tmp_path / "mail"):
        world.due()
    assert world.states() == {("sent", None): 30}


def test_sending_needs_neither_prefect_nor_the_engine_of_checks() -> None:
    """P8: whatever is wrong with them, notices leave."""
    code = "import deployments.mailing, sys; sys.exit(bool({'prefect', 'great_expectations'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
