"""The dialogue of employee and rater (dialog kinerja): free messages beside plan and appraisal, for both to read.

Belongs here: writing one, reading a thread, and who may. Does not: coaching that both confirm (coaching), words with a
decision (decisions). Source: PermenPANRB 6/2022 (dialog kinerja; SPEC §2.2). The rater's superior and auditors read
along; administrators do not. Words stand in audit_text, where they can be erased without a gap in the ledger.
"""

from collections.abc import Mapping, Sequence
from typing import LiteralString

from sqlmodel import Session

from models import access, acting_for, ledger, notices
from models.actors import Actor
from models.database import Row, one, rows, run
from models.errors import InvalidInputError, NotYoursError, WrongStateError
from models.language import N_
from models.ledger import Subject
from models.written import written

_MOST = 4000
#: As whom one sees an appraisal (access) → who reads its dialogue.
READERS = frozenset({"own", "rater", "superior", "asked", "auditor"})

#: Two messages of one thread take turns: the same one, sent twice, is one.
_TAKE_TURNS = "SELECT pg_advisory_xact_lock(hashtextextended('dialogue', %(segment)s))"
_PLACE = """
SELECT s.id, s.period_id, s.unit_id, s.person_id, s.rater_id, p.closed_at,
       (now() AT TIME ZONE p.timezone)::date AS today
  FROM segment s JOIN period p ON p.id = s.period_id WHERE s.id = %(segment)s FOR SHARE OF p
"""
_ADD = """
INSERT INTO dialogue (segment_id, written_by, acting_for_id)
VALUES (%(segment)s, %(by)s, %(acting_for)s) RETURNING id
"""


def write(session: Session, segment_id: int, words: str, *, by: Actor) -> int:
    """Write a message about an appraisal, as its employee or their rater; the other side is told once a day at most.

    The same words once more, with nothing said in between, change nothing. Returns the message's number.

    Raises:
        NotFoundError: neither the employee nor their rater; others read at most.
        NotAllowedError: a deputy whose delegation is not in force.
        WrongStateError: the period is closed.
        InvalidInputError: no words, too many, or some that cannot be stored.
    """
    run(session, _TAKE_TURNS, segment=segment_id)
    acting_for.delegation_of(session, by)
    place = one(session, _PLACE, segment=segment_id)
    if place is None or not may_write(place, by):
        raise NotYoursError
    if place["closed_at"]:
        raise WrongStateError(
            N_("The period is closed, and its dialogue stays as it is. Write in the dialogue of the period that runs.")
        )
    said = written(words, _MOST)
    if not said:
        raise InvalidInputError(N_("Write a message first: a question, an answer, or what you propose."))
    newest = messages(session, segment_id, limit=1)
    if newest and (newest[0]["written_by"], newest[0]["words"]) == (by.person_id, said):
        return int(newest[0]["id"])
    added = one(session, _ADD, segment=segment_id, by=by.person_id, acting_for=by.acting_for)
    assert added is not None  # noqa: S101 - INSERT … RETURNING gives a row
    about = Subject(place["period_id"], place["unit_id"], segment_id, "dialogue", added["id"])
    ledger.record(session, "dialogue.written", by=by, subject=about, text=said)
    other = place["rater_id"] if by.person_id == place["person_id"] else place["person_id"]
    notices.queue(
        session, "dialogue_written", to=other, about=f"dialogue:{segment_id}:{place['today']}", segment=segment_id
    )
    return int(added["id"])


def may_write(place: Row, by: Actor) -> bool:
    """Whether `by` is the employee of a segment, or its rater (or acts for them)."""
    if by.person_id is None:
        return False
    if by.person_id == place["person_id"]:
        return by.acting_for is None
    return by.seat == int(place["rater_id"])


def thread(session: Session, segment_id: int, *, by: Actor, own: bool = False) -> Row:
    """The appraisal whose dialogue `by` may read (as `access.segment`), with `writes`: whether they may write in it.

    Raises:
        NotFoundError: there is none, or it is not for them; a look at another's is recorded.
    """
    place = access.segment(session, segment_id, by=by, own=own)
    if place["seen_as"] not in READERS:
        access.denied(session, by, access.Denied("segment", segment_id))
        raise NotYoursError
    return place | {"writes": not place["closed_at"] and may_write(place, by)}


#: A message whose words were erased has none (`words` is null); its place, time and writer stay.
_MESSAGES: LiteralString = """
SELECT d.id, d.written_by, d.written_at, e.name, principal.name AS acting_for,
       d.written_by = s.person_id AS of_employee, t.text AS words
  FROM dialogue d JOIN segment s ON s.id = d.segment_id JOIN person e ON e.id = d.written_by
  LEFT JOIN person principal ON principal.id = d.acting_for_id
  LEFT JOIN audit_event v ON v.subject_kind = 'dialogue' AND v.subject_id = d.id AND v.event = 'dialogue.written'
  LEFT JOIN audit_text t ON t.event_id = v.id
 WHERE d.segment_id = %(segment)s ORDER BY d.id DESC LIMIT %(limit)s OFFSET %(skip)s
"""


def messages(session: Session, segment_id: int, *, limit: int = 10, skip: int = 0) -> list[Row]:
    """The messages of a segment, the newest first; `of_employee` tells whose side wrote."""
    return rows(session, _MESSAGES, segment=segment_id, limit=limit, skip=skip)


_STATES = """
SELECT d.segment_id AS segment, count(*) AS messages,
       (array_agg(d.written_by ORDER BY d.id DESC))[1] = s.person_id AS waits_for_rater
  FROM dialogue d JOIN segment s ON s.id = d.segment_id WHERE d.segment_id = ANY(%(segments)s)
 GROUP BY d.segment_id, s.person_id
"""


def states(session: Session, segments: Sequence[int]) -> Mapping[int, Row]:
    """Of each of these segments that has a dialogue: how many messages, and whether the employee wrote last."""
    return {row["segment"]: row for row in rows(session, _STATES, segments=list(segments))}
