"""Tests of the rules by their published keys: values, explanations and refusals."""
