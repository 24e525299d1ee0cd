"""Why a roster file is not read at all, and what to do instead (DQ-X01; faults I5).

Belongs here: the sentences. Does not: noticing (workbook_child.py, delimited.py).
"""

from models.language import N_

REFUSALS = {
    "empty": N_("{file} is empty (0 bytes). Export the roster again and check that the download finished."),
    "old_format": N_(
        "{file} is an old Excel file (.xls), whatever its name says. Open it in Excel or LibreOffice, choose Save As, "
        "“Excel Workbook (.xlsx)”, and use the new file."
    ),
    "password": N_(
        "{file} is protected by a password. Open it, remove the password (File, Info, Protect Workbook), save, and try "
        "again."
    ),
    "not_a_workbook": N_(
        "{file} is not an Excel workbook; some exports are web pages or text under the name .xlsx. Open it in Excel or "
        "LibreOffice and save it as “Excel Workbook (.xlsx)” or “CSV UTF-8”."
    ),
    "other_workbook": N_(
        "{file} is a workbook of another kind (.xlsb or .ods). Open it and save it as “Excel Workbook (.xlsx)”."
    ),
    "macro": N_("{file} contains a macro. Save it as “Excel Workbook (.xlsx)” without macros and try again."),
    "damaged": N_("{file} is damaged and cannot be opened. Export or download it again."),
    "bomb": N_(
        "{file} would unpack to an absurd size and was not opened. Export the roster again from SIASN; do not use "
        "this file."
    ),
    "entities": N_(
        "{file} contains XML that no spreadsheet program writes and was not opened. Export the roster again from SIASN."
    ),
    "too_many_parts": N_(
        "{file} has too many sheets or parts. Copy the sheets `data utama` and `unor` into a new workbook and use that."
    ),
    "too_large": N_(
        "{file} is too large to open: often one stray cell far to the right or below. Copy the used columns of `data "
        "utama` and `unor` into a new workbook, or save the sheets as CSV and use --units."
    ),
    "too_slow": N_(
        "Reading {file} took too long and was stopped. Save the sheets `data utama` and `unor` as CSV and use --units."
    ),
    "wrong_kind": N_(
        "{file} is neither .xlsx nor .csv. Save the roster as “Excel Workbook (.xlsx)” or “CSV UTF-8” and try again."
    ),
    "csv_is_workbook": N_("{file} is named .csv but is a workbook. Rename it to .xlsx, or save it as “CSV UTF-8”."),
    "csv_binary": N_("{file} is not a text file. Save the roster as “CSV UTF-8” or “Excel Workbook (.xlsx)”."),
}
