"""Roles between launches: who holds which, and granting and revoking one with a reason.

Belongs here: those verbs and their rules. Does not: the roles of a period file (launch_roles; the next launch decides
again), what a role may do (each verb asks for itself).
Nobody changes a role of their own, and an auditor administers nothing (separation of duties △): who checks what was
done is never who did it.
"""

from dataclasses import dataclass
from typing import Any, LiteralString

from sqlmodel import Session

from models import ledger
from models.access import Denied, denied
from models.actors import Actor
from models.database import Row, one, rows, run
from models.deadlines import is_hr_administrator
from models.errors import (
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    NotYoursError,
    WrongStateError,
)
from models.language import N_
from models.tables.people import ROLES

#: An auditor has none of these (unless a period file gives both): they would audit themselves.
_ADMINISTERING = frozenset({"hr_admin", "unit_admin"})

#: With who granted it last, and why: a launch, or an administrator.
_SHOWN: LiteralString = """
SELECT r.id, r.role, r.granted_at, r.person_id, e.name, e.nip, e.official_code, u.name AS unit,
       g.by_hand, g.granted_by, g.reason, r.person_id = %(by)s AS own
  FROM role_assignment r JOIN person e ON e.id = r.person_id LEFT JOIN unit u ON u.id = r.unit_id
  LEFT JOIN LATERAL (
    SELECT a.period_id IS NULL AS by_hand, coalesce(giver.name, a.actor_name) AS granted_by, t.text AS reason
      FROM audit_event a LEFT JOIN person giver ON giver.id = a.actor_id LEFT JOIN audit_text t ON t.event_id = a.id
     WHERE a.subject_kind = 'person' AND a.subject_id = r.person_id AND a.event = 'role.granted'
       AND a.content ->> 'role' = r.role AND a.unit_id IS NOT DISTINCT FROM r.unit_id
     ORDER BY a.id DESC LIMIT 1) g ON true
"""
_LIST: LiteralString = (
    _SHOWN
    + """
 WHERE (%(role)s::text IS NULL OR r.role = %(role)s)
 ORDER BY array_position(ARRAY['hr_admin', 'unit_admin', 'performance_team', 'auditor'], r.role), u.name, e.name, r.id
 LIMIT %(limit)s OFFSET %(skip)s
"""
)
_ONE: LiteralString = _SHOWN + " WHERE r.id = %(number)s"
_PERSON: LiteralString = """
SELECT e.id AS person_id, e.name, e.nip, a.disabled_at IS NOT NULL AS disabled,
       (SELECT u.name FROM segment s JOIN unit u ON u.id = s.unit_id WHERE s.person_id = e.id
         ORDER BY s.ends DESC, s.is_acting, s.id DESC LIMIT 1) AS place,
       ARRAY(SELECT DISTINCT r.role FROM role_assignment r WHERE r.person_id = e.id ORDER BY r.role) AS roles
  FROM person e LEFT JOIN account a ON a.person_id = e.id WHERE e.nip = %(nip)s
"""
#: As in a period file: only an agency of a period has administrators.
_AGENCY: LiteralString = """
SELECT u.id AS unit_id, u.name AS unit FROM unit u
 WHERE u.code = %(code)s AND EXISTS (SELECT FROM period_unit p WHERE p.unit_id = u.id)
"""
_AGENCIES: LiteralString = """
SELECT u.code, u.name FROM unit u WHERE EXISTS (SELECT FROM period_unit p WHERE p.unit_id = u.id) ORDER BY u.name, u.id
 LIMIT 500
"""
_INSERT: LiteralString = """
INSERT INTO role_assignment (person_id, role, unit_id) VALUES (%(person)s, %(role)s, %(unit)s)
ON CONFLICT DO NOTHING RETURNING id
"""
#: One change of roles at a time, a launch's too; who only reads them does not wait.
_ALONE: LiteralString = "LOCK TABLE role_assignment IN SHARE ROW EXCLUSIVE MODE"
_OTHERS: LiteralString = "SELECT FROM role_assignment WHERE role = 'hr_admin' AND id <> %(number)s LIMIT 1"
_HELD: LiteralString = "SELECT * FROM role_assignment WHERE id = %(number)s"


@dataclass(frozen=True)
class Grant:
    """A role that somebody shall get: a stored word, a NIP, and for a unit's administrator the unit's code."""

    role: str
    nip: str
    unit: str = ""
    reason: str = ""


def holders(session: Session, *, by: Actor, role: str | None = None, limit: int = 50, skip: int = 0) -> list[Row]:
    """Who holds which role (all, or one), by role, unit and name: since when, who granted it (`by_hand`: not a launch).

    `own`: it is a role of `by`.
    """
    return rows(session, _LIST, by=by.person_id, role=role, limit=limit, skip=skip)


def counts(session: Session) -> dict[str, int]:
    """How many people hold each role; a role that nobody holds is 0."""
    found = rows(session, "SELECT role, count(DISTINCT person_id) AS people FROM role_assignment GROUP BY role")
    return dict.fromkeys(ROLES, 0) | {row["role"]: row["people"] for row in found}


def agencies(session: Session) -> list[Row]:
    """Code and name of the units that may have an administrator: those that take part in a period."""
    return rows(session, _AGENCIES)


def held(session: Session, number: int, *, by: Actor) -> Row:
    """One role that somebody holds, for HR administrators and auditors.

    Raises:
        NotFoundError: there is none (any more), or it is not for `by`: both look alike, and a look is recorded.
    """
    found = one(session, _ONE, number=number, by=by.person_id)
    if found and _reads(session, by):
        return found
    if found:
        denied(session, by, Denied("role", number))
    raise NotYoursError


