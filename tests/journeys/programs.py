"""The `kinerja` command as a program of its own, in a stack of its own, and what it leaves behind.

Belongs here: starting, signaling and finding processes. Does not: what must come of it (the tests).
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from deployments import prefect_server
from models import postgres

_KINERJA = [sys.executable, "-c", "from cli.main import app; app()"]


@dataclass(frozen=True)
class Stack:
    """A KINERJA_HOME of its own and the commands that use it."""

    home: Path
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "KINERJA_"))}
        return inherited | {"KINERJA_HOME": str(self.home), "KINERJA_LANGUAGE": "en"} | dict(self.more)

    def run(self, *words: str, seconds: float = 90) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [*_KINERJA, *words], env=self.environment, capture_output=True, text=True, timeout=seconds, check=False
        )

    @contextmanager
    def begun(self, *words: str) -> Iterator["Program"]:
        """A command in a process group of its own, killed at the end of the block if it still runs."""
        output = self.home.with_suffix(f".{time.monotonic_ns()}.txt")
        with output.open("wb") as said:
            process = subprocess.Popen(
                [*_KINERJA, *words], env=self.environment, stdout=said, stderr=said, start_new_session=True
            )
        program = Program(process, output)
        try:
            yield program
        finally:
            if process.poll() is None:
                program.kill()

    def processes(self) -> list[str]:
        """The command lines of all living processes that belong to this stack."""
        mark = f"KINERJA_HOME={self.home}".encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                ours = mark in folder.joinpath("environ").read_bytes().split(b"\0")
                words = folder.joinpath("cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if words and (ours or str(self.home) in words):
                found.append(words.strip())
        return found

    def stop(self) -> None:
        """Stop whatever a failed test left."""
        for server in (prefect_server.running(self.home), postgres.running(self.home)):
            if server:
                server.stop()


@dataclass(frozen=True)
class Program:
    """A command that runs."""

    process: subprocess.Popen[bytes]
    output: Path

    @property
    def said(self) -> str:
        return self.output.read_text(encoding="utf-8", errors="replace")

    def wait_for(self, words: str, seconds: float = 60) -> None:
        """Wait until it has said `words`."""
        end = time.monotonic() + seconds
        while words not in self.said:
            assert self.process.poll() is None, f"ended with {self.process.returncode}: {self.said}"
            assert time.monotonic() < end, f"has not said {words!r} but: {self.said}"
            time.sleep(0.05)

    def interrupt(self, number: signal.Signals = signal.SIGINT, seconds: float = 20) -> int:
        """Signal the whole group, as a terminal does, and wait for the end; returns the exit code."""
        os.killpg(self.process.pid, number)
        return self.process.wait(seconds)

    def kill(self) -> None:
        """Kill the group without warning."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)
