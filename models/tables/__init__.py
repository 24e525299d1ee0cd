"""The tables, one file per noun, as SQLModel classes with the constraints that make wrong states impossible.

Belongs here: columns, keys and CHECKs. Does not: behavior (the verbs in models/). Table classes do not validate.
"""
