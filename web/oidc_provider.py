"""The agency's own sign-in, as its OpenID Connect provider sees this portal: addresses, codes and signed tokens.

Belongs here: authorization code flow with PKCE, and what makes an ID token valid (OpenID Connect Core 3.1.3.7; RFC
7636, RFC 9207). Does not: pages, sessions (oidc), who has the NIP (models/outside_accounts).
"""

import json
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

from models.errors import InvalidInputError, UnavailableError
from models.language import N_
from models.settings import Settings, settings

#: Seconds: for each answer, for how long what the provider said of itself is kept, and between two tries to reach it.
PATIENCE, KEPT, RETRY = 10, 3600, 15
#: Clocks differ by so many seconds.
LEEWAY = 60
_LARGEST_ANSWER = 1024 * 1024
#: Signatures by a key pair alone: a token "signed" with nothing or with the shared secret is refused.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA"]
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})

_DOWN = N_("The agency's sign-in does not answer just now.")
_REFUSED = N_("The agency's sign-in did not vouch for this visit.")


@dataclass
class _Provider:
    """What is known of one issuer."""

    issuer: str
    metadata: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, Any] = field(default_factory=dict)
    read_at: float = float("-inf")
    keys_at: float = float("-inf")
    failed_at: float = float("-inf")
    lock: threading.Lock = field(default_factory=threading.Lock)


_known: dict[str, _Provider] = {}


def configured() -> bool:
    """Whether the operator named a provider: issuer, client id and client secret."""
    here = settings()
    return bool(here.oidc_issuer and here.oidc_client_id and here.oidc_client_secret.get_secret_value())


def name() -> str:
    """What people call it."""
    here = settings()
    return here.oidc_name.strip() or urlsplit(here.oidc_issuer).hostname or here.oidc_issuer


def address(back: str, *, state: str, nonce: str, verifier: str) -> str:
    """Where the visitor proves who they are; the provider sends them back to `back`.

    Raises:
        UnavailableError: the provider does not answer, or not as one.
    """
    from authlib.oauth2.rfc6749.parameters import prepare_grant_uri  # noqa: PLC0415 - only where it is configured
    from authlib.oauth2.rfc7636 import create_s256_code_challenge  # noqa: PLC0415

    asked: str = prepare_grant_uri(
        _metadata(_provider())["authorization_endpoint"], client_id=settings().oidc_client_id, response_type="code",
        redirect_uri=back, scope="openid profile", state=state, nonce=nonce,
        code_challenge=create_s256_code_challenge(verifier), code_challenge_method="S256",
    )  # fmt: skip
    return asked


def claims(code: str, back: str, *, nonce: str, verifier: str, iss: str | None) -> dict[str, Any]:
    """What the provider vouches for, for a code that it sent to `back`.

    Raises:
        UnavailableError: the provider does not answer.
        InvalidInputError: it refuses the code, or its token is not one for this visit; the text says why, to operators.
    """
    provider, here = _provider(), settings()
    metadata = _metadata(provider)
    promised = metadata.get("authorization_response_iss_parameter_supported") is True
    if (promised or iss is not None) and iss != provider.issuer:
        raise InvalidInputError(_REFUSED) from ValueError("another issuer sent the visitor back")
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
    own = (here.oidc_client_id, here.oidc_client_secret.get_secret_value())
    if "client_secret_basic" in metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"]):
        proof: dict[str, Any] = {"data": form, "auth": own}
    else:
        proof = {"data": form | {"client_id": own[0], "client_secret": own[1]}}
    answer = _asked("POST", metadata["token_endpoint"], **proof)
    found = _verified(provider, answer, nonce, here)
    if here.oidc_claim not in found and metadata.get("userinfo_endpoint"):
        bearer = {"authorization": f"Bearer {answer.get('access_token', '')}"}
        more = _asked("GET", metadata["userinfo_endpoint"], headers=bearer)
        if more.get("sub") == found["sub"]:
            return more | found
    return found


