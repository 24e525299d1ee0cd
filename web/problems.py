"""What an error is over HTTP: its status.

Belongs here: one table. Does not: the page or the JSON that tells it.
"""

from models.errors import (
    ConflictError,
    InvalidInputError,
    KinerjaError,
    NotAllowedError,
    NotFoundError,
    UnavailableError,
)

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
