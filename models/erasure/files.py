"""Files of a person who is erased: named in the act's transaction, removed from the disk once it has committed.

Belongs here: which files, and removing them, as often as it takes. Does not: the database (erasing).
A run that is killed between leaves names in the queue; the next one, or the sweep, removes them.
"""

import email
import email.policy
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import LiteralString

from sqlmodel import Session

from models.database import rows, run
from models.erasure.naming import Naming
from models.evidence_store import files_folder, stored_path
from models.settings import settings

#: Where archives lie that were asked for in the portal, in the folder of files.
ARCHIVES = "archives"
#: A file whose content somebody else gave too stays: it is theirs as well.
_OF_PERSON: LiteralString = """
WITH given AS (
  SELECT 'evidence' AS place, sha256, segment_id FROM evidence WHERE sha256 IS NOT NULL
  UNION ALL SELECT 'log_photo', sha256, segment_id FROM log_photo),
mine AS (SELECT DISTINCT sha256 FROM given WHERE segment_id = ANY(%(segments)s) AND place = ANY(%(of)s))
INSERT INTO erased_file (place, name)
SELECT 'evidence', sha256 FROM mine
 WHERE NOT EXISTS (SELECT FROM given g JOIN segment s ON s.id = g.segment_id JOIN person e ON e.id = s.person_id
                    WHERE g.sha256 = mine.sha256 AND e.erased_at IS NULL
                      AND NOT (g.segment_id = ANY(%(segments)s) AND g.place = ANY(%(of)s)))
ON CONFLICT (place, name) DO UPDATE SET queued_at = now(), removed_at = NULL
"""
_MAILS: LiteralString = """
INSERT INTO erased_file (place, name) SELECT 'mail', name FROM unnest(%(names)s::text[]) AS name
ON CONFLICT (place, name) DO UPDATE SET queued_at = now(), removed_at = NULL
"""
#: An archive that was asked for in the portal and names the person.
_ARCHIVES: LiteralString = """
WITH gone AS (
  UPDATE asked_archive SET removed_at = now()
   WHERE disclosed @> ARRAY[%(person)s::bigint] AND name IS NOT NULL AND removed_at IS NULL RETURNING name)
INSERT INTO erased_file (place, name) SELECT 'archive', name FROM gone
"""
_QUEUED: LiteralString = "SELECT place, name FROM erased_file WHERE removed_at IS NULL ORDER BY place, name"
_REMOVED: LiteralString = """
UPDATE erased_file SET removed_at = now() FROM unnest(%(places)s::text[], %(names)s::text[]) AS gone (place, name)
 WHERE (erased_file.place, erased_file.name) = (gone.place, gone.name)
"""


def mail_folders() -> list[Path]:
    """Where mails are kept as files here: the folder that is set, and the one of the demo."""
    here = settings()
    return [Path(here.mail_folder)] if here.mail_folder else [here.home / "mail"]


def mails_about(naming: Naming, notices: Sequence[int]) -> list[str]:
    """Names of the mails in the folder that went to this person (their notices), or name them."""
    own = set(notices)
    return [
        path.name for folder in mail_folders() for path in sorted(folder.glob("*.eml")) if _is_about(path, naming, own)
    ]


def _is_about(path: Path, naming: Naming, notices: set[int]) -> bool:
    number = path.name.partition("-")[0]
    if number.isdigit() and int(number) in notices:
        return True
    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    words = [str(value) for value in mail.values()]
    with suppress(LookupError, ValueError):
        words += [str(part.get_content()) for part in mail.walk() if part.get_content_maintype() == "text"]
    return naming.found_in("\n".join(words))


#: The tables whose rows have files.
WITH_FILES = ("evidence", "log_photo")


def queue(session: Session, segments: Sequence[int], mails: Sequence[str], *, of: Sequence[str] = WITH_FILES) -> int:
    """Name the files of these segments (in the tables `of`), and these mails, for removal; returns how many."""
    files = run(session, _OF_PERSON, segments=list(segments), of=list(of)).rowcount
    return files + run(session, _MAILS, names=list(mails)).rowcount


def queue_archives(session: Session, person_id: int) -> int:
    """Name the archives in which this person was disclosed, and that lie here, for removal; returns how many."""
    return run(session, _ARCHIVES, person=person_id).rowcount


def remove_queued(session: Session) -> int:
    """Remove what is named and still there; returns how many names were settled. Safe to repeat."""
    store, folders = files_folder(), mail_folders()
    archives = store / ARCHIVES
    queued = rows(session, _QUEUED)
    for file in queued:
        places = {
            "evidence": [stored_path(file["name"], store)],
            "archive": [archives / file["name"]],
            "mail": [folder / file["name"] for folder in folders],
        }[file["place"]]
        for path in places:
            path.unlink(missing_ok=True)
    return run(
        session, _REMOVED, places=[file["place"] for file in queued], names=[file["name"] for file in queued]
    ).rowcount
