"""The ledger of the period that was run: everything numbered, hashed and signed at once, then checked.

Belongs here: the two measures. Does not: sealing and checking (models/chain).
"""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.chain import seal_checks, sealer, verifying
from models.chain.keys import LedgerKey
from models.database import transaction

#: A key of this bench alone: it signs nothing that is kept.
KEY = LedgerKey("kinerja-bench", Ed25519PrivateKey.generate())


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
    """Check events, tree, roots and the rows of every sealed stage; returns how many events.

    Rows that bulk SQL brought in people's place have no events of their own, and are not looked for among them.

    Raises:
        RuntimeError: something does not hold.
    """
    with transaction() as session:
        verdict = verifying.verify(session, [KEY.verifier], patience=0, domain=False)
        seal_checks.check(session, verdict)
    if not verdict.holds:
        raise RuntimeError(verdict.faults[0].message.render("en"))
    return verdict.events
