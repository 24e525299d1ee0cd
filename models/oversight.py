"""Who sees which periods, units and findings as administrator or auditor; what is not theirs does not exist for them.

Belongs here: whether somebody may look, and the choices of a period's filters. Does not: one person's record (access),
acting (the verbs check that in the transaction that acts). Sources: SPEC §9; ../shared/reference/faults.md L3.
"""

from dataclasses import dataclass
from typing import LiteralString

from sqlmodel import Session

from models import board
from models.access import Denied, denied
from models.actors import Actor
from models.database import Row, one, rows
from models.errors import NotYoursError
from models.unpublished import OWN_RATINGS

_PERIOD = """
SELECT p.*, ARRAY(SELECT r.role FROM role_assignment r WHERE r.person_id = %(by)s) AS roles,
       ARRAY(SELECT unit.code FROM role_assignment r JOIN unit ON unit.id = r.unit_id
               JOIN period_unit u ON u.unit_id = r.unit_id AND u.period_id = p.id
              WHERE r.person_id = %(by)s AND r.role = 'unit_admin') AS own
  FROM period p WHERE p.code = %(code)s
"""


@dataclass(frozen=True)
class Overseen:
    """A period as somebody oversees it."""

    period: Row
    #: Codes of the units they see; None: all.
    units: list[str] | None
    #: Whether they are an HR administrator, who may also change things.
    hr: bool

    def sees(self, unit: str) -> bool:
        """Whether the unit with this code is among theirs."""
        return self.units is None or unit in self.units


def period(session: Session, code: str, *, by: Actor) -> Overseen:
    """A period that `by` oversees: all of it for HR administrators and auditors, else the units they administer.

    Raises:
        NotFoundError: there is none, or it is not for them: both look alike, and a look at another's is recorded.
    """
    found = one(session, _PERIOD, code=code, by=by.person_id)
    if found:
        roles, own = set(found.pop("roles")), sorted(found.pop("own"))
        everything = bool(roles & {"hr_admin", "auditor"})
        if everything or own:
            return Overseen(found, None if everything else own, "hr_admin" in roles)
        denied(session, by, Denied("period", found["id"]))
    raise NotYoursError


_UNIT = """
SELECT u.unit_id, unit.code, u.name, u.position FROM period_unit u JOIN unit ON unit.id = u.unit_id
 WHERE u.period_id = %(period)s AND unit.code = %(code)s
"""


def unit(session: Session, seen: Overseen, code: str, *, by: Actor) -> Row:
    """A unit of an overseen period, with its stage.

    Raises:
        NotFoundError: there is none, or it is another administrator's; a look at another's is recorded.
    """
    found = one(session, _UNIT, period=seen.period["id"], code=code)
    if found and seen.sees(code):
        return found
    if found:
        denied(session, by, Denied("unit", found["unit_id"]))
    raise NotYoursError


_OWN_PERIODS = """
SELECT DISTINCT p.code FROM role_assignment r JOIN period_unit u ON u.unit_id = r.unit_id
  JOIN period p ON p.id = u.period_id WHERE r.person_id = %(by)s AND r.role = 'unit_admin'
"""


def periods(session: Session, *, by: Actor, everything: bool) -> list[Row]:
    """The periods somebody oversees, the newest first: all of them, or those in which they administer a unit."""
    known = board.periods(session)
    if everything:
        return known
    own = {row["code"] for row in rows(session, _OWN_PERIODS, by=by.person_id)}
    return [each for each in known if each["code"] in own]


#: What was found on ratings says them: not for the person before publication, not for unit administrators (SPEC §9).
_FINDING: LiteralString = (
    """
SELECT f.id, f.period_id, p.code AS period, p.timezone,
       f.owner_id = %(by)s OR coalesce(s.person_id = %(by)s AND q.suite IS DISTINCT FROM 'ratings', false) AS own,
       NOT (q.suite IS NOT DISTINCT FROM 'ratings' AND """
    + OWN_RATINGS
    + """)
       AND EXISTS (SELECT FROM role_assignment r WHERE r.person_id = %(by)s AND (r.role IN ('hr_admin', 'auditor')
         OR (r.role = 'unit_admin' AND r.unit_id = f.unit_id AND q.suite IS DISTINCT FROM 'ratings'))) AS oversees
  FROM finding f JOIN period p ON p.id = f.period_id LEFT JOIN segment s ON s.id = f.segment_id
  LEFT JOIN quality_rule q ON q.id = f.rule_id
 WHERE f.id = %(finding)s
"""
)


def finding(session: Session, number: int, *, by: Actor) -> Row:
    """A finding of a unit that `by` oversees, or one whose turn it is theirs or that is about them.

    Raises:
        NotFoundError: there is none, or it is not for them; a look at another's is recorded.
    """
    found = one(session, _FINDING, finding=number, by=by.person_id, reader=by.person_id)
    if found and (found["own"] or found["oversees"]):
        return found
    if found:
        denied(session, by, Denied("finding", number))
    raise NotYoursError


_UNITS = """
SELECT unit.code, u.name FROM period_unit u JOIN unit ON unit.id = u.unit_id
 WHERE u.period_id = %(period)s AND (%(units)s::text[] IS NULL OR unit.code = ANY(%(units)s)) ORDER BY u.name
"""
_CODES = """
SELECT DISTINCT f.code FROM finding f JOIN unit ON unit.id = f.unit_id
 WHERE f.period_id = %(period)s AND f.fixed_at IS NULL
   AND (%(units)s::text[] IS NULL OR unit.code = ANY(%(units)s)) ORDER BY f.code
"""


def units(session: Session, seen: Overseen) -> list[Row]:
    """Code and name of every unit that is seen, by name: the choices of a filter."""
    return rows(session, _UNITS, period=seen.period["id"], units=seen.units)


def finding_codes(session: Session, seen: Overseen) -> list[str]:
    """The codes of rules that have a finding which is not mended: the choices of a filter."""
    return [row["code"] for row in rows(session, _CODES, period=seen.period["id"], units=seen.units)]
