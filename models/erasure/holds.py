"""Legal holds: a person whose values must be kept, by decree, until whoever ordered it lets go.

Belongs here: setting and lifting. Does not: what a hold stops (refusals, models/retention).
"""

from sqlmodel import Session

from models import ledger
from models.actors import Actor
from models.database import run
from models.errors import ConflictError, InvalidInputError, WrongStateError
from models.language import N_


def hold(session: Session, person_id: int, *, by: Actor, decree: str, reason: str) -> None:
    """Keep a person's values from being erased.

    Raises:
        InvalidInputError: no decree or no reason.
        ConflictError: they are on hold already.
    """
    if not decree.strip() or not reason.strip():
        raise InvalidInputError(N_("A legal hold needs the number of its decree and a reason: the auditor reads both."))
    added = run(
        session,
        "INSERT INTO legal_hold (person_id, decree, reason) VALUES (%(person)s, %(decree)s, %(reason)s)"
        " ON CONFLICT (person_id) WHERE lifted_at IS NULL DO NOTHING",
        person=person_id,
        decree=decree.strip(),
        reason=reason.strip(),
    )
    if not added.rowcount:
        raise ConflictError(N_("There is a legal hold on this person already; it stays as it is."))
    ledger.record(
        session, "person.hold_set", by=by, subject=_about(person_id), text=f"{decree.strip()}: {reason.strip()}"
    )


def release(session: Session, person_id: int, *, by: Actor, reason: str) -> None:
    """Lift the hold on a person.

    Raises:
        InvalidInputError: no reason.
        WrongStateError: there is none.
    """
    if not reason.strip():
        raise InvalidInputError(N_("Say why the hold is lifted: the auditor reads it."))
    lifted = run(
        session,
        "UPDATE legal_hold SET lifted_at = now(), lifted_reason = %(reason)s"
        " WHERE person_id = %(person)s AND lifted_at IS NULL",
        person=person_id,
        reason=reason.strip(),
    )
    if not lifted.rowcount:
        raise WrongStateError(N_("There is no legal hold on this person. Nothing was changed."))
    ledger.record(session, "person.hold_lifted", by=by, subject=_about(person_id), text=reason.strip())


def _about(person_id: int) -> ledger.Subject:
    return ledger.Subject(kind="person", id=person_id)
