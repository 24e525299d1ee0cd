"""Who is appraised in a period, by whom, and what came of it.

Belongs here: reading. Does not: changing anything.
"""

from datetime import date

from sqlmodel import Session

from models import waivers
from models.board import find_period
from models.database import Row, rows
from models.errors import InvalidInputError, NotFoundError
from models.language import N_

_PEOPLE = """
SELECT s.id AS segment, e.nip, e.name, s.post, u.code AS unit_code, u.name AS unit, rater.name AS rater,
       coalesce(rater.nip, rater.official_code) AS rater_nip, s.level, s.is_agency_head,
       (SELECT status || ' v' || version FROM plan WHERE segment_id = s.id ORDER BY version DESC LIMIT 1) AS plan,
       r.work_rating, r.behavior_rating, r.predicate, r.version AS result_version
  FROM segment s JOIN person e ON e.id = s.person_id
  JOIN agency_then u ON (u.period_id, u.id) = (s.period_id, s.unit_id)
  JOIN person rater ON rater.id = s.rater_id
  LEFT JOIN LATERAL (SELECT * FROM result WHERE segment_id = s.id ORDER BY version DESC LIMIT 1) r ON true
 WHERE s.period_id = %(period)s AND (%(unit)s::text IS NULL OR u.code = %(unit)s)
   AND (strpos(lower(e.name), lower(%(part)s)) > 0 OR strpos(e.nip, %(part)s) > 0)
 ORDER BY u.name, s.level, e.name LIMIT %(limit)s
"""


_SEGMENTS = """
SELECT s.id, s.starts, s.ends, s.post, s.is_acting, u.name AS unit
  FROM segment s JOIN person e ON e.id = s.person_id
  JOIN agency_then u ON (u.period_id, u.id) = (s.period_id, s.unit_id)
 WHERE s.period_id = %(period)s AND e.nip = %(nip)s ORDER BY s.starts, s.is_acting, s.id
"""


def segment_of(session: Session, code: str, nip: str, *, segment: int | None = None, starts: date | None = None) -> int:
    """The segment of a person in a period: the only one, or the one with this number or first day (SPEC §2.7).

    After a transfer, or as acting official (Plt), a person has several; which one is meant is never guessed.

    Raises:
        NotFoundError: no such period; the person is not appraised in it, or has no such segment there.
        InvalidInputError: the person has several segments, and it is not said which one; lists them.
    """
    found = rows(session, _SEGMENTS, period=find_period(session, code)["id"], nip=nip.replace(" ", ""))
    if not found:
        raise NotFoundError(N_("{nip} is not appraised in period {code}."), nip=nip, code=code)
    meant = [row for row in found if segment in {None, row["id"]} and starts in {None, row["starts"]}]
    if len(meant) == 1:
        return int(meant[0]["id"])
    values = {"nip": nip, "code": code, "segments": "\n".join(map(_line, meant or found))}
    if not meant:
        raise NotFoundError(N_("{nip} has no such segment in period {code}, but these:\n{segments}"), **values)
    raise InvalidInputError(
        N_(
            "{nip} has several segments in period {code}:\n{segments}\nSay which one: --segment NUMBER, or in a file "
            "the column segment_starts (its first day) or segment (its number)."
        ),
        **values,
    )


def _line(row: Row) -> str:
    return f"  {row['id']}: {row['starts']} – {row['ends']}, {row['post']}, {row['unit']}" + (  # noqa: RUF001
        " (Plt/Plh)" if row["is_acting"] else ""
    )


def people(session: Session, code: str, *, unit: str | None = None, part: str = "", limit: int = 50) -> list[Row]:
    """The segments of a period (code), of one unit or of people whose name or NIP contains `part`.

    `waived` marks data of theirs that stand by a waiver.

    Raises:
        NotFoundError: no period with this code.
    """
    found = rows(session, _PEOPLE, period=find_period(session, code)["id"], unit=unit, part=part, limit=limit)
    marks = waivers.of_segments(session, (row["segment"] for row in found))
    return [row | {"waived": marks.get(row["segment"], [])} for row in found]
