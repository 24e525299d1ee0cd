"""As whom a command acts: the operator at this machine, or a person whose act the operator enters.

Belongs here: turning `--as` into an actor, what only the operator does to somebody, and that they looked at somebody's
record. Does not: what they may do (each verb asks for itself).
"""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import quiet_or_told
from models.language import _

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sqlmodel import Session

    from models.actors import Actor

TakenBy = Annotated[
    str | None,
    typer.Option("--as", help=_("NIP of whoever takes the file, which is on record; default: the operator.")),
]


def operator_does(act: "Callable[..., object]", nip: str, *, as_json: bool, **words: str) -> None:
    """Let the operator do something to the person with this NIP, in one transaction: act(session, number, by=, …).

    Raises:
        NotFoundError: nobody has that NIP.
    """
    from deployments import stack
    from models import actors
    from models.database import transaction

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        act(session, actors.person(session, nip).person_id or 0, by=actors.operator(), **words)


def acting_as(session: "Session", nip: str | None) -> "Actor":
    """The person with this NIP, entered by the operator; the operator where none is given.

    Raises:
        NotFoundError: nobody has that NIP.
    """
    from models import actors

    operator = actors.operator()
    return operator if nip is None else actors.person(session, nip, entered_by=operator.name)


def looked_at(session: "Session", segments: "Collection[int | None]") -> None:
    """Put on record that the operator is shown something of these segments: its people and auditors read that."""
    from models import actors, looks

    looks.note_shown(session, segments, by=actors.operator())


def shown_segment(session: "Session", period: str, nip: str, *, segment: int | None = None) -> int:
    """The segment of a person that a command is going to show, once that is on record.

    Raises:
        NotFoundError, InvalidInputError: as for models.people.segment_of.
    """
    from models.people import segment_of

    found = segment_of(session, period, nip, segment=segment)
    looked_at(session, [found])
    return found
