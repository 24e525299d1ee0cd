"""Roles of a launch: who administers, fixes late plans and audits, as the period file says.

Belongs here: checking and storing them. Does not: what a role may do (each verb asks for itself).
"""

from typing import LiteralString

from sqlmodel import Session

from models.actors import Actor
from models.database import rows, run
from models.errors import InvalidInputError
from models.labels import label
from models.language import N_
from models.period_file import PeriodFile

_UNKNOWN_PEOPLE: LiteralString = """
SELECT nip FROM unnest(%(people)s::text[]) AS nip WHERE NOT EXISTS (SELECT FROM person WHERE person.nip = nip.nip)
"""
_UNKNOWN_UNITS: LiteralString = """
SELECT code FROM unnest(%(units)s::text[]) AS code
 WHERE NOT EXISTS (SELECT FROM period_unit p JOIN unit u ON u.id = p.unit_id
                    WHERE p.period_id = %(period)s AND u.code = code.code)
"""
#: The newest launch says who has a role: others lose it, and every change is an event of the person concerned.
_SET_ROLE: LiteralString = """
WITH named AS (
  SELECT p.id AS person_id, u.id AS unit_id FROM unnest(%(people)s::text[], %(units)s::text[]) AS n(nip, code)
    JOIN person p USING (nip) LEFT JOIN unit u ON u.code = n.code),
granted AS (INSERT INTO role_assignment (person_id, role, unit_id) SELECT person_id, %(role)s::text, unit_id FROM named
            ON CONFLICT DO NOTHING RETURNING person_id, unit_id),
revoked AS (DELETE FROM role_assignment r WHERE role = %(role)s AND NOT EXISTS (
              SELECT FROM named n WHERE n.person_id = r.person_id AND n.unit_id IS NOT DISTINCT FROM r.unit_id)
            RETURNING person_id, unit_id)
INSERT INTO audit_event (event, actor_kind, actor_id, actor_name, period_id, unit_id, subject_kind, subject_id, content)
SELECT event, %(actor_kind)s, %(actor_id)s::bigint, %(actor_name)s, %(period)s, unit_id, 'person', person_id,
       jsonb_build_object('role', %(role)s::text)
  FROM (SELECT 'role.granted' AS event, person_id, unit_id FROM granted
         UNION ALL SELECT 'role.revoked', person_id, unit_id FROM revoked) AS changed
"""


def store(session: Session, definition: PeriodFile, period_id: int, by: Actor) -> None:
    """Give everybody the role the period file gives them, and take it from whoever it no longer names.

    Raises:
        InvalidInputError: a person who is not in the roster, or a unit that takes no part in the period.
    """
    everywhere = {
        "hr_admin": definition.administrators,
        "performance_team": definition.performance_team,
        "auditor": definition.auditors,
    }
    holders: dict[str, list[tuple[str, str | None]]] = {
        **{role: [(nip, None) for nip in people] for role, people in everywhere.items()},
        "unit_admin": [(each.nip, each.unit) for each in definition.unit_administrators],
    }
    actor = {"actor_kind": by.kind, "actor_id": by.person_id, "actor_name": by.name}
    for role, held in holders.items():
        people, units = [nip for nip, _unit in held], [unit for _nip, unit in held]
        _check(session, role, people, [unit for unit in units if unit], period_id)
        run(session, _SET_ROLE, people=people, units=units, role=role, period=period_id, **actor)


def _check(session: Session, role: str, people: list[str], units: list[str], period_id: int) -> None:
    unknown = rows(session, _UNKNOWN_PEOPLE, people=people)
    if unknown:
        raise InvalidInputError(
            N_("{role}: nobody in the roster has the NIP {nips}. Correct the period file."),
            role=label(role),
            nips=", ".join(row["nip"] for row in unknown),
        )
    strange = rows(session, _UNKNOWN_UNITS, units=units, period=period_id)
    if strange:
        raise InvalidInputError(
            N_("{role}: no agency of this period has the code {units}. Correct the period file."),
            role=label(role),
            units=", ".join(row["code"] for row in strange),
        )
