"""What came of 360-degree feedback rounds: shown after the closing, from five answers on, never with a name.

Belongs here: reading, and what givers were promised. Does not: answering (rounds), rating: nobody rates by it.
"""

from typing import LiteralString

from sqlmodel import Session

from models.access import Denied, denied
from models.actors import Actor
from models.database import Row, rows
from models.errors import NotYoursError
from models.tables.facts import CORE_VALUES

#: With fewer answers nothing is shown, not even how many there are.
AT_LEAST = 5
#: An answer that was under way at the closing time is in before anybody reads: what is shown never changes by one.
_SETTLED: LiteralString = "r.closes_at + interval '5 minutes' <= now()"
_ROUNDS: LiteralString = (
    """
SELECT r.id, r.opened_at, r.closes_at, """
    + _SETTLED
    + """ AS closed, count(*) AS invited, count(g.answered_at) AS answered
  FROM feedback_round r JOIN round_giver g ON g.round_id = r.id
 WHERE r.segment_id = %(segment)s GROUP BY r.id ORDER BY r.opened_at DESC, r.id DESC LIMIT 10
"""
)
_COUNTS = """
SELECT v.core_value, r.id AS round, count(a.id) FILTER (WHERE a.word = 'appreciation') AS appreciation,
       count(a.id) FILTER (WHERE a.word = 'as_expected') AS as_expected,
       count(a.id) FILTER (WHERE a.word = 'correction') AS correction
  FROM unnest(%(rounds)s::bigint[]) AS r(id)
 CROSS JOIN unnest(%(values)s::text[]) WITH ORDINALITY AS v(core_value, place)
  LEFT JOIN round_value a ON a.round_id = r.id AND a.core_value = v.core_value
 GROUP BY r.id, v.core_value, v.place ORDER BY r.id, v.place
"""
#: By what they say, hashed with the round: the order tells neither who nor when.
_TEXTS = """
SELECT t.round_id AS round, t.words FROM round_text t WHERE t.round_id = ANY(%(rounds)s)
 ORDER BY t.round_id, sha256(convert_to(t.round_id || ':' || t.words, 'UTF8'))
"""


def results(session: Session, segment_id: int) -> list[Row]:
    """The rounds about a segment, the newest first; `counts` and `texts` of those that are closed with five answers.

    Of any other `shown` is false and `answered` is None: how many answered is not told either.
    """
    found = rows(session, _ROUNDS, segment=segment_id)
    for each in found:
        each["shown"] = each["closed"] and each["answered"] >= AT_LEAST
    shown = [each["id"] for each in found if each["shown"]]
    counts = rows(session, _COUNTS, rounds=shown, values=list(CORE_VALUES)) if shown else []
    texts = rows(session, _TEXTS, rounds=shown) if shown else []
    return [
        each
        | {
            "answered": each["answered"] if each["shown"] else None,
            "counts": [row for row in counts if row["round"] == each["id"]],
            "texts": [row["words"] for row in texts if row["round"] == each["id"]],
        }
        for each in found
    ]


def only_the_rater(session: Session, place: Row, *, by: Actor) -> None:
    """Refuse a segment's round to whoever sees the segment but does not rate it: the givers were promised that.

    Raises:
        NotFoundError: `by` is not the rater; the look is recorded.
    """
    if place["rater_id"] == by.person_id and place["seen_as"] == "rater":
        return
    denied(session, by, Denied("segment", place["segment"]))
    raise NotYoursError


_LIST: LiteralString = (
    """
SELECT r.id, r.opened_at, r.closes_at, r.closing_reason, r.closes_at > now() AS open, """
    + _SETTLED
    + """ AS closed, e.name, e.nip, s.post, u.name AS unit, g.invited, g.answered
  FROM feedback_round r JOIN segment s ON s.id = r.segment_id JOIN person e ON e.id = s.person_id
  JOIN agency_then u ON (u.period_id, u.id) = (s.period_id, s.unit_id)
  JOIN LATERAL (SELECT count(*) AS invited, count(answered_at) AS answered FROM round_giver
                 WHERE round_id = r.id) g ON true
 WHERE s.period_id = %(period)s AND (%(unit)s::text IS NULL OR u.code = %(unit)s)
 ORDER BY r.closes_at DESC, u.name, e.name, r.id LIMIT %(limit)s OFFSET %(skip)s
"""
)


def rounds_of_period(
    session: Session, period_id: int, *, unit: str | None = None, limit: int = 50, skip: int = 0
) -> list[Row]:
    """The rounds of a period or one of its units, with how many are asked and answered; never with what was said."""
    return rows(session, _LIST, period=period_id, unit=unit, limit=limit, skip=skip)
