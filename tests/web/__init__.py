"""Tests of the portal, in the folders of what they test."""
