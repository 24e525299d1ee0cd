"""Who is appraised in a period, by whom, and what came of it.

Belongs here: reading. Does not: changing anything.
"""

from sqlmodel import Session

from models.board import find_period
from models.database import Row, one, rows
from models.errors import NotFoundError
from models.language import N_

_PEOPLE = """
SELECT s.id AS segment, e.nip, e.name, s.post, u.code AS unit_code, u.name AS unit, rater.name AS rater,
       coalesce(rater.nip, rater.official_code) AS rater_nip, s.level, s.is_agency_head,
       (SELECT status || ' v' || version FROM plan WHERE segment_id = s.id ORDER BY version DESC LIMIT 1) AS plan,
       r.work_rating, r.behavior_rating, r.predicate, r.version AS result_version
  FROM segment s JOIN person e ON e.id = s.person_id JOIN unit u ON u.id = s.unit_id
  JOIN person rater ON rater.id = s.rater_id
  LEFT JOIN LATERAL (SELECT * FROM result WHERE segment_id = s.id ORDER BY version DESC LIMIT 1) r ON true
 WHERE s.period_id = %(period)s AND (%(unit)s::text IS NULL OR u.code = %(unit)s)
   AND (strpos(lower(e.name), lower(%(part)s)) > 0 OR strpos(e.nip, %(part)s) > 0)
 ORDER BY u.name, s.level, e.name LIMIT %(limit)s
"""


_SEGMENT = """
SELECT s.id FROM segment s JOIN person e ON e.id = s.person_id JOIN period p ON p.id = s.period_id
 WHERE p.code = %(code)s AND e.nip = %(nip)s ORDER BY s.is_acting, s.ends DESC LIMIT 1
"""


def segment_of(session: Session, code: str, nip: str) -> int:
    """The main segment of a person in a period: not as acting official, and the latest (SPEC §2.7 △).

    Raises:
        NotFoundError: the person is not appraised in that period.
    """
    found = one(session, _SEGMENT, code=code, nip=nip)
    if found is None:
        raise NotFoundError(N_("{nip} is not appraised in period {code}."), nip=nip, code=code)
    return int(found["id"])


def people(session: Session, code: str, *, unit: str | None = None, part: str = "", limit: int = 50) -> list[Row]:
    """The segments of a period (code), of one unit or of people whose name or NIP contains `part`.

    Raises:
        NotFoundError: no period with this code.
    """
    return rows(session, _PEOPLE, period=find_period(session, code)["id"], unit=unit, part=part, limit=limit)
