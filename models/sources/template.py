"""Downloadable templates: an empty workbook for each dataset, with drop-downs, a guide and the lists behind them.

Belongs here: what the workbook looks like. Does not: what a dataset holds (models/datasets), reading it back (table).
The example stands in the guide only: whatever is in the data sheet would be brought in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any

import xlsxwriter

from models.datasets.dataset import Dataset, Field, Kind
from models.language import N_, _
from models.sources.template_guide import write_guide
from models.sources.template_yaml import source_yaml

__all__ = ["choices_of", "source_yaml", "write_template"]

#: No cell becomes a formula, a link or a number: what is written is what stands there (faults I4).
_AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
#: Characters that no name of a sheet may have, and its greatest length.
_NOT_IN_NAMES, _LONGEST_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", " ")), 31
#: Greatest lengths of a title and a text beside a cell; a spreadsheet program refuses longer ones.
_LONGEST_TITLE, _LONGEST_TEXT = 32, 255
_LAST_ROW = 1_048_575
_FIRST_DAY, _LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)
#: Beyond this a spreadsheet program keeps no whole number exactly.
_MOST = 999_999_999_999_999
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip
YES_NO = ("ya", "tidak")
#: Text keeps NIP, codes such as 5.03 and months such as 2026-03 as they were typed.
_FORMATS: Mapping[Kind, str] = {
    Kind.DAY: "yyyy-mm-dd",
    Kind.MOMENT: "yyyy-mm-dd hh:mm",
    Kind.TIME: "hh:mm",
    Kind.NUMBER: "General",
    Kind.WHOLE: "0",
}
_WIDTHS: Mapping[Kind, int] = {Kind.NIP: 22, Kind.TEXT: 26, Kind.MOMENT: 18}
_REFUSED = {
    Kind.DAY: N_("Write a day of the calendar, such as 2026-03-31."),
    Kind.MOMENT: N_("Write a day and a time, such as 2026-03-31 09:15."),
    Kind.TIME: N_("Write a time, such as 09:15."),
    Kind.NUMBER: N_("Write a number within the limits that the guide tells."),
    Kind.WHOLE: N_("Write a whole number within the limits that the guide tells."),
    Kind.WORD: N_("Choose one of the words in the list."),
    Kind.FLAG: N_("Choose one of the words in the list."),
    Kind.NIP: N_("Write the 18 digits of the NIP as text."),
    Kind.TEXT: N_("Write at most {longest} letters."),
}
#: Of a column that takes no other values than the offered.
_ONLY = N_("Write one of {offered}, or leave the cell empty.")


def choices_of(field: Field) -> tuple[str, ...]:
    """The words a drop-down offers for a field: one for each meaning, as people write it here."""
    if field.offered:
        return field.offered
    if field.kind is Kind.FLAG:
        return YES_NO
    if field.kind is Kind.MONTH:
        return MONTHS
    offered: dict[str, str] = {}
    for word, meant in field.words.items():
        offered.setdefault(meant, word)
    return tuple(offered.values())


def write_template(
    dataset: Dataset,
    path: Path,
    *,
    units: Sequence[tuple[str, str]] = (),
    people: Sequence[tuple[str, str]] = (),
) -> None:
    """Write the empty workbook of a dataset: the data sheet with its drop-downs, the guide, and the lists behind them.

    Args:
        dataset: what it is for.
        path: the .xlsx file; one that exists is replaced.
        units: agencies (code, name) that the drop-down of units offers.
        people: employees (NIP, name) that the drop-downs of NIP offer.

    Raises:
        OSError: the file cannot be written, for example because it is open in Excel.
    """
    lists = _Lists(units if any(each.name == "unit" for each in dataset.fields) else (), people)
    try:
        with xlsxwriter.Workbook(path, _AS_TEXT) as book:
            sheet = book.add_worksheet(data_sheet_name(dataset))
            for place, field in enumerate(dataset.fields):
                _write_column(book, sheet, place, field, lists)
            sheet.freeze_panes(1, 0)
            sheet.set_row(0, 30)
            write_guide(book, dataset, choices_of)
            lists.write(book)
    except xlsxwriter.exceptions.FileCreateError as problem:
        raise OSError(str(problem)) from problem


def data_sheet_name(dataset: Dataset) -> str:
    """The name of the sheet that is filled in: the dataset's Indonesian title."""
    name = _(dataset.title, "id").translate(_NOT_IN_NAMES)
    name = " ".join(name.split())[:_LONGEST_NAME].strip("' ")
    return name[:1].upper() + name[1:]


