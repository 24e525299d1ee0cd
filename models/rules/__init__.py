"""The law as code: versioned, effective-dated rule packs in plain Python on Decimal.

Belongs here: formulas, tables and parsers with their article and certainty. Does not: a database, a file, a clock.
"""
