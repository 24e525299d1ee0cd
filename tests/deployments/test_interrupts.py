"""A signal ends the command wherever it comes, also in a place whose exceptions Python only prints."""

import subprocess
import sys

import pytest

#: The signal comes while Python clears something away: what is raised there goes no further.
_LOST = """
import signal, time, weakref
from deployments.interrupts import Interrupted, orderly

class Thing:
    pass

def gone(_reference):
    signal.raise_signal(signal.{name})

try:
    with orderly():
        thing = Thing()
        kept = weakref.ref(thing, gone)
        del thing
        time.sleep(20)
        print("went on")
except Interrupted as ended:
    print("ended", ended.exit_code)
"""


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_a_signal_is_not_lost_where_exceptions_are_ignored(name: str, code: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _LOST.format(name=name)], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.stdout, done.stderr) == (f"ended {code}\n", "")


def test_other_ignored_problems_are_still_told() -> None:
    """Only our own exception is taken up again."""
    words = _LOST.format(name="SIGINT").replace("signal.raise_signal(signal.SIGINT)", "raise KeyError('x')")
    done = subprocess.run(
        [sys.executable, "-c", words.replace("sleep(20)", "sleep(0)")], capture_output=True, text=True, check=False
    )
    assert done.stdout == "went on\n"
    assert "Exception ignored in" in done.stderr
    assert "KeyError" in done.stderr
