"""Daily log (catatan harian): an employee says what they did and when, the rater validates or rejects it (SPEC §4.4).

Belongs here: these verbs; deciding stands in log_decisions. Does not: import of many (models/sources), or what looks
strange in a log (DQ-L01, DQ-L02): overlaps, more than 24 hours, leave days and late entries are stored and become
findings. Logs are evidence of effort, never the work result; a rater's lateness costs the employee nothing.
"""

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any, LiteralString

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlmodel import Session

from models import ledger, log_photos
from models.actors import Actor
from models.database import Row, one, rows
from models.errors import ConflictError, InvalidInputError, NotFoundError
from models.fact_versions import keep, owned_key, supersede
from models.field_problems import field_problem
from models.language import N_, Day
from models.ledger import Subject
from models.log_decisions import LISTED, decide, waiting_for, with_marks
from models.open_segment import check_work_result, own_open_segment
from models.vocabulary import Stage
from models.written import written

__all__ = ["LogInput", "decide", "log_input", "logs_of", "record", "waiting_for", "withdraw"]


class LogInput(BaseModel):
    """One entry as entered: a day, from when to when in whole minutes, what, and the work result it serves."""

    model_config = ConfigDict(str_strip_whitespace=True, extra="forbid")

    day: date
    starts: time
    ends: time
    description: str = Field(min_length=1, max_length=2000)
    #: Number of the work result in the plan; or why the activity belongs to none.
    work_result: int | None = Field(default=None, ge=1, le=1000)
    unrelated_reason: str = Field(default="", max_length=500)
    output_volume: Decimal | None = Field(default=None, ge=0, allow_inf_nan=False, max_digits=40)
    output_unit: str = Field(default="", max_length=100)


def log_input(values: Mapping[str, Any]) -> LogInput:
    """The entry with these values.

    Raises:
        InvalidInputError: a value is missing, too long or not of its kind; names the field.
    """
    try:
        return LogInput.model_validate(values)
    except ValidationError as problem:
        first = problem.errors()[0]
        raise InvalidInputError(
            N_("In the entry, {field} {problem}"), field=".".join(map(str, first["loc"])), problem=field_problem(first)
        ) from problem


#: The rater decides on what stands here: the entry stays as it is until this transaction ends.
_CURRENT = """
SELECT id, status, decision_reason, description FROM activity_log
 WHERE period_id = %(period)s AND key = %(key)s AND superseded_at IS NULL FOR UPDATE
"""


def record(session: Session, segment_id: int, entry: LogInput, *, by: Actor) -> int:
    """Record what one did; the same day and time of beginning again is a correction, which the rater sees anew.

    An equal entry changes nothing. From the launch until the rater has rated. Returns the entry's number.

    Raises:
        NotFoundError: the segment is not this person's.
        WrongStateError: the unit is past approval, or the rater has decided.
        InvalidInputError: a day outside the segment or to come; an end before the beginning; neither a work result of
            the plan nor a reason why none, or both.
        ConflictError: the rater has validated this entry, or rejected exactly this.
    """
    own = own_open_segment(session, segment_id, by, first=Stage.BRIEFING)
    _check_time(entry, own)
    _check_link(session, segment_id, entry.work_result, entry.unrelated_reason)
    key = owned_key(own, entry.day, entry.starts)
    current = one(session, _CURRENT, period=own["period_id"], key=key)
    if current and current["status"] == "validated":
        raise ConflictError(
            N_("The entry of {day} at {starts:%H:%M} is validated and stays. Record what is missing as a new entry."),
            day=Day(entry.day),
            starts=entry.starts,
        )
    says = entry.model_dump() | {
        "description": written(entry.description, 2000),
        "unrelated_reason": written(entry.unrelated_reason, 500),
        "output_unit": written(entry.output_unit, 100),
    }
    kept = keep(session, "activity_log", own, key=key, says=says, by=by)
    if not kept.changed and current and current["status"] == "rejected":
        raise ConflictError(
            N_("Exactly this entry was rejected: {reason}. Correct what the rater names, then record it again."),
            reason=current["decision_reason"],
        )
    if kept.changed:
        if current:
            log_photos.carry(session, current["id"], kept.id)
        about = Subject(own["period_id"], own["unit_id"], segment_id, "log", kept.id, kept.version)
        ledger.record(session, "log.recorded", by=by, subject=about)
    return kept.id


