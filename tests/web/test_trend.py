"""The picture of a trend: its points are where the values say, and a month without a value breaks the line."""

import re
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from web.trend import trend

POINT = re.compile(r"([ML])(-?[\d.]+) (-?[\d.]+)")
AMOUNTS = st.decimals(min_value=-1000, max_value=10**9, places=2)


def test_a_month_without_a_value_breaks_the_line() -> None:
    drawn = trend([["2026-01", "50", "self", None], ["2026-02", "100", "self", None], ["2026-04", "0", "self", None]],
                  "100", "2026-01-01")  # fmt: skip
    assert drawn.line == "M16.0 50.0L98.7 16.0M264.0 84.0"
    assert drawn.points == "M16.0 50.0h0M98.7 16.0h0M264.0 84.0h0"
    assert drawn.goal == 16.0


@given(st.dictionaries(st.integers(0, 11), AMOUNTS, min_size=1), st.decimals(min_value=0, max_value=10**9, places=2))
def test_every_value_is_a_point_inside_the_picture(values: dict[int, Decimal], target: Decimal) -> None:
    months = [[f"2026-{month + 1:02}", str(values[month])] for month in sorted(values)]
    drawn = trend(months, str(target), "2026-01-01")
    found = POINT.findall(drawn.line)
    assert len(found) == len(values) == drawn.points.count("h0")
    assert 16 <= drawn.goal <= 84
    for how, across, down in found:
        assert 16 <= float(across) <= 264
        assert 16 <= float(down) <= 84
        assert how in "ML"
    joined = [later - earlier == 1 for earlier, later in zip(sorted(values), sorted(values)[1:], strict=False)]
    assert [how == "L" for how, _across, _down in found] == [False, *joined]
