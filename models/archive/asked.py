"""Archives that auditors ask for in the portal: written beside it one after the other, kept some days, on record.

Belongs here: asking, writing what waits, and the files. Does not: what an archive says (taking), the thread
(deployments/checking). A file is there whole or not at all, and belongs to whoever asked for it: another auditor asks
for their own, so that each taking is on record.
"""

import secrets
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg.types.json import Jsonb
from sqlmodel import Session

from models.actors import Actor
from models.archive import taking
from models.database import Row, one, rows, run, transaction
from models.erasure import files
from models.errors import ConflictError, InvalidInputError, KinerjaError
from models.evidence_store import files_folder
from models.language import N_, Message
from models.retention import schedule

#: Seconds between two notes of how far it is.
_NOTED = 1.0
_ASK = """
INSERT INTO asked_archive (asked_by, period_id, disclosed, reason)
VALUES (%(by)s, %(period)s, %(disclosed)s::bigint[], %(reason)s) RETURNING id
"""
_LIST: LiteralString = """
SELECT a.*, p.code AS period, p.title, p.timezone, e.name AS asker, cardinality(a.disclosed) AS named
  FROM asked_archive a JOIN period p ON p.id = a.period_id JOIN person e ON e.id = a.asked_by
"""
_NEWEST: LiteralString = _LIST + " WHERE a.asked_by = %(by)s ORDER BY a.id DESC LIMIT %(limit)s"
_ONE: LiteralString = _LIST + " WHERE a.id = %(number)s AND a.asked_by = %(by)s"
#: Held while one is written and given back when whoever does it is killed, so that another takes it up again.
_TURN = "SELECT pg_try_advisory_xact_lock(hashtextextended('asked archive', 0)) AS mine"
_PATIENT = "SET LOCAL idle_in_transaction_session_timeout = 0"
_WAITING: LiteralString = """
SELECT a.id, a.asked_by, a.reason, p.code AS period,
       ARRAY(SELECT coalesce(nip, official_code) FROM person WHERE id = ANY(a.disclosed)) AS numbers
  FROM asked_archive a JOIN period p ON p.id = a.period_id WHERE a.ended_at IS NULL ORDER BY a.id LIMIT 1
"""
_BEGIN = "UPDATE asked_archive SET began_at = coalesce(began_at, now()) WHERE id = %(number)s"
_FAR = "UPDATE asked_archive SET percent = %(percent)s WHERE id = %(number)s"
_WRITTEN = """
UPDATE asked_archive SET ended_at = now(), percent = 100, name = %(name)s, bytes = %(bytes)s, manifest = %(manifest)s
 WHERE id = %(number)s AND ended_at IS NULL
"""
_REFUSED = "UPDATE asked_archive SET ended_at = now(), problem = %(problem)s WHERE id = %(number)s AND ended_at IS NULL"
_OLD = """
UPDATE asked_archive SET removed_at = now()
 WHERE name IS NOT NULL AND removed_at IS NULL AND (
   ended_at < now() - make_interval(days => %(days)s)
   OR EXISTS (SELECT FROM person e WHERE e.id = ANY(disclosed) AND e.erased_at IS NOT NULL)) RETURNING name
"""


def folder() -> Path:
    """Where archives wait for whoever asked: beside the files of evidence, which all machines of a stack share."""
    return files_folder() / files.ARCHIVES


def days_kept() -> int:
    """For how many days the file of an archive waits."""
    return schedule().sweep["archive_file"]


def ask(session: Session, code: str, *, by: Actor, reason: str, disclose: Sequence[str] = ()) -> int:
    """Ask for the archive of a period, in which people are pseudonyms but those whom `disclose` names (NIP).

    Raises:
        NotAllowedError: neither auditor nor HR administrator.
        NotFoundError: no such period, or nobody in it has a NIP to be disclosed.
        InvalidInputError: no reason.
        ConflictError: one that they asked for waits or is being written.
    """
    period_id, disclosed = taking.allowed(session, code, by=by, disclose=disclose)
    if not reason.strip():
        raise InvalidInputError(N_("Say what the archive is for: the reason is on record with your name."))
    wanted = {"period": period_id, "disclosed": disclosed, "reason": reason.strip()}
    try:
        found = one(session, _ASK, by=by.person_id, **wanted)
    except psycopg.errors.UniqueViolation as other:
        raise ConflictError(
            N_("An archive that you asked for is being written already. Wait for it, then ask for the next.")
        ) from other
    return int((found or {})["id"])


def newest(session: Session, *, by: Actor, limit: int = 10) -> list[Row]:
    """The newest archives that somebody asked for."""
    return rows(session, _NEWEST, by=by.person_id, limit=limit)


def archive(session: Session, number: int, *, by: Actor) -> Row | None:
    """One archive that `by` asked for, with `said` where it could not be written; nobody sees another's."""
    found = one(session, _ONE, number=number, by=by.person_id)
    return found and found | {"said": Message.of_data(found["problem"]) if found["problem"] else None}


def file_of(found: Row) -> Path | None:
    """The file of an archive (as `archive` gives it) that is there to be downloaded."""
    path = folder() / found["name"] if found["name"] and not found["removed_at"] else None
    return path if path and path.is_file() else None


def work_off(before: Callable[[], object] = lambda: None) -> int | None:
    """Write the archive that waits longest, if nobody else is at it; returns its number. `before` is done first.

    Killed in the middle nothing is there, and it is written anew.
    """
    with transaction() as session:
        if not (one(session, _TURN) or {})["mine"]:
            return None
        waiting = one(session, _WAITING)
        if waiting is None:
            return None
        run(session, _PATIENT)
        with transaction() as other:
            run(other, _BEGIN, number=waiting["id"])
        before()
        try:
            ended, values = _WRITTEN, _write(waiting)
        except KinerjaError as refusal:
            ended, values = _REFUSED, {"problem": Jsonb(refusal.message.as_data())}
        with transaction() as other:
            run(other, ended, number=waiting["id"], **values)
    return int(waiting["id"])


def _write(waiting: Row) -> dict[str, object]:
    folder().mkdir(parents=True, exist_ok=True)
    name = f"{waiting['id']}-{secrets.token_hex(16)}.zip"
    path = folder() / name
    with transaction() as session:
        taken = taking.take(
            session, waiting["period"], path, by=Actor("person", waiting["asked_by"]), disclose=waiting["numbers"],
            reason=waiting["reason"], progress=_noting(waiting["id"]),
        )  # fmt: skip
    return {"name": name, "bytes": path.stat().st_size, "manifest": taken.digest}


def _noting(number: int) -> taking.Progress:
    noted = time.monotonic()

    def progress(_part: str, done: int, steps: int) -> None:
        nonlocal noted
        if time.monotonic() - noted >= _NOTED:
            noted = time.monotonic()
            with transaction() as other:
                run(other, _FAR, number=number, percent=100 * done // steps)

    return progress


def remove_old(session: Session, days: int) -> int:
    """Remove the files of archives that ended so many days ago; returns how many. Also what a killed run left.

    And those that name somebody who was erased while they were being written.
    """
    old = [folder() / row["name"] for row in rows(session, _OLD, days=days)]
    unfinished = time.time() - days * 86_400
    left = [path for path in folder().glob(".*") if path.stat().st_mtime < unfinished]
    for path in old + left:
        path.unlink(missing_ok=True)
    return len(old)
