"""What an error is over HTTP: its status, and whether a form tells it.

Belongs here: one table, one list. Does not: the page or the JSON that tells it.
"""

from models.errors import (
    ConflictError,
    InvalidInputError,
    KinerjaError,
    NotAllowedError,
    NotFoundError,
    UnavailableError,
    WrongStateError,
)

#: What a form tells beside its fields, which stay as they were filled. That there is no such page is one of its own
#: (web/app).
REFUSALS = (InvalidInputError, NotAllowedError, WrongStateError, ConflictError, UnavailableError)

_STATUS: dict[type[KinerjaError], int] = {
    NotFoundError: 404,
    NotAllowedError: 403,
    InvalidInputError: 422,
    ConflictError: 409,
    UnavailableError: 503,
}


def status_of(problem: Exception) -> int:
    """The status of a refusal; a thing in another state than asked is a conflict."""
    return next((status for kind, status in _STATUS.items() if isinstance(problem, kind)), 409)
