"""Who acts: a person, an operator at the command line, or the system itself; and how a person is found.

Belongs here: identities. Does not: what they may do (access).
"""

import getpass
from dataclasses import dataclass

from sqlmodel import Session

from models.database import one
from models.errors import NotFoundError
from models.language import N_


@dataclass(frozen=True)
class Actor:
    """Whoever is answerable for an act, as the audit event names them."""

    kind: str
    person_id: int | None = None
    #: The operator's login, also when they enter something on behalf of a person at the command line.
    name: str | None = None
    #: The person for whom a deputy (Plt, Plh) acts; each verb asks whether a delegation is in force (acting_for).
    acting_for: int | None = None

    @property
    def seat(self) -> int | None:
        """The person whose requests this actor answers: the one they act for, or themselves."""
        return self.person_id if self.acting_for is None else self.acting_for


SYSTEM = Actor("system")


def operator() -> Actor:
    """The operator at this machine: launches, extends and sweeps, but decides nothing for anybody."""
    return Actor("operator", name=f"cli:{getpass.getuser()}")


def person(session: Session, identifier: str, *, entered_by: str | None = None) -> Actor:
    """The person with this NIP (or official code, such as KDH for the regional head).

    Raises:
        NotFoundError: nobody has that NIP.
    """
    found = one(
        session,
        "SELECT id FROM person WHERE nip = %(identifier)s OR official_code = %(identifier)s",
        identifier=identifier.replace(" ", ""),
    )
    if not found:
        raise NotFoundError(
            N_("Nobody has the NIP {nip}. Copy it from the list of people of their unit, digits only."), nip=identifier
        )
    return Actor("person", found["id"], entered_by)
