"""Delegations for tests: entered through the verb, or stored as an earlier day would have left them.

Belongs here: the shortest way to one. Does not: what a deputy may do (the tests).
"""

from datetime import date, timedelta

from sqlmodel import Session

from models import actors, delegation
from models.actors import Actor
from models.database import one
from models.delegation import Given

DECREE = "800.1.3.1/17/BKPSDM/2026"


def today(session: Session) -> date:
    """The day in the small period's time zone, by the database's clock."""
    found = one(session, "SELECT (now() AT TIME ZONE 'Asia/Jakarta')::date AS today")
    assert found
    return found["today"]  # type: ignore[no-any-return]


def given(session: Session, principal: str, deputy: str, kind: str = "plt", *, first: int = 0, last: int = 10) -> Given:
    """What a decree says, with its days counted from today."""
    day = today(session)
    return Given(
        principal, deputy, kind, DECREE, day - timedelta(days=1), day + timedelta(days=first),
        day + timedelta(days=last), "Pejabat cuti",
    )  # fmt: skip


def delegate(
    session: Session, principal: str, deputy: str, kind: str = "plt", *, first: int = 0, last: int = 10
) -> int:
    """Enter a delegation as the operator; its number."""
    decree = given(session, principal, deputy, kind, first=first, last=last)
    return delegation.make(session, decree, by=actors.operator())


_STORED = """
INSERT INTO delegation (principal_id, deputy_id, kind, decree, decree_date, starts, ends, timezone)
SELECT p.id, d.id, 'plt', 'SK/1', %(starts)s, %(starts)s, %(ends)s, %(timezone)s FROM person p, person d
 WHERE coalesce(p.nip, p.official_code) = %(principal)s AND coalesce(d.nip, d.official_code) = %(deputy)s RETURNING id
"""


def stored(
    session: Session, principal: str, deputy: str, starts: date, ends: date, timezone: str = "Asia/Jakarta"
) -> int:
    """A delegation on any days, as if it had been entered long ago; its number."""
    found = one(session, _STORED, principal=principal, deputy=deputy, starts=starts, ends=ends, timezone=timezone)
    assert found
    return int(found["id"])


def deputy_of(session: Session, principal: str, deputy: str) -> Actor:
    """The deputy as the verbs know them while they act for somebody."""
    return Actor(
        "person", actors.person(session, deputy).person_id, acting_for=actors.person(session, principal).person_id
    )
