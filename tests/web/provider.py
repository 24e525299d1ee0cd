"""A small real OpenID Connect provider on loopback: real HTTP, signed tokens, PKCE, codes that work once.

Belongs here: the provider of an agency, honest unless a test twists it. Does not: the tests (test_oidc).
"""

import base64
import hashlib
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import uvicorn
from fastapi import FastAPI, Form, Header, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

CLIENT, SECRET = "portal", "rahasia-klien-yang-panjang-sekali"
Claims = dict[str, Any]


@dataclass
class Provider:
    """One running provider; what it says may be twisted by a test."""

    issuer: str
    #: Who is signed in there: claims of the next ID token.
    who: Claims = field(default_factory=dict)
    keys: list[Any] = field(default_factory=lambda: [_first()])
    #: What signs, if not the last of `keys`; and with which algorithm.
    signs: Any = None
    algorithm: str = "RS256"
    twist: Callable[[Claims], Claims] = lambda claims: claims
    #: What it says of itself beyond the usual, and of people beyond their token.
    more: Claims = field(default_factory=dict)
    userinfo: Claims = field(default_factory=dict)
    #: The status of its token endpoint when it is broken, and the error that it sends visitors back with.
    broken: int | None = None
    error: str = ""
    redirects_to: str = ""
    asked: list[str] = field(default_factory=list)
    _codes: dict[str, Claims] = field(default_factory=dict)

    def application(self) -> FastAPI:
        """Its routes."""
        app = FastAPI()
        app.get("/.well-known/openid-configuration")(self.metadata)
        app.get("/authorize")(self.authorize)
        app.post("/token")(self.token)
        app.get("/keys")(self.published)
        app.get("/userinfo")(self.about)
        return app

    def metadata(self) -> Claims:
        """What it says of itself."""
        self.asked.append("metadata")
        names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return {
            "issuer": self.issuer,
            **{name: f"{self.issuer}/{path}" for name, path in names.items()},
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": [self.algorithm],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            **self.more,
        }

    def published(self) -> Any:
        """Its public keys."""
        self.asked.append("keys")
        return KeySet(self.keys).as_dict(private=False)

    def authorize(self, request: Request) -> Response:
        """Send the visitor back with a code, as if they had typed their password here."""
        asked = dict(request.query_params)
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        back = f"{asked['redirect_uri']}?state={asked['state']}"
        if self.error:
            return RedirectResponse(f"{back}&error={self.error}", 302)
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        named = f"&iss={self.issuer}" if self.more.get("authorization_response_iss_parameter_supported") else ""
        return RedirectResponse(f"{back}&code={code}{named}", 302)

    def token(
        self,
        code: str = Form(""),
        code_verifier: str = Form(""),
        redirect_uri: str = Form(""),
        client_id: str = Form(""),
        client_secret: str = Form(""),
        authorization: str = Header(""),
    ) -> Response:
        """An ID token for a code: once, for the client itself, that knows the verifier (RFC 6749 §4.1.3, RFC 7636)."""
        self.asked.append("token")
        if self.broken:
            return Response("<h1>Rusak</h1>", self.broken)
        basic = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if authorization != basic and (client_id, client_secret) != (CLIENT, SECRET):
            return JSONResponse({"error": "invalid_client"}, 401)
        asked = self._codes.pop(code, None)
        digest = hashlib.sha256(code_verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if asked is None or asked["redirect_uri"] != redirect_uri or asked["code_challenge"] != challenge:
            return JSONResponse({"error": "invalid_grant"}, 400)
        access = secrets.token_urlsafe(16)
        half = hashlib.sha256(access.encode()).digest()[:16]
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "sub": "s-1", "iat": now, "exp": now + 300, "nonce": asked["nonce"],
            "at_hash": base64.urlsafe_b64encode(half).decode().rstrip("="), **self.who,
        }  # fmt: skip
        signed = self.signed(self.twist(claims))
        return JSONResponse({"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": signed})

    def signed(self, claims: Claims) -> str:
        """Claims as a signed token."""
        key = self.signs or self.keys[-1]
        header = {"alg": self.algorithm} | ({"kid": key.kid} if key.kid else {})
        return jwt.encode(header, claims, key, algorithms=[self.algorithm])

    def about(self) -> Claims:
        """What it tells of a person beyond the token."""
        self.asked.append("userinfo")
        return {"sub": "s-1", **self.userinfo}


@cache
def _first() -> RSAKey:
    """The key of every provider here: making one takes as long as a whole sign-in."""
    return rsa("first")


def rsa(name: str) -> RSAKey:
    """Another RSA key."""
    return RSAKey.generate_key(2048, {"kid": name}, private=True)


def elliptic(name: str) -> ECKey:
    """A key of ES256."""
    return ECKey.generate_key("P-256", {"kid": name}, private=True)


def shared() -> OctKey:
    """The client's secret as a key, which signs nothing that counts."""
    return OctKey.import_key(SECRET)


@contextmanager
def running() -> Iterator[Provider]:
    """A provider that answers while the block runs."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        provider = Provider(f"http://127.0.0.1:{listening.getsockname()[1]}")
        config = uvicorn.Config(provider.application(), log_level="error", access_log=False, lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield provider
        finally:
            server.should_exit = True
            thread.join(10)
