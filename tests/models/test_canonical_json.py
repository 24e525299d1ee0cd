"""JSON in canonical form: whatever is said, the quick way writes the bytes of RFC 8785."""

from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from models.canonical_json import canonical

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
@example({"\ufb33": 1, "\U0001f600": 2})
@example({"a": [1e21, 1.0, -0.0, 9007199254740991], "b": 'é\x7f\u2028\x01\\"/'})
@example(10.0)
@example(1e16)
def test_any_value_is_written_as_rfc_8785_says(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value).decode()


def test_a_number_that_json_cannot_carry_is_refused() -> None:
    with pytest.raises(rfc8785.CanonicalizationError):
        canonical({"a": 2**53})
