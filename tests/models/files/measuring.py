"""Measures what a reading process takes."""

import subprocess
import sys
from pathlib import Path

from models.files.layout import Layout
from models.files.reading import command_of

#: Runs the reading process and tells its peak of resident memory: a small process, since a child counts what its parent
#: had when it was forked.
_MEASURE = (
    "import resource, subprocess, sys\n"
    "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
)


def peak(path: Path, layout: Layout) -> float:
    """Megabytes of resident memory that the reading process took at most."""
    command = [sys.executable, "-I", "-c", _MEASURE, *command_of(path, layout)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout) / 1024
