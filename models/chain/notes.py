"""Signed notes and checkpoints of C2SP (signed-note, tlog-checkpoint): Ed25519 over a short text that anybody reads.

Belongs here: both text forms and their signatures. Does not: where keys are (keys), what is signed when (sealer).
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from models.errors import InvalidInputError
from models.language import N_, Message

_ED25519 = b"\x01"
_KEY_ID, _HASH, _DASH = 4, 32, "\u2014"
_FEWEST_LINES = 3


class NotACheckpointError(InvalidInputError):
    """The text is no checkpoint of this ledger, or its signature does not hold: ask its keeper for the file anew."""

    def __init__(self, reason: Message) -> None:
        """Say what is wrong with it."""
        text = N_("This is no checkpoint of this ledger: {reason}. Use the file as it was written or mailed, whole.")
        super().__init__(text, reason=reason)


@dataclass(frozen=True)
class Checkpoint:
    """The state of a ledger at a size: its root, and the lines that say more."""

    origin: str
    size: int
    root: bytes
    more: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What is signed."""
        lines = (self.origin, str(self.size), base64.b64encode(self.root).decode(), *self.more)
        return "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True)
class VerifierKey:
    """A public key under the name of its ledger, as it is handed to auditors: "name+hash+key"."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """What stands before each signature, to find the key that made it."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:_KEY_ID]

    def __str__(self) -> str:
        """The form in which it is handed on."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(_ED25519 + self.public).decode()}"

    @classmethod
    def read(cls, text: str) -> "VerifierKey":
        """The key that `text` ("name+hash+key") is; raises NotACheckpointError for anything else."""
        name, _id, encoded = [*text.strip().split("+", 2), "", ""][:3]
        raw = _decoded(encoded)
        key = cls(name, raw[1:])
        if raw[:1] != _ED25519 or len(key.public) != _HASH or str(key) != text.strip():
            raise NotACheckpointError(Message(N_("“{text}” is no verifier key"), {"text": text.strip()[:80]}))
        return key


def verifier(name: str, private: Ed25519PrivateKey) -> VerifierKey:
    """The public half of a key."""
    return VerifierKey(name, private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def signed(text: str, name: str, private: Ed25519PrivateKey) -> str:
    """`text` (lines that end in newlines) as a note with one signature."""
    signature = verifier(name, private).id + private.sign(text.encode())
    return f"{text}\n{_DASH} {name} {base64.b64encode(signature).decode()}\n"


def opened(note: str, keys: Sequence[VerifierKey]) -> Checkpoint:
    """The checkpoint in a note that one of `keys` signed.

    Raises:
        NotACheckpointError: no checkpoint, or no signature of these keys, or one that does not hold.
    """
    text, blank, signatures = note.rpartition("\n\n")
    known: Mapping[tuple[str, bytes], VerifierKey] = {(key.name, key.id): key for key in keys}
    held = False
    for line in signatures.splitlines() if blank else ():
        name, signature = _signature(line)
        key = known.get((name, signature[:_KEY_ID]))
        if key:
            _check(key, f"{text}\n", signature[_KEY_ID:])
            held = True
    if not held:
        raise NotACheckpointError(Message(N_("no key that is known here signed it")))
    return parsed(f"{text}\n")


def signer(note: str, keys: Sequence[VerifierKey]) -> VerifierKey | None:
    """Which of `keys` a note that was opened names first in its signatures."""
    for line in note.rpartition("\n\n")[2].splitlines():
        try:
            name, signature = _signature(line)
        except NotACheckpointError:
            continue
        for key in keys:
            if (key.name, key.id) == (name, signature[:_KEY_ID]):
                return key
    return None


def parsed(text: str) -> Checkpoint:
    """The checkpoint that a note's text is; says nothing about who signed it.

    Raises:
        NotACheckpointError: the text has another form.
    """
    lines = text.removesuffix("\n").split("\n")
    if len(lines) < _FEWEST_LINES or not all(lines):
        raise NotACheckpointError(Message(N_("it has not the lines of one")))
    origin, size, root, *more = lines
    if not (size.isascii() and size.isdecimal()) or str(int(size)) != size:
        raise NotACheckpointError(Message(N_("its second line is no size")))
    found = Checkpoint(origin, int(size), _decoded(root), tuple(more))
    if len(found.root) != _HASH:
        raise NotACheckpointError(Message(N_("its third line is no root")))
    return found


def said(note: str) -> Checkpoint:
    """The checkpoint in a signed note, whoever signed it; raises NotACheckpointError for anything else."""
    text, _blank, _signatures = note.rpartition("\n\n")
    return parsed(f"{text}\n")


def _signature(line: str) -> tuple[str, bytes]:
    dash, name, encoded = [*line.split(" "), "", "", ""][:3]
    if dash != _DASH or not name:
        raise NotACheckpointError(Message(N_("a signature line has another form")))
    return name, _decoded(encoded)


def _check(key: VerifierKey, text: str, signature: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, text.encode())
    except InvalidSignature as problem:
        text = N_("the signature of {name} does not hold, because the text was changed")
        raise NotACheckpointError(Message(text, {"name": key.name})) from problem


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as problem:
        raise NotACheckpointError(Message(N_("“{text}” is not in base64"), {"text": text[:40]})) from problem
