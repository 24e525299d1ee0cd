"""Looks at what is somebody else's, many at once: each is refused and recorded, and none waits for a connection."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from models import database
from models.vocabulary import Stage
from tests.factories import MEMBER, OTHER_MEMBER, SmallPeriod
from tests.web.conftest import Browser
from tests.web.oversight import denials

MANY = 30


def test_many_foreign_addresses_at_once_are_all_refused_with_two_connections(
    browser: Browser, fresh: Callable[[Stage], SmallPeriod], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refusal takes no second connection while it holds one: that would end in a wait of everybody for everybody."""
    period = fresh(Stage.COLLECTION)
    visitor = browser(OTHER_MEMBER)
    monkeypatch.setenv("KINERJA_POOL_SIZE", "1")  # and one more that overflows
    try:
        with ThreadPoolExecutor(MANY) as threads:
            address = f"/my/{period.segments[MEMBER]}"
            told = list(threads.map(lambda _: visitor.get(address).status_code, range(MANY)))
    finally:
        database.engine().dispose()
    assert told == [404] * MANY
    assert denials("segment") == MANY
