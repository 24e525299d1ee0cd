"""Reads the items of a JSON text one after the other, so that they never lie in memory all at once.

Belongs here: walking to the list and through it. Does not: what becomes of an item (text_child.py).
"""

import json
import re
from collections.abc import Generator, Iterator
from decimal import Decimal
from typing import Any

from child_limits import RefusedError

_BLANKS = re.compile(r"[ \t\n\r]*")


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_float=Decimal, parse_int=Decimal, parse_constant=_refuse_constant)


def value_of(text: str) -> Any:
    """The one value that `text` is.

    Raises:
        ValueError: it is not JSON.
    """
    return _DECODER.decode(text)


def items_of(text: str, names: list[str]) -> Iterator[Any]:
    """The items of the list that stands under `names`, one inside the other; without names the text is the list.

    Raises:
        ValueError: the text is not JSON, or goes on behind its end.
        RefusedError: there is no such list.
    """
    end = yield from _under(text, _from(text, 0), names)
    if _from(text, end) != len(text):
        raise ValueError(text[end : end + 10])


def _from(text: str, at: int) -> int:
    """The place of the next letter that is not blank."""
    found = _BLANKS.match(text, at)
    return found.end() if found else at


def _read(text: str, at: int) -> tuple[Any, int]:
    """The value at a place, and where the next letter stands."""
    value, end = _DECODER.raw_decode(text, at)
    return value, _from(text, end)


def _under(text: str, at: int, names: list[str]) -> Generator[Any, None, int]:
    """The items under `names` in the object at `at`; gives the place behind the object."""
    if not names:
        return (yield from _each(text, at))
    _check_opens(text, at, "{")
    found = False
    at = _from(text, at + 1)
    more = text[at : at + 1] != "}"
    while more:
        name, at = _read(text, at)
        if not isinstance(name, str) or text[at : at + 1] != ":":
            raise ValueError(text[at : at + 10])
        at = _from(text, at + 1)
        if name == names[0] and not found:
            found = True
            at = _from(text, (yield from _under(text, at, names[1:])))
        else:
            _skipped, at = _read(text, at)
        more, at = _goes_on(text, at, "}")
    if not found:
        raise RefusedError("no_items")
    return at + 1


def _each(text: str, at: int) -> Generator[Any, None, int]:
    """The items of the list at `at`; gives the place behind the list."""
    _check_opens(text, at, "[")
    at = _from(text, at + 1)
    more = text[at : at + 1] != "]"
    while more:
        item, at = _read(text, at)
        yield item
        more, at = _goes_on(text, at, "]")
    return at + 1


def _check_opens(text: str, at: int, mark: str) -> None:
    if text[at : at + 1] != mark:
        _read(text, at)  # what is no JSON at all is told as that
        raise RefusedError("no_items")


def _goes_on(text: str, at: int, end: str) -> tuple[bool, int]:
    """Whether another item follows, and where; else the place of the mark that ends them."""
    mark = text[at : at + 1]
    if mark == end:
        return False, at
    if mark != ",":
        raise ValueError(text[at : at + 10])
    return True, _from(text, at + 1)
