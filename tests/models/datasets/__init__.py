"""Tests of models/datasets."""
