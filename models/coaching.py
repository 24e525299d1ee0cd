"""Coaching (pembinaan): what rater and employee talked over and agreed, confirmed by the employee (SPEC §2.3).

Belongs here: recording, correcting and confirming. Does not: rating; a coaching record is never turned into one.
Source: PP 30/2019 (bimbingan kinerja, konseling kinerja), PermenPANRB 6/2022.
"""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from models import acting_for, ledger, notices
from models.actors import Actor
from models.database import Row, one, rows, run
from models.errors import ConflictError, InvalidInputError, NotAllowedError, NotYoursError
from models.language import N_
from models.ledger import Subject
from models.tables.coaching import COACHING_KINDS
from models.written import written

_MOST = 4000


@dataclass(frozen=True)
class Talk:
    """What a coaching record says: kind ("guidance" or "counseling"), day, what was talked over, what was agreed."""

    kind: str
    held_on: date
    talked: str
    agreed: str
    follow_up_on: date | None = None


#: One record at a time for each segment, so that numbers have no gaps and no twins.
_TAKE_TURNS = "SELECT pg_advisory_xact_lock(hashtextextended('coaching', %(segment)s))"
_PLACE = """
SELECT s.id, s.period_id, s.unit_id, s.person_id, s.rater_id, s.starts, (now() AT TIME ZONE p.timezone)::date AS today
  FROM segment s JOIN period p ON p.id = s.period_id
 WHERE s.id = %(segment)s
"""
_CURRENT = """
SELECT id, version, confirmed_at FROM coaching
 WHERE segment_id = %(segment)s AND number = %(number)s AND superseded_at IS NULL FOR UPDATE
"""
_NEXT = "SELECT coalesce(max(number), 0) + 1 AS number FROM coaching WHERE segment_id = %(segment)s"
_ADD = """
INSERT INTO coaching (segment_id, number, version, kind, held_on, talked, agreed, follow_up_on, recorded_by,
                      acting_for_id, remark)
VALUES (%(segment)s, %(number)s, %(version)s, %(kind)s, %(held_on)s, %(talked)s, %(agreed)s, %(follow_up_on)s, %(by)s,
        %(acting_for)s, '') RETURNING id
"""


def record(session: Session, segment_id: int, talk: Talk, *, by: Actor, number: int | None = None) -> int:
    """Record a talk with somebody one rates, or correct record `number` until they confirmed it; returns its number.

    Raises:
        NotFoundError: not a person one rates, or no such record.
        NotAllowedError: a deputy of the rater whose delegation is not in force, or whose own record it is.
        InvalidInputError: an unknown kind, no words, a day to come or before the person's time, a follow-up before it.
        ConflictError: the employee has confirmed it; write another one.
    """
    place = _place(session, segment_id, "rater_id", by.seat)
    if acting_for.delegation_of(session, by) and place["person_id"] == by.person_id:
        raise NotAllowedError(N_("This is your own record: whoever rates you writes it, not you as their deputy."))
    said = _checked(talk, place)
    version = 1
    if number is None:
        number = int((one(session, _NEXT, segment=segment_id) or {})["number"])
    else:
        before = _current(session, segment_id, number)
        if before["confirmed_at"]:
            raise ConflictError(N_("The employee has confirmed this record, so it stays. Write another one."))
        run(session, "UPDATE coaching SET superseded_at = now() WHERE id = %(id)s", id=before["id"])
        version = before["version"] + 1
    added = one(
        session,
        _ADD,
        segment=segment_id,
        number=number,
        version=version,
        by=by.person_id,
        acting_for=by.acting_for,
        **vars(said),
    )
    assert added is not None  # noqa: S101 - INSERT … RETURNING gives a row
    about = Subject(place["period_id"], place["unit_id"], segment_id, "coaching", added["id"], version)
    ledger.record(session, "coaching.recorded", by=by, subject=about, text=said.agreed, kind=said.kind, number=number)
    notices.queue(
        session, "coaching_to_confirm", to=place["person_id"], about=f"coaching:{added['id']}", segment=segment_id
    )
    return number


def confirm(session: Session, segment_id: int, number: int, *, by: Actor, remark: str = "") -> None:
    """Confirm a talk as its employee, with a remark of one's own words or none; once, and it stays as it is.

    Raises:
        NotFoundError: not one's own, or no such record.
        ConflictError: confirmed before.
        InvalidInputError: a remark that cannot be stored.
    """
    place = _place(session, segment_id, "person_id", by.person_id)
    found = _current(session, segment_id, number)
    if found["confirmed_at"]:
        raise ConflictError(N_("You have confirmed this record before; nothing was changed."))
    words = written(remark, _MOST)
    run(
        session,
        "UPDATE coaching SET confirmed_at = now(), remark = %(remark)s WHERE id = %(id)s",
        remark=words,
        id=found["id"],
    )
    about = Subject(place["period_id"], place["unit_id"], segment_id, "coaching", found["id"], found["version"])
    ledger.record(session, "coaching.confirmed", by=by, subject=about, text=words, number=number)
    notices.queue(
        session, "coaching_confirmed", to=place["rater_id"], about=f"coaching:{found['id']}", segment=segment_id
    )


def _place(session: Session, segment_id: int, role: str, person_id: int | None) -> Row:
    run(session, _TAKE_TURNS, segment=segment_id)
    found = one(session, _PLACE, segment=segment_id)
    if found is None or found[role] != person_id:
        raise NotYoursError
    return found


def _current(session: Session, segment_id: int, number: int) -> Row:
    found = one(session, _CURRENT, segment=segment_id, number=number)
    if found is None:
        raise NotYoursError
    return found


def _checked(talk: Talk, place: Row) -> Talk:
    if talk.kind not in COACHING_KINDS:
        raise InvalidInputError(N_("Choose guidance or counseling."))
    talked, agreed = written(talk.talked, _MOST), written(talk.agreed, _MOST)
    if not talked or not agreed:
        raise InvalidInputError(N_("Write what you talked over and what you agreed: both of you will rely on it."))
    if not place["starts"] <= talk.held_on <= place["today"]:
        raise InvalidInputError(
            N_("The talk was between {first} and today ({today}). Choose a day in between."),
            first=place["starts"],
            today=place["today"],
        )
    if talk.follow_up_on and talk.follow_up_on < talk.held_on:
        raise InvalidInputError(N_("The follow-up comes after the talk. Choose a later day, or leave it empty."))
    return Talk(talk.kind, talk.held_on, talked, agreed, talk.follow_up_on)


_LIST = """
SELECT c.number, c.version, c.kind, c.held_on, c.talked, c.agreed, c.follow_up_on, c.recorded_at, c.confirmed_at,
       c.remark, by.name AS recorded_by, principal.name AS acting_for
  FROM coaching c JOIN person by ON by.id = c.recorded_by LEFT JOIN person principal ON principal.id = c.acting_for_id
 WHERE c.segment_id = %(segment)s AND c.superseded_at IS NULL ORDER BY c.held_on DESC, c.number DESC LIMIT %(limit)s
"""


def records(session: Session, segment_id: int, *, limit: int = 50) -> list[Row]:
    """The coaching records of a segment as they are now, the newest talk first."""
    return rows(session, _LIST, segment=segment_id, limit=limit)
