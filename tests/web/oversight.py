"""Roles beside those of the small period, for tests of the administrators' pages.

Belongs here: the shortest way to one. Does not: how roles are given (models/launch_roles).
"""

from models.database import one, run, transaction
from tests.factories import AGENCY


def grant(nip: str, role: str, unit: str | None = None) -> None:
    """Give a person a role, as the newest launch would."""
    with transaction() as session:
        run(
            session,
            "INSERT INTO role_assignment (person_id, role, unit_id) SELECT p.id, %(role)s, u.id FROM person p "
            "LEFT JOIN unit u ON u.code = %(unit)s WHERE p.nip = %(nip)s",
            nip=nip,
            role=role,
            unit=unit,
        )


def administer(nip: str, unit: str = AGENCY) -> None:
    """Make a person the administrator of a unit."""
    grant(nip, "unit_admin", unit)


def denials(kind: str) -> int:
    """How many looks at somebody else's thing of a kind are on record."""
    with transaction() as session:
        found = one(
            session,
            "SELECT count(*) AS n FROM audit_event WHERE event = 'access.denied' AND subject_kind = %(kind)s",
            kind=kind,
        )
    return int(found["n"]) if found else 0


def person_id(nip: str) -> int:
    """The number of the person with a NIP (KDH: the regional head)."""
    with transaction() as session:
        found = one(session, "SELECT id FROM person WHERE nip = %(nip)s OR official_code = %(nip)s", nip=nip)
    return int(found["id"]) if found else 0


def judged() -> int:
    """A kept validation of the unit's indicators, which the first run of the world rests on."""
    with transaction() as session:
        found = one(
            session,
            "INSERT INTO validation (period_id, unit_id, suite, suite_digest, engine, mark, settings_digest, success,"
            " evaluated, failed, result, run_key) SELECT period_id, unit_id, 'indicators', 'd', 'e', 1, 's', true, 4,"
            " 0, '{\"rules\": []}', gen_random_uuid() FROM stage_run WHERE id = 1 RETURNING id",
        )
        assert found
        run(session, "INSERT INTO stage_validation VALUES (1, %(id)s)", id=found["id"])
    return int(found["id"])
