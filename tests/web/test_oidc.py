"""Signing in at the agency's own provider: a real one on loopback, honest and not."""

import logging
import time
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from starlette.testclient import TestClient

from models import accounts, actors
from models.database import one, run, transaction
from models.vocabulary import Stage
from tests.factories import MEMBER, SmallPeriod
from tests.web import provider as providers
from tests.web.conftest import Browser
from tests.web.provider import CLIENT, SECRET, Claims, Provider
from web import oidc, oidc_provider
from web.visitor import COOKIE

SORRY = "Signing in did not work"


@pytest.fixture
def at_loopback() -> Iterator[Provider]:
    with providers.running() as running:
        yield running


@pytest.fixture
def provider(at_loopback: Provider, fresh: Callable[[Stage], SmallPeriod], monkeypatch: pytest.MonkeyPatch) -> Provider:
    """The agency's provider, where MEMBER is signed in; the portal knows of it by its settings."""
    fresh(Stage.COLLECTION)
    with transaction() as session:
        run(session, "UPDATE person SET language = 'en'")
    settings = {"ISSUER": at_loopback.issuer, "CLIENT_ID": CLIENT, "CLIENT_SECRET": SECRET, "NAME": "SSO Kabupaten"}
    for name, value in settings.items():
        monkeypatch.setenv(f"KINERJA_OIDC_{name}", value)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    oidc_provider._known.clear()
    at_loopback.who = {"nip": MEMBER}
    return at_loopback


def there_and_back(visitor: TestClient, address: str = "/sign-in/oidc") -> str:
    """Go to the provider as a browser does; the address that it sends the browser back to."""
    gone = visitor.get(address)
    assert gone.status_code == 303, gone.text
    return httpx.get(gone.headers["location"], follow_redirects=False).headers["location"]


def refused(answer: httpx.Response, status: int = 403) -> None:
    assert (answer.status_code, SORRY in answer.text) == (status, True)
    assert COOKIE + "=" not in answer.headers.get("set-cookie", "")


def test_whom_the_provider_vouches_for_is_signed_in(browser: Browser, provider: Provider) -> None:
    visitor = browser()
    shown = visitor.get("/sign-in?next=/profile%3Fa%3D1%26b%3D2").text
    assert "Sign in with SSO Kabupaten" in shown
    assert "/sign-in/oidc?next=/profile%3Fa%3D1%26b%3D2" in shown
    done = visitor.get(there_and_back(visitor, "/sign-in/oidc?next=/profile%3Fa%3D1%26b%3D2"))
    assert (done.status_code, done.headers["location"]) == (303, "/profile?a=1&b=2")
    assert MEMBER in visitor.get("/profile").text


