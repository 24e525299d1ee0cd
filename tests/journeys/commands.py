"""Commands as a person types them, in this process: quick, and on the test's own database.

Belongs here: running them and reading their answer. Does not: what must come of it (the tests).
"""

import json
from typing import Any

from typer.testing import CliRunner

from cli.main import app

_RUN = CliRunner()


def said(*words: object, code: int = 0) -> str:
    """What a command prints for people; its exit code must be `code`."""
    done = _RUN.invoke(app, [str(word) for word in words])
    assert done.exit_code == code, (words, done.output, done.exception)
    assert "Traceback" not in done.output, done.output
    return done.stdout


def told(*words: object, code: int = 0) -> Any:
    """What a command answers to a program (`--json`)."""
    return json.loads(said(*words, "--json", code=code))
