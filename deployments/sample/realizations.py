"""What was reached month by month: most at the target, some above, some below, some months missing.

Belongs here: drawing values that fit the ratings. Does not: judging them.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from random import Random
from typing import NamedTuple

from deployments.sample.plans import PlanRow, exact
from models.vocabulary import Rating


class RealizationRow(NamedTuple):
    """The value of one indicator at the end of a month, as a row of realizations.csv; quantities are cumulative."""

    nip: str
    work_result: int
    indicator: int
    month: int
    value: Decimal


#: Attainment in percent of the target by work rating: lowest, highest.
_ATTAINMENT = {Rating.ABOVE: (102, 118), Rating.AS_EXPECTED: (96, 106), Rating.BELOW: (58, 92)}
_MONTHS = tuple(range(1, 13))
_SHARE_MISSING, _SHARE_BELOW = 0.05, 0.06


def make_realizations(plans: Iterable[PlanRow], ratings: Mapping[str, Rating], seed: int) -> list[RealizationRow]:
    """Values of all indicators month by month; of a few the last months are missing.

    Args:
        plans: rows of one person together.
        ratings: NIP -> work rating, which the values fit mostly.
        seed: the same seed gives the same values.
    """
    random = Random(f"realizations-{seed}").random  # noqa: S311 - sample data, not a secret
    rows: list[RealizationRow] = []
    for plan in plans:
        nip, result, indicator = plan.nip, plan.work_result, plan.indicator
        low, high = _ATTAINMENT[ratings[nip] if random() >= _SHARE_BELOW else Rating.BELOW]
        percent = low + int(random() * (high - low + 1))
        if plan.direction == "khusus":
            percent = 200 - percent
        quantity = plan.aspect == "kuantitas"
        months = _MONTHS if random() >= _SHARE_MISSING else _MONTHS[: int(random() * len(_MONTHS))]
        target = int(plan.target_min)
        for month in months:
            value = target * percent * month // 1200 if quantity else _level(target, percent, random(), plan)
            rows.append(RealizationRow(nip, result, indicator, month, exact(value)))
    return rows


def _level(target: int, percent: int, luck: float, plan: PlanRow) -> int:
    """A level (percent, days, index) around the attainment; shares never exceed 100 percent."""
    value = max(1, target * (percent + int(luck * 7) - 3) // 100)
    return min(value, 100) if plan.unit_of_measure in {"persen", "indeks"} else value
