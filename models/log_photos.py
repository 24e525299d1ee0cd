"""Photos of what a daily log says was done: attached by its employee, seen by the rater beside the entry.

Belongs here: attaching, taking back, carrying on to a correction, and reading. Does not: what is taken out of a photo
(photo_content), keeping files (evidence_store), evidence of an indicator (evidence).
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import LiteralString

from sqlmodel import Session

from models import ledger
from models.actors import Actor
from models.database import Row, one, rows, run
from models.errors import ConflictError, InvalidInputError, NotFoundError, NotYoursError
from models.evidence_reading import EvidenceFile
from models.evidence_store import cleaned_name, files_folder, keep, read_given, read_stored, stored_path
from models.language import N_
from models.ledger import Subject
from models.open_segment import own_open_segment
from models.photo_content import photo
from models.vocabulary import Stage

#: Photos of one entry: enough to show a thing from all sides.
MOST = 5

_ENTRY = "SELECT segment_id, status FROM activity_log WHERE id = %(log)s AND superseded_at IS NULL FOR UPDATE"
_COUNT = "SELECT count(*) AS n FROM log_photo WHERE log_id = %(log)s AND withdrawn_at IS NULL AND sha256 <> %(sha256)s"
_ADD = """
INSERT INTO log_photo (segment_id, log_id, sha256, media_type, bytes, name, recorded_by)
VALUES (%(segment)s, %(log)s, %(sha256)s, %(media_type)s, %(bytes)s, %(name)s, %(by)s)
ON CONFLICT (log_id, sha256) WHERE withdrawn_at IS NULL DO NOTHING RETURNING id
"""
_SAME = "SELECT id FROM log_photo WHERE log_id = %(log)s AND sha256 = %(sha256)s AND withdrawn_at IS NULL"


def attach(session: Session, segment_id: int, log_id: int, *, path: Path, name: str, by: Actor) -> int:
    """Attach a photo to an entry of one's own that is not validated; returns the photo's number.

    Where, when and with what it was taken is taken out before it is kept. The same photo again changes nothing.

    Raises:
        InvalidInputError: no photo (JPEG, PNG, WEBP), a damaged or too large one, or the entry has `MOST`.
        NotFoundError: no such entry of one's own in force.
        ConflictError: the rater has validated the entry.
        WrongStateError: the unit is past approval, or the rater has decided.
        UnavailableError: the file cannot be kept.
    """
    kind, content = photo(read_given(path))
    own = own_open_segment(session, segment_id, by, first=Stage.BRIEFING)
    _check_entry(session, segment_id, log_id)
    digest = hashlib.sha256(content).hexdigest()
    if (one(session, _COUNT, log=log_id, sha256=digest) or {"n": 0})["n"] >= MOST:
        raise InvalidInputError(
            N_("The entry has {most} photos already. Take one back first, or attach this to another entry."), most=MOST
        )
    keep(content)
    added = one(
        session,
        _ADD,
        segment=segment_id,
        log=log_id,
        sha256=digest,
        media_type=kind.media_type,
        bytes=len(content),
        name=cleaned_name(name),
        by=by.person_id,
    )
    if added is None:
        same = one(session, _SAME, log=log_id, sha256=digest)
        assert same is not None  # noqa: S101 - it is what was in the way, and the segment is held
        return int(same["id"])
    _record(session, own, "photo.attached", added["id"], by, entry=log_id, sha256=digest)
    return int(added["id"])


_OWN = """
SELECT f.id, f.log_id FROM log_photo f WHERE f.id = %(photo)s AND f.segment_id = %(segment)s AND f.withdrawn_at IS NULL
"""
_WITHDRAW = "UPDATE log_photo SET withdrawn_at = now() WHERE id = %(photo)s AND withdrawn_at IS NULL"


def withdraw(session: Session, segment_id: int, photo_id: int, *, by: Actor) -> None:
    """Take a photo of one's own back from an entry that is not validated; it stays on record, out of force.

    Raises:
        NotFoundError, ConflictError, WrongStateError: as for `attach`.
    """
    own = own_open_segment(session, segment_id, by, first=Stage.BRIEFING)
    found = one(session, _OWN, photo=photo_id, segment=segment_id)
    if found is None:
        raise NotFoundError(N_("There is no such photo of yours any more: it was taken back. Look at your daily log."))
    _check_entry(session, segment_id, found["log_id"])
    run(session, _WITHDRAW, photo=photo_id)
    _record(session, own, "photo.withdrawn", photo_id, by, entry=found["log_id"])


def _check_entry(session: Session, segment_id: int, log_id: int) -> None:
    entry = one(session, _ENTRY, log=log_id)
    if entry is None or entry["segment_id"] != segment_id:
        raise NotFoundError(
            N_("There is no such entry in your log any more: it was changed or taken back. Look at the week again.")
        )
    if entry["status"] == "validated":
        raise ConflictError(N_("The entry is validated and stays with its photos as they were. Ask your rater first."))


def _record(session: Session, own: Row, event: str, number: int, by: Actor, **content: object) -> None:
    about = Subject(own["period_id"], own["unit_id"], own["id"], "photo", number)
    ledger.record(session, event, by=by, subject=about, **content)  # type: ignore[arg-type]


_CARRY = """
INSERT INTO log_photo (segment_id, log_id, sha256, media_type, bytes, name, recorded_by, recorded_at)
SELECT segment_id, %(new)s, sha256, media_type, bytes, name, recorded_by, recorded_at
  FROM log_photo WHERE log_id = %(old)s AND withdrawn_at IS NULL ORDER BY id
