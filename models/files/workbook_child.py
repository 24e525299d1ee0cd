"""Runs alone in a limited process: reads one workbook and writes its cells as JSON lines; any refusal is one word.

Belongs here: everything that touches the bytes of an uploaded workbook. Does not: any import from this project but
child_limits, so that the process stays small (I5: uploads are hostile). A cell is written as text whose first letter
tells its kind (cells.py).
"""

import json
import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, BinaryIO

sys.path.insert(0, str(Path(__file__).parent))
from child_limits import MEGABYTE, RefusedError, answered, limit

#: Address space: what a usual workbook needs, and so much more per declared byte beyond that for a big honest one.
BASE_MEMORY = 400 * MEGABYTE
USUAL_SIZE = 100 * MEGABYTE
MEMORY_PER_BYTE = 2.5
LARGEST_DECLARED = 600 * MEGABYTE
MOST_PARTS = 1_000
#: XML of real workbooks shrinks 10 to 30 times; only a bomb shrinks a big part more than this.
LARGEST_RATIO = 100
SMALL_PART = 2 * MEGABYTE
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_END = b"PK\x05\x06"
#: A cell with a formula, as every program writes it: its reference, then the formula at once.
_FORMULA = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=\"([A-Z]{1,3})([0-9]{1,7})\"[^>]*>\s*<(?:\w+:)?f\b")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(rb"([\w:]+)=\"([^\"]*)\"")
_BLOCK, _OVERLAP, _MOST_FORMULAS = 256 * 1024, 4096, 500_000


def main(path: str) -> int:
    """Write the sheets of the workbook at `path` to standard output; 3 and one word when it is refused."""
    return int(answered(lambda: _read(path)))


def _read(path: str) -> None:
    limit()
    with Path(path).open("rb") as file:
        declared = inspect(file)
        limit(BASE_MEMORY + int(MEMORY_PER_BYTE * max(0, declared - USUAL_SIZE)))
        file.seek(0)
        with zipfile.ZipFile(file) as container:
            formulas = find_formulas(container)
        file.seek(0)
        write(file, formulas)


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


def find_formulas(container: zipfile.ZipFile) -> dict[str, set[tuple[int, int]]]:
    """Sheet name → places (row, column, from 0) of cells that hold a formula: readers give only what it came to."""
    try:
        targets = _targets(container.read("xl/_rels/workbook.xml.rels"))
        found = {}
        for tag in _SHEET.findall(container.read("xl/workbook.xml")):
            attributes = dict(_ATTRIBUTE.findall(tag))
            relation = next((value for name, value in attributes.items() if name.endswith(b":id")), b"")
            name = _unescaped(attributes.get(b"name", b"").decode("utf-8", "replace"))
            if relation in targets:
                found[name] = _formulas_of(container, targets[relation])
    except (KeyError, zipfile.BadZipFile, OSError, ValueError, EOFError):
        raise RefusedError("damaged") from None
    return found


def _targets(relations: bytes) -> dict[bytes, str]:
    found = {}
    for tag in _RELATION.findall(relations):
        attributes = dict(_ATTRIBUTE.findall(tag))
        target = attributes.get(b"Target", b"").decode("utf-8", "replace")
        found[attributes.get(b"Id", b"")] = target[1:] if target.startswith("/") else f"xl/{target}"
    return found


def _unescaped(text: str) -> str:
    for mark, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(mark, letter)
    return text


def _formulas_of(container: zipfile.ZipFile, part: str) -> set[tuple[int, int]]:
    if part not in container.namelist():
        return set()
    places: set[tuple[int, int]] = set()
    tail, unpacked = b"", 0
    with container.open(part) as content:
        while block := content.read(_BLOCK):
            unpacked += len(block)
            if unpacked > LARGEST_DECLARED:
                raise RefusedError("bomb")
            text = tail + block
            places.update((int(row) - 1, _column(letters)) for letters, row in _FORMULA.findall(text))
            if len(places) > _MOST_FORMULAS:
                raise RefusedError("formulas")
            tail = text[-_OVERLAP:]
    return places


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = 26 * place + letter - 64
    return place - 1


def write(file: BinaryIO, formulas: dict[str, set[tuple[int, int]]]) -> None:
    """Write `{"sheet": name}` and one list of cells for each row, with empty rows kept so that row numbers hold."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError  # noqa: PLC0415 - after the limits

    try:
        book = CalamineWorkbook.from_filelike(file)
        for sheet in book.sheet_names:
            sys.stdout.write(json.dumps({"sheet": sheet}) + "\n")
            cells = book.get_sheet_by_name(sheet)
            before = [""] * (cells.start[1] if cells.start else 0)  # the reader leaves out empty columns at the left
            _write_rows(cells.iter_rows(), before, formulas.get(sheet, set()))
    except PasswordError:
        raise RefusedError("password") from None
    except CalamineError:
        raise RefusedError("damaged") from None


def _write_rows(rows: Iterator[list[Any]], before: list[str], formulas: set[tuple[int, int]]) -> None:
    out = sys.stdout.write
    encode = json.JSONEncoder(ensure_ascii=True, check_circular=False).encode
    with_formulas = {row for row, _column_ in formulas}
    for number, cells in enumerate(rows):
        told = before + [("s" + cell if cell else "") if type(cell) is str else marked(cell) for cell in cells]
        if number in with_formulas:
            told = ["f" + text[1:] if (number, column) in formulas else text for column, text in enumerate(told)]
        out(encode(told) + "\n")


def marked(cell: Any) -> str:  # noqa: PLR0911 - one for each kind of cell
    """A cell as text whose first letter tells its kind: number, day, moment, time, yes or no."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "b1" if cell else "b0"
    if isinstance(cell, int | float):
        return f"n{cell!r}"
    if isinstance(cell, datetime):
        return f"m{cell.isoformat()}" if cell.time() != time() else f"d{cell.date().isoformat()}"
    if isinstance(cell, date):
        return f"d{cell.isoformat()}"
    if isinstance(cell, time):
        return f"t{cell.isoformat()}"
    return f"s{cell}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
