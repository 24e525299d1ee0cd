"""Changing the key that signs: the old one signs the new one in an event, so that trust goes on from key to key.

Belongs here: the change and which keys follow from one that is believed. Does not: the file (keys).
"""

import base64
import binascii
from collections.abc import Sequence

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlmodel import Session

from models import ledger
from models.actors import Actor
from models.chain import keys
from models.chain.notes import NotACheckpointError, VerifierKey
from models.database import rows
from models.errors import InvalidInputError
from models.language import N_
from models.ledger import Subject

_CHANGES = "SELECT content FROM audit_event WHERE event = 'ledger.key_changed' ORDER BY id"


def change(session: Session, *, by: Actor, reason: str) -> VerifierKey:
    """Put a new key in the place of the present one, which signs it; returns the new public half.

    The event is committed by the caller; the file changes last, so that a failed transaction leaves the old key.

    Raises:
        InvalidInputError: no reason given.
        UnavailableError: the key's file cannot be read or written.
    """
    if not reason.strip():
        raise InvalidInputError(N_("Say why the key is changed: the auditor reads it."))
    old = keys.signing_key()
    new = keys.drafted(old)
    signature = base64.b64encode(old.private.sign(str(new.verifier).encode())).decode()
    about = Subject(kind="ledger")
    ledger.record(
        session, "ledger.key_changed", by=by, subject=about, text=reason,
        old=str(old.verifier), new=str(new.verifier), signature=signature,
    )  # fmt: skip
    session.commit()
    keys.put(new, old)
    return new.verifier


def trusted(session: Session, given: Sequence[VerifierKey]) -> list[VerifierKey]:
    """The keys that follow from those `given` by changes their holders signed.

    With none given, the installation's own is believed, and those whose changes lead to it.
    """
    found = list(given)
    steps = [step for row in rows(session, _CHANGES) if (step := _step(row["content"]))]
    if not found:
        found.append(keys.signing_key().verifier)
        for old, new in reversed(steps):
            if new in found and old not in found:
                found.append(old)
    for old, new in steps:
        if old in found and new not in found:
            found.append(new)
    return found


def since(session: Session) -> dict[VerifierKey, int]:
    """Which change brought each key, by count; a key that none brought is not among them."""
    steps = [step for row in rows(session, _CHANGES) if (step := _step(row["content"]))]
    return {new: count for count, (_old, new) in enumerate(steps, 1)}


def _step(said: dict[str, str]) -> tuple[VerifierKey, VerifierKey] | None:
    """The change that an event tells of, if the old key really signed it."""
    try:
        old, new = VerifierKey.read(said["old"]), VerifierKey.read(said["new"])
        public = Ed25519PublicKey.from_public_bytes(old.public)
        public.verify(base64.b64decode(said["signature"], validate=True), said["new"].encode())
    except (KeyError, binascii.Error, InvalidSignature, NotACheckpointError, ValueError):
        return None
    return old, new
