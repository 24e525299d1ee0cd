"""The trend of an indicator by month as a small picture: where its line, its points and its target stand.

Belongs here: the geometry. Does not: the words around it and the table beside it (templates/web/summary_parts).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

#: The picture's first point and the way to its last, from left to right; the height of zero and the way to the top.
_LEFT, _WIDE = 16, 248
_ZERO, _HIGH = 84, 68


@dataclass(frozen=True)
class Trend:
    """A picture's parts: the height of the target, the line as an SVG path, and a point for each month."""

    goal: float
    line: str
    points: str


def trend(months: Sequence[Sequence[Any]], target: Any, starts: str) -> Trend:
    """The picture of values by month: a gap between months stays a gap, for missing is not zero.

    Args:
        months: for each month with a value: the month (ISO, as text), the value, and more that is not drawn.
        target: the highest value of the target.
        starts: first day of the period (ISO), where the picture begins.
    """
    goal = float(target)
    first = _count(starts)
    values = [(_count(each[0]), float(each[1])) for each in months]
    step = _WIDE / (max(first + 1, *(at for at, _ in values)) - first)
    top = max(goal, 0.000001, *(value for _, value in values))
    places = [f"{_LEFT + step * (at - first):.1f} {_ZERO - _HIGH * max(value, 0) / top:.1f}" for at, value in values]
    before = [None, *(at + 1 for at, _ in values)]
    joined = ("L" if at == earlier else "M" for (at, _), earlier in zip(values, before, strict=False))
    return Trend(
        goal=round(_ZERO - _HIGH * goal / top, 1),
        line="".join(f"{how}{place}" for how, place in zip(joined, places, strict=True)),
        points="".join(f"M{place}h0" for place in places),
    )


def _count(month: str) -> int:
    """Months since the year 0, of a day or month such as 2026-03."""
    return int(month[:4]) * 12 + int(month[5:7])