def test_what_goes_to_the_provider_proves_nothing_to_who_sees_it(browser: Browser, provider: Provider) -> None:
    visitor = browser()
    gone = visitor.get("/sign-in/oidc?next=https://evil.example/")
    asked = {name: value[0] for name, value in parse_qs(urlsplit(gone.headers["location"]).query).items()}
    assert asked["redirect_uri"] == "https://testserver/sign-in/oidc/back"
    assert asked["code_challenge_method"] == "S256"
    cookie = next(line for line in gone.headers.get_list("set-cookie") if line.startswith(oidc.COOKIE))
    assert all(part in cookie for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/", "Max-Age=600"))
    assert all(asked[secret] not in cookie for secret in ("state", "nonce", "code_challenge"))
    done = visitor.get(httpx.get(gone.headers["location"]).headers["location"])
    assert done.headers["location"] == "/"


def test_nothing_of_it_is_there_when_it_is_not_set(
    browser: Browser, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KINERJA_OIDC_CLIENT_SECRET")
    visitor = browser()
    assert "/sign-in/oidc" not in visitor.get("/sign-in").text
    assert visitor.get("/sign-in/oidc").status_code == 404
    assert visitor.get("/sign-in/oidc/back").status_code == 404


TWISTS: dict[str, Callable[[Claims], Claims]] = {
    "wrong nonce": lambda claims: claims | {"nonce": "another"},
    "no nonce": lambda claims: {name: value for name, value in claims.items() if name != "nonce"},
    "wrong audience": lambda claims: claims | {"aud": "another"},
    "wrong audience, our party": lambda claims: claims | {"aud": "another", "azp": CLIENT},
    "no audience": lambda claims: {name: value for name, value in claims.items() if name != "aud"},
    "many audiences, another party": lambda claims: claims | {"aud": [CLIENT, "another"], "azp": "another"},
    "many audiences, no party": lambda claims: claims | {"aud": [CLIENT, "another"]},
    "wrong issuer": lambda claims: claims | {"iss": "https://evil.example"},
    "expired": lambda claims: claims | {"exp": int(time.time()) - 61, "iat": int(time.time()) - 400},
    "no expiry": lambda claims: {name: value for name, value in claims.items() if name != "exp"},
    "not yet": lambda claims: claims | {"nbf": int(time.time()) + 600},
    "of the future": lambda claims: claims | {"iat": int(time.time()) + 600},
    "of another access token": lambda claims: claims | {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
    "no subject": lambda claims: {name: value for name, value in claims.items() if name != "sub"},
    "unknown NIP": lambda claims: claims | {"nip": "198001012005011009"},
    "no NIP": lambda claims: {name: value for name, value in claims.items() if name != "nip"},
    "a NIP of another kind": lambda claims: claims | {"nip": [MEMBER]},
    "SQL": lambda claims: claims | {"nip": "' OR 1=1 --"},
    "digits of another script": lambda claims: claims | {"nip": "\u0661" * 18},
    "methods that are no list": lambda claims: claims | {"amr": "mfa"},
}


@pytest.mark.parametrize("twist", TWISTS)
def test_a_token_that_is_not_right_in_everything_signs_nobody_in(
    browser: Browser, provider: Provider, twist: str
) -> None:
    provider.twist = TWISTS[twist]
    visitor = browser()
    refused(visitor.get(there_and_back(visitor)))
    assert visitor.get("/profile").status_code == 303


@pytest.mark.parametrize(
    ("algorithm", "key"),
    [("RS256", "foreign"), ("RS256", "first"), ("HS256", "shared"), ("ES256", "curve")],  # first: a known key's name
)
def test_a_foreign_key_signs_nobody_in(browser: Browser, provider: Provider, algorithm: str, key: str) -> None:
    provider.algorithm = algorithm
    provider.signs = {"shared": providers.shared, "curve": lambda: providers.elliptic("curve")}.get(
        key, lambda: providers.rsa(key)
    )()
    visitor = browser()
    refused(visitor.get(there_and_back(visitor)))


def test_an_unsigned_token_signs_nobody_in(
    browser: Browser, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    import base64  # noqa: PLC0415
    import json  # noqa: PLC0415

    def part(value: Claims) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    monkeypatch.setattr(provider, "signed", lambda claims: f"{part({'alg': 'none'})}.{part(claims)}.")
    visitor = browser()
    refused(visitor.get(there_and_back(visitor)))


def test_signatures_on_elliptic_curves_count_too(browser: Browser, provider: Provider) -> None:
    provider.keys, provider.algorithm = [providers.elliptic("curve")], "ES256"
    visitor = browser()
    assert visitor.get(there_and_back(visitor)).status_code == 303


def test_audiences_in_a_list_count_when_the_portal_is_the_party(browser: Browser, provider: Provider) -> None:
    provider.twist = lambda claims: claims | {"aud": [CLIENT, "another"], "azp": CLIENT}
    visitor = browser()
    assert visitor.get(there_and_back(visitor)).status_code == 303


def test_new_keys_are_read_when_the_provider_changes_them(
    browser: Browser, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = browser()
    assert visitor.get(there_and_back(visitor)).status_code == 303
    assert provider.asked == ["metadata", "token", "keys"]
    provider.keys.append(providers.rsa("second"))
    monkeypatch.setattr(oidc_provider, "RETRY", 0)
    assert visitor.get(there_and_back(visitor)).status_code == 303
    assert provider.asked == ["metadata", "token", "keys", "token", "keys"]


def test_a_code_signs_in_once(browser: Browser, provider: Provider) -> None:
    """Whoever has the cookie and the address of an earlier sign-in does not get in by them."""
    visitor = browser()
    address = there_and_back(visitor)
    kept = visitor.cookies[oidc.COOKIE]
    assert visitor.get(address).status_code == 303
    refused(visitor.get(address))
    thief = browser()
    thief.cookies.set(oidc.COOKIE, kept)
    refused(thief.get(address))
    assert provider.asked[-1] == "token"


@pytest.mark.parametrize("state", ["", "x", "é"])
def test_an_answer_to_another_visit_signs_nobody_in(browser: Browser, provider: Provider, state: str) -> None:
    """The attacker's own code in the victim's browser: the state is of another browser."""
    attacker, victim = browser(), browser()
    address = there_and_back(attacker)
    refused(browser().get(address))
    victim.get("/sign-in/oidc")
    code = parse_qs(urlsplit(address).query)["code"][0]
    refused(victim.get(f"/sign-in/oidc/back?{urlencode({'code': code, 'state': state})}"))
    assert "token" not in provider.asked


def test_a_verifier_of_another_visit_is_refused_by_the_provider(
    browser: Browser, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = browser()
    address = there_and_back(visitor)
    asked = oidc_provider._asked

    def other(method: str, url: str, **more: Claims) -> Claims:
        return asked(method, url, **more | {"data": more["data"] | {"code_verifier": "x" * 43}})

    monkeypatch.setattr(oidc_provider, "_asked", other)
    refused(visitor.get(address))


def test_who_takes_too_long_begins_again(browser: Browser, provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = browser()
    address = there_and_back(visitor)
    monkeypatch.setattr(oidc, "LONGEST", -1)
    refused(visitor.get(address))


@pytest.mark.parametrize("cookie", ["x", "", "gAAAAABx"])
def test_a_forged_cookie_is_no_visit(browser: Browser, provider: Provider, cookie: str) -> None:
    visitor = browser()
    visitor.cookies.set(oidc.COOKIE, cookie)
    refused(visitor.get("/sign-in/oidc/back?code=x&state="))


def test_an_error_of_the_provider_is_the_same_page(browser: Browser, provider: Provider) -> None:
    provider.error = "access_denied"
    visitor = browser()
    answer = visitor.get(there_and_back(visitor))
    refused(answer)
    assert "access_denied" not in answer.text


def test_a_disabled_account_and_an_unknown_nip_look_alike(browser: Browser, provider: Provider) -> None:
    with transaction() as session:
        person = actors.person(session, MEMBER).person_id
        run(session, "INSERT INTO account (person_id, disabled_at) VALUES (%(person)s, now())", person=person)
    disabled = browser()
    first = disabled.get(there_and_back(disabled))
    refused(first)
    provider.who = {"nip": "198001012005011009"}
    unknown = browser()
    assert unknown.get(there_and_back(unknown)).text == first.text


def test_guessing_passwords_here_keeps_nobody_out_there(browser: Browser, provider: Provider) -> None:
    with transaction() as session:
        person = actors.person(session, MEMBER).person_id or 0
        accounts.keep_password(session, person, "ombak kuda sepatu", known=[])
        run(session, "UPDATE account SET locked_until = now() + interval '15 minutes'")
    visitor = browser()
    assert visitor.get(there_and_back(visitor)).status_code == 303


def test_the_nip_may_be_in_another_claim_and_be_told_apart_from_the_token(
    browser: Browser, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KINERJA_OIDC_CLAIM", "employee_number")
    provider.more = {"userinfo_endpoint": f"{provider.issuer}/userinfo"}
    provider.userinfo = {"employee_number": f"{MEMBER[:8]} {MEMBER[8:14]} {MEMBER[14:]}"}
    visitor = browser()
    assert visitor.get(there_and_back(visitor)).status_code == 303
    provider.userinfo |= {"sub": "somebody else"}
    refused(visitor.get(there_and_back(visitor)))


def test_a_client_secret_in_the_form_where_the_provider_wants_it(browser: Browser, provider: Provider) -> None:
    provider.more = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    visitor = browser()
    assert visitor.get(there_and_back(visitor)).status_code == 303


def test_an_answer_of_another_issuer_is_refused(browser: Browser, provider: Provider) -> None:
    """RFC 9207: an answer mixed up with that of another provider."""
    provider.more = {"authorization_response_iss_parameter_supported": True}
    visitor = browser()
    assert visitor.get(there_and_back(visitor)).status_code == 303
    for changed in ("&iss=https://evil.example", ""):
        address = there_and_back(visitor).split("&iss=")[0] + changed
        refused(visitor.get(address))


def test_the_local_sign_in_works_while_the_provider_is_down(
    browser: Browser, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction() as session:
        accounts.keep_password(
            session, actors.person(session, MEMBER).person_id or 0, "ombak kuda sepatu", known=[]
        )  # fmt: skip
    monkeypatch.setenv("KINERJA_OIDC_ISSUER", "http://127.0.0.1:9")
    visitor = browser()
    answer = visitor.get("/sign-in/oidc")
    refused(answer, 503)
    assert "does not answer just now" in answer.text
    assert visitor.get("/sign-in").status_code == 200
    done = visitor.post("/sign-in", data={"nip": MEMBER, "password": "ombak kuda sepatu"})
    assert done.status_code == 303


def test_a_provider_that_is_down_is_not_asked_by_every_visitor(
    browser: Browser, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.more = {"issuer": "https://another.example"}
    for _again in range(3):
        refused(browser().get("/sign-in/oidc"), 503)
    assert provider.asked == ["metadata"]
    provider.more = {}
    monkeypatch.setattr(oidc_provider, "RETRY", 0)
    assert browser().get("/sign-in/oidc").status_code == 303


@pytest.mark.parametrize("status", [500, 502, 200])
def test_a_provider_that_breaks_in_the_middle_is_told_kindly(browser: Browser, provider: Provider, status: int) -> None:
    provider.broken = status
    visitor = browser()
    refused(visitor.get(there_and_back(visitor)), 503)


def test_a_provider_that_never_answers_is_left_after_the_patience(
    browser: Browser, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket  # noqa: PLC0415

    monkeypatch.setattr(oidc_provider, "PATIENCE", 0.2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        monkeypatch.setenv("KINERJA_OIDC_ISSUER", f"http://127.0.0.1:{silent.getsockname()[1]}")
        refused(browser().get("/sign-in/oidc"), 503)


@pytest.mark.parametrize("endpoint", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
def test_nothing_goes_out_without_tls(browser: Browser, provider: Provider, endpoint: str) -> None:
    provider.more = {endpoint: "http://sso.example/x"}
    refused(browser().get("/sign-in/oidc"), 503)


def test_the_log_tells_the_operator_why_and_nothing_secret(
    browser: Browser, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.twist = TWISTS["wrong nonce"]
    visitor = browser()
    address = there_and_back(visitor)
    with caplog.at_level(logging.DEBUG, logger="kinerja"):
        refused(visitor.get(address))
    assert "nonce" in caplog.text
    code = parse_qs(urlsplit(address).query)["code"][0]
    assert all(secret not in caplog.text for secret in (code, SECRET, MEMBER))


def test_an_earlier_session_of_the_browser_ends(browser: Browser, provider: Provider) -> None:
    visitor = browser(MEMBER)
    before = visitor.cookies[COOKIE]
    assert visitor.get(there_and_back(visitor)).status_code == 303
    with transaction() as session:
        found = one(
            session, "SELECT count(*) AS n FROM web_session WHERE token_digest = %(d)s AND ended_at IS NOT NULL",
            d=accounts.digest_of(before),
        )  # fmt: skip
    assert found == {"n": 1}
