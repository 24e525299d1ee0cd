"""Whose account an administrator may help with: an HR administrator everybody's, a unit's only those of its people.

Belongs here: that rule, and finding people under it. Does not: links, passwords, disabling (accounts).
A link lets whoever has it sign in as its person. So nobody is given one by somebody who may do less than that person:
accounts of people with a role, and of officials, are for HR administrators alone (△).
"""

from dataclasses import dataclass
from typing import LiteralString

from sqlmodel import Session

from models.access import Denied, denied
from models.actors import Actor
from models.database import Row, one, rows
from models.errors import NotYoursError, WrongStateError
from models.language import N_

#: True for a person `e` whose account %(by)s may help with: a unit administrator never one of somebody who decides
#: about others, since whoever has the link could decide in their name.
_MAY: LiteralString = """
(EXISTS (SELECT FROM role_assignment WHERE person_id = %(by)s AND role = 'hr_admin')
 OR (e.nip IS NOT NULL AND NOT EXISTS (SELECT FROM role_assignment WHERE person_id = e.id)
     AND EXISTS (SELECT FROM segment s JOIN period p ON p.id = s.period_id
                   JOIN role_assignment r ON r.unit_id = s.unit_id AND r.role = 'unit_admin' AND r.person_id = %(by)s
                  WHERE s.person_id = e.id AND p.closed_at IS NULL)
     AND NOT EXISTS (SELECT FROM segment x WHERE x.rater_id = e.id OR x.superior_id = e.id
                                              OR (x.person_id = e.id AND x.is_agency_head))
     AND NOT EXISTS (SELECT FROM approval a WHERE a.assignee_id = e.id AND a.closed_at IS NULL)))
"""
#: Whoever was erased signs in no more: there is nobody whom a link could be handed to.
_ONE: LiteralString = (
    "SELECT e.id, e.erased_at IS NOT NULL AS erased, e.erased_at IS NULL AND "
    + _MAY
    + " AS may FROM person e WHERE e.id = %(person)s"
)
_SHOWN: LiteralString = """
SELECT e.id, e.nip, e.official_code, e.name,
       ARRAY(SELECT DISTINCT r.role FROM role_assignment r WHERE r.person_id = e.id ORDER BY r.role) AS roles,
       (SELECT u.name FROM segment s JOIN unit u ON u.id = s.unit_id WHERE s.person_id = e.id
         ORDER BY s.ends DESC, s.is_acting, s.id DESC LIMIT 1) AS unit,
       a.password_hash IS NOT NULL AS has_password, a.disabled_at, coalesce(a.locked_until > now(), false) AS resting,
       (SELECT max(l.expires_at) FROM sign_in_link l
         WHERE l.person_id = e.id AND l.used_at IS NULL AND l.expires_at > now()) AS link_until,
       (SELECT coalesce(max(l.id), 0) FROM sign_in_link l WHERE l.person_id = e.id) AS newest_link,
       (SELECT max(w.began_at) FROM web_session w WHERE w.person_id = e.id) AS last_sign_in
  FROM person e LEFT JOIN account a ON a.person_id = e.id
"""
_FIND: LiteralString = (
    _SHOWN
    + " WHERE e.erased_at IS NULL AND "
    + _MAY
    + """
   AND (strpos(lower(e.name), lower(%(part)s)) > 0 OR strpos(coalesce(e.nip, e.official_code), upper(%(part)s)) > 0)
   AND (NOT %(disabled)s OR a.disabled_at IS NOT NULL)
 ORDER BY e.name, e.id LIMIT %(limit)s OFFSET %(skip)s
"""
)
_SHOW: LiteralString = _SHOWN + " WHERE e.id = %(person)s"


@dataclass(frozen=True)
class Wanted:
    """Which accounts: of people whose name or NIP has a part; only disabled ones."""

    part: str = ""
    disabled: bool = False


def find(session: Session, wanted: Wanted, *, by: Actor, limit: int = 25, skip: int = 0) -> list[Row]:
    """People whose account `by` may help with, by name: unit, roles, whether they can sign in, an open link's end."""
    part = wanted.part.strip()
    if part.replace(" ", "").isdigit():
        part = part.replace(" ", "")
    return rows(session, _FIND, by=by.person_id, part=part, disabled=wanted.disabled, limit=limit, skip=skip)


def person(session: Session, person_id: int, *, by: Actor) -> Row:
    """One of them.

    Raises:
        NotFoundError: as for `check`.
    """
    check(session, person_id, by=by)
    found = one(session, _SHOW, person=person_id)
    assert found is not None  # noqa: S101 - checked above
    return found


def check(session: Session, person_id: int, *, by: Actor) -> None:
    """That `by` may help with a person's account; an operator at the command line may with everybody's.

    Raises:
        NotFoundError: there is no such person, or they are not for `by`: both look alike, and the try is recorded.
        WrongStateError: an operator means somebody who was erased.
    """
    found = one(session, _ONE, person=person_id, by=by.person_id)
    if found and not found["erased"] and (by.kind != "person" or found["may"]):
        return
    if found and by.kind != "person":
        raise WrongStateError(N_("This person was erased: there is nobody who could sign in. Nothing was changed."))
    if found:
        denied(session, by, Denied("account", person_id))
    raise NotYoursError
