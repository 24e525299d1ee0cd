"""Tests of sending notices."""