def _reads(session: Session, by: Actor) -> bool:
    statement: LiteralString = "SELECT FROM role_assignment WHERE person_id = %(by)s AND role = 'auditor'"
    return is_hr_administrator(session, by) or one(session, statement, by=by.person_id) is not None


def preview(session: Session, given: Grant, *, by: Actor) -> Row:
    """What granting a role would do: the person (name, place, roles they have), the unit; checked, and not yet done.

    Raises:
        NotAllowedError: not an HR administrator, or a role for oneself; or it would make an auditor an administrator.
        InvalidInputError: no such person, role or unit, a unit where none belongs, or no reason.
        ConflictError: they have this role already.
    """
    if not is_hr_administrator(session, by):
        raise NotAllowedError(N_("Only an HR administrator grants and revokes roles."))
    if given.role not in ROLES:
        raise InvalidInputError(N_("Choose the role that is granted."))
    person = one(session, _PERSON, nip="".join(given.nip.split()))
    if person is None:
        raise InvalidInputError(
            N_("Nobody has the NIP {nip}. A NIP has 18 digits; people are known once a period with them is launched."),
            nip=given.nip.strip() or "–",  # noqa: RUF001
        )
    unit = _unit(session, given)
    if person["person_id"] == by.person_id:
        raise NotAllowedError(N_("Nobody grants a role to themselves: another HR administrator does it."))
    _check_separation(given.role, set(person["roles"]))
    if _has(session, person["person_id"], given.role, unit["unit_id"]):
        raise ConflictError(N_("{name} has this role already; nothing was changed."), name=person["name"])
    if not given.reason.strip():
        raise InvalidInputError(N_("Say why the role is granted: the auditor reads it."))
    return person | unit


def _unit(session: Session, given: Grant) -> dict[str, Any]:
    code = given.unit.strip()
    if given.role != "unit_admin":
        if code:
            raise InvalidInputError(N_("Only a unit administrator is of one unit. Choose no unit for this role."))
        return {"unit_id": None, "unit": None}
    if not code:
        raise InvalidInputError(N_("Choose the unit that this person administers."))
    found = one(session, _AGENCY, code=code)
    if found is None:
        raise InvalidInputError(N_("No agency of a period has the code {unit}."), unit=code)
    return found


def _check_separation(role: str, having: set[str]) -> None:
    if role == "auditor" and having & _ADMINISTERING:
        raise NotAllowedError(
            N_(
                "This person is an administrator, and nobody audits what they do themselves. Choose another auditor, "
                "or revoke the administrator's role first."
            )
        )
    if role in _ADMINISTERING and "auditor" in having:
        raise NotAllowedError(
            N_(
                "This person is an auditor, and nobody audits what they do themselves. Choose another administrator, "
                "or revoke the auditor's role first."
            )
        )


def _has(session: Session, person_id: int, role: str, unit_id: int | None) -> bool:
    statement: LiteralString = (
        "SELECT FROM role_assignment WHERE person_id = %(person)s AND role = %(role)s"
        " AND unit_id IS NOT DISTINCT FROM %(unit)s::bigint"
    )
    return one(session, statement, person=person_id, role=role, unit=unit_id) is not None


def grant(session: Session, given: Grant, *, by: Actor) -> int:
    """Give a person a role, with a reason; it holds until somebody revokes it or the next launch decides again.

    Returns the number of the role that is now held.

    Raises:
        InvalidInputError, NotAllowedError, ConflictError: as for `preview`.
    """
    run(session, _ALONE)
    found = preview(session, given, by=by)
    added = one(session, _INSERT, person=found["person_id"], role=given.role, unit=found["unit_id"])
    assert added is not None  # noqa: S101 - checked under the lock
    _record(session, "role.granted", found["person_id"], given.role, found["unit_id"], by=by, reason=given.reason)
    return int(added["id"])


def revoke(session: Session, number: int, *, by: Actor, reason: str) -> None:
    """Take a role from whoever holds it, with a reason; from their next page on they can do no more with it.

    Raises:
        NotAllowedError: not an HR administrator, or a role of one's own.
        NotFoundError: nobody holds it any more.
        InvalidInputError: no reason.
        WrongStateError: the last HR administrator.
    """
    run(session, _ALONE)
    if not is_hr_administrator(session, by):
        raise NotAllowedError(N_("Only an HR administrator grants and revokes roles."))
    found = one(session, _HELD, number=number)
    if found is None:
        raise NotFoundError(N_("Nobody holds this role any more: it was revoked, or a launch decided so."))
    if found["person_id"] == by.person_id:
        raise NotAllowedError(N_("Nobody revokes a role of their own: another HR administrator does it."))
    if found["role"] == "hr_admin" and one(session, _OTHERS, number=number) is None:
        raise WrongStateError(
            N_("This is the last HR administrator: nobody could give the role back. Grant it to somebody else first.")
        )
    if not reason.strip():
        raise InvalidInputError(N_("Say why the role is revoked: the auditor reads it."))
    run(session, "DELETE FROM role_assignment WHERE id = %(number)s", number=number)
    _record(session, "role.revoked", found["person_id"], found["role"], found["unit_id"], by=by, reason=reason)


def _record(
    session: Session, event: str, person_id: int, role: str, unit_id: int | None, *, by: Actor, reason: str
) -> None:
    about = ledger.Subject(unit_id=unit_id, kind="person", id=person_id)
    ledger.record(session, event, by=by, subject=about, text=reason.strip(), role=role)
