"""Signed links: one purpose, until a moment, unforgeable; and the same link is the same text."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.signed_links import named, signed

NOW = datetime(2026, 11, 26, 8, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINERJA_DATABASE_URL", "postgresql://elsewhere/x")
    monkeypatch.setenv("KINERJA_SECRET_KEY", "a secret of the tests, long enough to be one")


def test_a_link_names_what_it_was_made_for() -> None:
    token = signed("notice", 17, until=LATER)
    assert named("notice", token, now=NOW) == 17
    assert signed("notice", 17, until=LATER) == token


def test_a_link_ends_by_the_clock_it_is_given() -> None:
    token = signed("notice", 17, until=LATER)
    assert named("notice", token, now=LATER - timedelta(seconds=1)) == 17
    assert named("notice", token, now=LATER) is None


def test_a_link_of_another_purpose_or_another_secret_names_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    token = signed("notice", 17, until=LATER)
    assert named("letter", token, now=NOW) is None
    monkeypatch.setenv("KINERJA_SECRET_KEY", "another secret, also long enough to be one")
    assert named("notice", token, now=NOW) is None
    monkeypatch.setenv("KINERJA_SECRET_KEY", "")
    assert named("notice", token, now=NOW) is None


def test_every_change_of_a_link_is_noticed() -> None:
    token = signed("notice", 17, until=LATER)
    for place in range(len(token)):
        for other in "Ax.-":
            changed = token[:place] + other + token[place + 1 :]
            assert changed == token or named("notice", changed, now=NOW) is None
        assert named("notice", token[:place], now=NOW) is None


@given(st.text(max_size=300))
def test_any_text_is_refused_and_none_raises(text: str) -> None:
    assert named("notice", text, now=NOW) is None
