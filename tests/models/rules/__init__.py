"""Tests of the rule packs: published cases, ties, extremes and refusals."""
