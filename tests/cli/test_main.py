"""`kinerja --help`: quick, in the order of the job, and every command teaches with an example."""

import re
import subprocess
import sys
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from cli.main import app

RUN = CliRunner()
JOB = ["sample", "roster", "period", "up", "approvals", "trace", "doctor"]


def _leaves(command: Any, name: str = "") -> list[str]:
    """Every command that does something, as it is typed."""
    if not hasattr(command, "commands"):
        return [name.strip()]
    return [leaf for word, each in command.commands.items() for leaf in _leaves(each, f"{name} {word}")]


LEAVES = [leaf for leaf in _leaves(typer.main.get_command(app)) if leaf != "rules"]


def test_commands_are_listed_in_the_order_of_the_job() -> None:
    shown = re.findall(r"^│ ([a-z]+) ", RUN.invoke(app, ["--help"]).stdout, re.MULTILINE)
    assert [name for name in shown if name in JOB] == JOB


@pytest.mark.parametrize("leaf", LEAVES)
def test_help_teaches_with_an_example(leaf: str) -> None:
    done = RUN.invoke(app, [*leaf.split(), "--help"])
    assert done.exit_code == 0
    assert " ".join(done.stdout.split()).count(f"kinerja {leaf}") > 1, "beside its usage, no example"


def test_help_loads_neither_flows_nor_tables() -> None:
    code = (
        "import sys; from typer.testing import CliRunner; from cli.main import app; "
        "CliRunner().invoke(app, ['--help']); "
        "print({'prefect', 'great_expectations', 'sqlalchemy', 'models.rules'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_law_is_loaded_when_it_is_asked_for() -> None:
    assert "evaluate" in RUN.invoke(app, ["rules", "--help"]).stdout
