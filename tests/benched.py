"""One bench for the whole test run: the command measures a small period once, and every test looks at that.

Belongs here: running it, and keeping what it said for all workers. Does not: what is expected of it.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from cli.bench import bench
from deployments.bench import pages
from models.processes import exclusive
from tests.platform import home

EMPLOYEES = 60
APP = typer.Typer()
APP.command()(bench)
_WORDS = ["--employees", str(EMPLOYEES), "--months", "2", "--json"]


def measured() -> dict[str, Any]:
    """What `kinerja bench --json` says; `process` is the number of the process in which it ran."""
    kept = home() / "benched.json"
    with exclusive(home() / "benched.lock"):
        if not kept.exists():
            _measure(kept)
    return dict(json.loads(kept.read_text()))


def _measure(kept: Path) -> None:
    with pytest.MonkeyPatch.context() as size:
        size.setenv("KINERJA_LANGUAGE", "en")
        # A dozen readers are of every kind, and four pages each are all that their kind reads; here no time counts.
        for name, value in (("PEOPLE", 12), ("PAGES_EACH", 4), ("SECONDS_A_PAGE", 0.1)):
            size.setattr(pages, name, value)
        done = CliRunner().invoke(APP, _WORDS)
    assert done.exit_code == 0, done.output
    kept.write_text(json.dumps(json.loads(done.stdout) | {"process": os.getpid()}))
