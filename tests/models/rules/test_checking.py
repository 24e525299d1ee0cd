from datetime import date
from decimal import Decimal

import pytest

from models.rules.checking import Verdict, agrees, check_case
from models.rules.refusals import RuleInputError

CASE = {"id": "X-1", "rule": "PP46_SEBUTAN", "inputs": {"nilai": 91}, "expected": {"sebutan": "Sangat Baik"}}


def test_an_agreeing_case():
    checked = check_case({**CASE, "source": "Perka BKN 1/2013"}, 0)
    assert (checked.case, checked.rule, checked.source) == ("X-1", "PP46_SEBUTAN", "Perka BKN 1/2013")
    assert (checked.verdict, checked.expected, checked.found) == (Verdict.AGREES, {}, {})


def test_a_differing_case_tells_only_what_differs():
    checked = check_case({**CASE, "expected": {"sebutan": "Baik", "nilai": 91}}, 0)
    assert checked.verdict is Verdict.DIFFERS
    assert checked.expected == {"sebutan": "Baik", "nilai": 91}
    assert checked.found == {"sebutan": "Sangat Baik"}


def test_a_missing_key_is_not_null():
    assert check_case({**CASE, "expected": {"nilai_lain": None}}, 0).verdict is Verdict.DIFFERS


def test_a_rule_that_is_not_shipped_is_neither():
    checked = check_case({"rule": "PP10_1979", "inputs": {}, "expected": {"a": 1}}, 3)
    assert (checked.case, checked.rule, checked.source) == ("[3]", "PP10_1979", "")
    assert (checked.verdict, checked.expected, checked.found) == (Verdict.NOT_SHIPPED, {"a": 1}, {})


def test_a_case_prints_with_its_own_decimals():
    inputs = {"jenjang": "Ahli Pertama", "predikat": "BAIK", "months": 7}
    expected = {"angka_kredit": Decimal("7.292"), "decimals": 3, "rounding": "HALF_UP"}
    case = {"rule": "AK_PERIODIC", "inputs": inputs, "expected": expected}
    assert check_case(case, 0).verdict is Verdict.AGREES
    assert check_case({**case, "inputs": {**inputs, "decimals": 2}}, 0).verdict is Verdict.DIFFERS


@pytest.mark.parametrize("missing", ["rule", "inputs", "expected"])
def test_an_incomplete_case_is_refused_with_its_position(missing):
    with pytest.raises(RuleInputError, match=rf"\[7\]\.{missing}"):
        check_case({key: value for key, value in CASE.items() if key != missing}, 7)


@pytest.mark.parametrize(
    ("expected", "found", "same"),
    [
        (Decimal("5.0"), Decimal("5.00"), True),
        (5, Decimal("5.00"), True),
        (Decimal("5.01"), Decimal("5.00"), False),
        (1, True, False),
        (True, 1, False),
        (True, True, True),
        (False, True, False),
        (None, None, True),
        (None, 0, False),
        ("2026-01-31", date(2026, 1, 31), True),
        ("2026-01-30", date(2026, 1, 31), False),
        ([1, 2], (1, 2), True),
        ([1], (1, 2), False),
        ([1, 3], (1, 2), False),
        ([], (), True),
        ({"a": 1}, {"a": 1, "b": 2}, True),
        ({"a": 1}, {"b": 1}, False),
        ({"a": None}, {}, False),
        ({"a": 1}, 1, False),
        ([1], 1, False),
        ("1", 1, False),
    ],
)
def test_what_counts_as_agreement(expected, found, same):
    assert agrees(expected, found) is same
