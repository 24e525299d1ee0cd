"""When nobody may be erased yet: work that is not finished, an office that is held, a legal hold.

Belongs here: the reasons and their remedies. Does not: the act (erasing), setting a hold (holds).
"""

from typing import LiteralString

from sqlmodel import Session

from models.database import one
from models.errors import ConflictError, WrongStateError
from models.language import N_

_STANDS: LiteralString = """
SELECT ARRAY(
         SELECT p.code FROM period p WHERE p.closed_at IS NULL AND (
           p.regional_head_id = %(person)s
           OR EXISTS (SELECT FROM segment s WHERE s.period_id = p.id
                         AND %(person)s IN (s.person_id, s.rater_id, s.superior_id))
           OR EXISTS (SELECT FROM period_unit u WHERE u.period_id = p.id AND u.setter_id = %(person)s)
           OR EXISTS (SELECT FROM approval a WHERE a.period_id = p.id AND a.assignee_id = %(person)s
                         AND a.closed_at IS NULL)) ORDER BY p.starts) AS periods,
       ARRAY(SELECT DISTINCT role FROM role_assignment WHERE person_id = %(person)s ORDER BY role) AS roles,
       (SELECT count(*) FROM delegation WHERE %(person)s IN (principal_id, deputy_id) AND ended_at IS NULL
           AND ends >= (now() AT TIME ZONE timezone)::date) AS delegations,
       (SELECT decree FROM legal_hold WHERE person_id = %(person)s AND lifted_at IS NULL) AS hold
"""


def check(session: Session, person_id: int) -> None:
    """That nothing keeps this person's values.

    Raises:
        ConflictError: a legal hold.
        WrongStateError: a period that is not closed needs them, or they hold a role or delegation.
    """
    found = one(session, _STANDS, person=person_id)
    assert found is not None  # noqa: S101 - a row without a table
    if found["hold"]:
        raise ConflictError(
            N_(
                "There is a legal hold on this person ({decree}): nothing of theirs may go. Whoever ordered it lifts "
                "it: kinerja people release NIP --reason … Nothing was erased."
            ),
            decree=found["hold"],
        )
    if found["periods"]:
        raise WrongStateError(
            N_(
                "This person is appraised, rates, decides or is asked in a period that is not closed: {periods}. Their "
                "values are needed until it is. See what it waits for with `kinerja period show {first}`, and erase "
                "afterwards. Nothing was erased."
            ),
            periods=", ".join(found["periods"]),
            first=found["periods"][0],
        )
    if found["roles"]:
        raise WrongStateError(
            N_(
                "This person still holds a role: {roles}. Let an HR administrator revoke it first (portal, “Roles”), "
                "so that the office does not stand empty unseen. Nothing was erased."
            ),
            roles=", ".join(found["roles"]),
        )
    if found["delegations"]:
        raise WrongStateError(
            N_(
                "This person acts for somebody, or somebody for them, by a delegation that is in force or still to "
                "come. End it first: kinerja delegation list, kinerja delegation end. Nothing was erased."
            )
        )
