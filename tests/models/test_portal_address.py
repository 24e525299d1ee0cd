"""The portal's address: the one that is set, else where it is served; and which ones are refused."""

from pathlib import Path

import pytest

from models import portal_address
from models.errors import UnavailableError
from models.settings import settings

DATABASE = "postgresql://kinerja_app@database.example/kinerja"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stack of its own, with its own database server."""
    monkeypatch.setenv("KINERJA_HOME", str(tmp_path))
    monkeypatch.delenv("KINERJA_DATABASE_URL", raising=False)
    monkeypatch.delenv("KINERJA_PORTAL_ADDRESS", raising=False)
    return tmp_path


def test_links_lead_to_where_the_portal_is_served() -> None:
    assert portal_address.address() == "http://127.0.0.1:8420"
    with portal_address.served_at("0.0.0.0", 8433) as address:  # noqa: S104 - told, not listened on
        assert address == "http://127.0.0.1:8433"
        assert portal_address.link("/x") == "http://127.0.0.1:8433/x"
    assert portal_address.address() == "http://127.0.0.1:8420"


def test_a_portal_that_ends_leaves_the_address_of_another() -> None:
    first = portal_address.served_at("127.0.0.1", 8421)
    first.__enter__()
    with portal_address.served_at("127.0.0.1", 8422):
        first.__exit__(None, None, None)
        assert portal_address.address() == "http://127.0.0.1:8422"


def test_the_address_that_is_set_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINERJA_PORTAL_ADDRESS", "https://kinerja.example.go.id/")
    with portal_address.served_at("127.0.0.1", 8433) as address:
        assert address == portal_address.address() == "https://kinerja.example.go.id"
    portal_address.require("0.0.0.0")  # noqa: S104


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("kinerja.example.go.id", "no address of a portal"),
        ("ftp://kinerja.example.go.id", "no address of a portal"),
        ("https://", "no address of a portal"),
        ("https://x:99999", "no address of a portal"),
        ("https://kinerja.example.go.id/portal", "more than a host and a port"),
        ("https://me@kinerja.example.go.id", "more than a host and a port"),
        ("http://kinerja.example.go.id", "not HTTPS"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused(monkeypatch: pytest.MonkeyPatch, address: str, words: str) -> None:
    monkeypatch.setenv("KINERJA_PORTAL_ADDRESS", address)
    assert words in str(portal_address.problem(settings()))
    with pytest.raises(UnavailableError, match="KINERJA_PORTAL_ADDRESS"):
        portal_address.require("127.0.0.1")


def test_production_names_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    portal_address.require("127.0.0.1")
    with pytest.raises(UnavailableError, match="others reach the portal"):
        portal_address.require("0.0.0.0")  # noqa: S104
    monkeypatch.setenv("KINERJA_DATABASE_URL", DATABASE)
    with pytest.raises(UnavailableError, match="no address of the portal is set"):
        portal_address.require("127.0.0.1")
    monkeypatch.setenv("KINERJA_PORTAL_ADDRESS", "http://127.0.0.1:8420")
    portal_address.require("127.0.0.1")


def test_requests_for_other_hosts_are_not_for_this_portal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert portal_address.known_host("anything.example")
    monkeypatch.setenv("KINERJA_PORTAL_ADDRESS", "https://kinerja.example.go.id")
    asked = ("kinerja.example.go.id", "kinerja.example.go.id:443", "10.0.0.5:8420", "[::1]:8420", "localhost:8420")
    assert all(portal_address.known_host(each) for each in asked)
    assert not any(portal_address.known_host(each) for each in ("evil.example", "", "x:y", "kinerja.example.go.id.x"))


@pytest.mark.parametrize("name", ["kinerja_portal_address", "Kinerja_Portal_Address"])
def test_an_address_counts_however_its_name_is_written(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "https://kinerja.example.go.id")
    assert portal_address.address() == "https://kinerja.example.go.id"
    assert portal_address.known_host("kinerja.example.go.id")
    assert not portal_address.known_host("evil.example")
