from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.exact import half_up, plain, whole


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        ("5.625", 2, "5.63"),
        ("3.125", 2, "3.13"),
        ("28.125", 2, "28.13"),
        ("-2.5", 0, "-3"),
        ("2.4999999999", 0, "2"),
        ("0", 2, "0.00"),
        ("7", 2, "7.00"),
    ],
)
def test_exact_ties_go_away_from_zero(value, decimals, rounded):
    assert str(half_up(Decimal(value), decimals)) == rounded


def test_two_hundred_digits_stay_exact():
    digits = "9" * 200
    assert f"{half_up(Decimal(digits + '.5')):f}" == "1" + "0" * 200
    assert f"{half_up(Fraction(int(digits), 3), 2):f}" == "3" * 200 + ".00"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6), st.integers(0, 6))
def test_rounding_is_never_more_than_half_a_step_away(value, decimals):
    step = Fraction(1, 10**decimals)
    error = abs(Fraction(half_up(value, decimals)) - Fraction(value))
    assert error * 2 <= step
    assert half_up(-value, decimals) == -half_up(value, decimals)


def test_whole_percentages():
    assert whole(Fraction(195, 2)) == 98
    assert isinstance(whole(Fraction(1, 2)), int)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(15, 2), "7.5"),
        (Fraction(1, 8), "0.125"),
        (Fraction(1, 1250), "0.0008"),
        (Fraction(1, 3), "≈0.333333"),
        (Fraction(-20), "-20"),
        (Decimal("1E+3"), "1000"),
        (12, "12"),
        (Fraction(1, 2**60), f"0.{5**60:060}"),
        (Fraction(1, 5**40), f"0.{2**40:040}"),
        (Fraction(1 + 5**30, 5**30), f"1.{2**30:030}"),
    ],
)
def test_numbers_are_written_without_an_exponent(value, text):
    assert plain(value) == text
