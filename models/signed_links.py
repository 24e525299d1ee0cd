"""Links of notices: signed, for one purpose, until a moment; they name a thing and prove nothing about the reader.

Belongs here: making and reading tokens. Does not: who may open what they name (web/notice_links), or any right: whoever
follows a link signs in as ever. The same link is the same text, so that a mail sent twice is the same mail.
"""

import hashlib
from collections.abc import Callable
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
    return signer(purpose)(number, until)


def named(purpose: str, token: str, *, now: datetime) -> int | None:
    """The id of what a token names; None when it is forged, cut, over, or for another purpose.

    `now` is the database's clock: a clock of this machine that goes wrong makes no link live longer.
    """
    if len(token) > _LONGEST:
        return None
    try:
        serializer = _serializer(purpose)
        number, until = serializer.loads(token)
    except (BadData, UnavailableError, TypeError, ValueError):
        return None
    # The last letter of a signature has bits that mean nothing: only the text that was made is taken.
    made = str(serializer.dumps([number, until]))
    return int(number) if made == token and now.timestamp() < until else None


def signer(purpose: str) -> Callable[[int, datetime], str]:
    """What signs many links of one purpose: id and end give a token.

    Raises:
        UnavailableError: the operator has set no secret, or one that is too short.
    """
    serializer = _serializer(purpose)
    return lambda number, until: str(serializer.dumps([number, int(until.timestamp())]))


def _serializer(purpose: str) -> URLSafeSerializer:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"kinerja links").derive(secret().encode())
    return URLSafeSerializer(key, salt=f"kinerja {purpose}", signer_kwargs={"digest_method": hashlib.sha256})
