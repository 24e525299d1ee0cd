"""Workbooks of results: a unit's people one by one, and the region's units with their counts.

Belongs here: sheets, columns and headings. Does not: cells and files (written), what is final (final_results).
"""

from collections import Counter
from pathlib import Path
from typing import LiteralString

from sqlmodel import Session

from models.database import Row, rows
from models.errors import NotFoundError
from models.exchange.final_results import HELD, by_segment
from models.exchange.written import add_sheet, workbook
from models.labels import label
from models.language import N_, _
from models.vocabulary import Predicate

_PEOPLE = {
    "nip": N_("NIP"),
    "name": N_("Name"),
    "post": N_("Post"),
    "rater": N_("Rater"),
    "starts": N_("From"),
    "ends": N_("Last day"),
    "work_rating": N_("Work result"),
    "behavior_rating": N_("Work behavior"),
    "predicate": N_("Predicate"),
    "credit_points": N_("Credit points"),
    "use": N_("Use"),
}
_UNITS = {
    "code": N_("Code"),
    "unit": N_("Unit"),
    "organization": N_("Organization predicate"),
    "people": N_("Segments"),
    "final": N_("Final"),
    "held": N_("Held"),
}
_WAITING = {"unit": N_("Unit"), "nip": N_("NIP"), "name": N_("Name"), "use": N_("Use")}
_RATED = ("work_rating", "behavior_rating", "predicate")
_ORGANIZATIONS: LiteralString = """
SELECT unit.code, u.name AS unit, o.predicate AS organization FROM period_unit u JOIN unit ON unit.id = u.unit_id
  LEFT JOIN organization_evaluation o ON o.period_id = u.period_id AND o.unit_id = u.unit_id
 WHERE u.period_id = %(period)s AND (%(unit)s::text IS NULL OR unit.code = %(unit)s) ORDER BY u.name, unit.id
"""


def write_unit(session: Session, period: Row, unit: str, path: Path) -> list[Row]:
    """Write the results of a unit's people, those that are held with the reason and without the result.

    Returns the rows. Raises NotFoundError for a unit that the period does not have.
    """
    places = rows(session, _ORGANIZATIONS, period=period["id"], unit=unit)
    if not places:
        raise NotFoundError(N_("Period {code} has no unit {unit}."), code=period["code"], unit=unit)
    found = by_segment(session, period, unit=unit)
    with workbook(path) as book:
        add_sheet(book, _("Results"), [_person(row) for row in found], _headings(_PEOPLE))
        _add_units(book, places, found)
    return found


def write_region(session: Session, period: Row, path: Path) -> list[Row]:
    """Write the counts of every unit of a period, and whose results are held and why; returns all rows."""
    found = by_segment(session, period)
    with workbook(path) as book:
        _add_units(book, rows(session, _ORGANIZATIONS, period=period["id"], unit=None), found)
        waiting = [_person(row) | {"unit": row["unit"]} for row in found if row["held"]]
        add_sheet(book, _("Held results"), waiting, _headings(_WAITING))
    return found


def _add_units(book: object, places: list[Row], found: list[Row]) -> None:
    predicates = [str(predicate) for predicate in Predicate]
    headings = _headings(_UNITS) | {predicate: label(predicate) for predicate in predicates}
    final = Counter((row["unit_code"], row["predicate"]) for row in found if not row["held"])
    people = Counter(row["unit_code"] for row in found)
    lines = []
    for place in places:
        counts = {predicate: final[place["code"], predicate] for predicate in predicates}
        number = sum(counts.values())
        lines.append(
            place
            | {"organization": place["organization"] and label(place["organization"])}
            | {"people": people[place["code"]], "final": number, "held": people[place["code"]] - number}
            | counts
        )
    add_sheet(book, _("Units"), lines, headings)


def _person(row: Row) -> Row:
    """A person's line; the result of one who may still object is not for use, and is left out (SPEC §2.6)."""
    if row["held"]:
        why = HELD[row["held"]]
        return row | {"use": _(why), **dict.fromkeys((*_RATED, "credit_points"))}
    return row | {name: label(row[name]) for name in _RATED} | {"use": _("final")}


def _headings(columns: dict[str, str]) -> dict[str, str]:
    return {name: _(heading) for name, heading in columns.items()}
