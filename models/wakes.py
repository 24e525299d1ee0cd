"""Wakes: hints that a unit's gate may have opened, taken by a dispatcher and turned into flow runs.

Belongs here: asking for a run and taking what was asked. Does not: running it (flows/dispatch). A wake is only an
optimization: whatever is lost here, the sweep finds. Plain inserts, coalesced when taken, so that deciders of one
unit never wait for each other.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models.database import rows, run

#: A wake taken by a dispatcher that died is taken again after this.
_LEASE_SECONDS = 60


@dataclass(frozen=True)
class Due:
    """A unit that asked to be looked at, with the wakes that asked."""

    period_id: int
    period_code: str
    unit_id: int
    unit_code: str
    title: str
    wakes: list[int]
    #: When the newest of them asked.
    asked_at: datetime


def wake(session: Session, period_id: int, unit_id: int, cause: str) -> None:
    """Ask for a run of this unit once the session's transaction is committed."""
    run(
        session,
        "INSERT INTO wake (period_id, unit_id, cause) VALUES (%(period)s, %(unit)s, %(cause)s)",
        period=period_id,
        unit=unit_id,
        cause=cause,
    )


_TAKE = """
WITH waiting AS (
  SELECT id FROM wake WHERE taken_at IS NULL OR taken_at < now() - make_interval(secs => %(lease)s)
  ORDER BY id FOR UPDATE SKIP LOCKED),
taken AS (UPDATE wake SET taken_at = now() FROM waiting WHERE wake.id = waiting.id RETURNING wake.*)
SELECT period_id, p.code AS period_code, unit_id, u.code AS unit_code, p.code || ' · ' || u.name AS title,
       array_agg(taken.id ORDER BY taken.id) AS wakes, max(taken.created_at) AS asked_at
  FROM taken JOIN period p ON p.id = period_id JOIN agency_then u USING (period_id) WHERE u.id = unit_id
 GROUP BY 1, 2, 3, 4, 5 ORDER BY min(taken.id)
"""


def take(session: Session) -> list[Due]:
    """Take every waiting wake, grouped by unit; they come back by themselves when nobody finishes them."""
    return [Due(**row) for row in rows(session, _TAKE, lease=_LEASE_SECONDS)]


def finish(session: Session, due: Due) -> None:
    """Forget the wakes of `due`: its unit was looked at after they were written."""
    run(session, "DELETE FROM wake WHERE id = ANY(%(wakes)s)", wakes=due.wakes)


def give_back(session: Session, due: Due, seconds: int) -> None:
    """Let the wakes of `due` be taken again after `seconds`: their run could not be made now."""
    run(
        session,
        "UPDATE wake SET taken_at = now() - make_interval(secs => %(age)s) WHERE id = ANY(%(wakes)s)",
        age=_LEASE_SECONDS - seconds,
        wakes=due.wakes,
    )
