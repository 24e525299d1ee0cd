"""Plans of everybody: 2 to 4 work results each, every one supporting a result of the rater or a strategic target.

Belongs here: drawing results and targets. Does not: their texts (work_results.py).
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from random import Random
from typing import NamedTuple

from deployments.sample.employee import Employee
from deployments.sample.work_results import IndicatorTemplate, templates

#: Besides its own target, every agency serves service quality, finance and the development of its people.
_COMMON_GOALS = ("S4", "S10", "S9")
_SHARE_OF_ADDITIONAL, _SHARE_OF_RANGES = 0.1, 0.3


class PlanRow(NamedTuple):
    """One indicator of a plan, as a row of plans.csv."""

    nip: str
    work_result: int
    #: utama or tambahan.
    kind: str
    statement: str
    #: Number of the rater's work result, or code of a strategic target for those rated by the regional head.
    supports: str
    #: kuantitas, kualitas, waktu or biaya.
    aspect: str
    indicator: int
    indicator_statement: str
    unit_of_measure: str
    target_min: Decimal
    #: Upper end of the target; None: the same as target_min.
    target_max: Decimal | None
    #: normal: higher is better; khusus: lower is better.
    direction: str
    data_source: str


@cache
def exact(number: int) -> Decimal:
    """A whole number as Decimal; kept, because millions of rows share few values."""
    return Decimal(number)


def make_plans(employees: Iterable[Employee], goals: Mapping[str, str], seed: int) -> list[PlanRow]:
    """Plans of all people, raters before their members.

    Args:
        employees: raters must stand before those they rate.
        goals: agency code -> the strategic target that it serves first.
        seed: the same seed gives the same plans.
    """
    random = Random(f"plans-{seed}")  # noqa: S311 - sample data, not a secret
    counts: dict[str, int] = {}
    rows: list[PlanRow] = []
    for employee in employees:
        known = templates(employee.staff_post)
        count = random.randint(2, len(known))
        counts[employee.nip] = count
        of_rater = counts.get(employee.rater_nip or "")
        for number, template in enumerate(known[:count], 1):
            if of_rater is None:
                supports = (goals[employee.agency_code], *_COMMON_GOALS)[number - 1]
            else:
                supports = str((number - 1) % of_rater + 1)
            additional = number == count > 2 and random.random() < _SHARE_OF_ADDITIONAL  # noqa: PLR2004
            kind = "tambahan" if additional else "utama"
            statement = template.statement.replace("{unit}", employee.unit_name)
            first = (employee.nip, number, kind, statement, supports)
            rows.extend(_rows(first, template.indicators, employee.unit_name, random))
    return rows


def _rows(
    first: tuple[str, int, str, str, str], indicators: tuple[IndicatorTemplate, ...], unit: str, random: Random
) -> Iterator[PlanRow]:
    for place, template in enumerate(indicators, 1):
        low = template.low + int(random.random() * (template.high - template.low + 1))
        is_range = template.direction == "normal" and low < template.high and random.random() < _SHARE_OF_RANGES
        yield PlanRow(
            *first,
            template.aspect,
            place,
            template.statement.replace("{unit}", unit),
            template.unit_of_measure,
            exact(low),
            exact(template.high) if is_range else None,
            template.direction,
            template.data_source,
        )
