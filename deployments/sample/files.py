"""Writes the sample regency to a folder: roster, period, plans, realizations, ratings, sources, answers and README.

Belongs here: files and their columns. Does not: what is in them (region.py).
"""

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from deployments.sample.guide import guide
from deployments.sample.mistakes import Mistake
from deployments.sample.period_text import period_text
from deployments.sample.plans import PlanRow
from deployments.sample.ratings import OrganizationPredicateRow, RatingRow
from deployments.sample.realizations import RealizationRow
from deployments.sample.region import Region
from deployments.sample.roster_rows import EMPLOYEE_HEADER_ROW
from deployments.sample.sources.every import FOLDER as SOURCES
from deployments.sample.sources.every import write_sources
from models.roster.columns import EMPLOYEE_COLUMNS, UNIT_COLUMNS, first_name
from models.roster.roster import EmployeeRow, UnitRow


def write_sample(region: Region, folder: Path, done: Callable[[str], object] = str) -> list[Path]:
    """Write all files of the sample; those that exist are replaced.

    Args:
        region: the regency.
        folder: made when absent.
        done: called with the name of each file that is finished, for a progress display.
    """
    folder.mkdir(parents=True, exist_ok=True)
    writers: dict[str, Callable[[Path], None]] = {
        "roster.xlsx": lambda path: write_roster(region, path),
        "period.yaml": lambda path: _write_text(path, period_text(region)),
        "plans.csv": lambda path: _write_csv(path, PlanRow._fields, region.plans),
        "realizations.csv": lambda path: _write_csv(path, RealizationRow._fields, region.realizations),
        "ratings.csv": lambda path: _write_csv(path, RatingRow._fields, region.ratings),
        "organization_predicates.csv": lambda path: _write_csv(
            path, OrganizationPredicateRow._fields, region.organization_predicates
        ),
        "mistakes.json": lambda path: _write_text(path, _answers(region.mistakes)),
        "README.txt": lambda path: _write_text(path, guide(region)),
    }
    for name, write in writers.items():
        write(folder / name)
        done(name)
    write_sources(region, folder / SOURCES)
    done(SOURCES)
    return [*(folder / name for name in writers), *sorted((folder / SOURCES).iterdir())]


def write_roster(region: Region, path: Path) -> None:
    """Write roster.xlsx with the sheets `data utama` and `unor`; every cell is text, so that no NIP is damaged."""
    roster = region.roster
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True})
    people = book.add_worksheet(roster.employee_sheet)
    people.write_string(0, 0, f"Data utama ASN {region.name} {region.year}", bold)
    people.freeze_panes(EMPLOYEE_HEADER_ROW, 2)
    names = [first_name(EMPLOYEE_COLUMNS, field) for field in EmployeeRow._fields[1:]]
    _write_table(people, EMPLOYEE_HEADER_ROW - 1, names, roster.employees)
    units = book.add_worksheet(roster.unit_sheet)
    _write_table(units, 0, [first_name(UNIT_COLUMNS, field) for field in UnitRow._fields[1:]], roster.units)
    book.close()


def _write_table(sheet: Any, top: int, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    for column, name in enumerate(names):
        sheet.write_string(top, column, name)
    for place, row in enumerate(rows, top + 1):
        for column, value in enumerate(row[1:]):
            if value:
                sheet.write_string(place, column, value)


def _write_csv(path: Path, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _answers(mistakes: Sequence[Mistake]) -> str:
    return json.dumps([mistake._asdict() for mistake in mistakes], indent=2, ensure_ascii=False) + "\n"
