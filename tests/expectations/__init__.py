"""Tests of expectations/."""