ON CONFLICT (log_id, sha256) WHERE withdrawn_at IS NULL DO NOTHING
"""


def carry(session: Session, old: int, new: int) -> None:
    """The photos of an entry are those of its correction, too; the old entry keeps its own."""
    run(session, _CARRY, old=old, new=new)


_OF_LOGS = """
SELECT id, log_id, sha256, media_type, bytes, name, recorded_at FROM log_photo
 WHERE log_id = ANY(%(logs)s) AND withdrawn_at IS NULL ORDER BY id
"""


def photos_of(session: Session, logs: Sequence[int]) -> Mapping[int, list[Row]]:
    """The photos of each of these entries; `is_there` tells whether the file is in its place."""
    found: dict[int, list[Row]] = defaultdict(list)
    folder = files_folder()
    for row in rows(session, _OF_LOGS, logs=list(logs)):
        found[row["log_id"]].append(row | {"is_there": _is_there(row, folder)})
    return found


def _is_there(row: Row, folder: Path) -> bool:
    try:
        return stored_path(row["sha256"], folder).stat().st_size == int(row["bytes"])
    except OSError:
        return False


_OF_SEGMENT: LiteralString = """
SELECT f.id, f.sha256, f.media_type, f.bytes, f.name, f.recorded_at, l.id AS log_id, l.day,
       to_char(l.starts, 'HH24:MI') AS starts, to_char(l.ends, 'HH24:MI') AS ends, l.description, l.work_result,
       l.status
  FROM log_photo f JOIN activity_log l ON l.id = f.log_id AND l.superseded_at IS NULL
 WHERE f.segment_id = %(segment)s AND f.withdrawn_at IS NULL
   AND (%(photo)s::bigint IS NULL OR f.id = %(photo)s)
 ORDER BY l.day DESC, l.starts DESC, f.id LIMIT %(limit)s OFFSET %(skip)s
"""


def of_segment(session: Session, segment_id: int, *, limit: int = 25, skip: int = 0) -> list[Row]:
    """The photos in force of a segment with their entries, the newest day first; `is_there` as in `photos_of`."""
    folder = files_folder()
    found = rows(session, _OF_SEGMENT, segment=segment_id, photo=None, limit=limit, skip=skip)
    return [row | {"is_there": _is_there(row, folder)} for row in found]


def one_photo(session: Session, segment_id: int, photo_id: int) -> Row:
    """A photo in force of a segment with its entry.

    Raises:
        NotFoundError: the segment has none of this number in force.
    """
    found = one(session, _OF_SEGMENT, segment=segment_id, photo=photo_id, limit=1, skip=0)
    if found is None:
        raise NotYoursError
    return found | {"is_there": _is_there(found, files_folder())}


def file_of(session: Session, segment_id: int, photo_id: int) -> EvidenceFile:
    """The file of a photo in force.

    Raises:
        NotFoundError: the segment has none of this number, or it is not in its place as it was given.
    """
    found = one_photo(session, segment_id, photo_id)
    content = read_stored(found["sha256"], found["name"])
    return EvidenceFile(found["name"], found["media_type"], content)
