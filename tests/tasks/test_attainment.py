"""The attainment functions of the database and their plain-Python twin agree on every input, extremes included."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from models.database import rows
from models.rules.exact import half_up, whole
from models.rules.permenpanrb8 import Direction, Target, attainment, category, value

_TWIN = """
SELECT attainment_percent(direction, low, high, realized) AS percent,
       attainment_category(attainment_percent(direction, low, high, realized), maximum) AS category,
       attainment_value(attainment_percent(direction, low, high, realized), maximum) AS value
  FROM unnest(%(directions)s::text[], %(lows)s::numeric[], %(highs)s::numeric[], %(realized)s::numeric[],
              %(maxima)s::bool[]) WITH ORDINALITY AS t(direction, low, high, realized, maximum, place) ORDER BY place
"""
_HUGE = Decimal("9" * 200)
_AMOUNTS = st.one_of(
    st.decimals(min_value=-1000, max_value=1000, places=2),
    st.decimals(min_value=-(10**12), max_value=10**12, places=6),
    st.sampled_from([Decimal(0), _HUGE, -_HUGE, Decimal("1E-50"), Decimal(10**12)]),
)
_TARGETS = st.one_of(
    st.decimals(min_value=-5, max_value=200, places=1),
    st.sampled_from([Decimal(0), Decimal(200), Decimal(3), _HUGE, Decimal("1E-50"), Decimal("0.005")]),
)
_INPUTS = st.tuples(st.sampled_from(Direction), _TARGETS, _TARGETS, st.none() | _AMOUNTS, st.booleans()).map(
    lambda row: (row[0], min(row[1], row[2]), max(row[1], row[2]), row[3], row[4])
)


def _in_python(
    direction: Direction,
    low: Decimal,
    high: Decimal,
    realized: Decimal | None,
    maximum: bool,  # noqa: FBT001
) -> tuple[int | None, str | None, Decimal | None]:
    if realized is None or low <= 0:
        return None, None, None
    divisor = Target(Fraction(low), Fraction(high)).divisor(Fraction(realized))
    percent = 100 if divisor is None else whole(attainment(direction, divisor, Fraction(realized)))
    rank = category(percent, target_is_maximum=maximum)
    return percent, str(rank), half_up(value(percent, target_is_maximum=maximum), 2)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_INPUTS, min_size=1, max_size=60))
def test_sql_and_python_agree(
    session: Session, batch: list[tuple[Direction, Decimal, Decimal, Decimal | None, bool]]
) -> None:
    found = rows(
        session,
        _TWIN,
        directions=[("normal" if row[0] is Direction.NORMAL else "reversed") for row in batch],
        lows=[row[1] for row in batch],
        highs=[row[2] for row in batch],
        realized=[row[3] for row in batch],
        maxima=[row[4] for row in batch],
    )
    for row, answer in zip(batch, found, strict=True):
        percent, rank, points = _in_python(*row)
        assert (answer["percent"], answer["category"]) == (percent, rank), row
        assert (None if percent is None else answer["value"]) == points, row


@pytest.mark.parametrize(
    ("realized", "percent"),
    [("1.005", 101), ("0.995", 100), ("1.00499999999999999999999999999999999999", 100), ("0.99499999999999999999", 99)],
)
def test_exact_ties_round_away_from_zero_and_near_ties_do_not(session: Session, realized: str, percent: int) -> None:
    [found] = rows(
        session,
        "SELECT attainment_percent('normal', 1, 1, %(realized)s::numeric) AS percent",
        realized=realized,
    )
    assert found["percent"] == percent
