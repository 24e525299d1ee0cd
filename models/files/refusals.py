"""Why an outside file is not read at all, and what to do instead (DQ-X01; faults I5).

Belongs here: the sentences. Does not: noticing (the *_child.py).
"""

from collections.abc import Mapping
from pathlib import Path

from models.errors import InvalidInputError
from models.language import N_

REFUSALS = {
    "empty": N_("{file} is empty (0 bytes). Export it again and check that the download finished (DQ-X01)."),
    "old_format": N_(
        "{file} is an old Excel file (.xls), whatever its name says. Open it in Excel or LibreOffice, choose Save As, "
        "“Excel Workbook (.xlsx)”, and use the new file (DQ-X01)."
    ),
    "password": N_("{file} is protected by a password. Remove the password, save, and try again (DQ-X01)."),
    "not_a_workbook": N_(
        "{file} is not an Excel workbook; some exports are web pages or text under the name .xlsx. Open it in Excel or "
        "LibreOffice and save it as “Excel Workbook (.xlsx)” (DQ-X01)."
    ),
    "other_workbook": N_(
        "{file} is a workbook of another kind (.xlsb or .ods). Save it as “Excel Workbook (.xlsx)” (DQ-X01)."
    ),
    "macro": N_("{file} contains a macro. Save it as “Excel Workbook (.xlsx)” without macros and try again (DQ-X01)."),
    "damaged": N_("{file} is damaged and cannot be opened. Export or download it again (DQ-X01)."),
    "bomb": N_("{file} would unpack to an absurd size and was not opened. Export it again from its system (DQ-X01)."),
    "entities": N_("{file} contains XML that no spreadsheet program writes and was not opened (DQ-X01)."),
    "too_many_parts": N_("{file} has too many sheets or parts. Copy the sheet with the data into a new file (DQ-X01)."),
    "too_large": N_(
        "{file} is too large to read: often one stray cell far to the right or below, or one endless line. Copy the "
        "used columns into a new file, or split it (DQ-X01)."
    ),
    "memory": N_("{file} needs more memory than is allowed for one file. Split it, or save it as CSV (DQ-X01)."),
    "missing": N_("{file} does not exist (any more). Check the name and the folder."),
    "unreadable": N_("{file} cannot be opened. Check that it is a file and that this program may read it."),
    "no_sheet": N_(
        "{file} has no sheet {sheet}; its sheets are: {sheets}. Rename the sheet, or name the right one under “sheet” "
        "in the source (DQ-X01)."
    ),
    "formula_without_value": N_(
        "{file}, sheet {sheet}, cell {cell}: a formula without the value it comes to, because no spreadsheet program "
        "has worked it out. Open the file in Excel, save it again, and use that (DQ-X01)."
    ),
    "too_slow": N_("Reading {file} took too long and was stopped. Split it, or save it as CSV (DQ-X01)."),
    "is_workbook": N_("{file} is a workbook, not text. Give it the ending .xlsx, or save it as “CSV UTF-8” (DQ-X01)."),
    "binary": N_("{file} is not a text file. Save it as “CSV UTF-8” (DQ-X01)."),
    "encoding": N_("{file} is not written in the declared encoding. Save it as “CSV UTF-8” (DQ-X01)."),
    "not_json": N_("{file} is not valid JSON. Export it again (DQ-X01)."),
    "too_deep": N_("{file} is nested too deeply to be data. Export it again (DQ-X01)."),
    "no_items": N_("{file} holds no list of rows where the source says it is (“items”). Correct the source (DQ-X01)."),
}


def refused(
    word: str,
    name: str | Path,
    special: Mapping[str, str] | None = None,
    values: Mapping[str, str] | None = None,
) -> InvalidInputError:
    """The error for a file that is not read.

    Args:
        word: why, as the reading process says it.
        name: what people call the file.
        special: sentences of a reader who knows a better remedy.
        values: what else the sentence names, such as the cell.
    """
    return InvalidInputError({**REFUSALS, **(special or {})}[word], file=Path(name).name, **(values or {}))
