"""Tests of the sample's sources."""
