"""Fixtures for tests of commands: the worlds of the verbs' tests."""

from tests.models.conftest import fresh

__all__ = ["fresh"]
