"""Entries of a daily log that a person writes one at a time: a new one, or a correction of one of their own.

Belongs here: these two acts, which never replace or cover another entry unseen. Does not: recording by day and time
(activity_log), which files and the command line use, and whose overlaps become findings (DQ-L01).
"""

from datetime import date, time

from sqlmodel import Session

from models import activity_log, log_photos
from models.activity_log import LogInput
from models.actors import Actor
from models.database import Row, one
from models.errors import ConflictError, InvalidInputError
from models.language import N_, Day
from models.open_segment import own_open_segment
from models.vocabulary import Stage

#: Letters of the other entry in a refusal.
_SHOWN = 60


class OverlapError(ConflictError):
    """Another entry covers a part of the same time; `entry` is its number."""

    def __init__(self, other: Row) -> None:
        """Name the other entry, as its writer knows it."""
        text = other["description"]
        super().__init__(
            N_(
                "On {day} from {starts:%H:%M} to {ends:%H:%M} you recorded “{description}” already, and nobody does "
                "two things at once. Nothing was stored. Change the times, or correct that entry."
            ),
            day=Day(other["day"]),
            starts=other["starts"],
            ends=other["ends"],
            description=text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…",
        )
        self.entry = int(other["id"])


_OVERLAPPING = """
SELECT id, day, starts, ends, description FROM activity_log
 WHERE segment_id = %(segment)s AND superseded_at IS NULL AND day = %(day)s AND starts < %(ends)s AND ends > %(starts)s
   AND id IS DISTINCT FROM %(but)s::bigint ORDER BY starts LIMIT 1
"""


def overlapping(
    session: Session, segment_id: int, day: date, starts: time, ends: time, *, but: int | None = None
) -> Row | None:
    """The first entry in force that covers a part of this time, other than `but`; None where the time is free."""
    return one(session, _OVERLAPPING, segment=segment_id, day=day, starts=starts, ends=ends, but=but)


def add(session: Session, segment_id: int, entry: LogInput, *, by: Actor) -> int:
    """Record a new entry; the rater sees it. Returns its number.

    Exactly the same once more (a form sent twice) changes nothing.

    Raises:
        OverlapError: another entry covers a part of the time.
        NotFoundError, WrongStateError, InvalidInputError: as for `activity_log.record`.
    """
    own_open_segment(session, segment_id, by, first=Stage.BRIEFING)
    other = overlapping(session, segment_id, entry.day, entry.starts, entry.ends)
    if other and not _same(other, entry):
        raise OverlapError(other)
    return activity_log.record(session, segment_id, entry, by=by)


def _same(other: Row, entry: LogInput) -> bool:
    """Whether an entry of the same times and words is meant, which is a form sent twice."""
    said = (entry.day, entry.starts, entry.ends, entry.description)
    return (other["day"], other["starts"], other["ends"], other["description"]) == said


_OWN = """
SELECT id, day, starts, status FROM activity_log
 WHERE id = %(entry)s AND segment_id = %(segment)s AND superseded_at IS NULL FOR UPDATE
"""


def correct(session: Session, segment_id: int, entry_id: int, entry: LogInput, *, by: Actor) -> int:
    """Put a corrected entry in the place of one of one's own that is not validated; the rater sees it anew.

    Returns the number of the entry in force.

    Raises:
        OverlapError: another entry covers a part of the time.
        ConflictError: the rater has validated it, or rejected exactly this.
        NotFoundError, WrongStateError, InvalidInputError: as for `activity_log.record`; also when the entry is not in
            force any more.
    """
    own_open_segment(session, segment_id, by, first=Stage.BRIEFING)
    earlier = one(session, _OWN, entry=entry_id, segment=segment_id)
    if earlier is None:
        raise InvalidInputError(
            N_("There is no such entry in your log any more: it was changed or taken back. Look at the week again.")
        )
    other = overlapping(session, segment_id, entry.day, entry.starts, entry.ends, but=entry_id)
    if other:
        raise OverlapError(other)
    moved = (earlier["day"], earlier["starts"]) != (entry.day, entry.starts)
    if moved:
        activity_log.withdraw(session, entry_id, by=by)
    number = activity_log.record(session, segment_id, entry, by=by)
    if moved:
        log_photos.carry(session, entry_id, number)
    return number
