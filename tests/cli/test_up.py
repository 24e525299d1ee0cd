"""`kinerja up` and its end: by Ctrl-C, by SIGTERM, and by a kill that leaves its servers to the next command."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from deployments import prefect_server
from models import postgres
from tests.journeys.programs import Stack


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    made = Stack(tmp_path / "home")
    yield made
    made.stop()


def test_other_commands_leave_a_running_stack_alone_and_ctrl_c_ends_all_of_it(stack: Stack) -> None:
    with stack.begun("up") as up:
        up.wait_for("Ctrl-C stops everything")
        listed = stack.run("period", "list")
        assert (listed.returncode, listed.stdout) == (
            0,
            "No period yet. Start with `kinerja sample`, then `kinerja period launch`.\n",
        )
        assert prefect_server.running(stack.home), "a short command stopped another command's server"
        assert up.interrupt() == 0
    assert up.said.splitlines()[-1] == "Stopping; units that are being worked on end first. Data stay."
    assert "Traceback" not in up.said
    assert stack.processes() == []


def test_after_a_kill_the_next_command_uses_and_then_stops_what_was_left(stack: Stack) -> None:
    with stack.begun("up") as up:
        up.wait_for("Ctrl-C stops everything")
        up.kill()
    assert postgres.running(stack.home)
    assert prefect_server.running(stack.home)
    assert stack.run("period", "list").returncode == 0
    assert stack.processes() == []


@pytest.mark.parametrize(
    ("words", "number", "code"),
    [
        ("Starting PostgreSQL", signal.SIGINT, 130),
        ("Starting Prefect", signal.SIGTERM, 143),
    ],
)
def test_a_stack_that_is_stopped_while_it_starts_leaves_nothing(
    stack: Stack, words: str, number: signal.Signals, code: int
) -> None:
    with stack.begun("up") as up:
        up.wait_for(words)
        assert up.interrupt(number) == code
    assert up.said.splitlines()[-1].startswith("✘ Stopped before the end.")
    assert "Traceback" not in up.said
    assert stack.processes() == []
