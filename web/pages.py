"""Pages: templates filled for a visitor, in the reader's language.

Belongs here: the environment of templates and what every page knows. Does not: any page's own values.
"""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from models.labels import event_label, label
from models.language import LANGUAGES, Day, Moment, Month, _, reader_language
from models.objection_lines import lines
from web.trend import trend

TEMPLATES = Path(__file__).parent.parent / "templates"
STATIC = TEMPLATES / "static" / "portal"
#: "off" in the browser of somebody who wants no single-letter shortcuts (WCAG 2.1.4): they disturb speech input.
SHORTCUTS_COOKIE = "kinerja_shortcuts"


def page(
    request: Request, template: str, /, status: int = 200, headers: Mapping[str, str] | None = None, **values: Any
) -> HTMLResponse:
    """A page from `templates/web/TEMPLATE` for whoever visits.

    Args:
        request: the request; its visitor, if signed in, is in the menu.
        template: file name under templates/web.
        status: of the answer.
        headers: more headers.
        values: what the template shows; all of it is escaped.
    """
    visitor = getattr(request.state, "visitor", None)
    known = {
        "visitor": visitor,
        "path": request.url.path,
        "here": _here(request),
        "language": reader_language(),
        "status": status,
        "shortcuts": request.cookies.get(SHORTCUTS_COOKIE) != "off",
    }
    return HTMLResponse(environment().get_template(f"web/{template}").render(known | values), status, headers)


def _here(request: Request) -> str:
    """The page to come back to after a change of language: for an answered form, the page the form was on."""
    if request.method == "GET":
        return request.url.path
    return urlsplit(request.headers.get("referer", "")).path or "/"


@cache
def environment() -> Environment:
    """The environment of all pages: everything is escaped, a name that is missing is an error."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    made.globals.update(_=_, label=label, event_label=event_label, static=static, decided_by=decided_by,
                        changed_lines=lines, drawn_trend=trend)  # fmt: skip
    made.filters.update(day=day, last_day=last_day, moment=moment, month=month, number=number, sentence=sentence)
    return made


def prepare() -> None:
    """Read and compile every page's template and every language now: the first visitors, all at once, need not wait."""
    for language in LANGUAGES:
        _("Start", language)
    pages = environment()
    for name in pages.list_templates(filter_func=lambda name: name.startswith("web/") and name.endswith(".html")):
        pages.get_template(name)


@cache
def static(name: str) -> str:
    """The address of a file that the browser may keep for ever: it changes when the file does."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def day(value: date | datetime | str | None, zone: str = "Asia/Jakarta") -> str:
    """A day in words: 26 November 2026; of a text, the day or moment that it states (ISO 8601)."""
    if value is None:
        return "–"  # noqa: RUF001
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    if isinstance(value, datetime):
        value = value.astimezone(ZoneInfo(zone)).date()
    return Day(value).render()


def last_day(value: datetime | None, zone: str = "Asia/Jakarta") -> str:
    """The last day of a time limit: one that ends at midnight ends on the day before."""
    return day(value - timedelta(seconds=1) if value else None, zone)


def moment(value: datetime | None, zone: str = "Asia/Jakarta") -> str:
    """A moment in words, with its time zone: 26 November 2026 13:24 WIB."""
    if value is None:
        return "–"  # noqa: RUF001
    return Moment(value, zone).render()


def decided_by(row: Mapping[str, Any]) -> str:
    """Who decided, and for whom and by which decree if they did so as a deputy (Plt, Plh)."""
    if not row.get("acting_for"):
        return str(row["decided_by"])
    said = _("{deputy}, acting for {name} ({kind}, decree {decree})")
    return said.format(
        deputy=row["decided_by"], name=row["acting_for"], kind=label(row["acting_as"]), decree=row["decree"]
    )


def month(value: date | str) -> str:
    """A month in words: Maret 2026, of any day of it or of text such as 2026-03."""
    year, number_of_month = (int(part) for part in str(value).split("-")[:2])
    return Month(date(year, number_of_month, 1)).render()


def number(value: Decimal | int | str | None) -> str:
    """A number as its reader writes it: 1.234,5 in Indonesian, 1,234.5 in English; text is an exact number."""
    if value is None:
        return "–"  # noqa: RUF001
    if isinstance(value, str):
        value = Decimal(value)
    text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if reader_language() == "en" else text.translate(str.maketrans(",.", ".,"))


def sentence(text: str) -> str:
    """A text as it begins a line: its first letter large, the others as they are (SKP stays SKP)."""
    return text[:1].upper() + text[1:]
