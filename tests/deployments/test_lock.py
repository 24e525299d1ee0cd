"""The lock installs the same bytes everywhere, and keeps out the version that kills the Prefect server."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from deployments import lock

PROJECT = tomllib.loads((lock.ROOT / "pyproject.toml").read_text())["project"]


def test_every_package_has_one_version_and_hashes() -> None:
    packages = lock.read()
    assert len(packages) > 100
    for package in packages:
        assert re.fullmatch(r"==[0-9][0-9A-Za-z.+!]*", str(package.requirement.specifier)), package.name
        assert package.hashes, package.name
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in package.hashes), package.name


def test_it_holds_no_address_and_no_path() -> None:
    text = lock.LOCK.read_text()
    assert re.findall(r"://|@|--(?:extra-)?index|--find-links|\s/|\bfile:", text) == []


def test_every_dependency_of_the_project_is_locked_within_its_bounds() -> None:
    versions = {canonicalize_name(package.name): package.version for package in lock.read() if package.applies}
    for line in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"]:
        wanted = Requirement(line)
        assert wanted.specifier.contains(versions[canonicalize_name(wanted.name)]), line


def test_fastapi_stays_below_the_version_that_kills_prefect() -> None:
    (locked,) = (package for package in lock.read() if package.name == "fastapi")
    (declared,) = (Requirement(line) for line in PROJECT["dependencies"] if line.startswith("fastapi"))
    assert Version(locked.version) < Version("0.151")
    assert not declared.specifier.contains("0.151.0")


def test_installed_packages_are_the_locks() -> None:
    assert lock.drift() == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("pytest==0.0.1 --hash=sha256:00", [("pytest", "0.0.1")]),
        ("no-such-package==1 --hash=sha256:00", [("no-such-package", "1")]),
        ('no-such-package==1 ; sys_platform == "none" --hash=sha256:00', []),
    ],
)
def test_drift_names_other_and_missing_versions(tmp_path: Path, line: str, expected: list[tuple[str, str]]) -> None:
    path = tmp_path / "requirements.lock"
    path.write_text(line.replace(" --hash", " \\\n    --hash") + "\n")
    assert [(each.name, each.locked) for each in lock.drift(path)] == expected
