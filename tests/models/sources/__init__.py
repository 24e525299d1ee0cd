"""Tests of models/sources."""
