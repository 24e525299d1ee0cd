"""Files to keep: what a browser is told of one that it saves.

Belongs here: its kind and its name. Does not: what is in it.
"""

from pathlib import Path
from typing import Any

from fastapi.responses import Response

_MEDIA = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".txt": "text/plain; charset=utf-8",
    ".yaml": "application/yaml; charset=utf-8",
    ".zip": "application/zip",
}


def download(content: bytes, name: str) -> Response:
    """A file to keep under its name, whose ending says what it is."""
    return Response(content, **told(name))


def told(name: str) -> dict[str, Any]:
    """What an answer with a file tells the browser: its kind, and the name to keep it under."""
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return {"media_type": _MEDIA[Path(name).suffix], "headers": headers}