def _check_time(entry: LogInput, own: Row) -> None:
    for at in (entry.starts, entry.ends):
        if at.second or at.microsecond or at.tzinfo:
            raise InvalidInputError(N_("Write hours and minutes of the region's time, such as 08:30."))
    if entry.starts >= entry.ends:
        raise InvalidInputError(
            N_("The activity would end ({ends:%H:%M}) before it begins ({starts:%H:%M}). Correct the times."),
            starts=entry.starts,
            ends=entry.ends,
        )
    if not own["starts"] <= entry.day <= own["ends"]:
        raise InvalidInputError(
            N_("{day} lies outside your segment, which runs from {starts} to {ends}. Correct the day."),
            day=Day(entry.day),
            starts=Day(own["starts"]),
            ends=Day(own["ends"]),
        )
    if entry.day > own["today"]:
        raise InvalidInputError(
            N_("{day} is still to come: a log says what was done. Correct the day."), day=Day(entry.day)
        )


def _check_link(session: Session, segment_id: int, work_result: int | None, reason: str) -> None:
    if (work_result is None) != bool(reason.strip()):
        raise InvalidInputError(N_("Name the work result it serves, or say why it belongs to none: one of the two."))
    if work_result is not None:
        check_work_result(session, segment_id, work_result)


_OWN_ENTRY = """
SELECT l.id, l.segment_id FROM activity_log l JOIN segment s ON s.id = l.segment_id
 WHERE l.id = %(log)s AND s.person_id = %(by)s AND l.superseded_at IS NULL
"""
_STATUS = "SELECT status, version FROM activity_log WHERE id = %(log)s AND superseded_at IS NULL FOR UPDATE"


def withdraw(session: Session, log_id: int, *, by: Actor) -> None:
    """Take back an entry that the rater has not validated; it stays on record, out of force.

    Raises:
        NotFoundError: no such entry of one's own in force.
        WrongStateError: the unit is past approval, or the rater has decided.
        ConflictError: the rater has validated it.
    """
    found = one(session, _OWN_ENTRY, log=log_id, by=by.person_id)
    if found is None:
        raise _no_entry(log_id)
    own = own_open_segment(session, found["segment_id"], by, first=Stage.BRIEFING)
    entry = one(session, _STATUS, log=log_id)
    if entry is None:
        raise _no_entry(log_id)
    if entry["status"] == "validated":
        raise ConflictError(N_("Entry {id} is validated and stays. Ask your rater if it is wrong."), id=log_id)
    supersede(session, "activity_log", log_id)
    about = Subject(own["period_id"], own["unit_id"], found["segment_id"], "log", log_id, entry["version"])
    ledger.record(session, "log.recorded", by=by, subject=about, withdrawn=1)


def _no_entry(log_id: int) -> NotFoundError:
    return NotFoundError(
        N_("There is no entry {id} of yours in force: it was taken back or corrected. Look at your daily log."),
        id=log_id,
    )


_OF_SEGMENT: LiteralString = (
    LISTED
    + """
 WHERE l.segment_id = %(segment)s AND l.superseded_at IS NULL
   AND l.day BETWEEN coalesce(%(first)s::date, '-infinity') AND coalesce(%(last)s::date, 'infinity')
   AND (%(status)s::text IS NULL OR l.status = %(status)s) ORDER BY l.day DESC, l.starts DESC LIMIT %(limit)s
"""
)


def logs_of(
    session: Session,
    segment_id: int,
    *,
    first: date | None = None,
    last: date | None = None,
    status: str | None = None,
    limit: int = 100,
) -> list[Row]:
    """The entries of a segment in force, newest first: from the day `first` to `last`, in one state if given.

    `waived` marks what stands by a waiver.
    """
    found = rows(session, _OF_SEGMENT, segment=segment_id, first=first, last=last, status=status, limit=limit)
    return with_marks(session, found)
