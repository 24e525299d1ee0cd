"""As whom a command acts: the operator at this machine, or a person whose act the operator enters.

Belongs here: turning `--as` into an actor. Does not: what they may do (each verb asks for itself).
"""

from typing import TYPE_CHECKING, Annotated

import typer

from models.language import _

if TYPE_CHECKING:
    from sqlmodel import Session

    from models.actors import Actor

TakenBy = Annotated[
    str | None,
    typer.Option("--as", help=_("NIP of whoever takes the file, which is on record; default: the operator.")),
]


def acting_as(session: "Session", nip: str | None) -> "Actor":
    """The person with this NIP, entered by the operator; the operator where none is given.

    Raises:
        NotFoundError: nobody has that NIP.
    """
    from models import actors

    operator = actors.operator()
    return operator if nip is None else actors.person(session, nip, entered_by=operator.name)
