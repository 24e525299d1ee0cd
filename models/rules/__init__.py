"""The law as code: versioned, effective-dated rule packs in plain Python on Decimal.

Belongs here: formulas, tables and parsers with their article and certainty. Does not: a database, a file, a clock.

Reading order: packs.py (what is shipped), evaluation.py (how a rule is asked), contract/matrix.py (one rule in full).
"""
