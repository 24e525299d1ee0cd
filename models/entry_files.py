"""Plans, realizations and ratings from the CSV files that `kinerja sample` writes: read whole, checked row by row.

Belongs here: columns and words of the files. Does not: storing (target_setting, collection).
"""

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from models.collection import RealizationInput
from models.errors import InvalidInputError
from models.language import N_
from models.plan_content import IndicatorInput, WorkResultInput

#: The words of the files (as in e-Kinerja) and ours.
KINDS = {"utama": "main", "tambahan": "additional"}
ASPECTS = {"kuantitas": "quantity", "kualitas": "quality", "waktu": "time", "biaya": "cost"}
DIRECTIONS = {"normal": "normal", "khusus": "reversed"}

_PLAN_COLUMNS = (
    "nip",
    "work_result",
    "kind",
    "statement",
    "supports",
    "aspect",
    "indicator",
    "indicator_statement",
    "unit_of_measure",
    "target_min",
    "target_max",
    "direction",
    "data_source",
)
_REALIZATION_COLUMNS = ("nip", "work_result", "indicator", "month", "value")


def _read(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in columns if name not in (reader.fieldnames or [])]
            if missing:
                raise InvalidInputError(
                    N_(
                        "{path} lacks the columns {columns} (DQ-X01). Compare it with the file `kinerja sample` writes."
                    ),
                    path=path,
                    columns=", ".join(missing),
                )
            for number, row in enumerate(reader, 2):
                yield number, {name: (row[name] or "").strip() for name in columns}
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise InvalidInputError(
            N_("{path} cannot be read as a CSV file in UTF-8: {problem}."), path=path, problem=problem
        ) from problem


def _wrong(path: Path, row: int, field: str, found: object, expected: str) -> InvalidInputError:
    return InvalidInputError(
        N_("{path}, row {row}, {field}: found “{found}”, expected {expected}. Nothing was stored."),
        path=path,
        row=row,
        field=field,
        found=found,
        expected=expected,
    )


def _number(path: Path, row: int, field: str, text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise _wrong(path, row, field, text, "a number such as 1234.5 (dot as decimal sign)")
    return value


def _word(path: Path, row: int, field: str, text: str, words: dict[str, str]) -> str:
    if text not in words:
        raise _wrong(path, row, field, text, ", ".join(words))
    return words[text]


def read_plans(path: Path) -> dict[str, list[WorkResultInput]]:
    """Plans by NIP, from one row for each indicator.

    Raises:
        InvalidInputError: a column is missing, or names the row and field that is wrong.
    """
    plans: dict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
    for row, cells in _read(path, _PLAN_COLUMNS):
        number = int(_number(path, row, "work_result", cells["work_result"]))
        result = plans[cells["nip"]].setdefault(
            number,
            {
                "number": number,
                "kind": _word(path, row, "kind", cells["kind"], KINDS),
                "statement": cells["statement"],
                "supports": cells["supports"],
                "indicators": [],
            },
        )
        low = _number(path, row, "target_min", cells["target_min"])
        high = _number(path, row, "target_max", cells["target_max"]) if cells["target_max"] else low
        try:
            indicator = IndicatorInput(
                aspect=_word(path, row, "aspect", cells["aspect"], ASPECTS),
                statement=cells["indicator_statement"],
                unit_of_measure=cells["unit_of_measure"],
                target_min=low,
                target_max=high,
                direction=_word(path, row, "direction", cells["direction"], DIRECTIONS),
                data_source=cells["data_source"],
            )
        except ValidationError as problem:
            first = problem.errors()[0]
            raise _wrong(path, row, ".".join(map(str, first["loc"])), first["input"], first["msg"]) from problem
        result["indicators"].append(indicator)
    return {nip: [WorkResultInput(**result) for result in results.values()] for nip, results in plans.items()}


def read_sanctions(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Sanctions by NIP: kind, decree, first and last day (YYYY-MM-DD).

    Raises:
        InvalidInputError: a column is missing, or names the row and field that is wrong.
    """
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row, cells in _read(path, ("nip", "kind", "decree", "starts", "ends")):
        days = {name: _day(path, row, name, cells[name]) for name in ("starts", "ends")}
        found[cells["nip"]].append({"kind": cells["kind"], "decree": cells["decree"], **days})
    return dict(found)


def _day(path: Path, row: int, field: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise _wrong(path, row, field, text, "a day such as 2026-03-01") from problem


def read_realizations(path: Path, year: int) -> dict[str, list[RealizationInput]]:
    """Realizations by NIP; `year` is the year of the months.

    Raises:
        InvalidInputError: a column is missing, or names the row and field that is wrong.
    """
    found: dict[str, list[RealizationInput]] = defaultdict(list)
    months = {str(month): month for month in range(1, 13)}
    for row, cells in _read(path, _REALIZATION_COLUMNS):
        if cells["month"] not in months:
            raise _wrong(path, row, "month", cells["month"], "1 … 12")
        entry = RealizationInput(
            work_result=int(_number(path, row, "work_result", cells["work_result"])),
            indicator=int(_number(path, row, "indicator", cells["indicator"])),
            month=date(year, months[cells["month"]], 1),
            value=_number(path, row, "value", cells["value"]),
        )
        found[cells["nip"]].append(entry)
    return dict(found)
