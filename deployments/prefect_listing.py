"""The runs of ours that Prefect still knows, asked of its API without importing Prefect, which takes seconds.

Belongs here: asking, page by page. Does not: comparing with our own record (models/chain/run_checks).
"""

import base64
import http.client
import json
import os
from datetime import datetime
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen
from uuid import UUID, uuid4

from deployments import prefect_server
from models.chain.run_checks import PrefectRuns
from models.settings import settings
from models.tables.runs import FLOWS

#: The most that Prefect gives at once, and seconds to wait for it.
_PAGE, _SECONDS = 200, 20
_ENDED = {"COMPLETED"}


def kept_runs(since: datetime | None) -> PrefectRuns | None:
    """Every run of our flows that Prefect has and that began at `since` or later; None when Prefect does not answer.

    Without `since` there is no record yet to compare with, and Prefect is not asked.
    """
    if since is None:
        return PrefectRuns({}, None)
    where = _where()
    if where is None:
        return None
    address, secret = where
    ended: dict[UUID, bool] = {}
    oldest: datetime | None = None
    try:
        headers = _headers(address, secret)
        while page := _page(address, headers, len(ended), since):
            for each in page:
                began = datetime.fromisoformat(each["start_time"])
                oldest = min(oldest or began, began)
                ended[UUID(each["id"])] = each["state_type"] in _ENDED
            if len(page) < _PAGE:
                break
    except (URLError, OSError, http.client.HTTPException, ValueError, KeyError):
        return None
    return PrefectRuns(ended, oldest)


def _where() -> tuple[str, str] | None:
    configured = settings().prefect_api_url
    if configured:
        return configured.rstrip("/"), os.environ.get("PREFECT_API_AUTH_STRING", "")
    server = prefect_server.running(settings().home)
    return (server.url, server.secret) if server else None


def _headers(address: str, secret: str) -> dict[str, str]:
    """What Prefect asks of every question: the secret, and a token against forged ones where that is on."""
    client = uuid4().hex
    said = {"Content-Type": "application/json", "Prefect-Csrf-Client": client}
    if secret:
        said["Authorization"] = "Basic " + base64.b64encode(secret.encode()).decode()
    try:
        said["Prefect-Csrf-Token"] = _answer(Request(f"{address}/csrf-token?client={client}", headers=said))["token"]  # noqa: S310
    except HTTPError as refusal:
        if refusal.code != http.client.UNPROCESSABLE_ENTITY:  # it is switched off there
            raise
    return said


def _page(address: str, headers: dict[str, str], skip: int, since: datetime) -> list[dict[str, Any]]:
    begun: dict[str, Any] = {"is_null_": False, "after_": since.isoformat()}
    asked = {
        "sort": "START_TIME_ASC",
        "limit": _PAGE,
        "offset": skip,
        "flows": {"name": {"any_": list(FLOWS)}},
        "flow_runs": {"start_time": begun},
    }
    found: list[dict[str, Any]] = _answer(Request(f"{address}/flow_runs/filter", json.dumps(asked).encode(), headers))  # noqa: S310
    return found


def _answer(question: Request) -> Any:
    if urlsplit(question.full_url).scheme not in {"http", "https"}:
        raise ValueError(question.full_url)
    with urlopen(question, timeout=_SECONDS) as answer:  # noqa: S310 - the scheme was looked at
        return json.load(answer)
