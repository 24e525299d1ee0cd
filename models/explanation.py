"""Explaining a shortfall: why an indicator stayed under its target, in the employee's words (SPEC §2.3, DQ-R07).

Belongs here: the verb, and which indicators are short. Does not: holding the rating until it is explained (approval).
Required wherever the newest realization is under the target; the explanation stands beside the number wherever that is
shown (SPEC §10).
"""

from typing import LiteralString

from sqlmodel import Session

from models import ledger, waivers, wakes
from models.actors import Actor
from models.database import Row, one, rows
from models.errors import InvalidInputError
from models.language import N_
from models.ledger import Subject
from models.open_segment import indicator_of, own_open_segment
from models.tables.evidence import CAUSES
from models.vocabulary import Stage
from models.written import written

#: Letters that say something: "sakit" alone does not.
_LEAST, _MOST = 10, 4000
#: Indicators of one segment whose newest realization is under target: below it, or above where less is better. What was
#: not realized at all is missing (DQ-R01), not short.
UNDER_TARGET: LiteralString = """
SELECT i.id AS indicator_id, w.number AS work_result, i.number AS indicator, i.statement, i.unit_of_measure, r.month,
       r.value, i.target_min, i.target_max, i.direction
  FROM plan p JOIN work_result w ON w.plan_id = p.id JOIN indicator i ON i.work_result_id = w.id
  CROSS JOIN LATERAL (SELECT month, value FROM realization WHERE indicator_id = i.id AND superseded_at IS NULL
                       ORDER BY month DESC LIMIT 1) r
 WHERE p.segment_id = %(segment)s AND p.status = 'approved'
   AND CASE i.direction WHEN 'reversed' THEN r.value > i.target_max ELSE r.value < i.target_min END
"""
_SHORTFALLS: LiteralString = (
    "SELECT short.*, e.id AS explanation, e.version, e.cause, e.words, e.remedy, e.recorded_at FROM ("
    + UNDER_TARGET
    + """) AS short LEFT JOIN LATERAL (
  SELECT * FROM explanation WHERE indicator_id = short.indicator_id ORDER BY version DESC LIMIT 1) e ON true
 ORDER BY short.work_result, short.indicator
"""
)
_NEWEST = """
SELECT id, version, (cause, words, remedy) = (%(cause)s, %(words)s, %(remedy)s) AS same FROM explanation
 WHERE indicator_id = %(indicator)s ORDER BY version DESC LIMIT 1
"""
_ADD = """
INSERT INTO explanation (segment_id, indicator_id, version, cause, words, remedy, recorded_by)
VALUES (%(segment)s, %(indicator)s, %(version)s, %(cause)s, %(words)s, %(remedy)s, %(by)s) RETURNING id
"""


def explain(
    session: Session,
    segment_id: int,
    *,
    work_result: int,
    indicator: int,
    cause: str,
    words: str,
    remedy: str = "",
    by: Actor,
) -> int:
    """Say why an indicator stayed under its target, and what will be done; a later one counts, earlier ones stay.

    The same again changes nothing. Returns the explanation's number.

    Raises:
        NotFoundError: the segment is not this person's.
        WrongStateError: the unit is not between collection and approval, or the rater has decided.
        InvalidInputError: an indicator the approved plan does not have, an unknown cause, or too few words.
    """
    own = own_open_segment(session, segment_id, by)
    if cause not in CAUSES:
        raise InvalidInputError(
            N_("{given} is no cause. Choose one of: {causes}."), given=cause, causes=", ".join(CAUSES)
        )
    said = {"cause": cause, "words": written(words, _MOST), "remedy": written(remedy, _MOST)}
    if len(said["words"]) < _LEAST:
        raise InvalidInputError(
            N_("Say in a sentence why the target was missed: the rater reads it beside the number.")
        )
    place = indicator_of(session, own, work_result, indicator)
    newest = one(session, _NEWEST, indicator=place, **said)
    if newest and newest["same"]:
        return int(newest["id"])
    version = newest["version"] + 1 if newest else 1
    added = one(session, _ADD, segment=segment_id, indicator=place, version=version, by=by.person_id, **said)
    assert added is not None  # noqa: S101 - INSERT … RETURNING gives a row
    about = Subject(own["period_id"], own["unit_id"], segment_id, "shortfall", added["id"], version)
    ledger.record(session, "shortfall.explained", by=by, subject=about, text=said["words"], cause=cause)
    if own["position"] >= Stage.QUALITY.position:
        wakes.wake(session, own["period_id"], own["unit_id"], "explanation")
    return int(added["id"])


def shortfalls(session: Session, segment_id: int) -> list[Row]:
    """The indicators of a segment that are under target, each with its newest explanation, if there is one.

    `month` and `value` are the newest realization; `waived` marks what stands by a waiver.
    """
    marks = waivers.of_segment(session, segment_id, suites={"indicators"})
    return waivers.marked(rows(session, _SHORTFALLS, segment=segment_id), marks, waivers.indicator)
