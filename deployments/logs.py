"""The stack's log: details go into one file of the stack, one clear line each to whoever looks at the terminal.

Belongs here: where the log is and who writes to it. Does not: what happened to a period (its own records, `trace`).
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

#: A longer log is kept once, as .old, when a command begins.
_LONGEST = 10_000_000
_SETTINGS = Path(__file__).with_name("logging.yaml")


def log_file(home: Path) -> Path:
    """Where the stack in `home` writes what went wrong, with all details."""
    return home.absolute() / "kinerja.log"


def environment(home: Path, level: str = "WARNING") -> dict[str, str]:
    """What makes Prefect write to the log, not to the terminal: to be in the environment before it is imported."""
    path = log_file(home)
    if path.exists() and path.stat().st_size > _LONGEST:
        path.replace(path.with_suffix(".log.old"))
    return {
        "PREFECT_LOGGING_LEVEL": level,
        "PREFECT_LOGGING_SETTINGS_PATH": str(_SETTINGS),
        "PREFECT_LOGGING_HANDLERS_FILE_FILENAME": str(path),
    }


class _Teller(logging.Handler):
    """Hands each warning of our own to a function, as one line without its traceback."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        self._tell(" ".join(record.getMessage().split()))


@contextmanager
def told_to(tell: Callable[[str], None]) -> Iterator[None]:
    """While the block runs, `tell` gets one line for whatever of ours goes wrong beside the command itself."""
    teller = _Teller(tell)
    ours = logging.getLogger("kinerja")
    ours.addHandler(teller)
    try:
        yield
    finally:
        ours.removeHandler(teller)
