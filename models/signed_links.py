"""Links of notices: signed, for one purpose, until a moment; they name a thing and prove nothing about the reader.

Belongs here: making and reading tokens. Does not: who may open what they name (web/notice_links), or any right: whoever
follows a link signs in as ever. The same link is the same text, so that a mail sent twice is the same mail.
"""

import hashlib
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from itsdangerous import BadData, URLSafeSerializer

from models.errors import UnavailableError
from models.secret_key import secret

#: Longer than any token of ours: nothing longer is even looked at.
_LONGEST = 200


def signed(purpose: str, number: int, *, until: datetime) -> str:
    """A token for thing `number` (its id), good for one purpose until a moment.

    Raises:
        UnavailableError: the operator has set no secret, or one that is too short.
    """
    return _serializer(purpose).dumps([number, int(until.timestamp())])


def named(purpose: str, token: str, *, now: datetime) -> int | None:
    """The id of what a token names; None when it is forged, cut, over, or for another purpose.

    `now` is the database's clock: a clock of this machine that goes wrong makes no link live longer.
    """
    if len(token) > _LONGEST:
        return None
    try:
        number, until = _serializer(purpose).loads(token)
    except (BadData, UnavailableError, TypeError, ValueError):
        return None
    return int(number) if now.timestamp() < until else None


def _serializer(purpose: str) -> URLSafeSerializer:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"kinerja links").derive(secret().encode())
    return URLSafeSerializer(key, salt=f"kinerja {purpose}", signer_kwargs={"digest_method": hashlib.sha256})
