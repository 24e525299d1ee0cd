"""Letters: who may have one, the code that stands on it, and what a stranger learns from a code.

Belongs here: permission, code and record. Does not: which there are and what they say (letter_fixing, letter_content),
letters about a unit or a period (survey_letters), PDF (tasks/letters).
A code is made of what the letter says for good: another word gives another code, and only ours are on record.
"""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, LiteralString

import rfc8785
from sqlmodel import Session

from models import access, own_record
from models.actors import Actor
from models.board import find_period
from models.chain import proofs
from models.database import Row, one, rows, run
from models.errors import NotFoundError, NotYoursError, WrongStateError
from models.language import N_
from models.letter_content import content
from models.letter_fixing import AVAILABLE, Fixed, fixed, keep_proofs
from models.tables.letters import LETTER_KINDS

#: A unit administrator sees that somebody is rated, not how (SPEC §9).
_READERS = frozenset({"own", "rater", "superior", "hr_admin", "auditor"})
_CODE_BYTES = 10
#: Five bits in each sign, of an alphabet without the figures that look like letters (RFC 4648 §6).
_FORM = re.compile(f"[A-Z2-7]{{{_CODE_BYTES * 8 // 5}}}")
_NONE: Mapping[str, str] = {
    "plan": N_("The plan is not approved yet; there is no letter before that."),
    "evaluation": N_("No result is published here yet; there is no letter before that."),
    "decision": N_(
        "No objection is decided here, or the decision changed the result and the new one is not published yet; there "
        "is no letter before that."
    ),
}
_KEEP: LiteralString = """
INSERT INTO letter (code, kind, segment_id, version, language, content_digest)
SELECT code, %(kind)s, segment, version, %(language)s, digest
  FROM unnest(%(codes)s::text[], %(segments)s::bigint[], %(versions)s::int[], %(digests)s::text[])
       AS made (code, segment, version, digest)
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True)
class Written:
    """A letter ready to be laid out: its code, its values, and the proof that its result is sealed, once there is."""

    code: str
    said: dict[str, Any]
    proof: str | None = None


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
        NotFoundError: nothing to write about yet, or what it said was erased.
    """
    found = fixed(session, kind, [segment]).get(segment)
    if found is None:
        raise NotFoundError(_NONE[kind])
    if found.facts is None:
        raise NotFoundError(N_("What this letter said was erased by decree; nobody has it any more."))
    return _on_record(session, kind, [found], language)[segment]


def written_all(session: Session, kind: str, segments: Sequence[int], language: str) -> Mapping[int, Written]:
    """The letters of many segments, by segment, with a few statements for all; whoever has none is left out."""
    found = fixed(session, kind, segments)
    return _on_record(session, kind, [found[each] for each in segments if each in found], language)


_OF_CODE: LiteralString = "SELECT kind, segment_id, version, language FROM letter WHERE code = %(code)s"


def again(session: Session, code: str) -> Written | None:
    """The letter about somebody that has this code, as it is made today; None when a later version took its place."""
    of = one(session, _OF_CODE, code=ungrouped(code))
    found = fixed(session, of["kind"], [of["segment_id"]]).get(of["segment_id"]) if of and of["segment_id"] else None
    if of is None or found is None or found.facts is None or found.version != of["version"]:
        return None
    made = _on_record(session, of["kind"], [found], of["language"])[found.segment]
    return made if made.code == ungrouped(code) else None


def _on_record(session: Session, kind: str, found: Sequence[Fixed], language: str) -> Mapping[int, Written]:
    kept = _with_proofs(session, kind, [each for each in found if each.facts is not None])
    digests = [digest_of({"kind": kind, "content": each.digest, "language": language}) for each in kept]
    codes = [code_of(digest) for digest in digests]
    run(
        session, _KEEP, kind=kind, language=language, codes=codes, segments=[each.segment for each in kept],
        versions=[each.version for each in kept], digests=[digest.hex() for digest in digests],
    )  # fmt: skip
    return {
        each.segment: Written(code, content(kind, each.facts or {}, language), each.proof)
        for code, each in zip(codes, kept, strict=True)
    }


#: Letters that state a result carry its proof.
_PROVEN_KINDS = frozenset({"evaluation", "decision"})


def _with_proofs(session: Session, kind: str, found: Sequence[Fixed]) -> Sequence[Fixed]:
    """The same with proofs, got now for results that were sealed since."""
    without = {each.segment: each.version for each in found if each.proof is None}
    if kind not in _PROVEN_KINDS or not without:
        return found
    got = proofs.of_versions(session, without)
    keep_proofs(session, kind, got)
    return [replace(each, proof=each.proof or got.get((each.segment, each.version))) for each in found]


