"""What somebody asks for in the portal and a thread beside the stack does: one at a time, by whoever has the turn.

Belongs here: asking, the turn, and the end of what cannot be done. Does not: the work (archive/asked,
chain/asked_checks), the thread (deployments/checking).
What breaks off is tried again once, after all that was not tried yet: nothing that fails for ever stops the rest.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, LiteralString, TypeVar

import psycopg
from sqlmodel import Session

from models.database import Row, one, run, transaction
from models.errors import ConflictError, KinerjaError, UnavailableError
from models.language import N_, Message

log = logging.getLogger("kinerja.asked_work")

#: Held while something is done and given back when whoever does it is killed, so that another takes it up again.
_TURN = "SELECT pg_try_advisory_xact_lock(hashtextextended(%(work)s::text, 0)) AS mine"
#: It waits while the work is done in other transactions.
_PATIENT = "SET LOCAL idle_in_transaction_session_timeout = 0"
_Done = TypeVar("_Done")


def asked(session: Session, statement: LiteralString, busy: str, **values: Any) -> int:
    """Put down what is asked for; returns its number.

    Raises:
        ConflictError: something that may be asked for only once waits already; says `busy`.
    """
    try:
        found = one(session, statement, **values)
    except psycopg.errors.UniqueViolation as other:
        raise ConflictError(busy) from other
    return int((found or {})["id"])


def has_turn(session: Session, work: str) -> bool:
    """Whether this transaction is the one in which such work may be done; until it ends, no other is."""
    return bool((one(session, _TURN, work=work) or {})["mine"])


@contextmanager
def taken_up(work: str, waiting: LiteralString, begin: LiteralString) -> Iterator[tuple[Session, Row | None]]:
    """What waits longest, begun, and the session that has the turn; None where nothing waits or another has it.

    `waiting` gives its `id`, and whether it was `begun` before.
    """
    with transaction() as session:
        found = one(session, waiting) if has_turn(session, work) else None
        if found is not None:
            run(session, _PATIENT)
            with transaction() as other:
                run(other, begin, number=found["id"])
        yield session, found


def outcome(waiting: Row, do: Callable[[], _Done]) -> _Done | Message:
    """What comes of the work; else why it cannot be done, in words for whoever asked.

    What only an operator can mend is told to nobody else: it may name files of the server. It is in the log.

    Raises:
        Exception: it broke off for the first time, and is to be tried again.
    """
    try:
        return do()
    except Exception as problem:
        if isinstance(problem, KinerjaError) and not isinstance(problem, UnavailableError):
            return problem.message
        if not waiting["begun"]:
            raise
        log.exception("what somebody asked for broke off again; they are told to ask the operator")
        return Message(
            N_("Something on the server failed, twice. Tell your operator, who finds the cause in the log of the "
               "stack; once it is mended, ask for it again.")
        )  # fmt: skip
