"""Fixtures for tests of commands: the worlds of the verbs' tests."""

import pytest

from tests.models.conftest import fresh

__all__ = ["fresh"]


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables as wide as in a file: pytest's workers say that they are 80 columns wide."""
    monkeypatch.setenv("COLUMNS", "200")
