"""Results signed for on paper: delivery proven without the portal, so that the objection clock starts (SPEC §2.6).

Belongs here: recording the receipt and who has none yet. Does not: opening in the portal (notification), the clock
itself (`objection_ends`). Source: PP 30/2019 Pasal 59: the days to object run from receipt.
"""

from datetime import date, datetime

from sqlmodel import Session

from models import ledger, notices
from models.actors import Actor
from models.board import find_period
from models.database import Row, one, rows
from models.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from models.language import N_, Day
from models.ledger import Subject
from models.reminders import may_remind

_UNDELIVERED = """
SELECT e.name, e.nip, s.id AS segment, s.post, b.published_at, b.objection_until, count(*) OVER () AS total
  FROM segment s JOIN person e ON e.id = s.person_id JOIN result r ON r.segment_id = s.id AND r.version = 1
  JOIN publication b ON b.result_id = r.id
 WHERE s.period_id = %(period)s AND s.unit_id = %(unit)s AND b.delivered_at IS NULL AND b.objection_until > now()
 ORDER BY b.objection_until, e.name, s.id LIMIT %(limit)s
"""


def undelivered(session: Session, period_id: int, unit_id: int, *, limit: int = 50) -> list[Row]:
    """People of a unit whose published result is neither opened nor signed for, while they may still object.

    `objection_until` counts from publication for them; `total` is how many there are.
    """
    return rows(session, _UNDELIVERED, period=period_id, unit=unit_id, limit=limit)


_PLACE = """
SELECT p.id AS period_id, p.timezone, u.unit_id FROM period p JOIN period_unit u ON u.period_id = p.id
  JOIN unit ON unit.id = u.unit_id WHERE p.code = %(code)s AND unit.code = %(unit)s
"""


def place_of(session: Session, code: str, unit: str) -> Row:
    """A unit (code) of a period (code): unit_id, period_id and the period's time zone.

    Raises:
        NotFoundError: no such period, or it has no such unit.
    """
    find_period(session, code)
    found = one(session, _PLACE, code=code, unit=unit)
    if found is None:
        raise NotFoundError(N_("Period {code} has no unit {unit}."), code=code, unit=unit)
    return found


_THEIRS = """
SELECT s.id AS segment, s.person_id, r.id AS result, r.version, b.delivered_at, b.objection_until <= now() AS over,
       (b.published_at AT TIME ZONE p.timezone)::date AS published, (now() AT TIME ZONE p.timezone)::date AS today
  FROM segment s JOIN person e ON e.id = s.person_id JOIN period p ON p.id = s.period_id
  JOIN result r ON r.segment_id = s.id AND r.version = 1 JOIN publication b ON b.result_id = r.id
 WHERE s.period_id = %(period)s AND s.unit_id = %(unit)s AND e.nip = %(nip)s ORDER BY s.id FOR UPDATE OF b
"""
#: Counted from the day of the signature. Whoever records it late cuts nobody off: there is at least the next day left.
_SIGN = """
UPDATE publication b SET proof = 'signed',
       delivered_at = greatest(b.published_at, (%(on)s::date + time '12:00') AT TIME ZONE p.timezone),
       objection_until = greatest(
         objection_ends(p, greatest(b.published_at, (%(on)s::date + time '12:00') AT TIME ZONE p.timezone),
                        (p.definition #>> '{objection,days}')::int),
         ((now() AT TIME ZONE p.timezone)::date + 2)::timestamp AT TIME ZONE p.timezone)
  FROM period p WHERE p.id = %(period)s AND b.result_id = %(result)s
RETURNING b.objection_until
"""


def sign(session: Session, period_id: int, unit: Row, nip: str, on: date, *, by: Actor) -> datetime:
    """Record that a person of a unit (unit_id) signed for their result on the day `on`; returns when the clock ends.

    Raises:
        NotAllowedError: not an HR administrator or the unit's own, or it is one's own result.
        NotFoundError: nothing of this person is published there.
        WrongStateError: it was opened or signed for before, or its days to object are over.
        InvalidInputError: a day ahead, or before the result was published.
    """
    if not may_remind(session, unit["unit_id"], by=by):
        raise NotAllowedError(N_("Only an HR administrator or an administrator of the unit may record a receipt."))
    found = rows(session, _THEIRS, period=period_id, unit=unit["unit_id"], nip=nip)
    if not found:
        raise NotFoundError(N_("No result of a person with the NIP {nip} is published in this unit."), nip=nip)
    if found[0]["person_id"] == by.person_id:
        raise NotAllowedError(N_("Nobody signs for themselves here: open your result in the portal instead."))
    waiting = [each for each in found if each["delivered_at"] is None and not each["over"]]
    if not waiting:
        raise WrongStateError(N_("This result was opened or signed for already, or the days to object are over."))
    if on > waiting[0]["today"] or on < waiting[0]["published"]:
        raise InvalidInputError(
            N_("The day of the signature lies between the publication on {published} and today."),
            published=Day(waiting[0]["published"]),
        )
    until: datetime | None = None
    for each in waiting:
        signed = one(session, _SIGN, period=period_id, result=each["result"], on=on)
        assert signed is not None  # noqa: S101 - its row is locked
        last: datetime = signed["objection_until"]
        until = last
        about = Subject(period_id, unit["unit_id"], each["segment"], "result", each["result"], each["version"])
        ledger.record(session, "result.signed", by=by, subject=about, on=str(on), until=last.isoformat())
        place = {"segment": each["segment"], "until": last.isoformat()}
        notices.queue(session, "receipt_recorded", to=each["person_id"], about=f"result:{each['result']}", **place)
    assert until is not None  # noqa: S101 - somebody waited
    return until
