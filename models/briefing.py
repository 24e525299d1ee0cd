"""Briefing (sosialisasi): people read how they will be appraised. Tracked, never a condition.

Belongs here: the verb and the gate of this stage. Does not: sending the announcement (tasks/briefing).
"""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from models import ledger
from models.actors import Actor
from models.database import one
from models.errors import NotFoundError
from models.gates import Gate, ask, counted
from models.language import N_
from models.ledger import Subject
from models.vocabulary import Stage

_ACKNOWLEDGE = """
WITH mine AS (SELECT id, period_id, unit_id FROM segment WHERE id = %(segment)s AND person_id = %(by)s),
added AS (INSERT INTO acknowledgement (segment_id) SELECT id FROM mine ON CONFLICT DO NOTHING RETURNING segment_id)
SELECT mine.*, added.segment_id IS NOT NULL AS first FROM mine LEFT JOIN added ON added.segment_id = mine.id
"""


def acknowledge(session: Session, segment_id: int, *, by: Actor) -> None:
    """Record that a person has read the announcement; reading it again changes nothing.

    Raises:
        NotFoundError: the segment is not this person's.
    """
    mine = one(session, _ACKNOWLEDGE, segment=segment_id, by=by.person_id)
    if mine is None:
        raise NotFoundError(N_("There is no such appraisal of yours. Look for yours on your start page."))
    if mine["first"]:
        about = Subject(mine["period_id"], mine["unit_id"], segment_id, "announcement", segment_id)
        ledger.record(session, "announcement.acknowledged", by=by, subject=about)


_READ = """
SELECT s.unit_id, count(*) AS total, count(*) FILTER (WHERE a.segment_id IS NULL) AS remaining
  FROM segment s LEFT JOIN acknowledgement a ON a.segment_id = s.id
 WHERE s.period_id = %(period)s AND s.unit_id = ANY(%(units)s) GROUP BY s.unit_id
"""


def gate(session: Session, period_id: int, units: Sequence[int]) -> Mapping[int, Gate]:
    """Always open; says how many have not yet read the announcement."""
    text = N_("{remaining} of {total} have not read the announcement yet")
    return ask(session, _READ, Stage.BRIEFING, period_id, units, lambda row, due: counted(row, due, text, opens=True))
