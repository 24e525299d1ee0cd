"""The rules as `kinerja rules evaluate` offers them: input keys in, output keys and explained steps out.

Belongs here: one file per regulation that reads the keys of the contract, calls the formula and tells the steps.
Does not: the formulas and tables themselves (models/rules/*.py), or files and options (cli/rules.py).
"""
