"""C1: killed at any commit, the period ends as if nothing had happened (P3).

The story told without interruption gives the list of its commits, machine's and people's. Then, for every one of them,
a process that tells the story is killed just before it, and a fresh process tells on: each world of a slice is killed
at every SLICES-th commit, so that all slices together have died at all of them. What is left must be the same rows,
none twice, none lost. Killed just after a commit is, for the database, killed before the next; one slice does so all
the same.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from models import postgres
from models.database import rows, transaction
from tests import platform
from tests.tasks import digest
from tests.worlds import using

SLICES = 3


class Driver:
    """The crash driver as a program: one order, one answer."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.tasks.crash_driver"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def tell(self, url: str, when: str = "", label: str = "") -> tuple[int, list[str]]:
        """How a process that told the story ended (-9: killed), and the labels of the commits it came to."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"url": url, "when": when, "label": label}) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer["code"], answer["labels"]

    def close(self) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


@dataclass(frozen=True)
class Clean:
    """What the story leaves when nobody interrupts it, and its commits in order."""

    lines: list[str]
    commits: list[str]


@pytest.fixture(scope="module")
def driver() -> Iterator[Driver]:
    opened = Driver()
    yield opened
    opened.close()


@contextmanager
def empty(server: postgres.Server, template: str) -> Iterator[str]:
    """The address of a migrated, empty database, which the test looks into; plans get no salt, to be equal in all."""
    with platform.database(server, template) as name, using(server, name):
        with psycopg.connect(server.dsn(name, postgres.OWNER)) as owner:
            owner.execute("ALTER TABLE plan ALTER COLUMN salt SET DEFAULT ''")
        yield server.url(name)


@pytest.fixture(scope="module")
def clean(server: postgres.Server, template: str, driver: Driver) -> Clean:
    with empty(server, template) as url:
        code, labels = driver.tell(url)
        assert code == 0
        return Clean(digest.lines(), list(dict.fromkeys(labels)))


def _killed_at(driver: Driver, url: str, when: str, commits: list[str]) -> None:
    """One world, killed at each of these commits, each time told on by a fresh process, and told to its end."""
    for label in commits:
        code, labels = driver.tell(url, when, label)
        assert (code, labels[-1]) == (-9, label)
    assert driver.tell(url)[0] == 0


def _nothing_runs() -> None:
    with transaction() as session:
        left = rows(session, "SELECT stage, outcome FROM stage_run WHERE outcome NOT IN ('sealed', 'waiting', 'lost')")
    assert left == []


@pytest.mark.parametrize("place", range(SLICES))
def test_killed_before_any_commit_the_rows_are_the_same(
    driver: Driver, clean: Clean, server: postgres.Server, template: str, place: int
) -> None:
    with empty(server, template) as url:
        _killed_at(driver, url, "before", clean.commits[place::SLICES])
        assert digest.lines() == clean.lines
        _nothing_runs()


@pytest.mark.parametrize("place", [1])
def test_killed_after_a_commit_the_rows_are_the_same(
    driver: Driver, clean: Clean, server: postgres.Server, template: str, place: int
) -> None:
    with empty(server, template) as url:
        _killed_at(driver, url, "after", clean.commits[place:-1:SLICES])
        assert digest.lines() == clean.lines
        _nothing_runs()


def test_told_twice_the_story_is_the_same(driver: Driver, clean: Clean, server: postgres.Server, template: str) -> None:
    """A finished period is told again: nothing is written."""
    with empty(server, template) as url:
        driver.tell(url)
        assert driver.tell(url) == (0, [])
        assert digest.lines() == clean.lines


def test_the_killings_cover_the_machine_and_the_people(clean: Clean) -> None:
    """Every stage of both agencies begins and ends in a commit of its own, and every verb has one."""
    stages = [commit for commit in clean.commits if "run_stage" in commit]
    verbs = [commit for commit in clean.commits if "run_stage" not in commit]
    assert len(stages) >= 2 * (2 * 9 + 4)
    assert len(verbs) >= 2 * (3 * 2 + 2 + 2 + 1 + 1)
