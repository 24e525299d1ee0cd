"""Runs alone in a limited process: reads one .csv or .json file and writes its cells as JSON lines.

Belongs here: everything that touches the bytes of an uploaded text file. Does not: any import from this project but
its siblings child_*. A cell is written as text whose first letter tells its kind (cells.py).
"""

import csv
import io
import json
import re
import sys
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from child_json import items_of, value_of
from child_limits import MEGABYTE, RefusedError, answered, limit, tell

#: The text of a JSON file lies in memory as a whole, though not its items.
_LARGEST_JSON = 24 * MEGABYTE
_LONGEST_CELL = 1_000_000
_MOST_CELLS = 2_000
#: `="1986…"` is the trick that keeps a number as text; any other beginning with = is a formula.
_AS_TEXT = re.compile(r'="([^"]*)"')
_SEPARATORS = (",", ";", "\t", "|")
_FIRST_LINES = 20
#: What no database stores as text: NUL, halves of letters, and bytes that are not in the declared encoding.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def main(path: str, options: str) -> int:
    """Write the rows of the file at `path` to standard output; 3 and one word when it is refused."""
    return int(answered(lambda: _read(Path(path), json.loads(options))))


def _read(path: Path, options: dict[str, str]) -> None:
    limit()
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip():
        raise RefusedError("empty")
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise RefusedError("is_workbook")
    tell({"sheet": ""})
    if options["kind"] == "json":
        _write_json(path, options["items"])
    else:
        _write_csv(path, head, options["encoding"], options["separator"])


def _write_csv(path: Path, head: bytes, encoding: str, separator: str) -> None:
    if encoding != "utf-16" and b"\0" in head:
        raise RefusedError("binary")
    csv.field_size_limit(_LONGEST_CELL)
    name = {"utf-8": "utf-8-sig", "windows-1252": "cp1252"}.get(encoding, encoding)
    with path.open(encoding=name, errors="surrogateescape", newline="") as file:
        mark = separator or _separator(file)
        file.seek(0)
        reader = csv.reader(_bounded(file), delimiter=mark)
        try:
            at = 1
            for cells in reader:
                if len(cells) > _MOST_CELLS:
                    raise RefusedError("too_large")
                tell([at, *map(_cell, cells)])
                at = reader.line_num + 1
        except csv.Error:
            raise RefusedError("binary") from None
        except UnicodeError:
            raise RefusedError("encoding") from None


def _bounded(file: io.TextIOBase) -> Iterable[str]:
    """Lines of the file; one without an end is refused before it fills the memory."""
    while line := file.readline(2 * _LONGEST_CELL):
        if len(line) >= 2 * _LONGEST_CELL:
            raise RefusedError("too_large")
        yield line


def _separator(file: io.TextIOBase) -> str:
    lines = [file.readline(100_000) for _ in range(_FIRST_LINES)]
    return max(_SEPARATORS, key=lambda mark: max(line.count(mark) for line in lines))


def _cell(cell: str) -> str:
    text = cell.strip()
    if not text:
        return ""
    if text.startswith("="):
        kept = _AS_TEXT.fullmatch(text)
        return _text(kept.group(1)) if kept else "f" + _UNSTORABLE.sub("\ufffd", text)
    return _text(text)


def _text(text: str) -> str:
    """Text as such, or marked as unreadable with a sign for every letter that cannot be stored: its row is held."""
    readable, found = _UNSTORABLE.subn("\ufffd", text)
    return ("u" if found else "s") + readable


def _write_json(path: Path, items: str) -> None:
    rows = _rows_of_lines if path.suffix.lower() == ".jsonl" else _rows_of_list
    try:
        _write_objects(rows(path, items))
    except RecursionError:
        raise RefusedError("too_deep") from None
    except (ValueError, UnicodeDecodeError):
        raise RefusedError("not_json") from None


def _rows_of_list(path: Path, items: str) -> Callable[[], Iterable[Any]]:
    """Reads the items of a file that is one JSON text, each time from the beginning."""
    if path.stat().st_size > _LARGEST_JSON:
        raise RefusedError("too_large")
    text = path.read_bytes().decode("utf-8-sig")
    return lambda: items_of(text, [name for name in items.split(".") if name])


def _rows_of_lines(path: Path, _items: str) -> Callable[[], Iterable[Any]]:
    """Reads the items of a file with one JSON text on each line, each time from the beginning."""

    def read() -> Iterable[Any]:
        with path.open("rb") as file:
            while line := file.readline(2 * _LONGEST_CELL):
                if len(line) >= 2 * _LONGEST_CELL:
                    raise RefusedError("too_large")
                if line.strip():
                    yield value_of(line.decode("utf-8-sig"))

    return read


def _write_objects(rows: Callable[[], Iterable[Any]]) -> None:
    """Objects become rows below a heading of all names that any of them has; a list is a row as it stands."""
    names = _names(rows())
    if names:
        tell([0, *map(_text, names)])
    for number, row in enumerate(rows(), 1):
        cells = map(row.get, names) if isinstance(row, dict) else row
        tell([number, *map(_value, cells)])


def _names(rows: Iterable[Any]) -> list[str]:
    names: dict[str, None] = {}
    for row in rows:
        if not isinstance(row, dict | list):
            raise RefusedError("no_items")
        if isinstance(row, dict):
            names.update(dict.fromkeys(row))
        if max(len(row), len(names)) > _MOST_CELLS:
            raise RefusedError("too_large")
    return list(names)


def _value(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "b1" if value else "b0"
    if isinstance(value, Decimal):
        return f"n{value}"
    if isinstance(value, str):
        return _cell(value)
    return _text(json.dumps(value, ensure_ascii=False, default=str)[:_LONGEST_CELL])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
