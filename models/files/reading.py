"""Reads the rows of an .xlsx, .csv or .json file through a separate process with little memory and time (faults I5).

Belongs here: starting that process and explaining what it refuses. Does not: parsing (the *_child.py).
"""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import IO, NamedTuple

from models.files.cells import Cell, cell_of
from models.files.layout import Layout
from models.files.refusals import refused

_HERE = Path(__file__).parent
_SECONDS = 180
#: The signal by which the kernel ends a process whose time is over; absent on Windows, as the limit is.
_TIME_OVER = getattr(signal, "SIGXCPU", 0)


class Row(NamedTuple):
    """One row: its sheet (empty in a text file), its number as the program that shows it counts, its cells."""

    sheet: str
    number: int
    cells: list[Cell]


def read_rows(
    path: Path, layout: Layout, name: str = "", *, refusals: Mapping[str, str] | None = None
) -> Iterator[Row]:
    """The rows of a file, as they are read; `name` is what people call it, `refusals` what they are better told.

    The headings of a JSON file are its row 0. Closing the iterator ends the process.

    Raises:
        InvalidInputError: the file cannot be read as a whole; the text tells the remedy (DQ-X01).
    """
    with reading_process(path, layout, name or path.name, refusals) as lines:
        sheet, number = "", 0
        for line in lines:
            value = json.loads(line)
            if isinstance(value, dict):
                sheet, number = value["sheet"], 0
            elif layout.kind == "xlsx":
                number += 1
                yield Row(sheet, number, [cell_of(text) for text in value])
            else:
                yield Row(sheet, value[0], [cell_of(text) for text in value[1:]])


def command_of(path: Path, layout: Layout) -> list[str]:
    """The command line of the process that reads a file."""
    if layout.kind == "xlsx":
        return [sys.executable, "-I", str(_HERE / "workbook_child.py"), str(path.resolve()), layout.sheet]
    options = {"kind": layout.kind, "encoding": layout.encoding, "separator": layout.separator, "items": layout.items}
    return [sys.executable, "-I", str(_HERE / "text_child.py"), str(path.resolve()), json.dumps(options)]


@contextmanager
def reading_process(
    path: Path, layout: Layout, name: str, refusals: Mapping[str, str] | None = None
) -> Iterator[Iterator[bytes]]:
    """The lines that a reading process writes; ended with the block, or when its time is over.

    Raises:
        InvalidInputError: the process refused the file, or was stopped by its limits.
    """
    with subprocess.Popen(
        command_of(path, layout), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        clock = Timer(_SECONDS, child.kill)
        clock.daemon = True
        clock.start()
        try:
            assert child.stdout is not None  # noqa: S101 - a pipe was asked for
            yield _lines(child, child.stdout, clock, lambda word, values: refused(word, name, refusals, values))
        finally:
            clock.cancel()
            child.kill()


def _lines(
    child: "subprocess.Popen[bytes]",
    out: IO[bytes],
    clock: Timer,
    refusal: Callable[[str, Mapping[str, str]], Exception],
) -> Iterator[bytes]:
    for line in out:
        if not line.endswith(b"\n"):
            break  # killed while it wrote this line
        if line.startswith(b'{"refused"'):
            told = json.loads(line)
            raise refusal(told["refused"], told["values"])
        yield line
    ended = child.wait()
    if ended != 0:
        raise refusal(_word_of(ended, in_time=clock.is_alive()), {})


def _word_of(ended: int, *, in_time: bool) -> str:
    """Why a process ended without a word: time over, memory over (killed or aborted), or bytes that made it fail."""
    if not in_time or ended == -_TIME_OVER:
        return "too_slow"
    return "memory" if ended < 0 else "damaged"
