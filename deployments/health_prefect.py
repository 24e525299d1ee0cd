"""The doctor's look at Prefect: does it answer, and only to those who know its secret.

Belongs here: asking its address. Does not: importing Prefect, or starting its server.
"""

import http.client
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from deployments import prefect_server
from deployments.health import Look, broken, notice, well
from models.language import N_
from models.settings import settings

_SECONDS = 5


def prefect() -> Look:
    """Whether Prefect answers, and where its pages are."""
    configured = settings().prefect_api_url
    if configured:
        return _elsewhere(configured)
    server = prefect_server.running(settings().home)
    if server is None:
        remedy = N_("Nothing to mend: `kinerja up` starts it; decisions are taken without it and acted on later.")
        return notice("prefect", N_("the Prefect server of this stack is not running"), remedy)
    return well("prefect", N_("Prefect answers at {pages}, its log is {log}"), pages=server.pages, log=server.log)


def open_to_all() -> Look | None:
    """Whether strangers who reach Prefect are refused: an open one runs their commands on the workers (fault X1)."""
    server = None if settings().prefect_api_url else prefect_server.running(settings().home)
    address = settings().prefect_api_url or (server.url if server else "")
    status = _ask(f"{address.rstrip('/')}/admin/settings") if address else None
    if status is None:
        return None
    if status == http.client.OK:
        text = N_("{address} obeys anybody who reaches it: they could run commands on the workers")
        remedy = N_("Set PREFECT_SERVER_API_AUTH_STRING where it is started, PREFECT_API_AUTH_STRING for kinerja.")
        return broken("secret", text, remedy, address=address)
    return well("secret", N_("Prefect refuses those who do not know its secret"))


def _elsewhere(address: str) -> Look:
    status = _ask(f"{address.rstrip('/')}/health")
    if status == http.client.OK:
        return well("prefect", N_("Prefect answers at {address}"), address=address)
    remedy = N_("Start it, or correct KINERJA_PREFECT_API_URL; it ends in /api.")
    text = N_("Prefect does not answer at {address} ({status})")
    return broken("prefect", text, remedy, address=address, status=status or "-")


def _ask(address: str) -> int | None:
    """The status of the answer without any secret; None when nobody answers."""
    if urlsplit(address).scheme not in {"http", "https"}:
        return None
    try:
        with urlopen(Request(address), timeout=_SECONDS) as answer:  # noqa: S310 - the scheme was looked at
            return int(answer.status)
    except HTTPError as refusal:
        return refusal.code
    except (URLError, OSError, http.client.HTTPException):
        return None


LOOKS = {"prefect": prefect, "secret": open_to_all}
