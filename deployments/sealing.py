"""The sealer at work beside a stack: events get their numbers within seconds, checkpoints leave the database.

Belongs here: its thread, and when a checkpoint is written to the folder. Does not: a pass (models/chain/sealer).
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deployments.beside import beside
from models.chain import checkpoints, keys, sealer
from models.database import transaction
from models.settings import settings

log = logging.getLogger("kinerja.sealing")

#: Seconds between two passes that find nothing, and between two that look at all events there are.
PAUSE, THOROUGH_EVERY = 1.0, 600.0
#: Seconds that a pass gets to end; what it did not commit, the next one does.
GRACE = 5.0


@contextmanager
def sealing() -> Iterator[None]:
    """Seal while the block runs, and once more at its end."""
    ended = threading.Event()
    with beside("sealer", lambda: _work(ended), stop=ended.set, grace=GRACE):
        yield


def seal_all(*, thorough: bool = False) -> sealer.Sealed:
    """Number every committed event and write a checkpoint where one is due; returns how many, and the size."""
    key = keys.signing_key()
    added = 0
    while True:
        with transaction() as session:
            done = sealer.seal(session, key, thorough=thorough)
        added += done.added
        if not done.added:
            break
    keep_checkpoints(thorough=thorough)
    return sealer.Sealed(added, done.size)


def keep_checkpoints(*, thorough: bool = False) -> None:
    """Write and mail the checkpoints that are due; `thorough` also looks whether a mail is, though no file is.

    The file is written when what is mailed is committed; whoever is killed between finds the file due again.
    """
    with transaction() as session:
        note = checkpoints.due(session, folder())
        if note or thorough:
            checkpoints.tell_auditors(session)
    if note:
        checkpoints.write(note, folder())


def folder() -> Path:
    """Where checkpoints are written."""
    here = settings()
    return Path(here.checkpoints_folder) if here.checkpoints_folder else here.home / "checkpoints"


def _work(ended: threading.Event) -> None:
    since_thorough = THOROUGH_EVERY
    last = False
    while not last:
        last = ended.wait(PAUSE)
        since_thorough += PAUSE
        thorough = since_thorough > THOROUGH_EVERY
        try:
            seal_all(thorough=thorough)
        except Exception:
            log.exception("sealing failed; it is tried again")
        else:
            since_thorough = 0.0 if thorough else since_thorough
