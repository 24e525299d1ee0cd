"""Accounts of the portal: one-time links that let a person choose a password, signing in, lock-out, disabling.

Belongs here: who a visitor proves to be. Does not: what they may see (access), their sessions (web_sessions).
Unknown, disabled, locked and wrong all look alike from outside, and take alike: nobody learns who has an account.
"""

import hashlib
import secrets
from functools import cache
from typing import TYPE_CHECKING

from sqlmodel import Session

from models import account_rights, ledger
from models.actors import SYSTEM, Actor
from models.database import Row, one, run, transaction
from models.errors import ConflictError, InvalidInputError, NotFoundError, WrongStateError
from models.language import N_

if TYPE_CHECKING:
    from pwdlib import PasswordHash

#: Wrong passwords in a row before an account rests, and for how many minutes.
MOST_FAILURES, REST_MINUTES = 10, 15
SHORTEST, LONGEST = 10, 200
#: Guesses that an attacker would need, as zxcvbn's score from 0 to 4.
_LEAST_SCORE = 2

_ISSUE = """
INSERT INTO sign_in_link (token_digest, person_id, issued_by, expires_at)
VALUES (%(digest)s, %(person)s, %(by)s, now() + make_interval(hours => %(hours)s)) RETURNING expires_at
"""
_NEWEST = """
SELECT coalesce(max(id), 0) AS id, max(issued_at AT TIME ZONE 'UTC') AS issued_at FROM sign_in_link
 WHERE person_id = %(person)s
"""
_LINK = """
SELECT l.id, l.person_id, e.name, e.nip, e.official_code, e.language
  FROM sign_in_link l JOIN person e ON e.id = l.person_id LEFT JOIN account a ON a.person_id = l.person_id
 WHERE l.token_digest = %(digest)s AND l.used_at IS NULL AND l.expires_at > now() AND a.disabled_at IS NULL
"""
_USE = "UPDATE sign_in_link SET used_at = now() WHERE person_id = %(person)s AND used_at IS NULL RETURNING id"
_KEEP = """
INSERT INTO account (person_id, password_hash, password_set_at) VALUES (%(person)s, %(hash)s, now())
ON CONFLICT (person_id) DO UPDATE SET password_hash = %(hash)s, password_set_at = now(), failures = 0,
  locked_until = NULL
"""
_FIND = """
SELECT e.id, a.password_hash, coalesce(a.locked_until > now(), false) OR a.disabled_at IS NOT NULL AS shut
  FROM person e JOIN account a ON a.person_id = e.id
 WHERE e.nip = %(identifier)s OR e.official_code = upper(%(identifier)s)
"""
_WRONG = """
UPDATE account SET failures = failures + 1,
       locked_until = CASE WHEN (failures + 1) %% %(most)s = 0 THEN now() + make_interval(mins => %(rest)s)
                           ELSE locked_until END
 WHERE person_id = %(person)s
RETURNING locked_until > now() AND failures %% %(most)s = 0 AS locked
"""
_RIGHT = """
UPDATE account SET failures = 0, locked_until = NULL, password_hash = coalesce(%(hash)s, password_hash)
 WHERE person_id = %(person)s AND disabled_at IS NULL AND coalesce(locked_until < now(), true) RETURNING person_id
"""


def digest_of(token: str) -> str:
    """What is stored of a random token: whoever reads the table cannot sign in with it."""
    return hashlib.sha256(token.encode()).hexdigest()


def issue_link(session: Session, person_id: int, *, by: Actor, hours: int = 72, after: int | None = None) -> str:
    """A fresh token by which this person may choose a password, once, within so many hours; earlier ones end.

    `by` is whoever hands it over; they are kept with the link and in the ledger. `after` is the number of the person's
    newest link when `by` asked (0: none): sending the same form twice makes one link.

    Raises:
        NotFoundError: not theirs to help with (account_rights).
        ConflictError: a newer link was made than `after`.
    """
    account_rights.check(session, person_id, by=by)
    run(session, "SELECT FROM person WHERE id = %(person)s FOR NO KEY UPDATE", person=person_id)
    newest = one(session, _NEWEST, person=person_id) or {}
    if after is not None and newest.get("id") != after:
        raise ConflictError(
            N_(
                "A link was made at {at:%Y-%m-%d %H:%M} UTC already, by this form or by somebody else, and none now. "
                "It is shown only once, to whoever made it. Is it lost? Make another: that one then ends."
            ),
            at=newest.get("issued_at"),
        )
    token = secrets.token_urlsafe(32)
    run(session, _USE, person=person_id)
    name = by.name or f"person:{by.person_id}"
    run(session, _ISSUE, digest=digest_of(token), person=person_id, by=name, hours=hours)
    ledger.record(session, "account.linked", by=by, subject=_about(person_id), hours=hours)
    return token


def link(session: Session, token: str) -> Row | None:
    """The person of a link that may still be used; reading it uses nothing up, whoever follows links in mail."""
    return one(session, _LINK, digest=digest_of(token))


