"""A region's choices: exact as they were written."""

from decimal import Decimal

from models.rules.choices import exact_value


def test_numbers_of_a_file_become_exact_at_any_depth() -> None:
    found = exact_value({"a": [1.2, 3], "b": {"c": 0.1}, "d": "1.2", "e": True})
    assert found == {"a": [Decimal("1.2"), 3], "b": {"c": Decimal("0.1")}, "d": "1.2", "e": True}
    assert str(exact_value(1.1)) == "1.1"
