"""Letters: who may have one, the code that stands on it, and what a stranger learns from a code.

Belongs here: permission, code and record. Does not: what a letter says (letter_content), PDF (tasks/letters).
A code is made of the letter's content: another word gives another code, and only ours are on record.
"""

import base64
import hashlib
from dataclasses import dataclass
from typing import Any, LiteralString

import rfc8785
from sqlmodel import Session

from models import access, own_record
from models.actors import Actor
from models.board import find_period
from models.database import Row, one, rows, run
from models.errors import NotFoundError, NotYoursError, WrongStateError
from models.language import N_
from models.letter_content import content
from models.tables.letters import LETTER_KINDS

#: A unit administrator sees that somebody is rated, not how (SPEC §9).
_READERS = frozenset({"own", "rater", "superior", "hr_admin", "auditor"})
_CODE_BYTES = 10
_KEEP: LiteralString = """
INSERT INTO letter (code, kind, segment_id, version, language, content_digest)
VALUES (%(code)s, %(kind)s, %(segment)s, %(version)s, %(language)s, %(digest)s) ON CONFLICT DO NOTHING
"""
_CHECK: LiteralString = """
SELECT l.kind, l.version, l.language, l.made_at, p.title, p.region_name, p.timezone,
       CASE WHEN l.kind = 'plan'
            THEN l.version = (SELECT max(version) FROM plan WHERE segment_id = l.segment_id AND status = 'approved')
            ELSE l.version = (SELECT max(r.version) FROM result r JOIN publication b ON b.result_id = r.id
                               WHERE r.segment_id = l.segment_id) END AS in_force
  FROM letter l JOIN segment s ON s.id = l.segment_id JOIN period p ON p.id = s.period_id WHERE l.code = %(code)s
"""


@dataclass(frozen=True)
class Written:
    """A letter ready to be laid out: its code, grouped for eyes, and its values."""

    code: str
    said: dict[str, Any]


def write(session: Session, kind: str, segment: int, *, by: Actor, language: str) -> Written:
    """The letter of `kind` about a segment, for somebody who may have it; its code is put on record.

    Raises:
        NotFoundError: no such kind, or nothing to write about yet.
        NotYoursError: not for them; the look is recorded.
        WrongStateError: one's own result, not opened yet: opening it proves that one received it.
    """
    if kind not in LETTER_KINDS:
        raise NotFoundError(N_("There is no such letter. Open it from the page of the plan or the result."))
    place = access.segment(session, segment, by=by)
    if place["seen_as"] not in _READERS:
        raise NotYoursError
    found = own_record.result(session, segment) if kind != "plan" else None
    if place["seen_as"] == "own" and found and found["delivered_at"] is None:
        raise WrongStateError(N_("Open your result and read it first."))
    return written(session, kind, segment, language)


def written(session: Session, kind: str, segment: int, language: str) -> Written:
    """The letter, without asking who wants it: for the machine.

    Raises:
        NotFoundError: nothing to write about yet.
    """
    said = content(session, kind, segment, language)
    digest = hashlib.sha256(rfc8785.dumps(said)).digest()
    code = base64.b32encode(digest[:_CODE_BYTES]).decode()
    run(
        session, _KEEP, code=code, kind=kind, segment=segment, version=said["version"], language=language,
        digest=digest.hex(),
    )  # fmt: skip
    return Written(code, said)


#: Who has a letter of a kind: an approved plan, a published result, a decided objection.
_THOSE: LiteralString = """
SELECT s.id AS segment, e.nip FROM segment s JOIN person e ON e.id = s.person_id
  JOIN agency_then unit ON (unit.period_id, unit.id) = (s.period_id, s.unit_id)
 WHERE s.period_id = %(period)s AND (%(unit)s::text IS NULL OR unit.code = %(unit)s)
   AND (%(nip)s::text IS NULL OR e.nip = %(nip)s)
   AND CASE %(kind)s
         WHEN 'plan' THEN EXISTS (SELECT FROM plan WHERE segment_id = s.id AND status = 'approved')
         WHEN 'evaluation' THEN EXISTS (SELECT FROM result r JOIN publication b ON b.result_id = r.id
                                         WHERE r.segment_id = s.id)
         ELSE EXISTS (SELECT FROM approval a JOIN decision d ON d.approval_id = a.id
                       JOIN result r ON r.segment_id = s.id AND (r.version > 1 OR d.outcome = 'upheld')
                       JOIN publication b ON b.result_id = r.id
                       WHERE a.segment_id = s.id AND a.kind = 'objection') END
 ORDER BY unit.name, e.name, s.id
"""


def those_of(session: Session, kind: str, code: str, *, unit: str | None = None, nip: str | None = None) -> list[Row]:
    """The segments of a period (code) that have a letter of `kind`: `segment` and `nip`, by unit and name.

    Raises:
        NotFoundError: no such period.
    """
    period = find_period(session, code)
    return rows(session, _THOSE, period=period["id"], kind=kind, unit=unit, nip=nip)


_KINDS_OF: LiteralString = """
SELECT k.kind FROM segment s CROSS JOIN unnest(%(kinds)s::text[]) WITH ORDINALITY AS k (kind, place)
 WHERE s.id = %(segment)s
   AND CASE k.kind
         WHEN 'plan' THEN EXISTS (SELECT FROM plan WHERE segment_id = s.id AND status = 'approved')
         WHEN 'evaluation' THEN EXISTS (SELECT FROM result r JOIN publication b ON b.result_id = r.id
                                         WHERE r.segment_id = s.id AND (%(anybody)s OR b.delivered_at IS NOT NULL))
         ELSE EXISTS (SELECT FROM approval a JOIN decision d ON d.approval_id = a.id
                       JOIN result r ON r.segment_id = s.id AND (r.version > 1 OR d.outcome = 'upheld')
                       JOIN publication b ON b.result_id = r.id
                       WHERE a.segment_id = s.id AND a.kind = 'objection') END
 ORDER BY k.place
"""


def kinds_of(session: Session, place: Row) -> list[str]:
    """The kinds of letters that whoever sees a segment (`place` of access.segment) may have of it now."""
    if place["seen_as"] not in _READERS:
        return []
    asked = {"kinds": list(LETTER_KINDS), "segment": place["segment"], "anybody": place["seen_as"] != "own"}
    return [row["kind"] for row in rows(session, _KINDS_OF, **asked)]


def grouped(code: str) -> str:
    """A code in groups of four, as it is printed."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def check(session: Session, code: str) -> Row | None:
    """What anybody may learn from a code: which kind of letter of which period, and whether it is still in force.

    None when no letter of this installation has it. Names and results are not told.
    """
    plain = "".join(letter for letter in code.upper() if letter.isascii() and letter.isalnum())
    return one(session, _CHECK, code=plain)
