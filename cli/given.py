"""Values given at the command line as text: a time of day, an exact number; each refused with how to write it.

Belongs here: reading one value. Does not: what it may be (the verbs).
"""

import re
from datetime import time
from decimal import Decimal

from models.errors import InvalidInputError
from models.language import N_

_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
_NUMBER = re.compile(r"-?\d{1,30}([.]\d{1,10})?")


def time_of(text: str) -> time:
    """A time of day, such as 08:30.

    Raises:
        InvalidInputError: it is none.
    """
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise InvalidInputError(N_("{given} is no time of day. Write it as 08:30."), given=text)
    return time(int(found[1]), int(found[2]))


def number_of(text: str) -> Decimal:
    """An exact number with a dot as decimal sign, such as 12.5.

    Raises:
        InvalidInputError: it is none.
    """
    if not _NUMBER.fullmatch(text.strip()):
        raise InvalidInputError(
            N_("{given} is no number. Write it with a dot as decimal sign, such as 1234.5."), given=text
        )
    return Decimal(text.strip())
