"""Documents that are zips (XLSX, DOCX, PPTX, ODS, ODT), told by the list of their parts; nothing is unpacked.

Belongs here: recognizing them, and refusing macros, programs, bombs and passwords inside. Does not: other kinds
(evidence_kinds).
"""

import re
import zipfile
import zlib
from io import BytesIO

from models.errors import InvalidInputError
from models.language import N_

MARK = b"PK\x03\x04"
_OFFICE = "application/vnd.openxmlformats-officedocument."
#: The part that tells each kind → its name and media type.
_PARTS = {
    "xl/workbook.xml": ("XLSX", _OFFICE + "spreadsheetml.sheet"),
    "word/document.xml": ("DOCX", _OFFICE + "wordprocessingml.document"),
    "ppt/presentation.xml": ("PPTX", _OFFICE + "presentationml.presentation"),
}
#: The first part of an OpenDocument file says what it is, in plain bytes.
_OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.spreadsheet": "ODS",
    b"application/vnd.oasis.opendocument.text": "ODT",
}
_TYPES = "[Content_Types].xml"
_MACROS = re.compile(r"(^|/)(vbaproject\.bin|vbadata\.xml|macrosheets/.*|basic/.+|scripts/.+)$", re.IGNORECASE)
_MACRO_TYPES = re.compile(rb"macroenabled|vbaproject|ms-office\.vba", re.IGNORECASE)
_PROGRAMS = re.compile(
    r"\.(exe|dll|com|scr|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|msi|jar|lnk|sh|app|apk|html?|svgz)$", re.IGNORECASE
)
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError)
_ENCRYPTED = 0x1
#: A document of 10 MiB unpacks to tens of megabytes, not hundreds; and has hundreds of parts, not tens of thousands.
_MOST_PARTS, _MOST_UNPACKED, _MOST_TYPES = 5_000, 500 * 2**20, 2**18
_ENTRY, _END = b"PK\x01\x02", b"PK\x05\x06"
_END_BYTES = 22


def document_kind(content: bytes) -> tuple[str, str]:
    """The kind of document a zip is, and its media type.

    Raises:
        InvalidInputError: an archive that is no document, one with macros, programs or a password inside, a bomb, or
            damaged.
    """
    if content.count(_ENTRY) > _MOST_PARTS:
        raise _bomb()
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            _refuse_odd_end(content, parts)
            _refuse_inside(parts)
            return _kind(content, parts)
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        ValueError,
        OSError,
    ) as problem:
        raise damaged() from problem


def _refuse_odd_end(content: bytes, parts: zipfile.ZipFile) -> None:
    """The list of parts is the last thing in the file, and the only one."""
    end = content.rfind(_END)
    if len(content) - end != _END_BYTES + len(parts.comment) or parts.comment:
        raise two_in_one()


def _kind(content: bytes, parts: zipfile.ZipFile) -> tuple[str, str]:
    names = set(parts.namelist())
    if _TYPES in names:
        found = [kind for part, kind in _PARTS.items() if part in names]
        if len(found) == 1:
            with parts.open(_TYPES) as types:
                listed = types.read(_MOST_TYPES + 1)
            if len(listed) > _MOST_TYPES:
                raise _bomb()
            if _MACRO_TYPES.search(listed):
                raise _macros()
            return found[0]
    for media_type, name in _OPEN_DOCUMENTS.items():
        first = b"mimetype" + media_type + b"PK"
        if content[30 : 30 + len(first)] == first and "content.xml" in names:
            return name, media_type.decode()
    raise archive()


def _refuse_inside(parts: zipfile.ZipFile) -> None:
    entries = parts.infolist()
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise protected()
    if any(_MACROS.search(entry.filename) for entry in entries):
        raise _macros()
    if any(_PROGRAMS.search(entry.filename) for entry in entries):
        raise InvalidInputError(N_("The file holds a program or a web page. Take it out, save it and attach that."))
    if sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
        raise _bomb()


def _macros() -> InvalidInputError:
    return InvalidInputError(N_("The document has macros, which could act. Save it without macros, or as PDF."))


def _bomb() -> InvalidInputError:
    return InvalidInputError(N_("The document would unpack to far more than it seems. Save it again, or as PDF."))


def archive() -> InvalidInputError:
    """The refusal of several files in one."""
    return InvalidInputError(N_("The file is an archive. Unpack it and attach the documents one by one."))


def protected() -> InvalidInputError:
    """The refusal of what nobody else can open."""
    return InvalidInputError(
        N_("The file has a password, or an old Office made it. Save it as PDF, .xlsx or .docx, without a password.")
    )


def damaged() -> InvalidInputError:
    """The refusal of a file that ends too early or contradicts itself."""
    return InvalidInputError(N_("The file is damaged or incomplete. Open it, save it again and attach that."))


def two_in_one() -> InvalidInputError:
    """The refusal of a file that other programs would read as another kind."""
    return InvalidInputError(
        N_("The file holds two kinds in one, or something behind its end. Print or export it anew and attach that.")
    )
