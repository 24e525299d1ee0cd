"""Runs alone in a limited process: reads one .csv or .json file and writes its cells as JSON lines.

Belongs here: everything that touches the bytes of an uploaded text file. Does not: any import from this project but
child_limits. A cell is written as text whose first letter tells its kind (cells.py).
"""

import csv
import io
import json
import re
import sys
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from child_limits import MEGABYTE, RefusedError, answered, limit

_MEMORY = 300 * MEGABYTE
#: JSON is read whole, and takes several times its size.
_LARGEST_JSON = 24 * MEGABYTE
_LONGEST_CELL = 1_000_000
_MOST_CELLS = 2_000
#: `="1986…"` is the trick that keeps a number as text; any other beginning with = is a formula.
_AS_TEXT = re.compile(r'="([^"]*)"')
_SEPARATORS = (",", ";", "\t", "|")
_FIRST_LINES = 20


def main(path: str, options: str) -> int:
    """Write the rows of the file at `path` to standard output; 3 and one word when it is refused."""
    return int(answered(lambda: _read(Path(path), json.loads(options))))


def _read(path: Path, options: dict[str, str]) -> None:
    limit(_MEMORY)
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip():
        raise RefusedError("empty")
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise RefusedError("is_workbook")
    sys.stdout.write(json.dumps({"sheet": ""}) + "\n")
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
        out, encode = sys.stdout.write, json.JSONEncoder(ensure_ascii=True, check_circular=False).encode
        reader = csv.reader(_bounded(file), delimiter=mark)
        try:
            at = 1
            for cells in reader:
                if len(cells) > _MOST_CELLS:
                    raise RefusedError("too_large")
                out(encode([at, *map(_cell, cells)]) + "\n")
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
    if any("\udc80" <= letter <= "\udcff" for letter in text):
        return "u" + text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    if text.startswith("="):
        kept = _AS_TEXT.fullmatch(text)
        return "s" + kept.group(1) if kept else "f" + text
    return "s" + text


def _write_json(path: Path, items: str) -> None:
    if path.stat().st_size > _LARGEST_JSON and path.suffix.lower() != ".jsonl":
        raise RefusedError("too_large")
    try:
        rows = _lines(path) if path.suffix.lower() == ".jsonl" else _within(_parsed(path.read_bytes()), items)
        _write_objects(rows)
    except RecursionError:
        raise RefusedError("too_deep") from None
    except (ValueError, UnicodeDecodeError):
        raise RefusedError("not_json") from None


def _parsed(text: bytes) -> Any:
    return json.loads(text.decode("utf-8-sig"), parse_float=Decimal, parse_int=Decimal, parse_constant=_refuse_constant)


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


def _lines(path: Path) -> Iterable[Any]:
    with path.open("rb") as file:
        while line := file.readline(2 * _LONGEST_CELL):
            if len(line) >= 2 * _LONGEST_CELL:
                raise RefusedError("too_large")
            if line.strip():
                yield _parsed(line)


def _within(content: Any, items: str) -> Iterable[Any]:
    for name in filter(None, items.split(".")):
        content = content.get(name) if isinstance(content, dict) else None
    if not isinstance(content, list):
        raise RefusedError("no_items")
    return content


def _write_objects(rows: Iterable[Any]) -> None:
    """Objects become rows below a heading of all their names so far; a list is a row as it stands."""
    out, encode = sys.stdout.write, json.JSONEncoder(ensure_ascii=True, check_circular=False).encode
    names: list[str] = []
    told = list(rows) if isinstance(rows, list) else rows
    if isinstance(told, list):
        names = list(dict.fromkeys(name for row in told if isinstance(row, dict) for name in row))
        if names:
            out(encode([0, *("s" + name for name in names)]) + "\n")
    for number, row in enumerate(told, 1):
        if isinstance(row, dict) and not names:
            names = list(row)
            out(encode([0, *("s" + name for name in names)]) + "\n")
        if not isinstance(row, dict | list) or len(row) > _MOST_CELLS:
            raise RefusedError("no_items")
        cells = [row.get(name) for name in names] if isinstance(row, dict) else row
        out(encode([number, *map(_value, cells)]) + "\n")


def _value(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "b1" if value else "b0"
    if isinstance(value, Decimal):
        return f"n{value}"
    if isinstance(value, str):
        return _cell(value)
    return "s" + json.dumps(value, ensure_ascii=False, default=str)[:_LONGEST_CELL]


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
