"""Stored evidence is read again: is it there, and is it still what was given?

Belongs here: the hash of one file. Does not: where it is kept (models/evidence_store), links (link_opening).
"""

import hashlib
from pathlib import Path

from models.evidence_store import stored_path
from models.language import N_
from tasks.link_opening import Opened

_LOST = Opened("missing", N_("The stored file is gone. Restore it from the backup, or attach it anew."))
_CHANGED = Opened("damaged", N_("The stored file was changed. Restore it from the backup, or attach it anew."))


def check_file(sha256: str, folder: Path) -> Opened | None:
    """Whether the file with this hash is kept in `folder` and unchanged; None on a machine that keeps no files."""
    path = stored_path(sha256, folder)
    if not path.parent.parent.is_dir():
        return None
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return _LOST
    return Opened("opened") if found == sha256 else _CHANGED
