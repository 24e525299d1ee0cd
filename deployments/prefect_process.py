"""One server process in a session of its own: begun, found again, and ended with everything that it began.

Belongs here: processes and signals. Does not: what the process serves.
"""

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from models.processes import command_line, is_running

#: Seconds for an orderly end, after which the whole group is killed.
GRACE = 10
_LONGEST_LOG = 10_000_000  # bytes; a longer one is kept once, as .old
_PAUSE = 0.05
#: The process notes its number itself: then none can be lost between its beginning and our noting it.
_NOTE_NUMBER = 'echo $$ >"$0" && exec "$@"'
#: Kept so that Python neither warns of a child that is to outlive us nor forgets to take note of its end.
_children: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True)
class Process:
    """The process that noted its number in `note` and has `words` in its command line."""

    note: Path
    words: str

    @property
    def number(self) -> int | None:
        """Its number while it lives; another process that got its number later is not taken for it."""
        try:
            number = int(self.note.read_text())
        except (FileNotFoundError, ValueError):
            return None
        return number if is_running(number) and self.words in command_line(number) else None

    def begin(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        """Begin `command` in the note's folder, away from our terminal, so that Ctrl-C is ours to pass on."""
        if log.exists() and log.stat().st_size > _LONGEST_LOG:
            log.replace(log.with_suffix(".log.old"))
        with log.open("ab") as output:
            child = subprocess.Popen(
                ["/bin/sh", "-c", _NOTE_NUMBER, str(self.note), *command],
                env=environment,
                cwd=self.note.parent,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        _children.append(child)
        while child.poll() is None and self.number != child.pid:
            time.sleep(_PAUSE)

    def end(self) -> None:
        """End it and its group, by force if it takes longer than GRACE; ending an ended one does nothing."""
        self._send(signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        while self.number and time.monotonic() < deadline:
            time.sleep(_PAUSE)
        self._send(signal.SIGKILL)
        while self.number:
            time.sleep(_PAUSE)
        _children[:] = [child for child in _children if child.poll() is None]

    def _send(self, what: signal.Signals) -> None:
        number = self.number
        if number:
            os.killpg(number, what)
