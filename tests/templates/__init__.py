"""The texts a person reads, and their translation."""
