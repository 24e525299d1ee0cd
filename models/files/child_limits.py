"""What a reading process may use; imported by the children, which run alone.

Belongs here: the limits and the word of a refusal. Does not: any import from this project.
"""

import json
import sys
from collections.abc import Callable

MEGABYTE = 1024 * 1024
CPU_SECONDS = 90


class RefusedError(Exception):
    """The file is not read; the text is the word that the parent explains."""


def limit(memory: int) -> None:
    """Cap memory and time where the platform can (everywhere but Windows)."""
    try:
        import resource  # noqa: PLC0415 - absent on Windows
    except ImportError:
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def answered(read: Callable[[], None]) -> int:
    """Run `read`; 3 and one word on standard output when the file is refused."""
    try:
        read()
    except RefusedError as refusal:
        sys.stdout.write(json.dumps({"refused": str(refusal)}) + "\n")
        return 3
    except MemoryError:
        sys.stdout.write(json.dumps({"refused": "too_large"}) + "\n")
        return 3
    return 0
