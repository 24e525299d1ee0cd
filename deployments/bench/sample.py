"""The files a bench begins with, made in a process of their own so that its memory is not counted.

Belongs here: making and naming them. Does not: measuring.
"""

import csv
import json
import multiprocessing
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from deployments.bench.cases import write_cases
from deployments.bench.region import region_of
from deployments.sample.files import write_roster
from deployments.sample.period_text import period_text
from deployments.sample.region import Region
from models.period_file import PeriodFile, validate
from models.roster.columns import EMPLOYEE_COLUMNS, UNIT_COLUMNS, first_name
from models.roster.roster import EmployeeRow, UnitRow
from models.vocabulary import Stage

_MONTHS_OF_YEAR = 12
#: A workbook of more rows is made by nobody, and one of a million is refused by the reader's limits.
MOST_IN_WORKBOOK = 200_000


@dataclass(frozen=True)
class Files:
    """A roster as text files (people, units) and, unless too large, as a workbook; the period it is launched into."""

    workbook: Path
    people: Path
    units: Path
    period: Path
    #: Service cases to bring in, by ending of the file; none where nobody measures that.
    cases: Mapping[str, Path] = field(default_factory=dict)

    @property
    def definition(self) -> PeriodFile:
        """The period as declared."""
        return validate(json.loads(self.period.read_text(encoding="utf-8")), str(self.period))


def make_files(folder: Path, employees: int, units: int | None, *, seed: int, months: int) -> Files:
    """Write the files of a bench in another process, and return where they are."""
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawned) as pool:
        return pool.submit(write_files, folder, employees, units, seed, months, cases=True).result()


def write_files(
    folder: Path, employees: int, units: int | None, seed: int, months: int, *, cases: bool = False
) -> Files:
    """Write the files of a bench: mistakes in the roster as in real ones, deadlines ahead of today."""
    region = region_of(employees, units, seed)
    files = Files(folder / "roster.xlsx", folder / "roster.csv", folder / "units.csv", folder / "period.json")
    if employees <= MOST_IN_WORKBOOK:
        write_roster(region, files.workbook)
    _write(
        files.people, [first_name(EMPLOYEE_COLUMNS, name) for name in EmployeeRow._fields[1:]], region.roster.employees
    )
    _write(files.units, [first_name(UNIT_COLUMNS, name) for name in UnitRow._fields[1:]], region.roster.units)
    period = _period(region, months)
    files.period.write_text(json.dumps(period, default=str), encoding="utf-8")
    return replace(files, cases=write_cases(folder, region, period["ends"])) if cases else files


def _write(path: Path, names: list[str], rows: "list[EmployeeRow] | list[UnitRow]") -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows(row[1:] for row in rows)


def _period(region: Region, months: int) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(period_text(region))
    today = date.today()  # noqa: DTZ011 - a sample's deadlines need no time zone
    content["deadlines"] = {str(stage): today + timedelta(days=7 * stage.position) for stage in Stage}
    if months < _MONTHS_OF_YEAR:
        content |= {"kind": "periodic", "ends": date(region.year, months + 1, 1) - timedelta(days=1)}
    return content
