"""Sheets for people who could not be told, as one PDF to print: laid out by Typst from templates/letters/sheets.typ.

Belongs here: the layout. Does not: who gets a sheet and what it says (models/notice_paper), letters with a code
(letters).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typst

from models.language import _, reader_language

_LAYOUT = Path(__file__).parent.parent / "templates" / "letters" / "sheets.typ"


def pdf(sheets: Sequence[Mapping[str, Any]]) -> bytes:
    """The sheets (notice_paper.written, one at least) as a PDF; each begins a page and is in its person's language."""
    said = [{**each, "pieces": [asdict(piece) for piece in each["pieces"]]} for each in sheets]
    data = {"sheets": said, "title": _("Notices that could not be sent"), "language": reader_language()}
    return typst.compile(
        _LAYOUT.read_bytes(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=0,
    )
