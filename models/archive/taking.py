"""Taking the archive of a period: by whom, of which state of the ledger, whose names are in it; on record.

Belongs here: permission, order and the event. Does not: what each part says (rows, sealed, period_document).
Sources: SPEC §9 (exportable for Inspektorat and BPK; personal data restricted), UU 27/2022.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

from sqlmodel import Session

from models import ledger
from models.actors import Actor
from models.archive import sealed
from models.archive.period_document import period_document, rules_document
from models.archive.rows import AS_LINES, TABLES
from models.archive.writing import ArchiveFile, writing
from models.board import find_period
from models.chain import checkpoints, keys, notes, pseudonyms
from models.database import Row, one, rows, run, transaction
from models.deadlines import is_hr_administrator
from models.errors import NotAllowedError, NotFoundError
from models.language import N_
from models.ledger import Subject
from models.version import software_version

FORMAT = "kinerja-archive/1"

_AUDITOR = "SELECT EXISTS (SELECT FROM role_assignment WHERE person_id = %(by)s AND role = 'auditor') AS may"
_NUMBERED = (
    "SELECT id, coalesce(nip, official_code) AS number FROM person WHERE coalesce(nip, official_code) = ANY(%(all)s)"
)
_IN_PERIOD = "SELECT person_id FROM pseudonym WHERE period_id = %(period)s AND person_id = ANY(%(people)s)"
#: What is read must be one state, however long it takes and whoever goes on working.
_ONE_STATE = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Taken:
    """An archive that was written: how many events and sealed stages it proves, and the hash of its manifest."""

    events: int
    seals: int
    lines: int
    digest: str


def _quiet(_part: str, _done: int, _all: int) -> None:
    """Say nothing."""


def take(
    session: Session,
    code: str,
    path: Path,
    *,
    by: Actor,
    disclose: Sequence[str] = (),
    reason: str = "",
    asked: int | None = None,
    progress: Progress = _quiet,
) -> Taken:
    """Write the archive of a period to `path`; people are pseudonyms but those whom `disclose` names (NIP).

    The session must not have read anything yet: all of the archive is one state. The caller commits; the taking is an
    event in the same transaction, with the `reason` in the erasable words and the number under which it was `asked`
    for, where it was.

    Raises:
        NotFoundError: no such period, nothing is sealed yet, or nobody in it has a NIP to be disclosed.
        NotAllowedError: neither HR administrator nor auditor (an operator at the command line may).
        NotWrittenError: the file cannot be written.
    """
    with transaction() as before:  # not in the one state: units that seal give pseudonyms at the same time
        allowed(before, code, by=by, disclose=disclose)
    run(session, _ONE_STATE)
    period = find_period(session, code)
    pseudonyms.give(session, period["id"])
    disclosed = _disclosed(session, period["id"], disclose)
    newest = checkpoints.newest(session)
    with writing(path) as archive:
        seals = _write_all(session, archive, period, newest, disclosed, progress)
        manifest = sealed.as_text(_manifest(archive, period, newest, len(disclosed)))
        digest = hashlib.sha256(f"{manifest}\n".encode()).hexdigest()
        archive.add("manifest.json", [manifest], listed=False)
        key = keys.signing_key()
        signed = notes.signed(f"{FORMAT}\n{digest}\n", key.origin, key.private).rstrip("\n")
        archive.add("manifest.note", [signed], listed=False)
        told = {"file": "archive", "manifest": digest, "size": newest["size"], "disclosed": disclosed}
        told |= {"asked": asked} if asked is not None else {}
        ledger.record(session, "period.exported", by=by, subject=_about(period), text=reason, **told)
    return Taken(newest["size"], seals, sum(int(each["lines"]) for each in archive.files.values()), digest)


def allowed(session: Session, code: str, *, by: Actor, disclose: Sequence[str] = ()) -> tuple[int, list[int]]:
    """That `by` may take the archive of a period; its number, and those of the people whom `disclose` names (NIP).

    Raises:
        NotFoundError: no such period, or nobody in it has a NIP to be disclosed.
        NotAllowedError: neither HR administrator nor auditor (an operator at the command line may).
    """
    _check_may(session, by)
    period_id = find_period(session, code)["id"]
    pseudonyms.give(session, period_id)
    return period_id, _disclosed(session, period_id, disclose)


def _about(period: Row) -> Subject:
    return Subject(period["id"], kind="period", id=period["id"])


def _check_may(session: Session, by: Actor) -> None:
    if is_hr_administrator(session, by):
        return
    if not (one(session, _AUDITOR, by=by.person_id) or {}).get("may"):
        raise NotAllowedError(
            N_("Only an auditor or an HR administrator may take the archive of a period. Ask one of them for the file.")
        )


def _disclosed(session: Session, period_id: int, numbers: Sequence[str]) -> list[int]:
    wanted = [number.replace(" ", "") for number in numbers]
    known = {row["number"]: row["id"] for row in rows(session, _NUMBERED, all=wanted)}
    inside = {row["person_id"] for row in rows(session, _IN_PERIOD, period=period_id, people=list(known.values()))}
    for number in wanted:
        if known.get(number) not in inside:
            raise NotFoundError(
                N_("Nobody in this period has the NIP {nip}, so they cannot be disclosed. Nothing was written."),
                nip=number,
            )
    return sorted({known[number] for number in wanted})


def _write_all(
    session: Session, archive: ArchiveFile, period: Row, newest: Row, disclosed: list[int], progress: Progress
) -> int:
    parts = sealed.parts(session, period["id"], newest["size"])
    steps = len(TABLES) + len(parts) + 2
    done = 0

    def step(name: str) -> None:
        nonlocal done
        progress(name, done, steps)
        done += 1

    archive.add("period.json", [sealed.as_text(period_document(session, period["id"]))])
    archive.add("rules.json", [sealed.as_text(rules_document(period["rule_pack"]))])
    for name, table in TABLES.items():
        step(name)
        statement: LiteralString = AS_LINES[0] + table + AS_LINES[1]
        archive.add(name, sealed.streamed(session, statement, period=period["id"], disclosed=disclosed))
    archive.add("pending.jsonl", sealed.pending(session, period["id"], newest["size"]))
    for part in parts:
        name, lines = sealed.lines(session, period["id"], part)
        step(name)
        archive.add(name, lines)
    step("ledger/events.jsonl")
    archive.add("ledger/events.jsonl", sealed.events(session, period["id"], newest["size"]))
    step("ledger/roots.jsonl")
    archive.add("ledger/roots.jsonl", sealed.roots(session, newest["size"]))
    return len(parts)


def _manifest(archive: ArchiveFile, period: Row, newest: Row, disclosed: int) -> dict[str, object]:
    said = notes.said(newest["note"])
    return {
        "format": FORMAT,
        "period": period["code"],
        "software": software_version(),
        "ledger": {"origin": said.origin, "size": said.size, "root": said.root.hex()},
        "key": str(keys.signing_key().verifier),
        "disclosed": disclosed,
        "files": archive.files,
    }