@dataclass(frozen=True)
class _Lists:
    """The sheet with the agencies and people that drop-downs offer; names stand beside the codes to look them up."""

    units: Sequence[tuple[str, str]]
    people: Sequence[tuple[str, str]]

    @property
    def name(self) -> str:
        return _("Lists")[:_LONGEST_NAME]

    def range_for(self, field: Field) -> str:
        """The cells a drop-down reads; empty when there is no list for the field."""
        if field.name == "unit" and self.units:
            return f"='{self.name}'!$A$2:$A${len(self.units) + 1}"
        if field.kind is Kind.NIP and self.people:
            return f"='{self.name}'!$D$2:$D${len(self.people) + 1}"
        return ""

    def write(self, book: Any) -> None:
        """Add the sheet, when there is anything to choose from."""
        if not self.units and not self.people:
            return
        sheet = book.add_worksheet(self.name)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 4, 24)
        bold = book.add_format({"bold": True, "bottom": 1})
        for column, heading in enumerate((_("Code of the agency"), _("Agency"), "", _("NIP"), _("Name"))):
            sheet.write_string(0, column, heading, bold)
        for first, pairs in ((0, self.units), (3, self.people)):
            for at, (code, name) in enumerate(pairs, 1):
                sheet.write_string(at, first, code)
                sheet.write_string(at, first + 1, name)


def _write_column(book: Any, sheet: Any, place: int, field: Field, lists: _Lists) -> None:
    look = {"bold": True, "text_wrap": True, "valign": "top", "border": 1}
    look |= {"bg_color": "#1D4F91", "font_color": "#FFFFFF"} if field.required else {"bg_color": "#DCE6F2"}
    as_written = book.add_format({"num_format": _FORMATS.get(field.kind, "@")})
    sheet.set_column(place, place, max(_WIDTHS.get(field.kind, 15), len(field.column) + 2), as_written)
    sheet.write_string(0, place, field.column, book.add_format(look))
    needed = _("Required.") if field.required else _("May stay empty.")
    sheet.write_comment(0, place, f"{needed} {_(field.help)}", {"x_scale": 2, "y_scale": 1.2})
    rule = _rule(field, lists)
    if rule:
        text = _(_ONLY if field.offered else _REFUSED.get(field.kind, "")).format(
            longest=field.longest, offered=", ".join(field.offered)
        )
        told = {"error_title": field.column[:_LONGEST_TITLE], "error_message": text[:_LONGEST_TEXT]}
        sheet.data_validation(1, place, _LAST_ROW, place, rule | told | _hint(field))


def _hint(field: Field) -> dict[str, str]:
    """What is shown beside a cell while somebody stands in it: the meaning, and the example on a line of its own."""
    text = "\n".join(part for part in (_(field.help), field.example) if part)
    return {"input_title": field.column[:_LONGEST_TITLE], "input_message": text[:_LONGEST_TEXT]}


def _rule(field: Field, lists: _Lists) -> dict[str, Any]:
    """What a cell of the column may hold, as the spreadsheet program checks it; the import checks it again."""
    listed = lists.range_for(field)
    if listed:  # somebody who is not listed, because they came later, may still be written
        return {"validate": "list", "source": listed, "error_type": "warning"}
    if field.kind in {Kind.WORD, Kind.FLAG} or field.offered:
        return {"validate": "list", "source": list(choices_of(field))}
    if field.kind is Kind.MONTH:  # the names are an offer; 3 and 2026-03 are months too
        return {"validate": "list", "source": list(choices_of(field)), "show_error": False}
    if field.kind is Kind.NIP:
        return {"validate": "length", "criteria": "==", "value": 18, "error_type": "warning"}
    if field.kind is Kind.TEXT:
        return {"validate": "length", "criteria": "<=", "value": field.longest}
    least, most, validate = {
        Kind.DAY: (_FIRST_DAY, _LAST_DAY, "date"),
        Kind.MOMENT: (_FIRST_DAY, _LAST_DAY, "date"),
        Kind.TIME: (time(0), time(23, 59), "time"),
        Kind.NUMBER: (*_limits(field), "decimal"),
        Kind.WHOLE: (*_limits(field), "integer"),
    }[field.kind]
    return {"validate": validate, "criteria": "between", "minimum": least, "maximum": most}


def _limits(field: Field) -> tuple[int, int]:
    least = -_MOST if field.least is None else int(field.least)
    return least, _MOST if field.most is None else int(field.most)
