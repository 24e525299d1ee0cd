"""Sessions of the portal, kept on the server: begun at sign-in, ended by the person, by time, or with the account.

Belongs here: who the browser with this cookie is. Does not: proving it (accounts), cookies (web).
"""

import secrets
from typing import LiteralString

from sqlmodel import Session

from models.accounts import digest_of
from models.acting_for import IN_FORCE
from models.database import Row, one, one_alone, rows, run, transaction

#: Minutes without a request, and hours in all, after which a session has ended.
IDLE_MINUTES, LONGEST_HOURS = 60, 12

_BEGIN = """
INSERT INTO web_session (token_digest, person_id, expires_at, agent)
VALUES (%(digest)s, %(person)s, now() + make_interval(hours => %(hours)s), %(agent)s)
"""
#: What pages and programs depend on, of a person `e`. Asked for every page: each part is found by an index, also for
#: those who decide nothing.
_ABOUT: LiteralString = """e.id AS person_id, e.name, e.nip, e.official_code, e.language,
       ARRAY(SELECT r.role FROM role_assignment r WHERE r.person_id = e.id ORDER BY r.role) AS roles,
       ARRAY(SELECT r.unit_id FROM role_assignment r WHERE r.person_id = e.id AND r.role = 'unit_admin') AS units,
       EXISTS (SELECT FROM segment g WHERE g.person_id = e.id) AS appraised,
       EXISTS (SELECT FROM segment g WHERE g.rater_id = e.id)
         OR EXISTS (SELECT FROM segment g WHERE g.superior_id = e.id)
         OR EXISTS (SELECT FROM approval q WHERE q.assignee_id = e.id AND q.closed_at IS NULL) AS decides
"""
#: For whom a person `e` may act now, and by which of these delegations the browser of session `s` does.
_DEPUTY: LiteralString = (
    """coalesce((SELECT jsonb_agg(jsonb_build_object('delegation', d.id, 'principal', d.principal_id, 'name', who.name,
                'kind', d.kind, 'decree', d.decree, 'ends', d.ends, 'on', d.id = s.delegation_id) ORDER BY d.ends, d.id)
          FROM delegation d JOIN person who ON who.id = d.principal_id
         WHERE d.deputy_id = s.person_id AND """
    + IN_FORCE
    + "), '[]') AS delegations, "
)
_PERSON: LiteralString = "SELECT " + _ABOUT + " FROM person e WHERE e.id = %(person)s"
_RESUME: LiteralString = (
    "SELECT s.id AS session, s.seen_at < now() - interval '1 minute' AS stale, "
    + _DEPUTY
    + _ABOUT
    + """
  FROM web_session s JOIN person e ON e.id = s.person_id LEFT JOIN account a ON a.person_id = s.person_id
 WHERE s.token_digest = %(digest)s AND s.ended_at IS NULL AND s.expires_at > now()
   AND s.seen_at > now() - make_interval(mins => %(idle)s) AND a.disabled_at IS NULL
"""
)
_OPEN = """
SELECT id, began_at, seen_at, agent FROM web_session
 WHERE person_id = %(person)s AND ended_at IS NULL AND expires_at > now()
   AND seen_at > now() - make_interval(mins => %(idle)s)
 ORDER BY seen_at DESC LIMIT 20
"""


def begin(session: Session, person_id: int, *, agent: str) -> str:
    """A new session of a person who has proved to be them; returns the token for the cookie.

    `agent` is what the browser calls itself, so that the person can tell their sessions apart.
    """
    token = secrets.token_urlsafe(32)
    values = {"digest": digest_of(token), "person": person_id, "hours": LONGEST_HOURS, "agent": agent[:200]}
    run(session, _BEGIN, **values)
    return token


def resume(token: str) -> Row | None:
    """Who has this cookie, with roles; None when the session has ended, was never, or its account is disabled.

    Asked for every page, so in a statement of its own: the page's work is one transaction later.

    Raises:
        UnavailableError: the database does not answer.
    """
    found = one_alone(_RESUME, digest=digest_of(token), idle=IDLE_MINUTES)
    if found and found["stale"]:  # once a minute is enough: reading pages writes nothing
        with transaction() as session:
            run(session, "UPDATE web_session SET seen_at = now() WHERE id = %(id)s", id=found["session"])
    return found


def person(session: Session, person_id: int) -> Row | None:
    """A person with their roles, as `resume` tells of whoever is signed in."""
    return one(session, _PERSON, person=person_id)


_ACT_FOR: LiteralString = (
    """
UPDATE web_session s SET delegation_id = %(delegation)s
 WHERE s.token_digest = %(digest)s AND s.ended_at IS NULL AND (%(delegation)s::bigint IS NULL OR EXISTS (
   SELECT FROM delegation d WHERE d.id = %(delegation)s AND d.deputy_id = s.person_id AND """
    + IN_FORCE
    + "))"
)


def act_for(session: Session, token: str, delegation_id: int | None) -> bool:
    """Let this browser act by a delegation of its person, or for themselves again (None); False: none is in force."""
    return run(session, _ACT_FOR, digest=digest_of(token), delegation=delegation_id).rowcount == 1


def end(session: Session, token: str) -> None:
    """Sign this browser out."""
    run(
        session,
        "UPDATE web_session SET ended_at = now() WHERE token_digest = %(digest)s AND ended_at IS NULL",
        digest=digest_of(token),
    )


def end_all(session: Session, person_id: int) -> int:
    """Sign this person out everywhere; returns how many sessions ended."""
    ended = run(
        session,
        "UPDATE web_session SET ended_at = now() WHERE person_id = %(person)s AND ended_at IS NULL",
        person=person_id,
    )
    return ended.rowcount


def open_sessions(session: Session, person_id: int) -> list[Row]:
    """Where this person is signed in now, the last used first."""
    return rows(session, _OPEN, person=person_id, idle=IDLE_MINUTES)
