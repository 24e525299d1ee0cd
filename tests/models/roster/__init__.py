"""Tests of reading and checking rosters."""
