"""Reads the sheets of an .xlsx file in a separate process with little memory and time (faults I5).

Belongs here: starting that process and explaining what it refuses. Does not: parsing (workbook_child.py).
"""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from models.errors import InvalidInputError
from models.roster.refusals import REFUSALS

_CHILD = Path(__file__).with_name("workbook_child.py")
_SECONDS = 180
_REFUSED = 3

Sheets = dict[str, list[list[str]]]


def read_workbook(path: Path) -> Sheets:
    """The cells of every sheet as text, rows in order with empty ones kept.

    Raises:
        InvalidInputError: the file is no readable workbook; the text tells the remedy.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_CHILD), str(path.resolve())],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise refused("too_slow", path) from None
    lines = done.stdout.splitlines()
    if done.returncode == _REFUSED and lines:
        raise refused(json.loads(lines[-1])["refused"], path)
    if done.returncode != 0:
        # Killed by its limits: the reader aborts when memory runs out, the kernel when time does.
        raise refused("too_large", path)
    return _sheets(lines)


def refused(word: str, path: Path) -> InvalidInputError:
    """The error for a file that is not read."""
    return InvalidInputError(REFUSALS[word], file=path.name)


def _sheets(lines: Iterable[bytes]) -> Sheets:
    sheets: Sheets = {}
    rows: list[list[str]] = []
    for line in lines:
        value = json.loads(line)
        if isinstance(value, dict):
            rows = sheets.setdefault(value["sheet"], [])
        else:
            rows.append(value)
    return sheets
