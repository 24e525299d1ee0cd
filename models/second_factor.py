"""The second factor: codes of an app (TOTP, RFC 6238) for whoever turned it on, and recovery codes for a lost phone.

Belongs here: turning it on and off, and whether a code is right. Does not: passwords and lock-out (accounts), the
sign-in that waits for a code (sign_in_steps). A code is accepted once: the step that it is of, and all before it, end.
"""

import hmac
import re
import secrets
from typing import TYPE_CHECKING, Literal

from sqlmodel import Session

from models import account_rights, ledger, secret_key
from models.accounts import MOST_FAILURES, REST_MINUTES, digest_of
from models.actors import SYSTEM, Actor
from models.database import Row, one, run, transaction
from models.errors import InvalidInputError, WrongStateError
from models.language import N_

if TYPE_CHECKING:
    from pyotp import TOTP

CODES = 8
#: Minutes in which a key that was shown must be confirmed with a code.
CONFIRM_MINUTES = 15
#: Wrong codes since the last right one, after which only a recovery code helps (NIST SP 800-63B-4 §3.2.2).
MOST_GUESSES = 100
ISSUER = "Jejak Kinerja"
#: No letters and digits that look alike; sixteen of them are as good as a key, so that a plain digest is enough.
_ALPHABET, _GROUPS = "abcdefghjkmnpqrstuvwxyz23456789", 4

_STATE = """
SELECT f.confirmed_at IS NOT NULL AS on, f.confirmed_at, a.password_hash IS NOT NULL AS has_password,
       (SELECT count(*) FROM recovery_code c WHERE c.person_id = e.id AND c.used_at IS NULL) AS codes_left
  FROM person e LEFT JOIN account a ON a.person_id = e.id LEFT JOIN second_factor f ON f.person_id = e.id
 WHERE e.id = %(person)s
"""
_BEGIN = """
INSERT INTO second_factor (person_id, secret) VALUES (%(person)s, %(secret)s)
ON CONFLICT (person_id) DO UPDATE SET secret = %(secret)s, begun_at = now() WHERE second_factor.confirmed_at IS NULL
RETURNING person_id
"""
_BEGUN = """
SELECT secret FROM second_factor
 WHERE person_id = %(person)s AND confirmed_at IS NULL AND begun_at > now() - make_interval(mins => %(minutes)s)
"""
_CONFIRM = """
UPDATE second_factor SET confirmed_at = now(), last_step = %(step)s, failures = 0
 WHERE person_id = %(person)s AND confirmed_at IS NULL RETURNING person_id
"""
#: Tries of one person take turns, so that many at once are counted one by one.
_TURN = "SELECT FROM second_factor WHERE person_id = %(person)s AND confirmed_at IS NOT NULL FOR UPDATE"
_TRIED = """
SELECT f.secret, coalesce(f.last_step, 0) AS last_step, f.failures < %(most)s AS guessing,
       coalesce(a.locked_until > now(), false) OR a.disabled_at IS NOT NULL AS shut
  FROM second_factor f LEFT JOIN account a ON a.person_id = f.person_id WHERE f.person_id = %(person)s
"""
_RIGHT = "UPDATE second_factor SET failures = 0, last_step = greatest(last_step, %(step)s) WHERE person_id = %(person)s"
_WRONG = "UPDATE second_factor SET failures = failures + 1 WHERE person_id = %(person)s RETURNING failures"
_REST = "UPDATE account SET locked_until = now() + make_interval(mins => %(minutes)s) WHERE person_id = %(person)s"
_USE = """
UPDATE recovery_code SET used_at = now()
 WHERE person_id = %(person)s AND code_digest = %(digest)s AND used_at IS NULL RETURNING id
"""
_KEEP = "INSERT INTO recovery_code (person_id, code_digest) SELECT %(person)s, unnest(%(digests)s::text[])"


def state(session: Session, person_id: int) -> Row:
    """Whether a person's second factor is on, since when, recovery codes left, and whether they have a password."""
    return one(session, _STATE, person=person_id) or {}


def is_on(session: Session, person_id: int) -> bool:
    """Whether this person is asked for a code after their password."""
    return bool(state(session, person_id).get("on"))


def begin(session: Session, person_id: int) -> None:
    """Make a key for the person's app; nothing is asked for before `confirm`.

    Raises:
        WrongStateError: it is on already.
        UnavailableError: the operator has set no secret to keep keys under (models/secret_key).
    """
    from pyotp import random_base32  # noqa: PLC0415 - most requests need none

    kept = secret_key.sealed(random_base32(), purpose=_purpose(person_id))
    if one(session, _BEGIN, person=person_id, secret=kept) is None:
        raise WrongStateError(N_("Your second factor is on already. To use another phone, turn it off first."))


def key(session: Session, person_id: int) -> str | None:
    """The key that `begin` made, while it may be confirmed; never one that is in use."""
    found = one(session, _BEGUN, person=person_id, minutes=CONFIRM_MINUTES)
    return secret_key.opened(found["secret"], purpose=_purpose(person_id)) if found else None


def address(key: str, identifier: str) -> str:
    """The key as a link that an app on the same phone opens (otpauth)."""
    return _codes_of(key).provisioning_uri(name=identifier, issuer_name=ISSUER)


