"""The one secret of this installation, and keys made of it: what is kept under them, no copy of the database shows.

Belongs here: where the secret is, and encryption at rest. Does not: what is kept (second_factor). The secret is
KINERJA_SECRET_KEY. A stack with its own PostgreSQL, such as the demo, makes one in a file of KINERJA_HOME instead.
"""

import base64
import os
import secrets
from contextlib import suppress
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from models.errors import UnavailableError
from models.language import N_
from models.settings import settings

#: Fewer characters than this are a word that somebody thought of, not a secret.
SHORTEST = 32
_FILE = "secret.key"


def sealed(text: str, *, purpose: str) -> str:
    """`text` encrypted for one purpose.

    Raises:
        UnavailableError: the operator has set no secret, or one that is too short.
    """
    return _box(secret(), purpose).encrypt(text.encode()).decode()


def opened(kept: str, *, purpose: str) -> str | None:
    """What was sealed for the purpose; None when the secret is another one by now, or none is set."""
    try:
        return _box(secret(), purpose).decrypt(kept.encode()).decode()
    except (InvalidToken, UnavailableError):
        return None


def sealed_by(own: str, text: str, *, purpose: str) -> str:
    """`text` encrypted for one purpose by a secret that both ends have anyway."""
    return _box(own, purpose).encrypt(text.encode()).decode()


def opened_by(own: str, kept: str, *, purpose: str, seconds: int) -> str | None:
    """What `sealed_by` sealed no longer ago than so many seconds; None for anything else."""
    try:
        return _box(own, purpose).decrypt(kept.encode(), ttl=seconds).decode()
    except (InvalidToken, ValueError):
        return None


def secret() -> str:
    """The installation's secret.

    Raises:
        UnavailableError: the operator has set none, or one that is too short.
    """
    here = settings()
    own = here.secret_key.get_secret_value().strip()
    if not own and here.embedded:
        return _of_home(here.home)
    if len(own) < SHORTEST:
        raise UnavailableError(
            N_(
                "A second factor cannot be turned on here yet: the operator has not set KINERJA_SECRET_KEY to a random "
                "text of {length} characters or more, under which its keys would be kept. Tell your administrator; "
                "signing in with your password works as before."
            ),
            length=SHORTEST,
        )
    return own


def _of_home(home: Path) -> str:
    """The secret in the file of a stack of its own: made once, readable by its owner only."""
    path = home / _FILE
    with suppress(FileNotFoundError):
        return path.read_text(encoding="ascii").strip()
    unfinished = path.with_suffix(f".{secrets.token_hex(8)}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(SHORTEST) + "\n")
    with suppress(FileExistsError):  # whoever was first has made it
        os.link(unfinished, path)
    unfinished.unlink()
    return path.read_text(encoding="ascii").strip()


def _box(own: str, purpose: str) -> Fernet:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"kinerja {purpose}".encode()).derive(own.encode())
    return Fernet(base64.urlsafe_b64encode(made))
