"""360-degree feedback rounds, seen from the giver: who asks them about whom, and answering, once and without a name.

Belongs here: answering. Does not: opening a round (round_opening), reading what came of it (round_results). Never
turned into a rating. Source: SPEC §2.1 (360° is advisory), §4.3 (BerAKHLAK).
"""

from collections.abc import Mapping

from sqlmodel import Session

from models import ledger
from models.access import Denied, denied
from models.actors import Actor
from models.database import Row, one, rows, run
from models.errors import ConflictError, InvalidInputError, NotYoursError, WrongStateError
from models.language import N_
from models.ledger import Subject
from models.tables.facts import CORE_VALUES
from models.tables.rounds import ROUND_WORDS
from models.written import written

_MOST = 4000
_ASKED = """
SELECT r.id, r.closes_at, r.closing_reason, r.closes_at <= now() AS closed, g.answered_at IS NOT NULL AS answered,
       g.relation, e.name, s.post, u.name AS unit, p.code AS period, p.timezone, rater.name AS rater
  FROM round_giver g JOIN feedback_round r ON r.id = g.round_id JOIN segment s ON s.id = r.segment_id
  JOIN person e ON e.id = s.person_id JOIN period p ON p.id = s.period_id
  JOIN agency_then u ON (u.period_id, u.id) = (s.period_id, s.unit_id)
  JOIN person rater ON rater.id = s.rater_id
 WHERE g.person_id = %(person)s
 ORDER BY r.closes_at <= now(), g.answered_at IS NOT NULL, r.closes_at, e.name, r.id LIMIT %(limit)s OFFSET %(skip)s
"""


def asked(session: Session, person_id: int, *, limit: int = 25, skip: int = 0) -> list[Row]:
    """The rounds in which a person is asked, those that wait for an answer first."""
    return rows(session, _ASKED, person=person_id, limit=limit, skip=skip)


_WAITING = """
SELECT count(*) AS count, min(r.closes_at) AS closes_at, min(p.timezone) AS timezone
  FROM round_giver g JOIN feedback_round r ON r.id = g.round_id JOIN segment s ON s.id = r.segment_id
  JOIN period p ON p.id = s.period_id
 WHERE g.person_id = %(person)s AND g.answered_at IS NULL AND r.closes_at > now()
"""


def waiting(session: Session, person_id: int) -> Row:
    """How many open rounds wait for a person's answer (`count`), and until when the first of them does."""
    return one(session, _WAITING, person=person_id) or {"count": 0, "closes_at": None, "timezone": "Asia/Jakarta"}


_ONE = """
SELECT r.id, r.segment_id, r.closes_at, r.closes_at <= now() AS closed, s.period_id, s.unit_id, s.post, e.name,
       u.name AS unit, p.code AS period, p.timezone, rater.name AS rater,
       EXISTS (SELECT FROM round_giver g WHERE g.round_id = r.id AND g.person_id = %(by)s) AS is_asked,
       EXISTS (SELECT FROM round_giver g WHERE g.round_id = r.id AND g.person_id = %(by)s
                  AND g.answered_at IS NOT NULL) AS answered
  FROM feedback_round r JOIN segment s ON s.id = r.segment_id JOIN person e ON e.id = s.person_id
  JOIN agency_then u ON (u.period_id, u.id) = (s.period_id, s.unit_id)
  JOIN period p ON p.id = s.period_id JOIN person rater ON rater.id = s.rater_id
 WHERE r.id = %(round)s
"""


def one_asked(session: Session, round_id: int, *, by: Actor) -> Row:
    """A round in which `by` is asked, with whom it is about; nobody else opens it.

    Raises:
        NotFoundError: there is none, or others are asked: both look alike, and a look at another's is recorded.
    """
    found = one(session, _ONE, round=round_id, by=by.person_id)
    if found and found["is_asked"]:
        return found
    if found:
        denied(session, by, Denied("round", round_id))
    raise NotYoursError


#: Of two answers at once one waits here and finds that it is late.
_MARK = """
UPDATE round_giver g SET answered_at = now() FROM feedback_round r
 WHERE r.id = g.round_id AND g.round_id = %(round)s AND g.person_id = %(by)s AND g.answered_at IS NULL
   AND r.closes_at > now() RETURNING g.round_id
"""
_VALUES = """
INSERT INTO round_value (round_id, core_value, word)
SELECT %(round)s, v.core_value, v.word FROM unnest(%(values)s::text[], %(words)s::text[]) AS v(core_value, word)
"""
_TEXT = "INSERT INTO round_text (round_id, words) VALUES (%(round)s, %(words)s)"


def answer(session: Session, round_id: int, values: Mapping[str, str], words: str, *, by: Actor) -> None:
    """Answer a round: a word on each core value, and free words or none; kept without the giver's name.

    The ledger says that `by` answered, never what. An answer cannot be changed: nobody finds it again.

    Raises:
        NotFoundError: `by` is not asked.
        InvalidInputError: a core value without its word, or free words that cannot be stored.
        ConflictError: answered before.
        WrongStateError: the round is closed.
    """
    place = one_asked(session, round_id, by=by)
    if place["answered"]:
        raise ConflictError(_BEFORE)
    if place["closed"]:
        raise WrongStateError(N_("This round is closed, so no answer is taken any more."))
    if any(values.get(each) not in ROUND_WORDS for each in CORE_VALUES):
        raise InvalidInputError(N_("Choose an answer for each of the seven core values."))
    said = written(words, _MOST)
    if one(session, _MARK, round=round_id, by=by.person_id) is None:
        raise ConflictError(_BEFORE)
    run(session, _VALUES, round=round_id, values=list(CORE_VALUES), words=[values[each] for each in CORE_VALUES])
    if said:
        run(session, _TEXT, round=round_id, words=said)
    about = Subject(place["period_id"], place["unit_id"], place["segment_id"], "round", round_id)
    ledger.record(session, "round.answered", by=by, subject=about)


_BEFORE = N_("You have answered this round before; nothing was changed.")
