"""How it is started and run: start.py (the two commands), local stack, workers, bench, sample data.

Belongs here: processes and machines. Does not: rules or stages.
"""
