"""What letters about somebody say is fixed once: at publication for a whole unit, else when a letter is first made.

Belongs here: which letters there are, and keeping their facts. Does not: gathering facts (letter_facts), wording them
(letter_content), codes and permission (letters).
Names, feedback, waivers and data may change later; the letter of a result stays what it was (P9). A decided objection
makes another version of the result, and so another letter.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import LiteralString

from sqlmodel import Session

from models.database import rows, run
from models.letter_facts import Facts, gathered

#: People in one go: their facts fit well into memory.
CHUNK = 2_000
#: Every letter about somebody that there is now, by `kind`, `segment_id` and `version`: of the approved plan, of the
#: newest published result, of a decided objection once the result that it leads to is published.
AVAILABLE: LiteralString = """
SELECT 'plan' AS kind, segment_id, version FROM plan WHERE status = 'approved'
UNION ALL
SELECT kind, r.segment_id, r.version
  FROM result r JOIN publication b ON b.result_id = r.id CROSS JOIN (VALUES ('evaluation'), ('decision')) AS k (kind)
 WHERE NOT EXISTS (SELECT FROM result newer JOIN publication told ON told.result_id = newer.id
                    WHERE newer.segment_id = r.segment_id AND newer.version > r.version)
   AND (kind = 'evaluation' OR EXISTS (
     SELECT FROM result rated JOIN objection o ON o.result_id = rated.id
       JOIN approval a ON a.key = 'objection:' || o.id JOIN decision d ON d.approval_id = a.id
      WHERE rated.segment_id = r.segment_id AND (r.version > rated.version OR d.outcome = 'upheld')))
"""
_MISSING: LiteralString = (
    "SELECT l.segment_id AS segment FROM ("
    + AVAILABLE
    + """) AS l
 WHERE l.kind = %(kind)s AND l.segment_id = ANY(%(segments)s)
   AND NOT EXISTS (SELECT FROM letter_content c WHERE (c.kind, c.segment_id, c.version)
                                                    = (l.kind, l.segment_id, l.version))
   AND NOT EXISTS (SELECT FROM segment s JOIN person e ON e.id = s.person_id
                    WHERE s.id = l.segment_id AND e.erased_at IS NOT NULL)
 ORDER BY l.segment_id
"""
)
_FIXED: LiteralString = (
    "SELECT l.segment_id AS segment, l.version, c.digest, c.content, c.proof FROM ("
    + AVAILABLE
    + """) AS l JOIN letter_content c USING (kind, segment_id, version)
 WHERE l.kind = %(kind)s AND l.segment_id = ANY(%(segments)s)
"""
)
_KEEP: LiteralString = """
INSERT INTO letter_content (kind, segment_id, version, content, digest)
SELECT %(kind)s, * FROM unnest(%(segments)s::bigint[], %(versions)s::int[], %(contents)s::text[], %(digests)s::text[])
ON CONFLICT DO NOTHING
"""
_OF_UNIT: LiteralString = """
SELECT id FROM segment WHERE period_id = %(period)s AND unit_id = %(unit)s ORDER BY id
"""


@dataclass(frozen=True)
class Fixed:
    """What the letter of a version says for good; `facts` is None where a person's values were erased."""

    segment: int
    version: int
    digest: str
    facts: Facts | None
    proof: str | None


def fix_unit(session: Session, period_id: int, unit_id: int) -> int:
    """Fix what the letters of a unit's published results and decided objections say; returns how many were new."""
    segments = [row["id"] for row in rows(session, _OF_UNIT, period=period_id, unit=unit_id)]
    return sum(
        _fix(session, kind, segments[at : at + CHUNK])
        for at in range(0, len(segments), CHUNK)
        for kind in ("evaluation", "decision")
    )


def fixed(session: Session, kind: str, segments: Sequence[int]) -> Mapping[int, Fixed]:
    """What the letters of `kind` about segments say, by segment, fixed now where it was not; without any, left out."""
    _fix(session, kind, segments)
    found = rows(session, _FIXED, kind=kind, segments=list(segments))
    return {
        row["segment"]: Fixed(
            row["segment"], row["version"], row["digest"], row["content"] and json.loads(row["content"]), row["proof"]
        )
        for row in found
    }


def _fix(session: Session, kind: str, segments: Sequence[int]) -> int:
    missing = [row["segment"] for row in rows(session, _MISSING, kind=kind, segments=list(segments))]
    if not missing:
        return 0
    found = gathered(session, kind, missing)
    contents = [canonical(facts | {"salt": secrets.token_hex(16)}) for facts in found.values()]
    return run(
        session,
        _KEEP,
        kind=kind,
        segments=list(found),
        versions=[facts["version"] for facts in found.values()],
        contents=contents,
        digests=[hashlib.sha256(text.encode()).hexdigest() for text in contents],
    ).rowcount


def canonical(facts: Facts) -> str:
    """Facts in canonical form (RFC 8785), which plain names, text and whole numbers have in this order and spacing."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


_PROVEN: LiteralString = """
UPDATE letter_content c SET proof = given.proof
  FROM unnest(%(segments)s::bigint[], %(versions)s::int[], %(proofs)s::text[]) AS given (segment, version, proof)
 WHERE (c.kind, c.segment_id, c.version) = (%(kind)s, given.segment, given.version) AND c.proof IS NULL
"""


def keep_proofs(session: Session, kind: str, proofs: Mapping[tuple[int, int], str]) -> None:
    """Keep the first proof of letters, by segment and version: a later one would give other bytes for the same."""
    if proofs:
        segments, versions = zip(*proofs, strict=True)
        run(session, _PROVEN, kind=kind, segments=list(segments), versions=list(versions), proofs=list(proofs.values()))
