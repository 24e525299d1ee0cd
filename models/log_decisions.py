"""What a rater decides on the daily logs of their people: valid, or not and why; many at once (SPEC §4.4).

Belongs here: that decision, and what waits for it. Does not: recording (activity_log). An entry nobody decides on costs
its employee nothing (DQ-L02 escalates it).
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import LiteralString

from sqlmodel import Session

from models import acting_for, ledger, waivers
from models.actors import Actor
from models.database import Row, one, rows
from models.errors import (
    ConflictError,
    InvalidInputError,
    KinerjaError,
    NotAllowedError,
    NotFoundError,
    WrongStateError,
)
from models.labels import label
from models.language import N_
from models.open_segment import check_open
from models.vocabulary import Stage
from models.written import written

_DECIDE = """
WITH asked AS MATERIALIZED (
  SELECT l.id, l.period_id, l.unit_id FROM activity_log l JOIN segment s ON s.id = l.segment_id
   WHERE l.id = ANY(%(logs)s) AND l.superseded_at IS NULL AND l.status = 'submitted' AND s.rater_id = %(seat)s
     AND s.person_id <> %(by)s
     AND NOT EXISTS (SELECT FROM evaluation v WHERE v.segment_id = s.id)
   ORDER BY l.id FOR UPDATE OF l),
place AS MATERIALIZED (
  SELECT u.period_id, u.unit_id FROM period_unit u
   WHERE (u.period_id, u.unit_id) IN (SELECT period_id, unit_id FROM asked) AND u.position <= %(last)s
   ORDER BY u.period_id, u.unit_id FOR SHARE OF u),
decided AS (
  UPDATE activity_log l SET status = %(outcome)s::text, decided_by = %(by)s::bigint, decided_at = now(),
         decision_reason = %(reason)s::text
    FROM asked JOIN place USING (period_id, unit_id) WHERE l.id = asked.id
  RETURNING l.id, l.period_id, l.unit_id, l.segment_id),
event AS (
  INSERT INTO audit_event (event, actor_kind, actor_id, actor_name, acting_for_id, period_id, unit_id, segment_id,
                           subject_kind, subject_id, content, text_digest)
  SELECT 'log.decided', 'person', %(by)s::bigint, %(actor_name)s, %(acting_for)s::bigint, period_id, unit_id,
         segment_id, 'log', max(id),
         jsonb_build_object('outcome', %(outcome)s::text, 'entries', count(*)), %(text_digest)s
    FROM decided GROUP BY period_id, unit_id, segment_id ORDER BY segment_id RETURNING id),
words AS (INSERT INTO audit_text SELECT id, %(salt)s, %(reason)s::text FROM event WHERE %(salt)s::bytea IS NOT NULL),
told AS (
  INSERT INTO notice (key, person_id, kind, content)
  SELECT 'log_rejected:' || max(d.id) || ':' || s.person_id, s.person_id, 'log_rejected',
         jsonb_build_object('entries', count(*), 'segment', max(d.segment_id))
    FROM decided d JOIN segment s ON s.id = d.segment_id WHERE %(outcome)s::text = 'rejected'
   GROUP BY s.person_id ON CONFLICT (key) DO NOTHING)
SELECT coalesce(array_agg(id), '{}') AS done FROM decided
"""


def decide(session: Session, log_ids: Sequence[int], *, by: Actor, outcome: str, reason: str = "") -> int:
    """Validate or reject entries of people one rates, all of them or none; returns how many.

    `outcome` is "validated" or "rejected"; a rejection is told to the employees with its reason.

    Raises:
        InvalidInputError: another outcome, or a rejection without a reason.
        NotFoundError: an entry does not exist, was corrected or withdrawn.
        NotAllowedError: an entry of somebody whom another person rates; or a deputy of the rater whose delegation is
            not in force, or whose own entry it is.
        ConflictError: an entry was decided already.
        WrongStateError: the person is rated already, or the unit past approval.
    """
    if outcome not in {"validated", "rejected"}:
        raise InvalidInputError(N_("An entry is validated or rejected; {given} is neither."), given=outcome)
    why = written(reason, 500)
    if outcome == "rejected" and not why:
        raise InvalidInputError(N_("Say what is wrong with the entry: the employee corrects it by that."))
    wanted = sorted(set(log_ids))
    words = ledger.salted(why)
    acting_for.delegation_of(session, by)
    done = one(
        session,
        _DECIDE,
        logs=wanted,
        by=by.person_id,
        seat=by.seat,
        acting_for=by.acting_for,
        actor_name=by.name,
        outcome=outcome,
        reason=why,
        last=Stage.APPROVAL.position,
        text_digest=words.digest,
        salt=words.salt,
    )
    decided: set[int] = set(done["done"]) if done else set()
    if len(decided) < len(wanted):
        raise _refusal(session, next(number for number in wanted if number not in decided), by)
    return len(decided)


_LOOK = """
SELECT l.status, l.decided_at, u.position, s.rater_id, s.person_id, rater.name AS rater, decider.name AS decider,
       EXISTS (SELECT FROM evaluation v WHERE v.segment_id = s.id) AS rated
  FROM activity_log l JOIN segment s ON s.id = l.segment_id JOIN person rater ON rater.id = s.rater_id
  JOIN period_unit u ON u.period_id = l.period_id AND u.unit_id = l.unit_id
  LEFT JOIN person decider ON decider.id = l.decided_by
 WHERE l.id = %(log)s AND l.superseded_at IS NULL
