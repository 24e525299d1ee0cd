"""Moving the closing of open feedback rounds: to a later day, or to now; of one person's or of everybody's in a unit.

Belongs here: those two, with their reason. Does not: opening (round_opening), answering (rounds), reading results.
A round that is closed stays closed: its answers may have been read, and one more would show who gave it.
"""

from dataclasses import dataclass
from datetime import date
from typing import LiteralString

from sqlmodel import Session

from models import ledger
from models.actors import Actor
from models.database import Row, rows, run
from models.deadlines import is_hr_administrator
from models.errors import InvalidInputError, NotAllowedError, WrongStateError
from models.language import N_
from models.round_opening import check_day, check_end
from models.round_results import AT_LEAST
from models.written import written

_MOST = 1000


@dataclass(frozen=True)
class Closing:
    """What an administrator asks for: one round or all of a unit (its code), the new last day or none: now; and why."""

    round_id: int
    unit: str
    closes_on: date | None
    reason: str


_OPEN: LiteralString = """
SELECT r.id, r.closes_at, s.id AS segment, s.unit_id, e.name, e.nip, u.name AS unit,
       (SELECT count(answered_at) FROM round_giver g WHERE g.round_id = r.id) AS answered
  FROM feedback_round r JOIN segment s ON s.id = r.segment_id JOIN person e ON e.id = s.person_id
  JOIN agency_then u ON (u.period_id, u.id) = (s.period_id, s.unit_id)
 WHERE s.period_id = %(period)s AND r.closes_at > now()
   AND CASE WHEN %(round)s > 0 THEN r.id = %(round)s ELSE u.code = %(unit)s END
 ORDER BY r.id
"""
_HOLD: LiteralString = _OPEN + " FOR NO KEY UPDATE OF r"
#: The closing of each round and its event, in one statement.
_MOVE: LiteralString = """
WITH moved AS (
  UPDATE feedback_round r SET closing_reason = %(reason)s, closes_at =
         CASE WHEN %(closes_on)s::date IS NULL THEN greatest(now(), opened_at + interval '1 microsecond')
              ELSE (%(closes_on)s::date + 1)::timestamp AT TIME ZONE %(zone)s END
   WHERE id = ANY(%(rounds)s)
     AND (%(closes_on)s::date IS NULL OR closes_at < (%(closes_on)s::date + 1)::timestamp AT TIME ZONE %(zone)s)
  RETURNING id, segment_id),
event AS (
  INSERT INTO audit_event (event, actor_kind, actor_id, actor_name, period_id, unit_id, segment_id, subject_kind,
                           subject_id, content, text_digest)
  SELECT %(event)s, %(actor_kind)s, %(actor_id)s::bigint, %(actor_name)s, s.period_id, s.unit_id, s.id, 'round',
         moved.id, jsonb_build_object('closes_on', %(closes_on)s::date, 'answered',
           (SELECT count(answered_at) FROM round_giver g WHERE g.round_id = moved.id)), %(text_digest)s
    FROM moved JOIN segment s ON s.id = moved.segment_id ORDER BY moved.id RETURNING id),
words AS (INSERT INTO audit_text SELECT id, %(salt)s, %(reason)s::text FROM event)
SELECT id FROM moved
"""
#: Those who can still answer, or no longer, and the people it is about: one notice each, however many rounds.
_TELL: LiteralString = """
INSERT INTO notice (key, person_id, kind)
SELECT DISTINCT %(kind)s || ':round:' || %(first)s::text || ':' || coalesce(%(closes_on)s::text, 'now') || ':'
         || told.person_id, told.person_id, %(kind)s
  FROM (SELECT person_id FROM round_giver WHERE round_id = ANY(%(rounds)s) AND answered_at IS NULL
         UNION SELECT s.person_id FROM feedback_round r JOIN segment s ON s.id = r.segment_id
                WHERE r.id = ANY(%(rounds)s)) AS told
ON CONFLICT (key) DO NOTHING
"""


def open_rounds(session: Session, period: Row, *, round_id: int = 0, unit: str = "") -> list[Row]:
    """The open rounds that are meant: one, or all of a unit; with how many have answered."""
    return rows(session, _OPEN, period=period["id"], round=round_id, unit=unit)


def too_few(found: list[Row]) -> int:
    """Of how many of these rounds nothing would ever be shown if they were closed now."""
    return sum(each["answered"] < AT_LEAST for each in found)


def move(session: Session, period: Row, wanted: Closing, *, by: Actor) -> int:
    """Move the closing of the rounds meant; givers who have not answered and the people meant are told.

    Returns how many were moved; rounds of a unit that close later already stay as they are.

    Raises:
        NotAllowedError: not an HR administrator.
        InvalidInputError: no reason, or a last day that is not later than the one there is.
        WrongStateError: the period is closed, or no round meant is open.
    """
    if by.acting_for is not None or not is_hr_administrator(session, by):
        raise NotAllowedError(N_("Only an HR administrator changes the closing of a feedback round."))
    if period["closed_at"]:
        raise WrongStateError(N_("The period is closed, so its feedback rounds stay as they are."))
    reason = written(wanted.reason, _MOST)
    if not reason:
        raise InvalidInputError(N_("Say why the closing changes: everybody who is asked reads it."))
    if wanted.closes_on is not None:
        check_day(session, period, wanted.closes_on)
        check_end(session, period, wanted.closes_on)
    found = rows(session, _HOLD, period=period["id"], round=wanted.round_id, unit=wanted.unit)
    if not found:
        raise WrongStateError(
            N_("No round like that is open any more. A closed round stays closed: its answers may have been read.")
        )
    event = "round.closed" if wanted.closes_on is None else "round.extended"
    words = ledger.salted(reason)
    moved = rows(
        session, _MOVE, rounds=[row["id"] for row in found], reason=reason, closes_on=wanted.closes_on,
        zone=period["timezone"], event=event, actor_kind=by.kind, actor_id=by.person_id, actor_name=by.name,
        text_digest=words.digest, salt=words.salt,
    )  # fmt: skip
    if not moved:
        raise InvalidInputError(N_("The new last day must be later than the present one. To end earlier, close now."))
    ids = [row["id"] for row in moved]
    run(session, _TELL, kind=event.replace(".", "_"), first=min(ids), rounds=ids, closes_on=wanted.closes_on)
    return len(ids)
