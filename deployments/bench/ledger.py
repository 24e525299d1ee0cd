"""The ledger of the period that was run: everything numbered, hashed and signed at once, then checked.

Belongs here: the two measures. Does not: sealing and checking (models/chain).
"""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.chain import sealer, verifying
from models.chain.keys import LedgerKey
from models.database import transaction

#: A key of this bench alone: it signs nothing that is kept.
KEY = LedgerKey("kinerja-bench", Ed25519PrivateKey.generate())
#: Faults that are told when there are any.
_TOLD = 5


def seal() -> int:
    """Number every event that waits, in passes as beside a stack; returns how many."""
    added = 0
    while True:
        with transaction() as session:
            done = sealer.seal(session, KEY)
        added += done.added
        if not done.added:
            return added


def verify() -> int:
    """Check events, tree, roots, the rows of every sealed stage, and all that people did; returns how many events.

    Raises:
        RuntimeError: something does not hold.
    """
    with transaction() as session:
        verdict = verifying.verify(session, [KEY.verifier], patience=0)
    if not verdict.holds:
        told = [fault.message.render("en") for fault in verdict.faults[:_TOLD]]
        raise RuntimeError(f"verification found {len(verdict.faults)} faults: {'; '.join(told)}")
    return verdict.events
