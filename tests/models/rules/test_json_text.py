from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from models.rules.identity import Sex
from models.rules.json_text import NotJsonError, read_json, write_json


def test_numbers_are_exact_both_ways():
    digits = "1." + "2" * 200
    assert read_json(digits) == Decimal(digits)
    assert write_json(read_json(f"[{digits}, 0.1, 3]")) == f"[\n  {digits},\n  0.1,\n  3\n]"
    assert write_json(Decimal("1E+3")) == "1000"


def test_nan_and_infinities_are_read_so_that_the_rule_can_name_the_key():
    assert [str(value) for value in read_json("[NaN, Infinity, -Infinity]")] == ["NaN", "Infinity", "-Infinity"]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('{"a": 1,5}', "1,5"),
        ("", "line 1"),
        ('{"a": 1, "b": 2, "a": 3}', "“a” stands twice"),
        ("1e99999999999999999999", "exponent"),
        ("[" * 100_000, "deeply"),
    ],
)
def test_what_is_no_json_is_refused_with_the_place(text, hint):
    with pytest.raises(NotJsonError) as refusal:
        read_json(text)
    assert refusal.value.code == "NOT_JSON"
    assert hint in refusal.value.message.render("en")


def test_everything_a_rule_returns_can_be_written():
    value = {"a": [], "b": {}, "c": (True, None, 7), "d": date(2026, 1, 31), "e": Sex.MALE, "f": "é"}
    assert read_json(write_json(value)) == {
        "a": [],
        "b": {},
        "c": [True, None, 7],
        "d": "2026-01-31",
        "e": "L",
        "f": "é",
    }
    assert '"é"' in write_json(value)


@pytest.mark.parametrize("value", [0.1, Fraction(1, 3)])
def test_inexact_kinds_are_never_written(value):
    with pytest.raises(TypeError, match="no exact JSON form"):
        write_json(value)
