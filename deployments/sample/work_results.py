"""What people plan: work results (RHK) with measurable indicators for heads of units and each kind of staff post.

Belongs here: reading them from work_results.yaml. Does not: who supports whom (plans.py).
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

_TEXTS = Path(__file__).with_name("work_results.yaml")
_HEAD = "head"


class IndicatorTemplate(NamedTuple):
    """An indicator before its target is drawn between `low` and `high`."""

    aspect: str
    statement: str
    unit_of_measure: str
    low: int
    high: int
    direction: str
    data_source: str


class ResultTemplate(NamedTuple):
    """A work result before its place is filled in."""

    statement: str
    indicators: tuple[IndicatorTemplate, ...]


@cache
def templates(staff_post: str) -> tuple[ResultTemplate, ...]:
    """Work results of a kind of staff post; of heads of units when it is empty."""
    return _all()[staff_post or _HEAD]


@cache
def _all() -> dict[str, tuple[ResultTemplate, ...]]:
    content = yaml.safe_load(_TEXTS.read_text(encoding="utf-8"))
    return {
        key: tuple(ResultTemplate(one["statement"], tuple(map(_indicator, one["indicators"]))) for one in results)
        for key, results in content.items()
    }


def _indicator(text: str) -> IndicatorTemplate:
    aspect, statement, unit, target, direction, source = (part.strip() for part in text.split(";"))
    low, _, high = target.partition("-")
    return IndicatorTemplate(aspect, statement, unit, int(low), int(high), direction, source)
