"""What a reading process may use, how it tells a row and why it refuses; imported by the children, which run alone.

Belongs here: the limits, the words of refusals, writing to standard output. Does not: any import from this project.
"""

import json
import signal
import sys
from collections.abc import Callable
from typing import Any

MEGABYTE = 1024 * 1024
CPU_SECONDS = 90
#: What a reading process may allocate; with the interpreter's own code it stays below 200 MB of resident memory.
MEMORY = 176 * MEGABYTE
#: Address space beyond that for code and locales, which are mapped and hardly read.
_MAPPED = 320 * MEGABYTE
#: A row that is longer as text is no row of a table; the parent, which has no limit, reads it whole.
_LONGEST_ROW = 8 * MEGABYTE
_MEMORY_WORD = "memory"

_encode = json.JSONEncoder(ensure_ascii=True, check_circular=False).encode


class RefusedError(Exception):
    """The file is not read; the word is explained by the parent, with these values."""

    def __init__(self, word: str, **values: str) -> None:
        """`values` fill the places in the sentence that the parent knows for `word`."""
        super().__init__(word)
        self.word, self.values = word, values


def limit(memory: int = MEMORY) -> None:
    """Cap memory and time where the platform can (everywhere but Windows)."""
    try:
        import resource  # noqa: PLC0415 - absent on Windows
    except ImportError:
        return
    for what, most in ((resource.RLIMIT_DATA, memory), (resource.RLIMIT_AS, memory + _MAPPED)):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    # A little later the kernel kills; before, the signal tells the parent that time and not memory ran out.
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def tell(value: Any) -> None:
    """Write one line of what was read.

    Raises:
        RefusedError: the line is longer than a row can be.
    """
    line = _encode(value)
    if len(line) > _LONGEST_ROW:
        raise RefusedError("too_large")
    sys.stdout.write(line + "\n")


def answered(read: Callable[[], None]) -> int:
    """Run `read`; 3 and one word on standard output when the file is refused."""
    word, values = "", {}
    try:
        read()
    except RefusedError as refusal:
        word, values = refusal.word, refusal.values
    except MemoryError:
        word = _MEMORY_WORD
    except FileNotFoundError:
        word = "missing"
    except OSError:
        word = "unreadable"
    if not word:
        return 0
    # Only here is the memory free again that the error held.
    sys.stdout.write(_encode({"refused": word, "values": values}) + "\n")
    return 3