def digest_of(said: Any) -> bytes:
    """SHA-256 over values in canonical form (RFC 8785)."""
    return hashlib.sha256(rfc8785.dumps(said)).digest()


def code_of(digest: bytes) -> str:
    """The code that stands on a letter whose content has this digest."""
    return base64.b32encode(digest[:_CODE_BYTES]).decode()


_THOSE: LiteralString = (
    "SELECT s.id AS segment, e.nip, unit.id AS unit_id FROM ("
    + AVAILABLE
    + """) AS l JOIN segment s ON s.id = l.segment_id JOIN person e ON e.id = s.person_id
  JOIN agency_then unit ON (unit.period_id, unit.id) = (s.period_id, s.unit_id)
 WHERE l.kind = %(kind)s AND s.period_id = %(period)s AND (%(unit)s::text IS NULL OR unit.code = %(unit)s)
   AND (%(nip)s::text IS NULL OR e.nip = %(nip)s) AND e.erased_at IS NULL
 ORDER BY unit.name, e.name, s.id
"""
)


def those_of(session: Session, kind: str, code: str, *, unit: str | None = None, nip: str | None = None) -> list[Row]:
    """The segments of a period (code) that have a letter of `kind`: `segment` and `nip`, by unit and name.

    Raises:
        NotFoundError: no such period.
    """
    period = find_period(session, code)
    return rows(session, _THOSE, period=period["id"], kind=kind, unit=unit, nip=nip)


_KINDS_OF: LiteralString = (
    "SELECT l.kind FROM ("
    + AVAILABLE
    + """) AS l WHERE l.segment_id = %(segment)s
   AND (l.kind = 'plan' OR %(anybody)s OR EXISTS (
     SELECT FROM result r JOIN publication b ON b.result_id = r.id
      WHERE (r.segment_id, r.version) = (l.segment_id, l.version) AND b.delivered_at IS NOT NULL))
 ORDER BY array_position(%(kinds)s::text[], l.kind)
"""
)


def kinds_of(session: Session, place: Row) -> list[str]:
    """The kinds of letters that whoever sees a segment (`place` of access.segment) may have of it now."""
    if place["seen_as"] not in _READERS:
        return []
    asked = {"kinds": list(LETTER_KINDS), "segment": place["segment"], "anybody": place["seen_as"] != "own"}
    return [row["kind"] for row in rows(session, _KINDS_OF, **asked)]


def grouped(code: str) -> str:
    """A code in groups of four, as it is printed."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


#: A letter about a unit or a period is replaced by one that says other figures.
_CHECK: LiteralString = (
    """
SELECT l.kind, l.version, l.language, l.made_at, p.title, p.region_name, p.timezone, unit.name AS unit,
       CASE WHEN l.segment_id IS NULL
            THEN NOT EXISTS (SELECT FROM letter n WHERE (n.kind, n.period_id, n.language)
                                                      = (l.kind, l.period_id, l.language)
                                AND n.unit_id IS NOT DISTINCT FROM l.unit_id AND n.version > l.version)
            ELSE EXISTS (SELECT FROM ("""
    + AVAILABLE
    + """) AS a WHERE (a.kind, a.segment_id, a.version) = (l.kind, l.segment_id, l.version)) END AS in_force
  FROM letter l LEFT JOIN segment s ON s.id = l.segment_id JOIN period p ON p.id = coalesce(s.period_id, l.period_id)
  LEFT JOIN agency_then unit ON (unit.period_id, unit.id) = (l.period_id, l.unit_id)
 WHERE l.code = %(code)s
"""
)


def check(session: Session, code: str) -> Row | None:
    """What anybody may learn from a code: which kind of letter of which period, and whether it is still in force.

    None when no letter of this installation has it. Names and results are not told.
    """
    return one(session, _CHECK, code=ungrouped(code))


def has_form(code: str) -> bool:
    """Whether a text can be the code of a letter at all, typed with or without dashes and blanks."""
    return _FORM.fullmatch(ungrouped(code)) is not None


def any_made(session: Session) -> bool:
    """Whether any letter was ever made in this installation."""
    return one(session, "SELECT FROM letter LIMIT 1") is not None


def ungrouped(code: str) -> str:
    """A code as it is kept: without dashes and blanks, in capital letters."""
    return "".join(letter for letter in code.upper() if letter.isascii() and letter.isalnum())
