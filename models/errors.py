"""Every error a person may meet, each with a code and what to do next; nothing else raises to the surface."""

from typing import Any, ClassVar

from models.language import N_, Message


class KinerjaError(Exception):
    """Something in the request cannot be done; the message says what, why and what to do next."""

    code: ClassVar[str] = "ERROR"
    exit_code: ClassVar[int] = 1

    def __init__(self, text: str, /, **values: Any) -> None:
        """Keep `text` (English, with {placeholders}) apart from its values, so that it can be translated."""
        self.message = Message(text, values)
        super().__init__(str(self.message))


class InvalidInputError(KinerjaError):
    """A file, option or field is wrong: correct the named row and field and try again."""

    code = "INVALID_INPUT"


class NotFoundError(KinerjaError):
    """No such period, person, unit or request: list them first and copy the identifier."""

    code = "NOT_FOUND"


class NotYoursError(NotFoundError):
    """No such page, or it is somebody else's: both look alike, so that nobody learns what there is."""

    def __init__(self) -> None:
        """Say the one sentence for both."""
        super().__init__(N_("There is no such page, or it is not yours to see. Look for it on your start page."))


class NotAllowedError(KinerjaError):
    """This person may not do this: the named person can, or a delegation must be recorded first."""

    code = "NOT_ALLOWED"


class WrongStateError(KinerjaError):
    """The thing is not in a state in which this can be done: look at it again, its state has changed."""

    code = "WRONG_STATE"


class ConflictError(KinerjaError):
    """Somebody else was first, or it was done already: nothing was changed, look at what was decided."""

    code = "CONFLICT"


class UnavailableError(KinerjaError):
    """A part of the system does not answer: run `kinerja doctor` to see which, and how to mend it."""

    code = "UNAVAILABLE"
