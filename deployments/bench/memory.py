"""The most memory this process held while something ran.

Belongs here: asking the operating system. Does not: memory of PostgreSQL or of helpers such as the workbook reader.
"""

import resource
import sys
from contextlib import suppress
from pathlib import Path

_STATUS, _RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")
_FORGET_THE_PEAK = "5"  # proc(5): resets VmHWM


def forget_peak() -> None:
    """Begin anew, where the system can; elsewhere the peak is that of the whole process."""
    with suppress(OSError):
        _RESET.write_text(_FORGET_THE_PEAK)


def peak() -> int:
    """The peak in megabytes (1,048,576 bytes) since `forget_peak`."""
    if _STATUS.exists():
        for line in _STATUS.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) // 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // (1024 * 1024 if sys.platform == "darwin" else 1024)
