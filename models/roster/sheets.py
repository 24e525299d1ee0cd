"""Finds the sheet that holds the employees, or the units, by its columns (DQ-X01).

Belongs here: choosing a sheet and saying which column is missing. Does not: opening files or taking rows (reading.py).
"""

from pathlib import Path

from models.errors import InvalidInputError
from models.language import N_
from models.roster.columns import first_name
from models.roster.header import Header, find_header
from models.roster.workbook import Sheets


def look_for_sheet(
    tables: Sheets, columns: dict[str, tuple[str, ...]], required: tuple[str, ...], skip: str = ""
) -> tuple[str, list[list[str]], Header] | None:
    """The sheet whose header has all required columns and most of the others."""
    best: tuple[str, list[list[str]], Header] | None = None
    for sheet, rows in tables.items():
        header = find_header(rows, columns, required) if sheet != skip else None
        if header is not None and not header.missing and (
            best is None or len(header.positions) > len(best[2].positions)
        ):  # fmt: skip
            best = (sheet, rows, header)
    return best


def find_sheet(
    tables: Sheets, columns: dict[str, tuple[str, ...]], required: tuple[str, ...], path: Path
) -> tuple[str, list[list[str]], Header]:
    """The sheet with all required columns: its name, its rows and its header.

    Raises:
        InvalidInputError: DQ-X01; names the columns that are missing and what was found instead.
    """
    found = look_for_sheet(tables, columns, required)
    if found is not None:
        return found
    wanted = ", ".join(first_name(columns, field) for field in required)
    near = [(sheet, find_header(rows, columns, required)) for sheet, rows in tables.items()]
    header_of = next(((sheet, header) for sheet, header in near if header is not None), None)
    if header_of is None:
        raise InvalidInputError(
            N_("DQ-X01: no sheet of {file} has a header with {wanted} in its first 20 rows. Sheets found: {sheets}."
               " Export `data utama` from SIASN with its header row."),
            file=path.name, wanted=wanted, sheets=", ".join(tables) or "—",
        )  # fmt: skip
    sheet, header = header_of
    raise InvalidInputError(
        N_("DQ-X01: sheet {sheet} of {file} lacks the column {missing}. Found in row {row}: {there}."
           " Add the column, or rename the one that holds it."),
        sheet=sheet, file=path.name, row=header.at + 1,
        missing=", ".join(first_name(columns, field) for field in header.missing),
        there=", ".join(cell for cell in tables[sheet][header.at] if cell),
    )  # fmt: skip
