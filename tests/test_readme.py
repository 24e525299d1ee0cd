"""Every command of the README runs, in its order, as it stands there."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
_BLOCKS = re.compile(r"^ *```sh\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
#: Commands that run until somebody stops them.
_STAYING = ("kinerja up",)
_OURS = ("kinerja ", "python3 deployments/verifier/")


def _commands() -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = (line.split("  #")[0].strip() for block in _BLOCKS.findall(text) for line in block.splitlines())
    return [line for line in lines if line.startswith(_OURS)]


@pytest.mark.long
@pytest.mark.timeout(900)  # some fifty commands, each a process of its own; a busy machine takes long
def test_every_command_of_the_readme_runs(tmp_path: Path) -> None:
    commands = _commands()
    assert len(commands) >= 15
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("KINERJA_", "PREFECT_"))}
    environment |= {
        "KINERJA_HOME": str(tmp_path / "home"),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    for folder in ("tests", "deployments"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    stack = None
    try:
        for command in commands:
            if command in _STAYING:
                stack = subprocess.Popen(command.split(), cwd=tmp_path, env=environment, stdout=subprocess.PIPE)
                _wait_until_it_runs(stack)
                continue
            said = subprocess.run(
                ["sh", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
            )
            assert said.returncode == 0, f"{command}\n{said.stdout}\n{said.stderr}"
            assert "Traceback" not in said.stderr, f"{command}\n{said.stderr}"
    finally:
        if stack:
            stack.send_signal(signal.SIGINT)
            stack.wait(60)


def _wait_until_it_runs(stack: "subprocess.Popen[bytes]") -> None:
    assert stack.stdout is not None
    end = time.monotonic() + 120
    while time.monotonic() < end:
        line = stack.stdout.readline().decode()
        if "http://" in line:
            return
        assert line or stack.poll() is None, "kinerja up ended"
    pytest.fail("kinerja up did not come up")


def test_the_two_commands_are_the_ones_that_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "python3 deployments/start.py demo" in text
    assert "python3 deployments/start.py test" in text
    assert (ROOT / "deployments" / "start.py").exists()


def test_what_the_readme_shows_and_names_exists() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for path in re.findall(r"!\[[^]]*\]\(([^)]+)\)", text) + re.findall(r"`(deployments/[a-z.]+)`", text):
        assert (ROOT / path).exists(), path