def confirm(session: Session, person_id: int, code: str) -> list[str]:
    """Turn the second factor on, with a code that the app shows for the new key; returns the recovery codes.

    Raises:
        WrongStateError: no key was made, or too long ago.
        InvalidInputError: the code is not of that key.
    """
    made = key(session, person_id)
    if made is None:
        raise WrongStateError(N_("The key was shown too long ago, or is in use already. Begin again."))
    step = matching_step(made, _plain(code), _now(session))
    if step is None:
        raise InvalidInputError(
            N_(
                "This code does not belong to the key. Type the code that the app shows now; the phone's clock must be "
                "right."
            )
        )
    if one(session, _CONFIRM, person=person_id, step=step) is None:
        raise WrongStateError(N_("The key was shown too long ago, or is in use already. Begin again."))
    _record(session, "account.second_factor_on", person_id)
    return _fresh_codes(session, person_id)


def renew_codes(session: Session, person_id: int) -> list[str]:
    """New recovery codes; earlier ones end.

    Raises:
        WrongStateError: the second factor is off.
    """
    if not is_on(session, person_id):
        raise WrongStateError(N_("Your second factor is off."))
    _record(session, "account.recovery_codes_renewed", person_id)
    return _fresh_codes(session, person_id)


def turn_off(session: Session, person_id: int) -> None:
    """Ask this person for no code any more; key and recovery codes are removed.

    Raises:
        WrongStateError: it is off.
    """
    _remove(session, person_id)
    _record(session, "account.second_factor_off", person_id)


def turn_off_for(session: Session, person_id: int, *, by: Actor, reason: str) -> None:
    """Turn off the second factor of somebody who lost phone and recovery codes.

    Raises:
        NotFoundError: not theirs to help with (account_rights).
        InvalidInputError: no reason, or their own.
        WrongStateError: it is off.
    """
    account_rights.check(session, person_id, by=by)
    if person_id == by.person_id:
        raise InvalidInputError(N_("This is your own account: turn it off on your own page, with a code."))
    if not reason.strip():
        raise InvalidInputError(N_("Say how you made sure that it is them who asked: the auditor reads it."))
    _remove(session, person_id)
    ledger.record(session, "account.second_factor_off", by=by, subject=_about(person_id), text=reason)


def accept(person_id: int, code: str) -> Literal["app", "recovery"] | None:
    """What a code that is right is of: the person's app, or their recovery codes. None for anything else.

    Wrong, used, of a resting or disabled account: all alike. After 10 wrong codes in a row the account rests for 15
    minutes, as after wrong passwords. Its own transaction: a failure is kept, and no code is right twice.
    """
    with transaction() as session:
        if not run(session, _TURN, person=person_id).rowcount:
            return None
        tried = one(session, _TRIED, person=person_id, most=MOST_GUESSES)
        if tried is None or tried["shut"]:
            return None
        found = _kind(session, person_id, _plain(code), tried)
        if found is None:
            _count_wrong(session, person_id)
        return found


def _kind(session: Session, person_id: int, code: str, tried: Row) -> Literal["app", "recovery"] | None:
    step = None
    if tried["guessing"]:
        made = secret_key.opened(tried["secret"], purpose=_purpose(person_id))
        step = matching_step(made, code, _now(session)) if made else None
    if step is not None and step > tried["last_step"]:
        run(session, _RIGHT, person=person_id, step=step)
        return "app"
    if one(session, _USE, person=person_id, digest=digest_of(code)):
        run(session, _RIGHT, person=person_id, step=tried["last_step"])
        _record(session, "account.recovery_code_used", person_id)
        return "recovery"
    return None


def matching_step(key: str, code: str, at: float) -> int | None:
    """The latest time step that a code is of, from one before `at` (seconds since 1970) to one after it."""
    if not re.fullmatch("[0-9]{6}", code):
        return None
    codes = _codes_of(key)
    present = int(at) // codes.interval
    steps = (present + 1, present, present - 1)
    return next((step for step in steps if hmac.compare_digest(codes.generate_otp(step), code)), None)


def _count_wrong(session: Session, person_id: int) -> None:
    wrong = one(session, _WRONG, person=person_id)
    if wrong and wrong["failures"] % MOST_FAILURES == 0:
        run(session, _REST, person=person_id, minutes=REST_MINUTES)
        ledger.record(session, "account.locked", by=SYSTEM, subject=_about(person_id), minutes=REST_MINUTES)


def _fresh_codes(session: Session, person_id: int) -> list[str]:
    run(session, "DELETE FROM recovery_code WHERE person_id = %(person)s", person=person_id)
    length = 4 * _GROUPS
    plain = ["".join(secrets.choice(_ALPHABET) for _each in range(length)) for _code in range(CODES)]
    run(session, _KEEP, person=person_id, digests=[digest_of(code) for code in plain])
    return ["-".join(code[start : start + 4] for start in range(0, length, 4)) for code in plain]


def _remove(session: Session, person_id: int) -> None:
    gone = "DELETE FROM second_factor WHERE person_id = %(person)s AND confirmed_at IS NOT NULL"
    if not run(session, gone, person=person_id).rowcount:
        raise WrongStateError(N_("The second factor is off already."))


def _now(session: Session) -> float:
    found = one(session, "SELECT extract(epoch FROM clock_timestamp())::float8 AS now") or {}
    return float(found["now"])


def _codes_of(key: str) -> "TOTP":
    from pyotp import TOTP  # noqa: PLC0415 - most requests need none

    return TOTP(key)


def _plain(code: str) -> str:
    """A code without the spaces and dashes that people read it by."""
    return re.sub(r"[\s-]", "", code).lower()


def _purpose(person_id: int) -> str:
    """Whose key it is: one that is put into another person's row does not open there."""
    return f"second factor of person {person_id}"


def _about(person_id: int) -> ledger.Subject:
    return ledger.Subject(kind="person", id=person_id)


def _record(session: Session, event: str, person_id: int) -> None:
    ledger.record(session, event, by=Actor("person", person_id), subject=_about(person_id))
