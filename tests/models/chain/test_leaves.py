"""An event as a leaf of the tree: every column it has, in the canonical form of RFC 8785."""

from datetime import UTC, datetime
from typing import Any

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from models.chain.leaves import COLUMNS, canonical

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
CONTENTS = st.dictionaries(WORDS, st.none() | st.floats(allow_nan=False, allow_infinity=False) | WORDS, max_size=4)


@given(CONTENTS, WORDS, st.integers(1, 2**53 - 1))
def test_an_event_is_written_as_rfc_8785_says(content: dict[str, Any], name: str, number: int) -> None:
    event = dict.fromkeys(COLUMNS) | {"content": content, "actor_name": name, "id": number, "event": "a.b"}
    at = datetime(2026, 3, 1, 4, 5, 6, 7, UTC)
    said = {"id": number, "event": "a.b", "actor_name": name, "content": content}
    expected = rfc8785.dumps(said | {"occurred_at": "2026-03-01T04:05:06.000007Z"}).decode()
    assert canonical(event | {"occurred_at": at}) == expected
