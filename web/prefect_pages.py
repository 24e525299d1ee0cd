"""Where Prefect shows a flow run: its own pages, for whoever may open them there.

Belongs here: the address alone. Does not: asking Prefect anything; the portal works while it is down.
"""

import json
from urllib.parse import urlsplit

from fastapi import Request

from models.settings import settings

_HERE = frozenset({"127.0.0.1", "localhost", "::1"})


def prefect_root(request: Request) -> str | None:
    """The address under which the visitor's browser finds Prefect's pages; None where there is none to name.

    The stack's own server listens on its machine only: it is named to a browser on that machine.
    """
    here = settings()
    address = here.prefect_api_url
    if not address and request.url.hostname in _HERE:
        try:
            told = json.loads((here.home / "prefect" / "server.json").read_text(encoding="utf-8"))
            address = f"http://{told['host']}:{int(told['port'])}/api"
        except (OSError, ValueError, KeyError, TypeError):
            return None
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    place = parts.netloc.rpartition("@")[2]  # a name and password in it are nobody's to see
    return f"{parts.scheme}://{place}{parts.path.rstrip('/').removesuffix('/api')}"
