"""The check of the ledger: numbering first, then Prefect's runs, then the ledger; and the thread that does asked ones.

Belongs here: the order of a check, and doing what auditors asked for, archives too. Does not: any check (models/chain),
what an archive says (models/archive).
"""

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlmodel import Session

from deployments import prefect_listing, sealing
from deployments.beside import beside
from models.archive import asked
from models.chain import asked_checks, key_changes, run_checks, verifying
from models.chain.faults import Verdict
from models.chain.notes import VerifierKey
from models.chain.run_checks import PrefectRuns
from models.database import transaction

log = logging.getLogger("kinerja.checking")

#: Seconds between two looks whether a check was asked for.
PAUSE = 3.0
#: Seconds that a check gets to end with the stack; one that is broken off is done anew by the next.
GRACE = 5.0


def prepare() -> PrefectRuns | None:
    """Number what waits, and ask Prefect for its runs before we look: what begins meanwhile is on record then."""
    sealing.seal_all(thorough=True)
    with transaction() as session:
        since = run_checks.first_recorded(session)
    return prefect_listing.kept_runs(since)


def verified(
    session: Session, prefect: PrefectRuns | None, *, checkpoint: str = "", given: Sequence[VerifierKey] = ()
) -> Verdict:
    """The verdict over the whole ledger; nothing is changed."""
    return verifying.verify(session, key_changes.trusted(session, given), checkpoint=checkpoint, prefect=prefect)


@contextmanager
def checking() -> Iterator[None]:
    """Do the checks, and write the archives, that auditors ask for while the block runs."""
    ended = threading.Event()
    with beside("checks of the ledger", lambda: _work(ended), stop=ended.set, grace=GRACE):
        yield


def _work(ended: threading.Event) -> None:
    while not ended.wait(PAUSE):
        for work_off in (_check, _archive):  # neither stops the other
            try:
                work_off()
            except Exception:
                log.exception("what an auditor asked for (a check, an archive) broke off; it is tried again")
                ended.wait(10 * PAUSE)


def _check() -> None:
    asked_checks.work_off(lambda session, note: verified(session, prepare(), checkpoint=note))


def _archive() -> None:
    asked.work_off(sealing.seal_all)
