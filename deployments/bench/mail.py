"""Notices put into words and handed to a mail server of this machine that takes everything.

Belongs here: which notices, and that server. Does not: sending (tasks/sending).
"""

import asyncio
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import LiteralString

from deployments.mailing import opening, send_all
from models.database import run, transaction
from models.settings import Settings, settings

#: As many as the speed to reach is said of; a larger period has more of them, of which one in so many is like another.
MOST = 10_000
_MAKE_DUE: LiteralString = """
WITH chosen AS (
  SELECT n.id FROM notice n JOIN person p ON p.id = n.person_id
   WHERE n.status = 'queued' AND n.kind = 'announcement' AND coalesce(p.email, '') <> '' ORDER BY n.id LIMIT %(most)s),
others AS (
  UPDATE notice SET next_try_at = now() + interval '1 year'
   WHERE status = 'queued' AND id NOT IN (SELECT id FROM chosen))
UPDATE notice SET next_try_at = greatest(now(), queued_at + interval '1 microsecond')
 WHERE id IN (SELECT id FROM chosen)
"""


def make_due() -> int:
    """Let some announcements be due now, whatever hour it is, and nothing else; returns how many."""
    with transaction() as session:
        return run(session, _MAKE_DUE, most=MOST).rowcount


def send() -> int:
    """Send what is due to a server in a process of its own; returns how many mails that took.

    Raises:
        RuntimeError: not every notice was sent, or the server took another number: the figures would be wrong.
    """
    with _server() as (port, taken):
        own = {"mail_host": "127.0.0.1", "mail_port": port, "mail_security": "none", "mail_user": "", "mail_pause": 0.0}
        here: Settings = settings().model_copy(update=own)
        ways = opening(here)
        assert ways is not None  # noqa: S101 - a mail server is set
        counts = send_all(here, ways)
        taken.send("how many?")
        count = int(taken.recv())
    if set(counts) - {"sent"} or count != counts["sent"]:
        raise RuntimeError(f"{dict(counts)}, and the mail server took {count}")
    return count


@contextmanager
def _server() -> Iterator[tuple[int, Connection]]:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    try:
        yield int(ours.recv()), ours
    finally:
        process.terminate()
        process.join()


def _serve(asked: Connection) -> None:
    asyncio.run(_take_everything(asked))


async def _take_everything(asked: Connection) -> None:
    """A mail server that says yes: greeting, four commands, and the words up to the line with a dot."""
    taken = 0

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal taken
        writer.write(b"220 bench\r\n")
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                writer.write(b"354 go on\r\n")
                await reader.readuntil(b"\r\n.\r\n")
                taken += 1
            writer.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 OK\r\n")
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0, limit=2**22)
    asked.send(server.sockets[0].getsockname()[1])
    while await asyncio.to_thread(asked.recv):
        asked.send(taken)
