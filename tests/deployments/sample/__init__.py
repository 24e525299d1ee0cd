"""Tests of the sample regency."""
