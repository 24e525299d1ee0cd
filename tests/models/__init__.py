"""Tests of the models: the verbs, the rules and the tables."""
