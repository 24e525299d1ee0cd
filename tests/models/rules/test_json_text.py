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


def test_whole_numbers_may_be_longer_than_python_reads_by_itself():
    assert read_json("9" * 5000) == Decimal("9" * 5000)


def test_nan_and_infinities_are_read_so_that_the_rule_can_name_the_key():
    assert [str(value) for value in read_json("[NaN, Infinity, -Infinity]")] == ["NaN", "Infinity", "-Infinity"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[1;",
            "The input is no JSON at line 1, column 3: Expecting ',' delimiter. Decimals are written 1.5, not 1,5.",
        ),
        ('{"b": 1, "a": 2, "a": 3}', "“a” stands twice in one object. Leave one of them out."),
        ("1e99999999999999999999", "The input holds a number with an absurd exponent. Check its unit and source."),
        ("[" * 100_000, "The input nests lists or objects too deeply. Look at the example in --help."),
    ],
)
def test_what_is_no_json_is_refused_with_the_place(text, message):
    with pytest.raises(NotJsonError) as refusal:
        read_json(text)
    assert refusal.value.code == "NOT_JSON"
    assert refusal.value.message.render("en") == message


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
    assert write_json({"é": ["é", {"a": [1]}]}) == (
        '{\n  "é": [\n    "é",\n    {\n      "a": [\n        1\n      ]\n    }\n  ]\n}'
    )


@pytest.mark.parametrize(("value", "kind"), [(0.1, "float"), (Fraction(1, 3), "Fraction")])
def test_inexact_kinds_are_never_written(value, kind):
    with pytest.raises(TypeError, match=f"no exact JSON form: {kind}"):
        write_json(value)
