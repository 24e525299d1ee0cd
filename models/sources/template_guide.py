"""The guide sheet of a template: what each column means, whether it is needed, how it is written, and an example.

Belongs here: that sheet. Does not: the data sheet (template). Examples stand below one another, never as a row that
could be taken for data.
"""

from collections.abc import Callable
from typing import Any

from models.datasets.dataset import Dataset, Field, Kind
from models.language import N_, _

_LONGEST_NAME = 31
_LINES = (
    N_("Fill in the first sheet, one line for each row, from row 2 on. Do not rename or join its headings."),
    N_("White on dark blue: required. Light blue: may stay empty. An empty cell means unknown, never zero."),
    N_("Copy and paste values only: a cell with a formula is held back."),
    N_("Then: kinerja import file FILE --period CODE --dataset {dataset}"),
)
_WRITTEN: dict[Kind, str] = {
    Kind.TEXT: N_("text, at most {longest} letters"),
    Kind.NIP: N_("18 digits as text; never a number, which would lose its last digits"),
    Kind.WORD: N_("one of the words at the right"),
    Kind.FLAG: N_("ya or tidak"),
    Kind.NUMBER: N_("a number; in the cell as your program shows it, in a text file with a dot: 1234.50"),
    Kind.WHOLE: N_("a whole number"),
    Kind.DAY: N_("a day: year-month-day"),
    Kind.MONTH: N_("a month: 1 to 12, such as 2026-03, or its Indonesian name"),
    Kind.TIME: N_("a time of the day, such as 09:15"),
    Kind.MOMENT: N_("a day and a time in the region's time zone"),
}


def write_guide(book: Any, dataset: Dataset, choices: Callable[[Field], tuple[str, ...]]) -> None:
    """Add the guide in the reader's language; `choices` gives the words a drop-down offers."""
    sheet = book.add_worksheet(_("Guide")[:_LONGEST_NAME])
    title, bold = book.add_format({"bold": True, "font_size": 14}), book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    grey = book.add_format({"font_color": "#7F7F7F", "valign": "top", "num_format": "@"})
    sheet.write_string(0, 0, _(dataset.title)[:1].upper() + _(dataset.title)[1:], title)
    sheet.write_string(1, 0, _(dataset.help))
    for at, line in enumerate(_LINES, 2):
        sheet.write_string(at, 0, _(line).format(dataset=dataset.name))
    top = len(_LINES) + 3
    headings = (_("Column"), _("Needed"), _("Meaning"), _("How it is written"), _("Example"), _("Allowed words"))
    for column, (heading, width) in enumerate(zip(headings, (24, 10, 60, 44, 28, 44), strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(top, column, heading, bold)
    for at, field in enumerate(dataset.fields, top + 1):
        words = choices(field)
        cells = (
            (field.column, wrapped),
            ("✔" if field.required else "", wrapped),
            (_(field.help), wrapped),
            (_written(field), wrapped),
            (field.example, grey),
            ("\n".join(words), wrapped),
        )
        for column, (text, look) in enumerate(cells):
            sheet.write_string(at, column, text, look)


def _written(field: Field) -> str:
    text = _(_WRITTEN[field.kind]).format(longest=field.longest)
    if field.offered:
        return text + " · " + _("only {offered}").format(offered=", ".join(field.offered))
    if field.least is not None:
        text += " · " + _("{least} or more").format(least=field.least)
    if field.most is not None:
        text += " · " + _("{most} or less").format(most=field.most)
    return text
