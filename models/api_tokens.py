"""Tokens of programs: each reads what its person may read, for one purpose, until a day.

Belongs here: issuing, ending and recognizing them. Does not: what may be read (access), the answers (web/api).
"""

import secrets

from sqlmodel import Session

from models import ledger
from models.accounts import digest_of
from models.actors import Actor
from models.database import Row, one, rows, run
from models.errors import InvalidInputError, NotFoundError
from models.language import N_

LONGEST_DAYS = 366
_PREFIX = "kinerja_"
_ISSUE = """
INSERT INTO api_token (token_digest, person_id, purpose, expires_at)
VALUES (%(digest)s, %(person)s, %(purpose)s, now() + make_interval(days => %(days)s)) RETURNING id
"""
_KNOWN = """
SELECT t.id, t.person_id, t.used_on IS DISTINCT FROM current_date AS first_today
  FROM api_token t LEFT JOIN account a ON a.person_id = t.person_id
 WHERE t.token_digest = %(digest)s AND t.ended_at IS NULL AND t.expires_at > now() AND a.disabled_at IS NULL
"""
_MINE = """
SELECT id, purpose, issued_at, expires_at, used_on FROM api_token
 WHERE person_id = %(person)s AND ended_at IS NULL AND expires_at > now() ORDER BY expires_at, id LIMIT 50
"""


def issue(session: Session, *, by: Actor, purpose: str, days: int) -> str:
    """A token of `by` for one purpose and so many days; it is told once and never again.

    Raises:
        InvalidInputError: no purpose, or more days than a year has.
    """
    if not purpose.strip() or len(purpose) > 200:  # noqa: PLR2004 - a line of text
        raise InvalidInputError(N_("Say in a few words what the token is for: you will know which one to end."))
    if not 1 <= days <= LONGEST_DAYS:
        raise InvalidInputError(N_("A token lasts from 1 to {longest} days."), longest=LONGEST_DAYS)
    token = _PREFIX + secrets.token_urlsafe(32)
    added = one(session, _ISSUE, digest=digest_of(token), person=by.person_id, purpose=purpose.strip(), days=days)
    subject = ledger.Subject(kind="person", id=by.person_id)
    ledger.record(session, "token.issued", by=by, subject=subject, token=(added or {})["id"], days=days)
    return token


def end(session: Session, token_id: int, *, by: Actor) -> None:
    """End a token of one's own: its program is refused from now on.

    Raises:
        NotFoundError: it is not theirs, or has ended.
    """
    ended = run(
        session,
        "UPDATE api_token SET ended_at = now() WHERE id = %(id)s AND person_id = %(by)s AND ended_at IS NULL",
        id=token_id,
        by=by.person_id,
    )
    if not ended.rowcount:
        raise NotFoundError(N_("There is no such token of yours any more; the list shows those that work."))
    subject = ledger.Subject(kind="person", id=by.person_id)
    ledger.record(session, "token.ended", by=by, subject=subject, token=token_id)


def holder(session: Session, token: str) -> int | None:
    """The person whose token this is; None when it has ended, expired, or never was."""
    found = one(session, _KNOWN, digest=digest_of(token))
    if found is None:
        return None
    if found["first_today"]:
        run(session, "UPDATE api_token SET used_on = current_date WHERE id = %(id)s", id=found["id"])
    return int(found["person_id"])


def open_tokens(session: Session, person_id: int) -> list[Row]:
    """A person's tokens that work, those first that end first."""
    return rows(session, _MINE, person=person_id)
