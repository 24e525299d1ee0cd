"""The portal after a person was erased: every page that links lead to still opens, and none names them."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from urllib.parse import urldefrag

import pytest
from starlette.testclient import TestClient

from models import actors, database
from models.database import engine_for, transaction
from models.erasure import files
from models.erasure.erasing import erase
from models.vocabulary import Stage
from tests.factories import DIVISION_HEAD, HEAD, MEMBER, OTHER_MEMBER, SmallPeriod
from tests.models.lived import NAMES, SIGNS, lived
from tests.models.test_erasure import ORDER, without_roles
from tests.web import routes
from tests.web.conftest import Browser
from tests.web.oversight import grant

#: A page links to its lists over and over, with every filter; a screenful of each is enough.
MOST = 250


@pytest.fixture(params=[MEMBER, DIVISION_HEAD], ids=["employee", "rater"])
def world(
    request: pytest.FixtureRequest,
    fresh: Callable[[Stage], SmallPeriod],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[SmallPeriod, str]:
    """A closed period in which an employee or a rater was erased."""
    monkeypatch.setenv("KINERJA_FILES_FOLDER", str(tmp_path / "files"))
    period = lived(fresh)
    nip = request.param
    without_roles(nip)
    with transaction(engine_for(database.database_url("owner"), 1)) as session:
        erase(session, nip, by=actors.operator(), **ORDER)
    with transaction() as session:
        files.remove_queued(session)
    return period, nip


def test_every_page_opens_and_none_names_them(world: tuple[SmallPeriod, str], browser: Browser) -> None:
    period, nip = world
    grant(OTHER_MEMBER, "auditor")
    seen = 0
    for visitor in (HEAD, OTHER_MEMBER):
        pages = walked(browser(visitor), period)
        seen += len(pages)
        for address, (status, text) in pages.items():
            assert status < 500, address
            for left in (nip, NAMES[nip], SIGNS[nip]):
                assert left not in text, (address, left)
            assert not re.search(r"NIP None|>\s*None\s*<|/None\b", text), address
        assert any("pegawai yang datanya dihapus" in text for _status, text in pages.values())
    assert seen > 60


def walked(visitor: TestClient, period: SmallPeriod) -> dict[str, tuple[int, str]]:
    """Every page that a visitor's links lead to, and every page about a segment of the period."""
    waiting = [path for method, path in routes.MAY if method == "GET" and "{" not in path]
    waiting += [
        path.replace("{segment}", str(segment))
        for method, path in routes.MAY
        if method == "GET" and path.count("{") == path.count("{segment}") == 1
        for segment in period.segments.values()
    ]
    found: dict[str, tuple[int, str]] = {}
    while waiting and len(found) < MOST:
        address = waiting.pop(0)
        if address in found:
            continue
        answer = visitor.get(address)
        is_page = answer.headers.get("content-type", "").startswith("text/html")
        found[address] = (answer.status_code, answer.text if is_page else "")
        links = re.findall(r'href="(/[^"]*)"', found[address][1])
        waiting += [urldefrag(unescape(link)).url for link in links if not link.startswith(("/static", "/sign-out"))]
        if "location" in answer.headers and answer.headers["location"].startswith("/"):
            waiting.append(answer.headers["location"])
    return found
