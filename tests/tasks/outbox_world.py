"""Notices that are due, people with addresses, and time that passes, for tests of sending.

Belongs here: arranging and looking. Does not: the server (mail_server).
"""

from collections import Counter
from typing import Any

from psycopg.types.json import Jsonb

from deployments.mailing import opening, send_all
from models.database import Row, one, rows, run, transaction
from models.settings import settings

_PERSON = """
INSERT INTO person (nip, kind, name, email)
SELECT '19900101202001' || lpad(n::text, 4, '0'), 'PNS', 'Pegawai ' || n, 'pegawai' || n || '@contohkab.go.id'
  FROM generate_series(1, %(count)s) AS n
"""
#: An hour old, with its time to leave a second ago: the schedule gives it no other.
_DUE = """
INSERT INTO notice (key, person_id, kind, content, queued_at, next_try_at)
SELECT %(kind)s || ':' || %(about)s::text || ':' || id, id, %(kind)s, %(content)s, now() - interval '1 hour',
       now() - interval '1 second'
  FROM person WHERE nip LIKE '19900101202001%%' ORDER BY id
"""


def people(count: int) -> None:
    """So many people with a mail address each, of no period."""
    with transaction() as session:
        run(session, _PERSON, count=count)


def due(kind: str = "plan_approved", about: int = 1, **content: Any) -> None:
    """A notice of this kind for each of them, due now; all of one kind and number are one effect."""
    with transaction() as session:
        run(session, _DUE, kind=kind, about=about, content=Jsonb(content))


def send() -> Counter[str]:
    """Send all that is due, by the settings as they are."""
    ways = opening(settings())
    assert ways
    return send_all(settings(), ways)


def later() -> None:
    """Whatever waits is due now, and claims have run out: the waiting is over."""
    with transaction() as session:
        run(
            session,
            "UPDATE notice SET next_try_at = greatest(queued_at + interval '1 microsecond', now() - interval '1 s') "
            "WHERE status IN ('queued', 'sending')",
        )


def notices() -> list[Row]:
    """All notices, with the seconds until their next try, by number."""
    with transaction() as session:
        return rows(
            session,
            "SELECT n.*, p.email, extract(epoch FROM n.next_try_at - now())::float AS wait FROM notice n "
            "JOIN person p ON p.id = n.person_id ORDER BY n.id",
        )


def states() -> Counter[tuple[str, str | None]]:
    """How many notices are in which state, with which outcome."""
    return Counter((each["status"], each["outcome"]) for each in notices())


def attempts() -> list[Row]:
    """Every attempt on record, in order."""
    with transaction() as session:
        return rows(session, "SELECT * FROM notice_delivery ORDER BY id")


def count(statement: str) -> int:
    """The number that a statement says."""
    with transaction() as session:
        found = one(session, statement)  # type: ignore[arg-type]
    assert found
    return int(next(iter(found.values())))
