"""Checkpoints: signed roots as files outside the database, for whoever wants to find a rewritten history later (P7).

Belongs here: which root, when, under which name. Does not: signing it (sealer), mailing it (notices).
"""

import os
import re
import secrets
from pathlib import Path

from sqlmodel import Session

from models.chain.notes import said
from models.database import Row, one, run
from models.errors import NotFoundError, UnavailableError
from models.language import N_

#: A checkpoint is due a day after the last one, and when a stage was sealed since.
_DUE = """
SELECT r.size, r.note FROM ledger_root r
 WHERE r.size = (SELECT max(size) FROM ledger_root) AND r.size > %(size)s
   AND (%(old)s OR EXISTS (SELECT FROM ledger_leaf l JOIN audit_event e ON e.id = l.event_id
                            WHERE l.place >= %(size)s AND e.event = 'stage.sealed'))
"""
_DAY = "SELECT now() > to_timestamp(%(written)s) + interval '1 day' AS old"
_BEGINNING, _END = "checkpoint-", ".txt"
_NAME = re.compile(r"checkpoint-[0-9]{12}[.]txt")


def newest(session: Session) -> Row:
    """The newest signed root: `size` and `note`.

    Raises:
        NotFoundError: nothing is sealed yet.
    """
    found = one(session, "SELECT size, note, sealed_at FROM ledger_root ORDER BY size DESC LIMIT 1")
    if found is None:
        raise NotFoundError(N_("Nothing is sealed yet: there is no checkpoint. Seal with `kinerja audit seal`."))
    return found


def due(session: Session, folder: Path) -> str | None:
    """The checkpoint that is due for the folder, if one is; `write` it when this transaction is committed.

    Whoever is killed between finds it due again.
    """
    written = _last(folder)
    size = int(written.name.removeprefix(_BEGINNING).removesuffix(_END)) if written else 0
    age = one(session, _DAY, written=written.stat().st_mtime if written else 0)
    found = one(session, _DUE, size=size, old=bool(age and age["old"]))
    return str(found["note"]) if found else None


def write(note: str, folder: Path) -> Path:
    """Write a checkpoint to the folder under its size, whole or not at all; returns the file.

    Raises:
        UnavailableError: the folder cannot be written to.
    """
    path = folder / f"{_BEGINNING}{said(note).size:012}{_END}"
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with unfinished.open("w", encoding="utf-8") as file:
            file.write(note)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as problem:
        raise UnavailableError(
            N_(
                "The checkpoint cannot be written to {folder} ({reason}). Set KINERJA_CHECKPOINTS_FOLDER to a folder "
                "that this account may write in, best on another machine."
            ),
            folder=folder,
            reason=problem.strerror,
        ) from problem
    return path


#: A mail a day, of the region's day, however many stages are sealed: more would be read by nobody. What is sealed after
#: it is in the next day's mail, also when nothing else happens until then.
_TELL = """
WITH newest AS (SELECT size, note FROM ledger_root ORDER BY size DESC LIMIT 1),
zone AS (SELECT coalesce((SELECT timezone FROM period ORDER BY id DESC LIMIT 1), 'Asia/Jakarta') AS name),
here AS (SELECT (now() AT TIME ZONE zone.name)::date AS day FROM zone),
auditor AS (
  SELECT DISTINCT r.person_id, 'checkpoint:' || here.day || ':' || r.person_id AS key
    FROM role_assignment r CROSS JOIN here WHERE r.role = 'auditor')
INSERT INTO notice (key, person_id, kind, content)
SELECT a.key, a.person_id, 'checkpoint', jsonb_build_object('note', n.note)
  FROM auditor a CROSS JOIN newest n
 WHERE NOT EXISTS (SELECT FROM notice t WHERE t.key = a.key)
   AND NOT EXISTS (SELECT FROM notice t WHERE t.person_id = a.person_id AND t.kind = 'checkpoint'
                      AND t.content ->> 'note' = n.note)
ON CONFLICT (key) DO NOTHING
"""


def tell_auditors(session: Session) -> int:
    """Queue a mail with the newest checkpoint to every auditor who has none of today; returns how many.

    What has left for their mailbox, nobody here can change.
    """
    return run(session, _TELL).rowcount


def _last(folder: Path) -> Path | None:
    found = sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name)) if folder.is_dir() else []
    return found[-1] if found else None
