"""Reading what stands behind a summary: evidence by indicator, a file's bytes as given, findings in words.

Belongs here: lists and files for whoever may see the segment (access). Does not: attaching (evidence), or where files
are kept (evidence_store).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from sqlmodel import Session

from models.database import Row, one, rows
from models.errors import NotYoursError
from models.evidence_store import read_stored
from models.validation_page import said

#: Of each indicator this many are shown beside it; the list of the segment has all.
SHOWN = 12
_LISTED: LiteralString = """
SELECT * FROM (
  SELECT v.id, v.work_result, v.indicator, v.month, v.kind, v.address, v.media_type, v.bytes, v.dated, v.description,
         v.recorded_at, c.outcome AS opened, v.superseded_at IS NOT NULL AS gone,
         count(*) OVER one_indicator AS of_indicator,
         row_number() OVER (one_indicator ORDER BY v.month NULLS FIRST, v.id) AS place
    FROM evidence v
    LEFT JOIN LATERAL (
      SELECT outcome FROM evidence_check
       WHERE evidence_id = v.id AND (%(at)s::timestamptz IS NULL OR checked_at <= %(at)s) ORDER BY id DESC LIMIT 1) c
      ON true
   WHERE v.segment_id = %(segment)s AND """
#: Each in a statement of its own: a plan that is kept finds what is in force now by its index.
_NOW: LiteralString = "v.superseded_at IS NULL"
_THEN: LiteralString = "v.recorded_at <= %(at)s AND coalesce(v.superseded_at > %(at)s, true)"
_PLACED: LiteralString = """
  WINDOW one_indicator AS (PARTITION BY v.work_result, v.indicator)) listed
 WHERE %(most)s::int IS NULL OR place <= %(most)s
 ORDER BY work_result, indicator, place LIMIT %(limit)s OFFSET %(skip)s
"""
_ONE = """
SELECT kind, address, media_type, sha256, superseded_at FROM evidence
 WHERE id = %(evidence)s AND segment_id = %(segment)s
"""

_NOTES = """
SELECT f.id, r.message, f.details, coalesce(f.fixed_at <= coalesce(%(at)s::timestamptz, now()), false) AS mended
  FROM finding f LEFT JOIN quality_rule r ON r.id = f.rule_id WHERE f.segment_id = %(segment)s
"""


@dataclass(frozen=True)
class EvidenceFile:
    """A file that was given as evidence."""

    name: str
    media_type: str
    content: bytes


def proofs(
    session: Session,
    segment_id: int,
    *,
    most: int | None = SHOWN,
    limit: int | None = None,
    skip: int = 0,
    at: datetime | None = None,
) -> list[Row]:
    """Evidence in force now or `at` a moment, by indicator and month, at most `most` of each.

    `of_indicator` tells how many there are of the indicator, `gone` that it was taken back or replaced since.
    """
    statement = _LISTED + (_NOW if at is None else _THEN) + _PLACED
    return rows(session, statement, segment=segment_id, most=most, limit=limit, skip=skip, at=at)


def notes(session: Session, segment_id: int, *, at: datetime | None = None) -> dict[int, Row]:
    """What is wrong by each finding of a segment, as a sentence (`message`), and whether it is, or `at` was, mended."""
    found = rows(session, _NOTES, segment=segment_id, at=at)
    return {row["id"]: {"message": said(row["message"], row["details"]), "mended": row["mended"]} for row in found}


def file_of(session: Session, segment_id: int, evidence_id: int, *, withdrawn: bool = False) -> EvidenceFile:
    """The file of a piece of evidence; with `withdrawn`, also one that was taken back or replaced.

    Raises:
        NotFoundError: the segment has no such file in force, or it is not in its place as it was given.
    """
    found = one(session, _ONE, evidence=evidence_id, segment=segment_id)
    if found is None or found["kind"] != "file" or (found["superseded_at"] and not withdrawn):
        raise NotYoursError
    content = read_stored(found["sha256"], found["address"])
    return EvidenceFile(found["address"], found["media_type"] or "application/octet-stream", content)
