"""Values that a person types into a form: an exact number in the way of writing that the form declared, a time, a day.

Belongs here: reading one value, and writing it back the same way. Does not: what it may be (the verbs).
Nothing is guessed (SPEC §5): "1.234" is read only as the form said that numbers are written.
"""

import re
from datetime import date, time
from decimal import Decimal

from models.errors import InvalidInputError
from models.language import N_

#: 1.234,50 where the form is Indonesian, 1,234.50 where it is English; marks of thousands stand in their places or not
#: at all.
_WRITTEN = {
    "id": re.compile(r"-?(?:[0-9]{1,3}(?:\.[0-9]{3}){1,12}|[0-9]{1,30})(?:,[0-9]{1,10})?"),
    "en": re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3}){1,12}|[0-9]{1,30})(?:\.[0-9]{1,10})?"),
}
_THOUSANDS, _DECIMAL = {"id": ".", "en": ","}, {"id": ",", "en": "."}
_REFUSED = {
    "id": N_("“{given}” is no number. Write it with a comma as decimal sign, such as 1234,5 or 1.234,5."),
    "en": N_("“{given}” is no number. Write it with a dot as decimal sign, such as 1234.5 or 1,234.5."),
}
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])(?::00)?")
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


def number_typed(text: str, way: str) -> Decimal:
    """An exact number written in `way`: "id" (comma as decimal sign) or "en" (dot).

    Raises:
        InvalidInputError: it is none, or written the other way.
    """
    bare, way = text.strip(), way if way in _WRITTEN else "id"
    if not _WRITTEN[way].fullmatch(bare):
        raise InvalidInputError(_REFUSED[way], given=bare[:40])
    return Decimal(bare.replace(_THOUSANDS[way], "").replace(_DECIMAL[way], "."))


def number_to_type(value: Decimal | None, way: str) -> str:
    """A number as it is typed in `way`, without marks of thousands; nothing for no number."""
    if value is None:
        return ""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", _DECIMAL.get(way, ","))


def time_typed(text: str) -> time:
    """A time of day, such as 08:30.

    Raises:
        InvalidInputError: it is none.
    """
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise InvalidInputError(N_("“{given}” is no time of day. Write it as 08:30."), given=text.strip()[:40])
    return time(int(found[1]), int(found[2]))


def day_typed(text: str) -> date:
    """A day, such as 2026-03-02, as browsers send it.

    Raises:
        InvalidInputError: it is none.
    """
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InvalidInputError(
            N_("“{given}” is no day. Choose it, or write it as year-month-day, such as 2026-03-02."),
            given=text.strip()[:40],
        ) from None


def month_typed(text: str) -> date | None:
    """The first day of a month such as 2026-03; None for anything else."""
    found = _MONTH.fullmatch(text.strip())
    return date(int(found[1]), int(found[2]), 1) if found and int(found[1]) > 0 else None
