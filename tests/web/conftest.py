"""Fixtures for tests of the portal: worlds of the verbs' tests, and browsers that are signed in there."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from models import actors, web_sessions
from models.database import transaction
from tests.models.conftest import fresh, standing, worlds_of_run
from web.app import create_app
from web.headers import LANGUAGE_COOKIE
from web.visitor import COOKIE

__all__ = ["fresh", "standing", "worlds_of_run"]

Browser = Callable[..., TestClient]


@pytest.fixture(scope="session")
def portal() -> object:
    """The portal as it is served."""
    return create_app()


@pytest.fixture
def browser(portal: object) -> Browser:
    """A function that gives a browser on the portal, signed in as the person with a NIP (KDH: the regional head).

    Its forms come from the portal's own pages. Redirections are not followed, so that a test sees them.
    """

    def open_for(nip: str | None = None, language: str = "en") -> TestClient:
        client = TestClient(portal, base_url="https://testserver", follow_redirects=False)  # type: ignore[arg-type]
        client.headers["sec-fetch-site"] = "same-origin"
        client.cookies.set(LANGUAGE_COOKIE, language)
        if nip:
            with transaction() as session:
                person = actors.person(session, nip).person_id or 0
                client.cookies.set(COOKIE, web_sessions.begin(session, person, agent="test"))
        return client

    return open_for
