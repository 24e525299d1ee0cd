"""Runs alone in a limited process: reads one workbook and writes its cells as JSON lines; any refusal is one word.

Belongs here: the container, and the order of reading. Does not: parts and cells (child_parts.py, child_cells.py); any
import from this project but its siblings child_*, so that the process stays small (I5: uploads are hostile).
A cell is written as text whose first letter tells its kind (cells.py).
"""

import sys
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

sys.path.insert(0, str(Path(__file__).parent))
from child_cells import Sheet
from child_limits import MEGABYTE, RefusedError, answered, limit, tell
from child_parts import read_book
from child_xml import parse

LARGEST_DECLARED = 600 * MEGABYTE
MOST_PARTS = 1_000
#: XML of real workbooks shrinks 10 to 30 times; only a bomb shrinks a big part more than this.
LARGEST_RATIO = 100
SMALL_PART = 2 * MEGABYTE
#: Of all sheets together, empty rows in between included: the parent may keep them.
MOST_ROWS = 3_000_000
#: So many names of sheets are told to whoever named none of them, and so much of each.
_SHEETS_TOLD, _NAME_TOLD = 20, 100
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_END = b"PK\x05\x06"


def main(path: str, sheet: str = "") -> int:
    """Write the sheets of the workbook at `path`, or the one of that name; 3 and one word when it is refused."""
    return int(answered(lambda: _read(path, sheet)))


def _read(path: str, only: str) -> None:
    limit()
    with Path(path).open("rb") as file:
        inspect(file)
        file.seek(0)
        try:
            with zipfile.ZipFile(file) as container:
                write(container, only)
        except (zipfile.BadZipFile, zlib.error):
            raise RefusedError("damaged") from None


def inspect(file: BinaryIO) -> None:
    """Look at the container before anything is unpacked.

    Raises:
        RefusedError: it is no workbook, or one that nobody should open.
    """
    head = file.read(8)
    if not head:
        raise RefusedError("empty")
    if head == _OLE:
        raise RefusedError("password" if _ENCRYPTED in head + file.read(4 * MEGABYTE) else "old_format")
    if not head.startswith(b"PK\x03\x04"):
        raise RefusedError("not_a_workbook")
    _check_part_count(file)
    try:
        with zipfile.ZipFile(file) as container:
            _check_parts(container)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError):
        raise RefusedError("damaged") from None


def _check_part_count(file: BinaryIO) -> None:
    """Read the number of parts from the end record, because listing a million of them is an attack by itself."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 65_557))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or at + 12 > len(tail):
        raise RefusedError("damaged")
    directory = int.from_bytes(tail[at + 12 : at + 16], "little")
    if int.from_bytes(tail[at + 10 : at + 12], "little") > MOST_PARTS or directory > MEGABYTE:
        raise RefusedError("too_many_parts")


def _check_parts(container: zipfile.ZipFile) -> None:
    parts = container.infolist()
    names = {part.filename for part in parts}
    if "xl/vbaProject.bin" in names:
        raise RefusedError("macro")
    if "xl/workbook.bin" in names or "mimetype" in names:
        raise RefusedError("other_workbook")
    if "xl/workbook.xml" not in names:
        raise RefusedError("not_a_workbook")
    if len(parts) > MOST_PARTS or len(names) != len(parts):
        raise RefusedError("too_many_parts")
    for part in parts:
        if part.flag_bits & 1:
            raise RefusedError("password")
        if part.file_size > SMALL_PART and part.file_size > LARGEST_RATIO * max(1, part.compress_size):
            raise RefusedError("bomb")
        if part.filename.endswith((".xml", ".rels")):
            _check_head(container, part)
    if sum(part.file_size for part in parts) > LARGEST_DECLARED:
        raise RefusedError("too_large")


def _check_head(container: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """No workbook program writes a document type; only entity bombs and readers of foreign files have one."""
    with container.open(part) as content:
        if b"<!DOCTYPE" in content.read(4096).upper():
            raise RefusedError("entities")


def write(container: zipfile.ZipFile, only: str) -> None:
    """Write `{"sheet": name}` and one list of cells for each row, with empty rows kept so that row numbers hold.

    Raises:
        RefusedError: there is no sheet of the name `only`, or a sheet cannot be read.
    """
    book = read_book(container)
    if only and only not in book.sheets:
        names = ", ".join(name[:_NAME_TOLD] for name in list(book.sheets)[:_SHEETS_TOLD])
        raise RefusedError("no_sheet", sheet=only, sheets=names)
    count = 0

    def tell_row(cells: list[str]) -> None:
        nonlocal count
        count += 1
        if count > MOST_ROWS:
            raise RefusedError("too_large")
        tell(cells)

    for name, part in book.sheets.items():
        if only in {"", name}:
            tell({"sheet": name})
            reader = Sheet(name, book, tell_row)
            parse(container, part, reader.start, reader.end, reader.text)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
