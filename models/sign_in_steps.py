"""Sign-ins that wait for a code: the password was right, the person is not signed in yet.

Belongs here: who the browser with this cookie has half proved to be. Does not: codes (second_factor), sessions.
"""

import secrets

from sqlmodel import Session

from models.accounts import digest_of
from models.database import one, run

#: Minutes within which the code must follow.
LONGEST_MINUTES = 10

_BEGIN = """
INSERT INTO sign_in_step (token_digest, person_id, expires_at)
VALUES (%(digest)s, %(person)s, now() + make_interval(mins => %(minutes)s))
"""
#: A password that was changed meanwhile, or a disabled account, ends what the old password began.
_WAITING = """
SELECT s.person_id FROM sign_in_step s LEFT JOIN account a ON a.person_id = s.person_id
 WHERE s.token_digest = %(digest)s AND s.ended_at IS NULL AND s.expires_at > now() AND a.disabled_at IS NULL
   AND coalesce(a.password_set_at <= s.begun_at, true)
"""
_END = "UPDATE sign_in_step SET ended_at = now() WHERE token_digest = %(digest)s AND ended_at IS NULL RETURNING id"


def begin(session: Session, person_id: int) -> str:
    """A sign-in of this person that waits for their code; returns the token for the cookie."""
    token = secrets.token_urlsafe(32)
    run(session, _BEGIN, digest=digest_of(token), person=person_id, minutes=LONGEST_MINUTES)
    return token


def waiting(session: Session, token: str) -> int | None:
    """Whose sign-in waits behind this cookie; None when it took too long, was finished or never was."""
    found = one(session, _WAITING, digest=digest_of(token))
    return int(found["person_id"]) if found else None


def end(session: Session, token: str) -> bool:
    """The code was right: the wait ends; False when another request ended it first."""
    return bool(run(session, _END, digest=digest_of(token)).rowcount)
