"""Runs alone in a limited process: reads one workbook and writes its cells as JSON lines; any refusal is one word.

Belongs here: everything that touches the bytes of an uploaded workbook. Does not: any import from this project, so that
the process stays small and needs nothing but its file (I5: uploads are hostile).
"""

import json
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

MEGABYTE = 1024 * 1024
#: Address space: what a usual workbook needs, and so much more per declared byte beyond that for a big honest one.
BASE_MEMORY = 400 * MEGABYTE
USUAL_SIZE = 100 * MEGABYTE
MEMORY_PER_BYTE = 2.5
CPU_SECONDS = 90
LARGEST_DECLARED = 600 * MEGABYTE
MOST_PARTS = 1_000
#: XML of real workbooks shrinks 10 to 30 times; only a bomb shrinks a big part more than this.
LARGEST_RATIO = 100
SMALL_PART = 2 * MEGABYTE
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_END = b"PK\x05\x06"
#: Spreadsheets keep 15 digits: a longer number is shown as they show it, so that the check sees the damage.
_EXACT = 10**15


class RefusedError(Exception):
    """The workbook is not read; the text is the word that the parent explains."""


def main(path: str) -> int:
    """Write the sheets of the workbook at `path` to standard output; 3 and one word when it is refused."""
    try:
        _limit(BASE_MEMORY)
        with Path(path).open("rb") as file:
            declared = inspect(file)
            _limit(BASE_MEMORY + int(MEMORY_PER_BYTE * max(0, declared - USUAL_SIZE)))
            file.seek(0)
            write(file)
    except RefusedError as refusal:
        sys.stdout.write(json.dumps({"refused": str(refusal)}) + "\n")
        return 3
    except MemoryError:
        sys.stdout.write(json.dumps({"refused": "too_large"}) + "\n")
        return 3
    return 0


def _limit(memory: int) -> None:
    """Cap memory and time where the platform can (everywhere but Windows)."""
    try:
        import resource  # noqa: PLC0415 - absent on Windows
    except ImportError:
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def inspect(file: BinaryIO) -> int:
    """Look at the container before anything is unpacked; gives the declared unpacked size in bytes."""
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
            return _check_parts(container)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
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


def _check_parts(container: zipfile.ZipFile) -> int:
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
    declared = sum(part.file_size for part in parts)
    if declared > LARGEST_DECLARED:
        raise RefusedError("too_large")
    return declared


def _check_head(container: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """No workbook program writes a document type; only entity bombs and readers of foreign files have one."""
    with container.open(part) as content:
        if b"<!DOCTYPE" in content.read(4096).upper():
            raise RefusedError("entities")


def write(file: BinaryIO) -> None:
    """Write `{"sheet": name}` and one list of texts for each row, with empty rows kept so that row numbers hold."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError  # noqa: PLC0415 - after the limits

    try:
        book = CalamineWorkbook.from_filelike(file)
        for sheet in book.sheet_names:
            sys.stdout.write(json.dumps({"sheet": sheet}) + "\n")
            _write_rows(book.get_sheet_by_name(sheet).iter_rows())
    except PasswordError:
        raise RefusedError("password") from None
    except CalamineError:
        raise RefusedError("damaged") from None


def _write_rows(rows: Iterator[list[Any]]) -> None:
    out = sys.stdout.write
    encode = json.JSONEncoder(ensure_ascii=True, check_circular=False).encode
    for cells in rows:
        out(encode([cell if type(cell) is str else as_text(cell) for cell in cells]) + "\n")


def as_text(cell: Any) -> str:
    """A cell as the spreadsheet program shows it; a number beyond 15 digits as 1.98609E+17 (DQ-E03)."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        if cell != cell or abs(cell) >= _EXACT:  # noqa: PLR0124 - NaN is the only value unequal to itself
            return f"{cell:.5E}"
        return str(int(cell)) if cell == int(cell) else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
