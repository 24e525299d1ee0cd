"""Reads the sheets of an .xlsx file in a separate process with little memory and time (faults I5).

Belongs here: starting that process and explaining what it refuses. Does not: parsing (workbook_child.py).
"""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from threading import Timer

from models.errors import InvalidInputError
from models.roster.refusals import REFUSALS

_CHILD = Path(__file__).with_name("workbook_child.py")
_SECONDS = 180

Sheets = dict[str, list[list[str]]]


def read_workbook(path: Path) -> Sheets:
    """The cells of every sheet as text, rows in order with empty ones kept.

    Raises:
        InvalidInputError: the file is no readable workbook; the text tells the remedy.
    """
    command = [sys.executable, "-I", str(_CHILD), str(path.resolve())]
    sheets: Sheets = {}
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        clock = Timer(_SECONDS, child.kill)
        clock.daemon = True
        clock.start()
        word = _collect(child.stdout or (), sheets)
        late = not clock.is_alive()
        clock.cancel()
    if word or child.returncode != 0:
        # Without a word it was killed by its limits: the reader aborts when memory runs out, the kernel when time does.
        raise refused(word or ("too_slow" if late else "too_large"), path)
    return sheets


def refused(word: str, path: Path) -> InvalidInputError:
    """The error for a file that is not read."""
    return InvalidInputError(REFUSALS[word], file=path.name)


def _collect(lines: Iterable[bytes], sheets: Sheets) -> str:
    """Take over the rows as the child writes them; gives the word of a refusal, or an empty text."""
    rows: list[list[str]] = []
    for line in lines:
        if not line.endswith(b"\n"):
            break  # killed while it wrote this line
        value = json.loads(line)
        if isinstance(value, list):
            rows.append(value)
        elif "refused" in value:
            return str(value["refused"])
        else:
            rows = sheets.setdefault(value["sheet"], [])
    return ""
