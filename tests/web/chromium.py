"""A real browser on the portal: Debian's Chromium, or the one that KINERJA_CHROMIUM names, driven by Playwright."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome")
#: Chromium asks nobody anything: the machine may have no network, and tests run as any user.
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def executable() -> str | None:
    """Where Chromium is on this machine, if it is."""
    return os.environ.get("KINERJA_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)


@contextmanager
def chromium() -> Iterator[Any]:
    """A running Chromium. Without one the test is skipped here, and fails where CI is set: .ci/run installs it."""
    found = executable()
    if found is None and os.environ.get("CI"):
        pytest.fail("Chromium is not installed; .ci/run does that: apt-get install chromium")
    if found is None:
        pytest.skip("needs Chromium: apt-get install chromium, or name one in KINERJA_CHROMIUM")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=list(_QUIET))
        try:
            yield browser
        finally:
            browser.close()
