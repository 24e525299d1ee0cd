"""Feedback from its giver's side: whom one may give it to, and what one has given.

Belongs here: reading. Does not: giving it (feedback).
"""

from sqlmodel import Session

from models.actors import Actor
from models.database import Row, one, rows
from models.errors import NotFoundError
from models.language import N_

#: Receivers shown for one search.
MOST = 20
_FOUND = """
SELECT s.id AS segment, e.name, s.post, s.is_acting, u.name AS unit
  FROM segment s JOIN person e ON e.id = s.person_id
  JOIN agency_then u ON (u.period_id, u.id) = (s.period_id, s.unit_id)
 WHERE s.period_id = %(period)s AND s.person_id <> %(by)s AND strpos(lower(e.name), lower(%(part)s)) > 0
 ORDER BY (s.unit_id = %(unit)s) DESC, e.name, s.id LIMIT %(most)s
"""


def receivers(session: Session, place: Row, part: str, *, by: Actor) -> list[Row]:
    """People of the period of a segment whose name contains `part`, those of its unit first; at most `MOST`."""
    return rows(
        session, _FOUND, period=place["period_id"], unit=place["unit_id"], by=by.person_id, part=part, most=MOST
    )


_ONE = """
SELECT s.id AS segment, s.person_id, e.name, s.post, s.is_acting, u.name AS unit
  FROM segment s JOIN person e ON e.id = s.person_id
  JOIN agency_then u ON (u.period_id, u.id) = (s.period_id, s.unit_id)
 WHERE s.period_id = %(period)s AND s.id = %(segment)s AND s.person_id <> %(by)s
"""


def receiver(session: Session, place: Row, segment_id: int, *, by: Actor) -> Row:
    """Somebody else in the period of a segment, by the number of their own.

    Raises:
        NotFoundError: the period has no such segment, or it is one's own.
    """
    found = one(session, _ONE, period=place["period_id"], segment=segment_id, by=by.person_id)
    if found is None:
        raise NotFoundError(N_("There is no such person in this period, or it is you. Search for them again."))
    return found


_GIVEN = """
SELECT f.id, f.day, f.kind, f.core_value, f.words, e.name AS receiver
  FROM feedback f JOIN segment s ON s.id = f.segment_id JOIN person e ON e.id = s.person_id
 WHERE f.giver_id = %(by)s AND f.period_id = %(period)s AND f.superseded_at IS NULL ORDER BY f.day DESC, f.id DESC
 LIMIT %(limit)s
"""


def given(session: Session, period_id: int, *, by: Actor, limit: int = 25) -> list[Row]:
    """The feedback one has given in a period, the newest first."""
    return rows(session, _GIVEN, by=by.person_id, period=period_id, limit=limit)
