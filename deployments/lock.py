"""The lock: every package with version and hashes, no addresses; what is installed against it; how it is refreshed.

    python -m deployments.lock                 after a change of dependencies in pyproject.toml (needs uv)
    python -m deployments.lock --upgrade       newest versions that fit; run the tests before you commit

Belongs here: deployments/requirements.lock. Does not: installing it (start.py).
"""

import importlib.metadata
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "deployments" / "requirements.lock"
#: One lock for every Python and system that we support, the same on every machine that makes it.
COMPILE = "uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate"
NO_ADDRESSES = "--no-emit-index-url --no-emit-find-links"


@dataclass(frozen=True)
class Locked:
    """One package of the lock."""

    requirement: Requirement
    hashes: tuple[str, ...]

    @property
    def name(self) -> str:
        """The package's name."""
        return self.requirement.name

    @property
    def version(self) -> str:
        """The one version that the lock allows."""
        return str(self.requirement.specifier).removeprefix("==")

    @property
    def applies(self) -> bool:
        """Whether this Python on this system needs it."""
        return self.requirement.marker is None or self.requirement.marker.evaluate()


@dataclass(frozen=True)
class Drift:
    """A package whose installed version ("" when missing) is not the lock's."""

    name: str
    locked: str
    installed: str


def read(path: Path = LOCK) -> list[Locked]:
    """The packages of the lock at `path`."""
    entries = path.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    return [_parse(entry) for entry in entries if entry.strip() and not entry.startswith("#")]


def drift(path: Path = LOCK) -> list[Drift]:
    """What is installed otherwise than the lock at `path` says, missing packages included."""
    found = [Drift(entry.name, entry.version, _installed(entry.name)) for entry in read(path) if entry.applies]
    return [each for each in found if each.installed != each.locked]


def refresh(*, upgrade: bool = False) -> int:
    """Make the lock again from pyproject.toml, keeping versions that still fit; returns uv's exit code."""
    options = [*COMPILE.split(), *NO_ADDRESSES.split(), "--extra", "test", *(["--upgrade"] if upgrade else [])]
    command = [*options, "pyproject.toml", "-o", str(LOCK.relative_to(ROOT))]
    return subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.DEVNULL).returncode


def _parse(entry: str) -> Locked:
    requirement, *_ = re.split(r"\s--hash=", entry)
    return Locked(Requirement(requirement.strip()), tuple(re.findall(r"--hash=(\S+)", entry)))


def _installed(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


if __name__ == "__main__":
    sys.exit(refresh(upgrade="--upgrade" in sys.argv[1:]))
