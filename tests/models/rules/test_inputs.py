from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from models.rules.inputs import Inputs
from models.rules.refusals import RuleInputError, shown
from models.vocabulary import Rating


def refused(read, *arguments, **keywords):
    with pytest.raises(RuleInputError) as refusal:
        read(*arguments, **keywords)
    assert refusal.value.message.render("en")
    return refusal.value.code


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("1,5", "NOT_A_NUMBER"),
        ("1.5", "NOT_A_NUMBER"),
        ("\uff11", "NOT_A_NUMBER"),
        (None, "NOT_A_NUMBER"),
        (True, "NOT_A_NUMBER"),
        (0.1, "NOT_A_NUMBER"),
        ([1], "NOT_A_NUMBER"),
        (Decimal("NaN"), "NOT_FINITE"),
        (Decimal("-Infinity"), "NOT_FINITE"),
        (Decimal("1E+1000"), "TOO_MANY_DIGITS"),
        (Decimal("1E-1000"), "TOO_MANY_DIGITS"),
        (Decimal("9" * 1001), "TOO_MANY_DIGITS"),
        (Decimal("-0.01"), "OUT_OF_RANGE"),
        (Decimal("12.01"), "OUT_OF_RANGE"),
    ],
)
def test_what_is_no_number_is_refused_by_name(value, code):
    assert refused(Inputs({"x": value}).number, "x", least=0, most=12) == code


@pytest.mark.parametrize(
    "value", [0, 12, Decimal(0), Decimal("12.0"), Decimal("0." + "1" * 200), Decimal("-0"), Fraction(1, 3)]
)
def test_numbers_within_the_range_are_exact(value):
    assert Inputs({"x": value}).number("x", least=0, most=12) == Fraction(value)


def test_a_thousand_digits_are_still_read():
    assert Inputs({"x": Decimal("9" * 1000)}).number("x") == 10**1000 - 1
    assert Inputs({"x": Decimal("1E+999")}).number("x") == 10**999


def test_ranges_are_told_in_the_message():
    with pytest.raises(RuleInputError, match="≥ 1"):
        Inputs({"x": 0}).number("x", least=1)
    with pytest.raises(RuleInputError, match="≤ 1"):
        Inputs({"x": 2}).number("x", most=1)
    with pytest.raises(RuleInputError, match="0 … 1"):
        Inputs({"x": 2}).number("x", least=0, most=1)


def test_whole_numbers():
    assert Inputs({"x": Decimal("3.0")}).integer("x") == 3
    assert refused(Inputs({"x": Decimal("3.5")}).integer, "x") == "NOT_WHOLE"
    assert refused(Inputs({"x": -1}).integer, "x") == "OUT_OF_RANGE"
    assert refused(Inputs({"x": 4}).integer, "x", most=3) == "OUT_OF_RANGE"
    assert Inputs({"x": 0}).integer("x") == 0


def test_missing_and_unknown_keys():
    assert refused(Inputs({}).text, "x") == "MISSING_KEY"
    assert refused(Inputs({"y": 1}).only, ("x",)) == "UNKNOWN_KEY"
    assert Inputs({"x": None}).has("x")
    assert not Inputs({}).has("x")


@pytest.mark.parametrize("value", ["sesuai", "BAIK", "", "SESUAI "])
def test_unknown_words(value):
    assert refused(Inputs({"x": value}).word, "x", Rating) == "UNKNOWN_WORD"


def test_kinds_are_never_mixed():
    assert Inputs({"x": "SESUAI"}).word("x", Rating) is Rating.AS_EXPECTED
    assert refused(Inputs({"x": 1}).text, "x") == "WRONG_TYPE"
    assert refused(Inputs({"x": 1}).flag, "x") == "WRONG_TYPE"
    assert refused(Inputs({"x": []}).inside, "x") == "WRONG_TYPE"
    assert refused(Inputs({"x": {}}).numbers, "x") == "WRONG_TYPE"
    assert Inputs({"x": False}).flag("x") is False


@pytest.mark.parametrize(
    "value", ["31-01-2026", "2026-02-30", "2026-1-1", "20260101", "\uff12026-01-01", "1899-12-31", "3000-01-01", ""]
)
def test_what_is_no_date(value):
    assert refused(Inputs({"x": value}).day, "x") == "NOT_A_DATE"


@pytest.mark.parametrize("value", ["1900-01-01", "2999-12-31", "2024-02-29"])
def test_dates(value):
    assert Inputs({"x": value}).day("x") == date.fromisoformat(value)


def test_the_path_of_a_bad_value_is_told():
    values = Inputs({"periods": [{"months": 1}, {"months": "x"}], "n": [1, None], "days": ["2026-01-01", "x"]})
    with pytest.raises(RuleInputError, match=r"periods\[1\]\.months"):
        values.objects("periods")[1].number("months")
    with pytest.raises(RuleInputError, match=r"n\[1\]"):
        values.numbers("n")
    with pytest.raises(RuleInputError, match=r"days\[1\]"):
        values.days("days")


def test_refused_values_are_made_harmless_and_short():
    assert shown("a\n\tb\x1b[31m\ud800") == "a b\ufffd[31m\ufffd"
    assert shown("x" * 61) == "x" * 60 + "…"
    assert shown("x" * 60) == "x" * 60
    assert shown({"a": 1}) == "{…}"
    assert shown([1]) == "[…]"
