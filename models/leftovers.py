"""Leftovers that prove nothing and are swept by the running system: sign-ins that ended, mails in a folder, archives.

Belongs here: which and after how long (retention.yaml), and removing them. Does not: what needs a decree (retention).
"""

import time
from collections.abc import Mapping
from contextlib import suppress
from typing import LiteralString

from sqlmodel import Session

from models.archive import asked
from models.database import run
from models.erasure import files
from models.retention import schedule

_DAY_SECONDS = 86_400
#: Of each person the newest session and link stay: accounts show when somebody last signed in, and count links.
_STEPS: LiteralString = (
    "DELETE FROM sign_in_step WHERE coalesce(ended_at, expires_at) < now() - make_interval(days => %(days)s)"
)
_LINKS: LiteralString = """
DELETE FROM sign_in_link l WHERE coalesce(used_at, expires_at) < now() - make_interval(days => %(days)s)
   AND EXISTS (SELECT FROM sign_in_link newer WHERE newer.person_id = l.person_id AND newer.id > l.id)
"""
_SESSIONS: LiteralString = """
DELETE FROM web_session w WHERE coalesce(ended_at, expires_at) < now() - make_interval(days => %(days)s)
   AND EXISTS (SELECT FROM web_session newer WHERE newer.person_id = w.person_id AND newer.id > w.id)
"""
_SWEPT: Mapping[str, LiteralString] = {"sign_in_step": _STEPS, "sign_in_link": _LINKS, "web_session": _SESSIONS}


def sweep(session: Session) -> dict[str, int]:
    """Remove what ended long ago, and files of erased people that are still there; returns how many of each."""
    days = schedule().sweep
    counts = {name: run(session, statement, days=days[name]).rowcount for name, statement in _SWEPT.items()}
    old = {"mail_file": _old_mails(days["mail_file"]), "archive_file": asked.remove_old(session, days["archive_file"])}
    return counts | old | {"erased_file": files.remove_queued(session)}


def _old_mails(days: int) -> int:
    """Remove mails in the folder for looking at them, by the file's age."""
    oldest, removed = time.time() - days * _DAY_SECONDS, 0
    for folder in files.mail_folders():
        for path in folder.glob("*.eml"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < oldest:
                    path.unlink()
                    removed += 1
    return removed
