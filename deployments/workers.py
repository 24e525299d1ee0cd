"""Prefect workers: the pool and deployments they take runs from, and a worker process.

Belongs here: driving Prefect's own command with our environment. Does not: dispatching (flows/dispatch).
"""

import os
import subprocess
import sys
from pathlib import Path

from deployments.interrupts import Interrupted
from models.errors import UnavailableError
from models.language import N_

_HERE = Path(__file__).parent
#: Seconds a worker gets for an orderly end.
_GRACE = 10


def register(pool: str) -> None:
    """Create the work pool if it is missing and register the deployments of prefect.yaml with it.

    Raises:
        UnavailableError: Prefect refused; its own words are in the message.
    """
    created = _prefect(["work-pool", "create", pool, "--type", "process"], pool)
    if created.returncode != 0:  # it is there: from an earlier start, or from a worker that was quicker
        _must(["work-pool", "inspect", pool], pool)
    _must(["--no-prompt", "deploy", "--all", "--prefect-file", str(_HERE / "prefect.yaml")], pool)


def work(pool: str) -> int:
    """Run a worker of the pool until it is stopped; returns its exit code.

    It stays in our process group, so that whoever kills the group leaves no half of it.
    """
    command = [sys.executable, "-m", "prefect", "worker", "start", "--pool", pool, "--type", "process"]
    with subprocess.Popen(command, env=_environment(pool), cwd=_HERE.parent) as worker:
        try:
            return worker.wait()
        except Interrupted:
            _end(worker)
            raise


def _end(worker: subprocess.Popen[bytes]) -> None:
    """Ask the worker to end; kill it when it does not. What it had not sealed is done again."""
    worker.terminate()
    try:
        worker.wait(_GRACE)
    except subprocess.TimeoutExpired:
        worker.kill()


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
