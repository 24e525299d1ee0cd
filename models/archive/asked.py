"""Archives that auditors ask for in the portal: written beside it one after the other, kept some days, on record.

Belongs here: asking, writing what waits, and the files. Does not: what an archive says (taking), the turn (asked_work),
the thread (deployments/checking). A file belongs to whoever asked for it: another auditor asks for their own, so that
each taking is on record. It is there whole before its taking is on record, and can be downloaded once its name is, too.
Whoever is killed between leaves it: if it was taken it is named when that work is taken up again, else it is removed
then, or by the sweep.
"""

import hashlib
import secrets
import time
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import LiteralString

from psycopg.types.json import Jsonb
from sqlmodel import Session

from models import asked_work
from models.actors import Actor
from models.archive import taking
from models.archive.writing import NotWrittenError
from models.database import Row, one, rows, run, transaction
from models.erasure import files
from models.errors import InvalidInputError, UnavailableError
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
_WORK = "asked archive"
_WAITING: LiteralString = """
SELECT a.id, a.asked_by, a.reason, a.period_id, p.code AS period, a.began_at IS NOT NULL AS begun,
       ARRAY(SELECT coalesce(nip, official_code) FROM person WHERE id = ANY(a.disclosed)) AS numbers
  FROM asked_archive a JOIN period p ON p.id = a.period_id WHERE a.ended_at IS NULL
 ORDER BY a.began_at NULLS FIRST, a.id LIMIT 1
"""
_BEGIN = "UPDATE asked_archive SET began_at = now(), percent = 0 WHERE id = %(number)s"
_TAKEN: LiteralString = """
SELECT content ->> 'manifest' AS manifest FROM audit_event
 WHERE event = 'period.exported' AND subject_kind = 'period' AND subject_id = %(period)s
   AND content ->> 'asked' = %(number)s::text
"""
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
#: Files that no row names, but those of work that is taken up again.
_NOBODYS: LiteralString = """
SELECT file FROM unnest(%(files)s::text[]) AS file WHERE NOT EXISTS (
  SELECT FROM asked_archive a
   WHERE a.name = file AND a.removed_at IS NULL
      OR a.ended_at IS NULL AND a.id::text = split_part(ltrim(file, '.'), '-', 1))
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
    busy = N_("An archive that you asked for is being written already. Wait for it, then ask for the next.")
    return asked_work.asked(session, _ASK, busy, by=by.person_id, **wanted)


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

    One that broke off, or whose writer was killed, is written anew after all that were not begun yet.
    """
    with asked_work.taken_up(_WORK, _WAITING, _BEGIN) as (_turn, waiting):
        if waiting is None:
            return None
        found = asked_work.outcome(waiting, lambda: _left(waiting) or _written(waiting, before))
        with transaction() as session:
            if isinstance(found, Message):
                run(session, _REFUSED, number=waiting["id"], problem=Jsonb(found.as_data()))
            else:
                run(session, _WRITTEN, number=waiting["id"], **found)
    return int(waiting["id"])


def _left(waiting: Row) -> dict[str, object] | None:
    """The file that a killed writer left whole, if its taking is on record; whatever else it left goes."""
    with transaction() as session:
        takings = {row["manifest"] for row in rows(session, _TAKEN, number=waiting["id"], period=waiting["period_id"])}
    for unfinished in folder().glob(f".{waiting['id']}-*"):
        unfinished.unlink()
    found = None
    for path in folder().glob(f"{waiting['id']}-*"):
        digest = _digest(path)
        if digest in takings:
            found = {"name": path.name, "bytes": path.stat().st_size, "manifest": digest}
        else:
            path.unlink()
    return found


def _digest(path: Path) -> str | None:
    """The hash of an archive's manifest; None for a file that is none, as after a power cut."""
    with suppress(zipfile.BadZipFile, KeyError), zipfile.ZipFile(path) as archive:
        return hashlib.sha256(archive.read("manifest.json")).hexdigest()
    return None


def _written(waiting: Row, before: Callable[[], object]) -> dict[str, object]:
    before()
    folder().mkdir(parents=True, exist_ok=True)
    name = f"{waiting['id']}-{secrets.token_hex(16)}.zip"
    path = folder() / name
    try:
        with transaction() as session:
            taken = taking.take(
                session, waiting["period"], path, by=Actor("person", waiting["asked_by"]), disclose=waiting["numbers"],
                reason=waiting["reason"], asked=waiting["id"], progress=_noting(waiting["id"]),
            )  # fmt: skip
    except NotWrittenError as problem:  # names the file: that is for the operator
        raise UnavailableError(problem.message.text, **problem.message.values) from problem
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
    """Remove the files of archives that ended so many days ago; returns how many.

    And those that name somebody who was erased while they were being written, and whatever no row names: it was left
    by who was killed. While an archive is being written, that waits for the next sweep.
    """
    gone = {row["name"] for row in rows(session, _OLD, days=days)}
    if asked_work.has_turn(session, _WORK):
        lying = [path.name for path in folder().glob("*")]
        gone |= {row["file"] for row in rows(session, _NOBODYS, files=lying)}
    for name in gone:
        (folder() / name).unlink(missing_ok=True)
    return len(gone)
