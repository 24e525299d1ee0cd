"""Files given as evidence are told by their bytes; whatever could act, hide or burst is refused with its remedy."""

import io
import zipfile
from contextlib import suppress

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import InvalidInputError
from models.evidence_kinds import kind_of
from tests.models.evidence_files import (
    CSV,
    JPEG,
    PDF,
    PNG,
    TEXT,
    TYPES,
    WEBP,
    claiming,
    encrypted,
    office,
    open_document,
    zipped,
)

_EXE = b"MZ\x90\0\x03\0\0\0" + b"\0" * 56 + b"This program cannot be run in DOS mode."
_PAGE = b"<html><script>alert(1)</script></html>"
_BURSTING = "x" * 2**19


def workbook() -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        book.add_worksheet("Rekap").write(0, 0, "KTP-el")
    return target.getvalue()


TAKEN = {
    "PDF": PDF,
    "PDF without a line end": PDF.rstrip(),
    "PDF saved twice": PDF + PDF[9:],
    "JPEG": JPEG,
    "JPEG of a telephone": JPEG + b"SEFT" + b"\0" * 200,
    "PNG": PNG,
    "WEBP": WEBP,
    "DOCX": office("docx"),
    "XLSX": office("xlsx"),
    "XLSX as it really is": workbook(),
    "PPTX": office("pptx"),
    "ODT": open_document("text"),
    "ODS": open_document("spreadsheet"),
    "TXT": TEXT,
    "TXT with a mark": b"\xef\xbb\xbf" + TEXT,
    "TXT of Windows": b"Satu\r\nDua\tTiga\r\n",
    "TXT that begins like a program": b"MZ adalah singkatan.\n",
    "TXT of numbers compared": b"3 < 5\n<3 kasus\n",
    "CSV": CSV,
}
REFUSED = {
    "nothing": (b"", "is empty"),
    "a program named .pdf": (_EXE, "is a program"),
    "a program of Linux": (b"\x7fELF\x02\x01\x01" + b"\0" * 60, "is a program"),
    "a program of macOS": (b"\xcf\xfa\xed\xfe" + b"\0" * 60, "is a program"),
    "a class of Java": (b"\xca\xfe\xba\xbe\0\0\0\x34", "is a program"),
    "a shell script": (b"#!/bin/sh\nrm -rf ~\n", "is a program"),
    "a web page": (b"<!DOCTYPE html>\n" + _PAGE, "web page"),
    "a web page after blanks": (b"\xef\xbb\xbf \n\t" + _PAGE, "web page"),
    "a drawing": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "web page"),
    "a drawing after its declaration": (b'<?xml version="1.0"?><svg/>', "web page"),
    "a page before a PDF": (_PAGE + PDF, "web page"),
    "a page at the beginning of a PDF": (b"%PDF-1.4\n" + _PAGE + PDF, "web page"),
    "a page far inside a PDF": (b"%PDF-1.4\n" + b"%" * 5000 + b"\n" + _PAGE + PDF, "two kinds in one"),
    "a page behind a PDF": (PDF + b"%" * 5000 + _PAGE, "two kinds in one"),
    "text with a page in it": (TEXT * 100 + _PAGE, "two kinds in one"),
    "an archive behind a PDF": (PDF + office(), "two kinds in one"),
    "an archive in a PDF": (PDF[:9] + office() + PDF[9:], "two kinds in one"),
    "an archive behind a picture": (JPEG + office(), "two kinds in one"),
    "a RAR behind a picture": (JPEG + b"Rar!\x1a\x07\0" + b"\0" * 50, "two kinds in one"),
    "a PDF in a picture": (JPEG[:20] + PDF + JPEG, "two kinds in one"),
    "a page in a picture": (JPEG[:20] + b"x" * 2000 + _PAGE + JPEG[20:], "two kinds in one"),
    "something behind a PNG": (PNG + b"x", "two kinds in one"),
    "something behind a WEBP": (WEBP + b"\0\0xx", "two kinds in one"),
    "something behind a document": (office() + b"x", "two kinds in one"),
    "a document with a remark": (zipped({TYPES: b"", "word/document.xml": b""}, comment=b"PDF"), "two kinds in one"),
    "half a PDF": (PDF[:40], "damaged"),
    "half a JPEG": (JPEG[:-4], "damaged"),
    "half a PNG": (PNG[:-6], "damaged"),
    "a PNG without its end": (PNG[:-12], "damaged"),
    "half a WEBP": (WEBP[:-2], "damaged"),
    "half a document": (office()[:-30], "damaged"),
    "the beginning of a zip": (b"PK\x03\x04", "damaged"),
    "a zip": (zipped({"laporan.pdf": PDF}), "is an archive"),
    "a zip with two documents in one": (office("docx", {"xl/workbook.xml": b""}), "is an archive"),
    "an OpenDocument without content": (
        zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}),
        "is an archive",
    ),
    "a RAR": (b"Rar!\x1a\x07\x01\0" + b"\0" * 40, "is an archive"),
    "a 7z": (b"7z\xbc\xaf\x27\x1c\0\x04", "is an archive"),
    "a gzip": (b"\x1f\x8b\x08\0\0\0\0\0", "is an archive"),
    "a tar": (b"a.txt".ljust(257, b"\0") + b"ustar\0" + b"\0" * 250, "is an archive"),
    "macros": (office("docx", {"word/vbaProject.bin": b"x"}), "has macros"),
    "macros under another name": (
        office("xlsx", {"xl/a.bin": b"x"}, types=b'<Override ContentType="application/vnd.ms-office.vbaProject"/>'),
        "has macros",
    ),
    "a document that may have macros": (
        office("docx", types=b'ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"'),
        "has macros",
    ),
    "macros of Excel 4": (office("xlsx", {"xl/macrosheets/sheet1.xml": b"x"}), "has macros"),
    "macros of LibreOffice": (open_document("text", {"Basic/Standard/Module1.xml": b"x"}), "has macros"),
    "a program in a document": (office("docx", {"word/embeddings/Setup.EXE": _EXE}), "program or a web page"),
    "a document with a password": (encrypted(office()), "password"),
    "an old document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "password"),
    "a bomb": (claiming(office(), 2**30), "unpack to far more"),
    "a bomb in the list of types": (office("docx", types=_BURSTING.encode()), "unpack to far more"),
    "a bomb of parts": (zipped({f"{n}": b"" for n in range(5001)}), "unpack to far more"),
    "text of another encoding": ("Rekap – harian".encode("cp1252"), "not taken"),  # noqa: RUF001
    "text in UTF-16": ("Rekap harian".encode("utf-16"), "not taken"),
    "text with a NUL": (b"Rekap\0harian", "not taken"),
    "text that moves the cursor": (b"Rekap\x1b[2Jharian", "not taken"),
    "rich text": (b"{\\rtf1 Rekap}", "not taken"),
    "a film": (b"\0\0\0\x18ftypmp42" + b"\0" * 40, "not taken"),
    "a GIF": (b"GIF89a\x01\0\x01\0", "not taken"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_documents_pictures_and_text_are_taken(name: str) -> None:
    assert kind_of(TAKEN[name]).name == name.split(maxsplit=1)[0].replace("CSV", "TXT")


@pytest.mark.parametrize("name", REFUSED)
def test_everything_else_is_refused_with_its_remedy(name: str) -> None:
    content, words = REFUSED[name]
    with pytest.raises(InvalidInputError) as refused:
        kind_of(content)
    assert words in str(refused.value)


def test_a_bomb_is_looked_at_and_never_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gigabyte of blanks in one part: nothing but the list of types is opened, and a bounded piece of it read."""
    opened = []
    really = zipfile.ZipFile.open

    def noting(self: zipfile.ZipFile, name: object, *more: object, **extra: object) -> object:
        opened.append(name)
        return really(self, name, *more, **extra)  # type: ignore[arg-type]

    monkeypatch.setattr(zipfile.ZipFile, "open", noting)
    monkeypatch.setattr(zipfile.ZipFile, "read", None)
    monkeypatch.setattr(zipfile.ZipFile, "extract", None)
    bomb = office("docx", {"word/media/a.xml": b" " * 2**24})
    opened.clear()
    assert kind_of(bomb).name == "DOCX"
    assert opened == [TYPES]


@given(st.binary(max_size=400), st.sampled_from(sorted(TAKEN)), st.integers(0, 400))
@settings(max_examples=300)
def test_whatever_the_bytes_they_are_a_kind_or_refused(noise: bytes, name: str, place: int) -> None:
    content = TAKEN[name]
    for candidate in (noise, content[:place] + noise, content[:place] + noise + content[place:]):
        with suppress(InvalidInputError):
            assert "/" in kind_of(candidate).media_type
