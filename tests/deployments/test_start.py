"""The start file prepares once, notices what changed or broke, and becomes the command. The installer is a stand-in.

The stand-in is a script named `uv` on PATH: it notes that it was called and puts a command `kinerja` into .venv. Real
installers are exercised by .ci/run, which begins with this start file in a fresh clone.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

START = Path(__file__).parents[2] / "deployments" / "start.py"
_UV = """#!/bin/sh
echo "$@" >>"{calls}"
sleep {seconds}
printf '#!/bin/sh\\necho "in $PWD:" "$@"\\nexit 7\\n' >"{root}/.venv/bin/kinerja"
chmod +x "{root}/.venv/bin/kinerja"
echo "words of the installer"
exit {code}
"""


class Project:
    """A copy of the start file in a project of its own, in a folder with a space in its name."""

    def __init__(self, top: Path) -> None:
        self.root = top / "a project"
        self.calls = top / "calls"
        self.path = top / "path"
        self.start = self.root / "deployments" / "start.py"
        self.start.parent.mkdir(parents=True)
        self.path.mkdir()
        shutil.copy(START, self.start)
        self.lock = self.root / "deployments" / "requirements.lock"
        self.lock.write_text("one==1 \\\n    --hash=sha256:00\n")
        self.root.joinpath("pyproject.toml").write_text("[project]\n")
        self.installer()

    def installer(self, seconds: float = 0, code: int = 0) -> None:
        uv = self.path / "uv"
        uv.write_text(_UV.format(calls=self.calls, root=self.root, seconds=seconds, code=code))
        uv.chmod(0o755)

    def begin(self, *words: str) -> subprocess.Popen[str]:
        environment = os.environ | {"PATH": f"{self.path}:/usr/bin:/bin"}
        command = [sys.executable, str(self.start), *words]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=environment, cwd="/", stdout=pipe, stderr=pipe, text=True)

    def run(self, *words: str) -> tuple[int, str, str]:
        started = self.begin(*words)
        said, told = started.communicate()
        return started.returncode, said, told

    def installs(self) -> int:
        """How often the locked packages were installed."""
        return self.calls.read_text().count("--require-hashes") if self.calls.exists() else 0

    def wait_for_installer(self) -> None:
        deadline = time.monotonic() + 30
        while not self.installs() and time.monotonic() < deadline:
            time.sleep(0.05)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_it_becomes_the_command_where_the_person_stands(project: Project) -> None:
    code, said, told = project.run("roster", "check", "a file.xlsx")
    assert (code, said) == (7, "in /: roster check a file.xlsx\n")
    assert "1 packages with uv" in told
    assert "words of the installer" not in told


def test_second_start_installs_nothing(project: Project) -> None:
    project.run("doctor")
    code, _, told = project.run("doctor")
    assert (code, told, project.installs()) == (7, "", 1)


def test_tests_run_in_the_project_with_the_remaining_words(project: Project) -> None:
    project.run("doctor")
    pytest_stand_in = project.root / "pytest.py"
    pytest_stand_in.write_text("import os, sys; print(os.getcwd(), *sys.argv[1:])")
    code, said, _ = project.run("test", "-k", "one or two")
    assert (code, said) == (0, f"{project.root} -n 2 tests -k one or two\n")


def test_changed_lock_is_installed(project: Project) -> None:
    project.run("doctor")
    project.lock.write_text("one==2 \\\n    --hash=sha256:00\n")
    project.run("doctor")
    assert project.installs() == 2


def test_moved_project_is_made_anew(project: Project) -> None:
    project.run("doctor")
    left_behind = project.root / ".venv" / "left behind"
    left_behind.touch()
    moved = project.root.with_name("elsewhere")
    project.root.rename(moved)
    project.root = moved
    project.start = moved / "deployments" / "start.py"
    project.installer()
    assert project.run("doctor")[0] == 7
    assert not moved.joinpath(".venv", "left behind").exists()


def test_failed_installer_is_heard_and_its_half_work_thrown_away(project: Project) -> None:
    project.installer(code=3)
    code, said, told = project.run("doctor")
    assert (code, said) == (1, "")
    assert "words of the installer" in told
    half_made = project.root / ".venv" / "half-made"
    half_made.touch()
    project.installer()
    assert project.run("doctor")[0] == 7
    assert not half_made.exists()


def test_two_starts_at_once_install_once(project: Project) -> None:
    project.installer(seconds=0.5)
    first = project.begin("doctor")
    project.wait_for_installer()
    code, _, told = project.run("doctor")
    assert "waiting for it" in told
    first.communicate()
    assert (first.returncode, code, project.installs()) == (7, 7, 1)


def test_killed_start_keeps_others_out_until_its_installer_ends(project: Project) -> None:
    project.installer(seconds=1)
    killed = project.begin("doctor")
    project.wait_for_installer()
    killed.send_signal(signal.SIGKILL)
    code, _, told = project.run("doctor")
    assert (code, project.installs()) == (7, 2)
    assert "waiting for it" in told
    killed.communicate()


def test_interrupted_start_ends_its_installer(project: Project) -> None:
    project.installer(seconds=5)
    interrupted = project.begin("doctor")
    project.wait_for_installer()
    interrupted.send_signal(signal.SIGINT)
    _, told = interrupted.communicate(timeout=20)
    assert interrupted.returncode == 130
    assert "Start again to go on" in told


def test_no_words_show_the_manual(project: Project) -> None:
    code, _, told = project.run()
    assert code == 2
    assert "start.py demo" in told
    assert not project.root.joinpath(".venv").exists()


def test_folder_that_cannot_be_prepared_says_what_to_do(project: Project) -> None:
    project.root.joinpath(".venv").touch()
    code, _, told = project.run("doctor")
    assert code == 1
    assert "Copy the project" in told