def choose_password(session: Session, token: str, password: str) -> int:
    """Use a link: its person's password becomes `password`; returns the person.

    Raises:
        NotFoundError: the link was used, has expired or never was.
        InvalidInputError: the password is too short or easily guessed.
    """
    found = link(session, token)
    if found is None:
        raise NotFoundError(N_("This link can no longer be used. Ask your administrator for a new one."))
    person_id = int(found["person_id"])
    keep_password(session, person_id, password, known=[found["name"], found["nip"] or "", found["official_code"] or ""])
    if not run(session, _USE, person=person_id).rowcount:
        raise NotFoundError(N_("This link can no longer be used. Ask your administrator for a new one."))
    return person_id


def keep_password(session: Session, person_id: int, password: str, *, known: list[str]) -> None:
    """Make `password` the person's; sessions that are open elsewhere are for the caller to end.

    `known` are words about the person that everybody knows, such as name and NIP.

    Raises:
        InvalidInputError: too short, too long or easily guessed.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise InvalidInputError(
            N_("The password must have {shortest} to {longest} characters: three or four words are easy to keep."),
            shortest=SHORTEST,
            longest=LONGEST,
        )
    if _guessable(password, known):
        raise InvalidInputError(
            N_("This password is easily guessed. Take three or four words that do not belong together.")
        )
    run(session, _KEEP, person=person_id, hash=_hasher().hash(password))
    ledger.record(session, "account.password_set", by=Actor("person", person_id), subject=_about(person_id))


def _guessable(password: str, known: list[str]) -> bool:
    from zxcvbn import zxcvbn  # noqa: PLC0415 - its word lists are read only when a password is chosen

    words = [word for text in known for word in (text, *text.split()) if word]
    return bool(zxcvbn(password[:72], user_inputs=words)["score"] < _LEAST_SCORE)


def sign_in(identifier: str, password: str) -> int | None:
    """The person with this NIP (or official code) and password; None for anything else, whatever it is.

    After 10 wrong passwords in a row the account rests for 15 minutes. Its own transactions: a failure is kept.
    """
    with transaction() as session:
        found = one(session, _FIND, identifier=identifier.replace(" ", ""))
    stored = found["password_hash"] if found and found["password_hash"] else _nobody()
    right, renewed = _hasher().verify_and_update(password[:LONGEST], stored)
    if found is None or found["shut"] or not found["password_hash"]:
        return None
    with transaction() as session:
        if right:
            return int(found["id"]) if run(session, _RIGHT, person=found["id"], hash=renewed).rowcount else None
        wrong = one(session, _WRONG, person=found["id"], most=MOST_FAILURES, rest=REST_MINUTES)
        if wrong and wrong["locked"]:
            ledger.record(session, "account.locked", by=SYSTEM, subject=_about(found["id"]), minutes=REST_MINUTES)
    return None


def disable(session: Session, person_id: int, *, by: Actor, reason: str) -> None:
    """Let nobody sign in as this person any more; their sessions end with it.

    Raises:
        NotFoundError: not theirs to help with (account_rights).
        InvalidInputError: no reason, or their own account.
    """
    account_rights.check(session, person_id, by=by)
    if person_id == by.person_id:
        raise InvalidInputError(N_("This is your own account: another administrator disables it."))
    if not reason.strip():
        raise InvalidInputError(N_("Say why the account is disabled: the auditor reads it."))
    run(
        session,
        "INSERT INTO account (person_id, disabled_at) VALUES (%(person)s, now()) "
        "ON CONFLICT (person_id) DO UPDATE SET disabled_at = now()",
        person=person_id,
    )
    run(session, "UPDATE web_session SET ended_at = now() WHERE person_id = %(p)s AND ended_at IS NULL", p=person_id)
    ledger.record(session, "account.disabled", by=by, subject=_about(person_id), text=reason)


def enable(session: Session, person_id: int, *, by: Actor) -> None:
    """Let a disabled account sign in again, with the password it had.

    Raises:
        NotFoundError: not theirs to help with (account_rights).
        WrongStateError: it is not disabled.
    """
    account_rights.check(session, person_id, by=by)
    lifted = "UPDATE account SET disabled_at = NULL WHERE person_id = %(person)s AND disabled_at IS NOT NULL"
    if not run(session, lifted, person=person_id).rowcount:
        raise WrongStateError(N_("This account is not disabled. A person who cannot sign in needs a new link."))
    ledger.record(session, "account.enabled", by=by, subject=_about(person_id))


def _about(person_id: int) -> ledger.Subject:
    return ledger.Subject(kind="person", id=person_id)


@cache
def _hasher() -> "PasswordHash":
    from pwdlib import PasswordHash  # noqa: PLC0415 - commands that sign nobody in need none
    from pwdlib.hashers.argon2 import Argon2Hasher  # noqa: PLC0415

    return PasswordHash((Argon2Hasher(),))


@cache
def _nobody() -> str:
    """A hash that no password has, so that unknown names take as long as known ones."""
    return _hasher().hash(secrets.token_urlsafe(32))
