"""Reads a roster: the sheet or file of employees (SIASN `data utama`) and the unit tree (SIASN `unor`).

Belongs here: finding the sheets and their columns. Does not: opening files (workbook.py, delimited.py) or judging rows.
"""

from operator import itemgetter
from pathlib import Path

from models.errors import InvalidInputError
from models.language import N_, Message
from models.roster.columns import EMPLOYEE_COLUMNS, EMPLOYEE_REQUIRED, UNIT_COLUMNS, UNIT_REQUIRED
from models.roster.delimited import read_delimited
from models.roster.header import Header
from models.roster.memory import collector_paused
from models.roster.roster import EmployeeRow, Roster, UnitRow
from models.roster.sheets import find_sheet, look_for_sheet
from models.roster.two_levels import units_of_rows
from models.roster.workbook import Sheets, read_workbook, refused

_DERIVED = N_(
    "There is no unit sheet: the tree was pieced together from unorId and unorInduk, which show two levels only. "
    "Superiors of sections may be too high; give the sheet `unor` or --units to get the real ones."
)


def read_roster(path: Path, units: Path | None = None) -> Roster:
    """Read a roster workbook (.xlsx) or text file (.csv), with SIASN's column names (SPEC §7.2).

    Args:
        path: the roster; in a workbook the sheets are found by their columns, whatever they are called.
        units: a second file with the unit tree, for rosters without a unit sheet.

    Raises:
        InvalidInputError: the file cannot be read or lacks a sheet or column (DQ-X01); the text names it.
    """
    with collector_paused():
        return _read(path, units)


def _read(path: Path, units: Path | None) -> Roster:
    tables, notes = _tables(path)
    sheet, rows, header = find_sheet(tables, EMPLOYEE_COLUMNS, EMPLOYEE_REQUIRED, path)
    employees = _employees(rows, header)
    if not employees:
        raise InvalidInputError(
            N_("Sheet {sheet} of {file} has a header in row {row} but no employees below it. Export the roster again."),
            sheet=sheet, file=path.name, row=header.at + 1,
        )  # fmt: skip
    if units is not None:
        others, more = _tables(units)
        notes += more
        unit_sheet, unit_rows, unit_header = find_sheet(others, UNIT_COLUMNS, UNIT_REQUIRED, units)
    else:
        found = look_for_sheet(tables, UNIT_COLUMNS, UNIT_REQUIRED, skip=sheet)
        if found is None:
            tree = units_of_rows(employees)
            unknown = list(header.unknown)
            return Roster(path.name, sheet, sheet, employees, tree, True, [*notes, Message(_DERIVED)], unknown)
        unit_sheet, unit_rows, unit_header = found
    tree = _units(unit_rows, unit_header)
    return Roster(path.name, sheet, unit_sheet, employees, tree, False, notes, list(header.unknown))


def _tables(path: Path) -> tuple[Sheets, list[Message]]:
    if not path.is_file():
        raise InvalidInputError(N_("There is no file {file}. Check the name and the folder."), file=str(path))
    kind = path.suffix.lower()
    if kind in {".csv", ".tsv", ".txt"}:
        table = read_delimited(path)
        return {path.name: table.rows}, [table.note]
    if kind not in {".xlsx", ".xls", ".xlsm", ".xlsb", ".ods"}:
        raise refused("wrong_kind", path)
    return read_workbook(path), []


def _employees(rows: list[list[str]], header: Header) -> list[EmployeeRow]:
    width = max(header.positions.values()) + 1
    # Fields without a column read the empty text that is put behind every row.
    pick = itemgetter(*(header.positions.get(field, -1) for field in EmployeeRow._fields[1:]))
    found = []
    for number, cells in enumerate(rows[header.at + 1 :], header.at + 2):
        if len(cells) < width:
            cells = cells + [""] * (width - len(cells))  # noqa: PLW2901
        picked = pick([*cells, ""])
        if any(picked):
            found.append(EmployeeRow(number, *picked))
    return found


def _units(rows: list[list[str]], header: Header) -> list[UnitRow]:
    width = max(header.positions.values()) + 1
    pick = itemgetter(*(header.positions.get(field, -1) for field in UnitRow._fields[1:]))
    found = []
    for number, cells in enumerate(rows[header.at + 1 :], header.at + 2):
        picked = pick([*cells, *[""] * (width - len(cells)), ""])
        if picked[0]:
            found.append(UnitRow(number, *picked))
    return found
