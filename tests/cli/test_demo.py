"""`kinerja demo` stopped in the middle, and wrong sizes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from tests.journeys.programs import Stack


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    made = Stack(tmp_path / "home")
    yield made
    made.stop()


def test_ctrl_c_while_people_act_ends_in_seconds_and_leaves_nothing(stack: Stack) -> None:
    with stack.begun("demo", "--employees", "30") as demo:
        demo.wait_for("Launched period")
        assert demo.interrupt() == 130
    assert demo.said.splitlines()[-1].startswith("✘ Stopped before the end.")
    assert "Traceback" not in demo.said
    assert " INFO " not in demo.said
    assert stack.processes() == []


@pytest.mark.parametrize("words", [["--employees", "19"], ["--employees", "many"], ["--seed", "x"]])
def test_wrong_usage_ends_with_2(words: list[str]) -> None:
    done = CliRunner().invoke(app, ["demo", *words])
    assert done.exit_code == 2
    assert "Traceback" not in done.output
