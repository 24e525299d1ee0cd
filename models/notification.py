"""Notification: results are published to their people, who read them; reading proves delivery.

Belongs here: the verbs and the gate of this stage. Does not: publishing (tasks/notification), sending (outbox).
"""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from models import ledger, wakes
from models.actors import Actor
from models.database import Row, one, run
from models.errors import NotFoundError, WrongStateError
from models.gates import Gate, ask, counted
from models.language import N_
from models.ledger import Subject
from models.vocabulary import Stage

_MINE = """
SELECT s.id AS segment_id, s.period_id, s.unit_id, r.id AS result_id, r.version, p.delivered_at, p.accepted_at,
       p.objection_until <= now() AS over, o.id AS objection_id
  FROM segment s JOIN result r ON r.segment_id = s.id JOIN publication p ON p.result_id = r.id
  LEFT JOIN objection o ON o.result_id = r.id
 WHERE s.id = %(segment)s AND s.person_id = %(by)s ORDER BY r.version DESC LIMIT 1 FOR UPDATE OF p
"""


def published(session: Session, segment_id: int, by: Actor) -> Row:
    """The newest published result of one's own segment, locked for the verb that follows.

    Raises:
        NotFoundError: not one's own, or nothing published yet.
    """
    mine = one(session, _MINE, segment=segment_id, by=by.person_id)
    if mine is None:
        raise NotFoundError(N_("No result of yours is published here yet. You get a notice when it is."))
    return mine


def about(mine: Row) -> Subject:
    """The result as the subject of an event."""
    return Subject(mine["period_id"], mine["unit_id"], mine["segment_id"], "result", mine["result_id"], mine["version"])


#: A clock that ran out stays run out: who never opened it was told, and counts as having received it (SPEC §2.6).
_DELIVERED = """
UPDATE publication SET delivered_at = now(), proof = 'opened',
       objection_until = CASE WHEN objection_until <= now() THEN objection_until ELSE (
         SELECT objection_ends(p, now(), (p.definition #>> '{objection,days}')::int) FROM period p
          WHERE p.id = %(period)s) END
 WHERE result_id = %(result)s AND delivered_at IS NULL
"""


def read(session: Session, segment_id: int, *, by: Actor) -> None:
    """Record that a person opened their result: delivery is proven and the objection clock starts (SPEC §2.6).

    Raises:
        NotFoundError: not one's own, or nothing published yet.
    """
    mine = published(session, segment_id, by)
    if mine["delivered_at"] is None:
        run(session, _DELIVERED, result=mine["result_id"], period=mine["period_id"])
        ledger.record(session, "result.delivered", by=by, subject=about(mine))


def accept(session: Session, segment_id: int, *, by: Actor) -> None:
    """Accept one's result (DITERIMA): the objection clock need not run out.

    Raises:
        NotFoundError: not one's own, or nothing published yet.
        WrongStateError: accepted before, or an objection is on file.
    """
    read(session, segment_id, by=by)
    mine = published(session, segment_id, by)
    if mine["accepted_at"] or mine["objection_id"]:
        raise WrongStateError(N_("This result was already accepted or objected to; its trace shows when."))
    run(session, "UPDATE publication SET accepted_at = now() WHERE result_id = %(result)s", result=mine["result_id"])
    ledger.record(session, "result.accepted", by=by, subject=about(mine))
    wakes.wake(session, mine["period_id"], mine["unit_id"], "accepted")


_PUBLISHED = """
SELECT s.unit_id, count(*) AS total, count(*) FILTER (WHERE p.result_id IS NULL) AS remaining
  FROM segment s LEFT JOIN result r ON r.segment_id = s.id LEFT JOIN publication p ON p.result_id = r.id
 WHERE s.period_id = %(period)s AND s.unit_id = ANY(%(units)s) GROUP BY s.unit_id
"""


def gate(session: Session, period_id: int, units: Sequence[int]) -> Mapping[int, Gate]:
    """Open when every result is published."""
    text = N_("{remaining} of {total} results are not published yet")
    return ask(session, _PUBLISHED, Stage.NOTIFICATION, period_id, units, lambda row, due: counted(row, due, text))
