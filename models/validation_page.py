"""The page of one validation: our own report of what a suite said, self-contained, for auditors and the record.

Belongs here: filling the template. Does not: its words and looks (templates/quality/report.html). Great Expectations'
own pages load assets and a tracking image from outside: they are not used.
"""

from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, select_autoescape
from sqlmodel import Session

from models.database import Row, rows
from models.errors import NotFoundError
from models.labels import label
from models.language import N_, Message, _, reader_language
from models.period_rules import rules_of
from models.rules.exact import plain
from models.rules.settings import RuleSettings
from models.validations import faults, validation

_TEMPLATES = Path(__file__).parent.parent / "templates"
_LIMIT = 500
#: What each suite looks at, as a person says it.
SUBJECTS = {
    "budget": N_("budget"),
    "complaints": N_("complaints"),
    "imports": N_("rows held back"),
    "indicators": N_("indicators and realizations"),
    "logs": N_("daily logs"),
    "national": N_("exports of e-Kinerja BKN"),
    "people": N_("employees"),
    "plans": N_("plans"),
    "ratings": N_("ratings"),
    "services": N_("public-service cases"),
    "survey": N_("survey answers"),
    "survey_services": N_("surveyed services"),
}
_RULES = """
SELECT name, code, severity, expected, message, remedy FROM quality_rule
 WHERE suite = %(suite)s AND suite_digest = %(digest)s ORDER BY place
"""
_NEWEST = """
SELECT max(v.id) AS id FROM validation v JOIN period p ON p.id = v.period_id JOIN unit u ON u.id = v.unit_id
 WHERE p.code = %(period)s AND u.code = %(unit)s AND v.suite = %(suite)s
"""


def newest_validation(session: Session, period: str, unit: str, suite: str) -> int:
    """The number of the newest validation of a unit (code) by a suite.

    Raises:
        NotFoundError: the unit was not judged by it yet.
    """
    found = rows(session, _NEWEST, period=period, unit=unit, suite=suite)
    if not found or found[0]["id"] is None:
        raise NotFoundError(
            N_("Unit {unit} was not judged by {suite} in period {period}: that begins with its stage quality."),
            unit=unit,
            suite=suite,
            period=period,
        )
    return int(found[0]["id"])


def page(session: Session, number: int, *, reader: int | None = None) -> str:
    """The report of a validation as an HTML page in the reader's language.

    Without what failed on the ratings of `reader` (a person) before publication.

    Raises:
        NotFoundError: there is no such validation.
    """
    found = validation(session, number)
    if found is None:
        raise NotFoundError(N_("There is no validation {id}. `kinerja quality show` lists them."), id=number)
    known = rows(session, _RULES, suite=found["suite"], digest=found["suite_digest"])
    of_rule = {rule["name"]: rule for rule in found["result"]["rules"]}
    settings = rules_of(session, found["period_id"])
    filled: str = _template().render(
        language=reader_language(),
        validation=found,
        judged_at=f"{found['judged_at'].astimezone(ZoneInfo(found['timezone'])):%Y-%m-%d %H:%M %Z}",
        subject=_(SUBJECTS[found["suite"]]),
        rules=[_rule(rule, of_rule.get(rule["name"], {}), settings) for rule in known],
        faults=[fault | sentences(fault) for fault in faults(session, number, limit=_LIMIT, reader=reader)],
        limit=_LIMIT,
        _=_,
        label=label,
    )
    return filled


def _rule(rule: Row, told: dict[str, Any], settings: RuleSettings) -> dict[str, Any]:
    numbers = {
        name: plain(value) for name, value in vars(settings).items() if isinstance(value, int | Decimal | Fraction)
    }
    return {
        **rule,
        "expected": said(rule["expected"], numbers),
        "evaluated": told.get("evaluated", 0),
        "failed": told.get("failed", 0),
    }


def sentences(fault: Row) -> dict[str, str]:
    """Problem, expectation and remedy of a failed row, in the reader's language."""
    return {name: said(fault[name], fault["details"]) for name in ("message", "expected", "remedy")}


def said(text: str | None, details: dict[str, Any]) -> str:
    """A rule's text with the values of one row; a value that an old rule names no more is left out."""
    if not text:
        return ""
    values = {name: "–" if value is None else value for name, value in details.items()}  # noqa: RUF001
    return _(text).format_map(_Values(values)) if values else Message(text).render()


class _Values(dict[str, Any]):
    """Values by name; one that is not known reads as a dash."""

    def __missing__(self, _name: str) -> str:
        return "–"  # noqa: RUF001


@cache
def _template() -> Any:
    environment = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=select_autoescape(["html"]))
    return environment.get_template("quality/report.html")
