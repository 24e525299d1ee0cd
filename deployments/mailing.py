"""Notices leave beside a stack, in a thread and loop of their own: neither Prefect nor a slow mail server matters.

Belongs here: that thread, and by which ways messages leave here. Does not: a pass (tasks/sending).
"""

import asyncio
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from deployments.beside import beside
from models import outbox
from models.database import transaction
from models.settings import Settings, settings
from tasks.chat import Chat
from tasks.mail_files import MailFiles
from tasks.sending import OpenWays, send_due
from tasks.smtp import Smtp, sender
from tasks.ways import Way

log = logging.getLogger("kinerja.mail")

#: Seconds between two passes that find nothing, and after one that failed.
PAUSE, AFTER_FAILURE = 2.0, 15.0
#: Seconds that mails which are on their way get to end; what did not is sent again when its claim runs out.
GRACE = 8.0


def opening(here: Settings, folder: Path | None = None) -> OpenWays | None:
    """By which ways messages leave: the mail server, else a folder; None where neither is set, so that they wait.

    Raises:
        UnavailableError: the settings of mail contradict each other.
    """
    kept = Path(here.mail_folder) if here.mail_folder else folder
    make: Callable[[], Way]
    if here.mail_host:
        Smtp(here)  # raises now, not in a thread
        make = partial(Smtp, here)
    elif kept:
        sender(here)
        make = partial(MailFiles, here, kept)
    else:
        return None

    def ways() -> Mapping[str, Way]:
        return {"mail": make(), "chat": Chat(here.mail_timeout)}

    return ways


@contextmanager
def mailing(folder: Path | None = None) -> Iterator[None]:
    """Send notices while the block runs; `folder`: where mails are kept if no mail server is set.

    Raises:
        UnavailableError: the settings of mail contradict each other.
    """
    here = settings()
    ways = opening(here, folder)
    if ways is None:
        yield
        return
    stop = threading.Event()
    with beside("mailer", lambda: _work(ways, stop), stop=stop.set, grace=GRACE):
        yield
        if not here.mail_host:
            _wait_until_kept()


def _wait_until_kept() -> None:
    """Let a command that ends by itself leave no mail out: files are written quickly."""
    ends = time.monotonic() + GRACE
    while time.monotonic() < ends:
        with transaction() as session:
            if not outbox.waiting(session)["waiting"]:
                return
        time.sleep(0.2)


def send_all(here: Settings, ways: OpenWays) -> Counter[str]:
    """Send everything that is due now; returns how many notices were sent, failed, withheld, or are tried again."""
    counts: Counter[str] = Counter()
    while True:
        done = asyncio.run(send_due(here, ways, sender(here).domain, threading.Event()))
        counts += done.counts
        if done.problem:
            log.warning("The mail server cannot be used just now; notices wait. It said: %s", done.problem)
        if not done.counts:
            break
    return counts


def _work(ways: OpenWays, stop: threading.Event) -> None:
    """Pass after pass, for ever; what goes wrong in one is told once, and does not end this."""
    told = ""
    here = settings()
    while not stop.is_set():
        pause = PAUSE
        try:
            done = asyncio.run(send_due(here, ways, sender(here).domain, stop))
            problem = done.problem
            pause = 0.0 if done.counts and not problem else PAUSE
        except Exception as error:
            log.debug("sending notices failed", exc_info=True)
            problem, pause = f"{type(error).__name__}: {error}", AFTER_FAILURE
        if problem and problem != told:
            log.warning("Notices do not leave just now, and wait: %s", problem)
        told = problem or ("" if pause == 0.0 else told)
        stop.wait(pause)
