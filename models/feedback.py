"""Ongoing feedback (umpan balik berkelanjutan): appreciation and corrections; the receiver always sees it (SPEC §2.3).

Belongs here: giving and reading it. Does not: import of many (models/sources), or turning it into a rating: nobody
does that. The core values are BerAKHLAK's seven (SE MenPANRB 20/2021; SPEC §4.3).
"""

from typing import LiteralString

from sqlmodel import Session

from models import acting_for, ledger, notices
from models.actors import Actor
from models.database import Row, one, rows
from models.errors import InvalidInputError, NotAllowedError
from models.fact_versions import keep, owned_key
from models.language import N_
from models.ledger import Subject
from models.open_segment import check_work_result, open_segment
from models.tables.facts import CORE_VALUES, FEEDBACK_KINDS
from models.written import written

_MOST = 4000
#: Whoever is appraised in the period, rates in it, or decides above a rater; or acts for one of these.
_GIVER = """
SELECT coalesce(giver.nip, giver.official_code) AS key FROM person giver, person g
 WHERE giver.id = %(by)s AND g.id = %(seat)s AND (
  EXISTS (SELECT FROM segment WHERE period_id = %(period)s AND person_id = g.id)
  OR EXISTS (SELECT FROM segment WHERE period_id = %(period)s AND rater_id = g.id)
  OR EXISTS (SELECT FROM segment WHERE period_id = %(period)s AND superior_id = g.id))
"""


def give(
    session: Session,
    *,
    to_segment: int,
    kind: str,
    words: str,
    core_value: str | None = None,
    work_result: int | None = None,
    by: Actor,
) -> int:
    """Tell somebody what was good ("appreciation") or should change ("correction"); they are told at once.

    May be about a core value, or about a work result of their plan. From the launch until the person is rated; the same
    words on the same day are one feedback. Returns its number.

    Raises:
        NotFoundError: no such segment.
        NotAllowedError: to oneself, or by somebody who is neither appraised nor rates in this period;
            or by a deputy whose delegation is not in force.
        InvalidInputError: no words, an unknown kind or core value, or a work result that the plan does not have.
        WrongStateError: the person is rated, or the unit past approval.
    """
    place = open_segment(session, to_segment)
    giver = _giver(session, place, by)
    if kind not in FEEDBACK_KINDS:
        raise InvalidInputError(_ONE_OF, given=kind, words=", ".join(FEEDBACK_KINDS))
    if core_value is not None and core_value not in CORE_VALUES:
        raise InvalidInputError(_ONE_OF, given=core_value, words=", ".join(CORE_VALUES))
    said = written(words, _MOST)
    if not said:
        raise InvalidInputError(N_("Write what was good or should change: the person reads your words."))
    if work_result is not None:
        check_work_result(session, to_segment, work_result)
    columns = {
        "giver_id": by.person_id,
        "day": place["today"],
        "kind": kind,
        "core_value": core_value,
        "work_result": work_result,
        "words": said,
    }
    says = {"giver": giver, "giver_name": None} | {name: columns[name] for name in columns if name != "giver_id"}
    key = owned_key(place, giver, None, place["today"], said)
    kept = keep(session, "feedback", place, key=key, says=says, columns=columns, by=by)
    if kept.changed:
        about = Subject(place["period_id"], place["unit_id"], to_segment, "feedback", kept.id, kept.version)
        ledger.record(session, "feedback.given", by=by, subject=about, text=said, kind=kind, core_value=core_value)
        notices.queue(session, "feedback_given", to=place["person_id"], about=f"feedback:{kept.id}", segment=to_segment)
    return kept.id


_ONE_OF = N_("{given} is not one of: {words}.")


def _giver(session: Session, place: Row, by: Actor) -> str:
    """The NIP of the giver (an official's code, for the regional head)."""
    if place["person_id"] == by.person_id:
        raise NotAllowedError(N_("Feedback comes from others: nobody gives it to themselves."))
    acting_for.delegation_of(session, by)
    found = one(session, _GIVER, by=by.person_id, seat=by.seat, period=place["period_id"])
    if found is None:
        raise NotAllowedError(N_("Feedback is given by those who are appraised in this period, or rate in it."))
    return str(found["key"])


_LIST: LiteralString = """
SELECT f.id, f.day, coalesce(g.name, nullif(f.giver_name, '')) AS giver, coalesce(g.nip, g.official_code) AS giver_nip,
       f.kind, f.core_value, f.work_result, f.words, f.recorded_at
  FROM feedback f LEFT JOIN person g ON g.id = f.giver_id
 WHERE f.segment_id = %(segment)s AND f.superseded_at IS NULL ORDER BY f.day DESC, f.id DESC LIMIT %(limit)s
"""
#: Every core value has its line, also one that nobody spoke of.
_BY_CORE_VALUE = """
SELECT v.core_value, count(f.id) FILTER (WHERE f.kind = 'appreciation') AS appreciation,
       count(f.id) FILTER (WHERE f.kind = 'correction') AS correction
  FROM unnest(%(values)s::text[]) WITH ORDINALITY AS v(core_value, place)
  LEFT JOIN feedback f ON f.core_value = v.core_value AND f.segment_id = %(segment)s AND f.superseded_at IS NULL
 GROUP BY v.core_value, v.place ORDER BY v.place
"""


def feedback_of(session: Session, segment_id: int, *, limit: int = 100) -> list[Row]:
    """The feedback that a segment's person has received, newest first, with who gave it."""
    return rows(session, _LIST, segment=segment_id, limit=limit)


def counts_by_core_value(session: Session, segment_id: int) -> list[Row]:
    """How many appreciations and corrections a segment has for each of the seven core values, in their order."""
    return rows(session, _BY_CORE_VALUE, segment=segment_id, values=list(CORE_VALUES))
