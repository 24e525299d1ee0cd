"""The key that signs the ledger's roots: in a file of its own, never in the database.

Belongs here: making, keeping and changing it. Does not: signing (sealer), who holds the public half (audit commands).
Whoever has this file can sign another history; whoever holds an older checkpoint still finds that out (P7).
"""

import base64
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.chain.notes import VerifierKey, verifier
from models.errors import UnavailableError
from models.language import N_
from models.settings import settings

_FILE = "ledger.key"
_MAGIC = "kinerja-ledger-key"


@dataclass(frozen=True)
class LedgerKey:
    """The private key with the ledger's name (its origin), which stays when the key changes."""

    origin: str
    private: Ed25519PrivateKey

    @property
    def verifier(self) -> VerifierKey:
        """The public half, to be handed to auditors."""
        return verifier(self.origin, self.private)


def path() -> Path:
    """Where the key is."""
    here = settings()
    return Path(here.ledger_key_file) if here.ledger_key_file else here.home / _FILE


def signing_key() -> LedgerKey:
    """The key of this installation; the first call makes it.

    Raises:
        UnavailableError: the file cannot be read or made, or is something else.
    """
    try:
        return _read(path())
    except FileNotFoundError:
        return _made(path(), f"kinerja-{secrets.token_hex(4)}")


def drafted(old: LedgerKey) -> LedgerKey:
    """A new key for the ledger of `old`; it is in no file yet."""
    return LedgerKey(old.origin, Ed25519PrivateKey.generate())


def put(new: LedgerKey, old: LedgerKey) -> None:
    """Put `new` in the place of `old`, whose file stays beside it under the key's hash.

    Raises:
        UnavailableError: the file cannot be written.
    """
    here = path()
    _kept(here.with_name(f"{here.name}.{old.verifier.id.hex()}"), old)
    _kept(here, new, over=True)


def _read(file: Path) -> LedgerKey:
    try:
        origin, encoded = file.read_text(encoding="ascii").removeprefix(f"{_MAGIC} ").split()
        return LedgerKey(origin, Ed25519PrivateKey.from_private_bytes(base64.b64decode(encoded, validate=True)))
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as problem:
        raise UnavailableError(
            N_(
                "The ledger's key in {path} cannot be used ({problem}). Restore the file from its backup; without it "
                "the ledger is not signed, and a new key would not be that of the checkpoints that auditors hold."
            ),
            path=file,
            problem=problem,
        ) from problem


def _made(file: Path, origin: str) -> LedgerKey:
    """A new key in `file`; of several that are first, one is."""
    _kept(file, LedgerKey(origin, Ed25519PrivateKey.generate()))
    return _read(file)


def _kept(file: Path, key: LedgerKey, *, over: bool = False) -> None:
    """Write a key to a file that only its owner reads: whole or not at all, and `over` another one only if asked."""
    unfinished = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as target:
            encoded = base64.b64encode(key.private.private_bytes_raw()).decode()
            target.write(f"{_MAGIC} {key.origin} {encoded}\n")
        if over:
            unfinished.replace(file)
            return
        with suppress(FileExistsError):
            os.link(unfinished, file)
        unfinished.unlink()
    except OSError as problem:
        raise UnavailableError(
            N_(
                "The ledger's key cannot be written to {path} ({problem}). Name a file in a folder that this account "
                "may write in: KINERJA_LEDGER_KEY_FILE."
            ),
            path=file,
            problem=problem.strerror,
        ) from problem
