"""Measures what a reading process takes."""

import subprocess
import sys
from pathlib import Path

import pytest

from models.files import reading
from models.files.layout import Layout
from models.files.reading import command_of

#: Runs the reading process and tells its peak of resident memory: a small process, since a child counts what its parent
#: had when it was forked.
_MEASURE = (
    "import resource, subprocess, sys\n"
    "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
)
#: The same for one whose rows are read meanwhile: the peak goes to a file.
_KEEP = (
    "import pathlib, resource, subprocess, sys\n"
    "ended = subprocess.run(sys.argv[2:]).returncode\n"
    "pathlib.Path(sys.argv[1]).write_text(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))\n"
    "sys.exit(ended)"
)


def counted(path: Path, layout: Layout) -> tuple[int, float]:
    """How many rows are read from a file, and the megabytes of resident memory that this took at most."""
    note = path.with_suffix(".peak")
    with pytest.MonkeyPatch.context() as measured:
        measure = [sys.executable, "-I", "-c", _KEEP, str(note)]
        measured.setattr(reading, "command_of", lambda *asked: [*measure, *command_of(*asked)])
        count = sum(1 for _row in reading.read_rows(path, layout))
    return count, int(note.read_text()) / 1024


def peak(path: Path, layout: Layout) -> float:
    """Megabytes of resident memory that the reading process took at most."""
    command = [sys.executable, "-I", "-c", _MEASURE, *command_of(path, layout)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout) / 1024
