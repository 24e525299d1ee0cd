"""Prefect workers: the pool and deployments they take runs from, and a worker process.

Belongs here: driving Prefect's own command with our environment. Does not: dispatching (flows/dispatch).
"""

import os
import subprocess
import sys
from pathlib import Path

from models.errors import UnavailableError
from models.language import N_

_HERE = Path(__file__).parent


def register(pool: str) -> None:
    """Create the work pool if it is missing and register the deployments of prefect.yaml with it.

    Raises:
        UnavailableError: Prefect refused; its own words are in the message.
    """
    if _prefect(["work-pool", "inspect", pool], pool).returncode != 0:
        _must(["work-pool", "create", pool, "--type", "process"], pool)
    _must(["--no-prompt", "deploy", "--all", "--prefect-file", str(_HERE / "prefect.yaml")], pool)


def work(pool: str) -> int:
    """Run a worker of the pool until it is stopped; returns its exit code."""
    command = [sys.executable, "-m", "prefect", "worker", "start", "--pool", pool, "--type", "process"]
    return subprocess.call(command, env=_environment(pool), cwd=_HERE.parent)


def _environment(pool: str) -> dict[str, str]:
    return os.environ | {"KINERJA_SOURCE": str(_HERE.parent), "KINERJA_WORK_POOL": pool}


def _prefect(arguments: list[str], pool: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "prefect", *arguments]
    return subprocess.run(
        command, env=_environment(pool), cwd=_HERE.parent, capture_output=True, text=True, check=False
    )


def _must(arguments: list[str], pool: str) -> None:
    said = _prefect(arguments, pool)
    if said.returncode != 0:
        raise UnavailableError(
            N_("Prefect refused “{command}”: {said}"),
            command=" ".join(arguments[:2]),
            said=(said.stderr or said.stdout).strip()[-500:],
        )