def _verified(provider: _Provider, answer: dict[str, Any], nonce: str, here: Settings) -> dict[str, Any]:
    """The claims of the ID token in the provider's answer, once everything about it is right."""
    from authlib.oidc.core import CodeIDToken  # noqa: PLC0415
    from joserfc.errors import JoseError  # noqa: PLC0415

    try:
        token = _decoded(provider, str(answer.get("id_token", "")))
        wanted = {"iss": {"essential": True, "value": provider.issuer},
                  "aud": {"essential": True, "value": here.oidc_client_id}}  # fmt: skip
        about = {"nonce": nonce, "client_id": here.oidc_client_id, "access_token": answer.get("access_token")}
        checked = CodeIDToken(token.claims, token.header, wanted, about)
        checked.validate(leeway=LEEWAY)
    except (JoseError, ValueError, TypeError, KeyError) as problem:
        raise InvalidInputError(_REFUSED) from problem
    return dict(checked)


def _decoded(provider: _Provider, id_token: str) -> Any:
    """The token, its signature verified; keys are read anew once when none of the known ones has signed it."""
    from joserfc import jwt  # noqa: PLC0415
    from joserfc.errors import BadSignatureError, InvalidKeyIdError  # noqa: PLC0415
    from joserfc.jwk import KeySet  # noqa: PLC0415
    from joserfc.jws import JWSRegistry  # noqa: PLC0415

    registry = JWSRegistry(algorithms=_ALGORITHMS, strict_check_header=False)
    try:
        return jwt.decode(id_token, KeySet.import_key_set(_keys(provider)), registry=registry)
    except (InvalidKeyIdError, BadSignatureError):
        if time.monotonic() - provider.keys_at < RETRY:
            raise
        return jwt.decode(id_token, KeySet.import_key_set(_keys(provider, anew=True)), registry=registry)


def _provider() -> _Provider:
    issuer = settings().oidc_issuer
    return _known.setdefault(issuer, _Provider(issuer))


def _metadata(provider: _Provider) -> dict[str, Any]:
    """What the provider says of itself, read once an hour; one that is down is not asked again by every visitor."""
    with provider.lock:
        if time.monotonic() - provider.read_at > KEPT:
            if time.monotonic() - provider.failed_at < RETRY:
                raise UnavailableError(_DOWN)
            provider.failed_at = time.monotonic()
            provider.metadata, provider.keys = _discovered(provider.issuer), {}
            provider.read_at, provider.failed_at = time.monotonic(), float("-inf")
    return provider.metadata


def _discovered(issuer: str) -> dict[str, Any]:
    found = _asked("GET", issuer.rstrip("/") + "/.well-known/openid-configuration")
    if found.get("issuer") != issuer:
        raise UnavailableError(_DOWN) from ValueError(f"it calls itself {found.get('issuer')!r}")
    for needed in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        _safe(str(found.get(needed, "")))
    return found


def _keys(provider: _Provider, *, anew: bool = False) -> Any:
    if anew or not provider.keys:
        provider.keys = _asked("GET", _metadata(provider)["jwks_uri"])
        provider.keys_at = time.monotonic()
    return provider.keys


def _asked(method: str, url: str, **more: Any) -> dict[str, Any]:
    """The provider's answer to one question, within the patience and a size; redirections are not followed."""
    _safe(url)
    began, body = time.monotonic(), b""
    try:
        with httpx.Client(timeout=PATIENCE) as client, client.stream(method, url, **more) as answer:
            for part in answer.iter_bytes():
                body += part
                if time.monotonic() - began > PATIENCE or len(body) > _LARGEST_ANSWER:
                    raise UnavailableError(_DOWN)
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        raise UnavailableError(_DOWN) from problem
    if answer.status_code >= 500:  # noqa: PLR2004
        raise UnavailableError(_DOWN)
    try:
        found = json.loads(body)
    except ValueError as problem:
        raise UnavailableError(_DOWN) from problem
    if answer.status_code != 200 or not isinstance(found, dict):  # noqa: PLR2004
        raise InvalidInputError(_REFUSED) from ValueError(f"{answer.status_code} {body[:100]!r}")
    return found


def _safe(url: str) -> None:
    """Refuse an address that is neither over TLS nor on this machine."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise UnavailableError(_DOWN) from ValueError("an address without TLS")