"""


def _refusal(session: Session, log_id: int, by: Actor) -> KinerjaError:
    found = one(session, _LOOK, log=log_id)
    if found is None:
        return NotFoundError(
            N_("There is no entry {id}, or it was corrected or withdrawn. Nothing was decided; list them again."),
            id=log_id,
        )
    if found["rater_id"] != by.seat or found["person_id"] == by.person_id:
        return NotAllowedError(
            N_("Entry {id} is for {rater} to decide, not for you. Nothing was decided."),
            id=log_id,
            rater=found["rater"],
        )
    if found["decided_at"]:
        return ConflictError(
            N_("Entry {id} was already {outcome} by {decider}; nothing was changed. List the entries again."),
            id=log_id,
            outcome=label(found["status"]),
            decider=found["decider"],
        )
    if found["rated"]:
        return WrongStateError(N_("The person of entry {id} is rated already; their log stays as it is."), id=log_id)
    check_open(found, Stage.BRIEFING)
    return ConflictError(N_("Entry {id} changed at this moment. Nothing was decided; list them again."), id=log_id)


#: What a list of entries shows.
LISTED: LiteralString = """
SELECT l.id, l.segment_id AS segment, e.nip, e.name, l.day, to_char(l.starts, 'HH24:MI') AS starts,
       to_char(l.ends, 'HH24:MI') AS ends, l.description, l.work_result, l.unrelated_reason, l.output_volume,
       l.output_unit, l.status, l.decision_reason, l.version, l.recorded_at
  FROM activity_log l JOIN segment s ON s.id = l.segment_id JOIN person e ON e.id = s.person_id
"""
_WAITING: LiteralString = (
    LISTED
    + """
  JOIN period p ON p.id = l.period_id JOIN period_unit u ON u.period_id = l.period_id AND u.unit_id = l.unit_id
 WHERE s.rater_id = %(rater)s AND l.superseded_at IS NULL AND l.status = 'submitted' AND u.position <= %(final)s
   AND NOT EXISTS (SELECT FROM evaluation v WHERE v.segment_id = s.id)
   AND (%(period)s::text IS NULL OR p.code = %(period)s) AND (%(nip)s::text IS NULL OR e.nip = %(nip)s)
 ORDER BY e.name, l.day, l.starts LIMIT %(limit)s
"""
)


def waiting_for(
    session: Session, rater_id: int, *, period: str | None = None, nip: str | None = None, limit: int | None = None
) -> list[Row]:
    """The entries that a rater (person id) can decide now, by person and day; of one period (code) or employee.

    `waived` marks what stands by a waiver.
    """
    bare = nip.replace(" ", "") if nip else None
    last = Stage.APPROVAL.position
    found = rows(session, _WAITING, rater=rater_id, period=period, nip=bare, limit=limit, final=last)
    return with_marks(session, found)


def with_marks(session: Session, found: Sequence[Row]) -> list[Row]:
    """Entries with the marks of what stands by a waiver: of that day and time of beginning, as the rules name them."""
    marks = waivers.of_segments(session, {row["segment"] for row in found}, suites={"logs"})
    by_entry: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for segment, of_segment in marks.items():
        for mark in of_segment:
            by_entry[segment, mark["subject"]].append(mark)
    return [
        row | {"waived": by_entry.get((row["segment"], f"{row['day']:%Y-%m-%d} {row['starts']}"), [])} for row in found
    ]
