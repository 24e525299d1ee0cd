"""What a file given as evidence is, told by its bytes and never by its name; anything that could act is refused.

Belongs here: recognizing documents, pictures and plain text, and the remedy for everything else. Does not: storing
(evidence_store). Nothing is unpacked: of a document that is a zip only the list of its parts is read, and of one part,
the list of content types, at most the first quarter of a megabyte.
"""

import re
import struct
import zipfile
from io import BytesIO
from typing import NamedTuple

from models.errors import InvalidInputError
from models.evidence_zip import MARK as ZIP_MARK
from models.evidence_zip import archive, damaged, document_kind, protected, two_in_one
from models.language import N_

#: Begins of programs, beside "MZ" of Windows: Linux, macOS (four ways), Java, WebAssembly, scripts.
_PROGRAMS = (
    b"\x7fELF",
    b"\xfe\xed\xfa",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"\0asm",
    b"#!",
)
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"MSCF", b"\x28\xb5\x2f\xfd")
_TAR, _TAR_PLACE = b"ustar", 257
#: Office files of before 2007, and newer ones with a password.
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: What makes a browser read a file as a page, and a page act.
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|script|svg|iframe|object|embed)[\s/>]", re.IGNORECASE)
_MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|!doctype|[a-z]+[\s/>])", re.IGNORECASE)
#: An archive hidden behind a picture or document.
_HIDDEN = re.compile(rb"Rar!\x1a\x07|7z\xbc\xaf\x27\x1c")
#: Readers of PDF look for its beginning among so many first bytes.
_PDF_WINDOW = 1024
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")


class FileKind(NamedTuple):
    """A kind of file that is taken as evidence."""

    name: str
    media_type: str


PDF = FileKind("PDF", "application/pdf")
JPEG = FileKind("JPEG", "image/jpeg")
PNG = FileKind("PNG", "image/png")
WEBP = FileKind("WEBP", "image/webp")
TEXT = FileKind("TXT", "text/plain")


def kind_of(content: bytes) -> FileKind:
    """The kind of a file by its bytes.

    Raises:
        InvalidInputError: empty, a program, a web page or drawing, an archive, a document with macros or a password,
            two kinds in one, damaged, or of a kind that is not taken; says what to do instead.
    """
    if not content:
        raise InvalidInputError(N_("The file is empty. Save the document again and attach that."))
    _refuse_what_acts(content)
    if content.startswith(ZIP_MARK):
        return FileKind(*document_kind(content))
    found = _plain_kind(content)
    _refuse_two_in_one(content, found)
    return found


def _refuse_what_acts(content: bytes) -> None:
    if content.startswith(_PROGRAMS) or (content.startswith(b"MZ") and not _is_text(content)):
        raise InvalidInputError(N_("The file is a program, whatever its name says. Attach a document or a picture."))
    if content.startswith(_ARCHIVES) or content[_TAR_PLACE : _TAR_PLACE + len(_TAR)] == _TAR:
        raise archive()
    if content.startswith(_OLD_OFFICE):
        raise protected()
    if _MARKUP.match(content) or _PAGE.search(content[:_PDF_WINDOW]):
        raise InvalidInputError(
            N_("The file is a web page, drawing or markup (HTML, SVG, XML), which could act. Save it as PDF.")
        )


def _plain_kind(content: bytes) -> FileKind:
    if content.startswith(b"%PDF-"):
        return _whole_pdf(content)
    if content.startswith(b"\xff\xd8\xff"):
        return _whole_jpeg(content)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _whole_png(content)
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return _whole_webp(content)
    if _is_text(content):
        return TEXT
    raise InvalidInputError(
        N_(
            "The file is of a kind that is not taken. Attach PDF, JPEG, PNG, WEBP, XLSX, DOCX, PPTX, ODS, ODT, or text "
            "and CSV in UTF-8."
        )
    )


def _whole_pdf(content: bytes) -> FileKind:
    end = content.rfind(b"%%EOF")
    if end < 0:
        raise damaged()
    if len(content[end:].strip(b"%EOF\r\n\t \0")) > 0:
        raise two_in_one()
    return PDF


def _whole_jpeg(content: bytes) -> FileKind:
    """A JPEG that ends; telephones put data of their own behind the picture, which is let be."""
    if b"\xff\xd9" not in content:
        raise damaged()
    return JPEG


def _whole_png(content: bytes) -> FileKind:
    """A PNG from chunk to chunk, with nothing behind its last one."""
    place, name = 8, b""
    while place + 12 <= len(content) and name != b"IEND":
        length, name = struct.unpack(">I4s", content[place : place + 8])
        place += 12 + length
    if name != b"IEND" or place > len(content):
        raise damaged()
    if place < len(content):
        raise two_in_one()
    return PNG


def _whole_webp(content: bytes) -> FileKind:
    length = int.from_bytes(content[4:8], "little") + 8
    if len(content) < length:
        raise damaged()
    if len(content) > length + 1:
        raise two_in_one()
    return WEBP


def _is_text(content: bytes) -> bool:
    """Whether the bytes are UTF-8 text without control characters, and no markup of another kind."""
    if _CONTROL.search(content) or content.startswith(b"{\\rtf"):
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _refuse_two_in_one(content: bytes, kind: FileKind) -> None:
    """A file that other programs would read as another kind: a picture with an archive behind it, a PDF with a page."""
    hides_pdf = kind != PDF and b"%PDF-" in content[:_PDF_WINDOW]
    if hides_pdf or _HIDDEN.search(content) or _PAGE.search(content) or zipfile.is_zipfile(BytesIO(content)):
        raise two_in_one()
