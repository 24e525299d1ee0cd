"""The tests, in the same folders as what they test."""

import os
import sys

# Whatever the machine's habit, compiled files are kept: otherwise every worker, and each of the hundred programs that
# tests start, compiles everything anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
