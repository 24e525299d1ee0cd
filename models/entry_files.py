"""Plans, realizations and sanctions from the CSV files that `kinerja sample` writes: read whole, checked row by row.

Belongs here: columns and words of the files. Does not: one cell (entry_cells), storing (target_setting, collection).
"""

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from models.collection import RealizationInput
from models.entry_cells import Cells, built, read_rows
from models.language import N_, Message
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
#: Of a person with several segments (transfer, Plt; SPEC §2.7), which one: its first day, or its number.
_SEGMENT_COLUMNS = ("segment_starts", "segment")
#: Said once for each indicator, and the same every time.
_OF_WORK_RESULT = ("kind", "statement", "supports")
_MONTHS = {str(month): month for month in range(1, 13)}


class Whose(NamedTuple):
    """Whose entry it is: the NIP and, if that person has several segments, the first day or number of one."""

    nip: str
    starts: date | None = None
    segment: int | None = None


class _People:
    """Reads whose a row is; one person's rows say it in one way, or two entries could be for one segment."""

    def __init__(self) -> None:
        self._ways: dict[str, tuple[bool, bool]] = {}

    def whose(self, cells: Cells) -> Whose:
        starts, segment = cells["segment_starts"], cells["segment"]
        way = (bool(starts), bool(segment))
        if self._ways.setdefault(cells["nip"], way) != way:
            raise cells.wrong(
                "segment_starts", Message(N_("the segment in every row of this person, or in none")), starts or segment
            )
        return Whose(
            cells["nip"],
            cells.day("segment_starts") if starts else None,
            cells.count("segment") if segment else None,
        )


def read_plans(path: Path) -> dict[Whose, list[WorkResultInput]]:
    """Plans by person (and segment), from one row for each indicator.

    Raises:
        InvalidInputError: a column is missing, or names the row and field that is wrong.
    """
    people = _People()
    plans: dict[Whose, dict[int, tuple[Cells, list[IndicatorInput]]]] = defaultdict(dict)
    for cells in read_rows(path, _PLAN_COLUMNS, _SEGMENT_COLUMNS):
        results = plans[people.whose(cells)]
        first, indicators = results.setdefault(cells.count("work_result"), (cells, []))
        _check_continues(cells, first, len(indicators) + 1)
        indicators.append(_indicator(cells))
    return {whose: [_work_result(*result) for result in results.values()] for whose, results in plans.items()}


def _check_continues(cells: Cells, first: Cells, place: int) -> None:
    """A row adds the next indicator to a work result that is told in the same words as before."""
    for column in _OF_WORK_RESULT:
        if cells[column] != first[column]:
            same = Message(
                N_("“{text}” as in row {row} of this work result"), {"text": first[column], "row": first.row}
            )
            raise cells.wrong(column, same)
    if cells.count("indicator") != place:
        raise cells.wrong("indicator", Message(N_("{place}, as the indicators come in order"), {"place": place}))


def _indicator(cells: Cells) -> IndicatorInput:
    low = cells.number("target_min")
    indicator: IndicatorInput = built(
        IndicatorInput,
        cells,
        {"statement": "indicator_statement"},
        aspect=cells.word("aspect", ASPECTS),
        statement=cells["indicator_statement"],
        unit_of_measure=cells["unit_of_measure"],
        target_min=low,
        target_max=cells.number("target_max") if cells["target_max"] else low,
        direction=cells.word("direction", DIRECTIONS),
        data_source=cells["data_source"],
    )
    return indicator


def _work_result(first: Cells, indicators: list[IndicatorInput]) -> WorkResultInput:
    result: WorkResultInput = built(
        WorkResultInput,
        first,
        {"number": "work_result", "indicators": "indicator"},
        number=first.count("work_result"),
        kind=first.word("kind", KINDS),
        statement=first["statement"],
        supports=first["supports"],
        indicators=indicators,
    )
    return result


def read_sanctions(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Sanctions by NIP: kind, decree, first and last day (YYYY-MM-DD).

    Raises:
        InvalidInputError: a column is missing, or names the row and field that is wrong.
    """
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for cells in read_rows(path, ("nip", "kind", "decree", "starts", "ends")):
        days = {name: cells.day(name) for name in ("starts", "ends")}
        if days["ends"] < days["starts"]:
            raise cells.wrong("ends", Message(N_("{starts} or later"), {"starts": days["starts"]}))
        for column in ("kind", "decree"):
            if not cells[column]:
                raise cells.wrong(column, Message(N_("a text")))
        found[cells["nip"]].append({"kind": cells["kind"], "decree": cells["decree"], **days})
    return dict(found)


def read_realizations(path: Path, year: int) -> dict[Whose, list[RealizationInput]]:
    """Realizations by person (and segment); `year` is the year of the months.

    Raises:
        InvalidInputError: a column is missing, or names the row and field that is wrong.
    """
    people = _People()
    found: dict[Whose, list[RealizationInput]] = defaultdict(list)
    for cells in read_rows(path, _REALIZATION_COLUMNS, _SEGMENT_COLUMNS):
        if cells["month"] not in _MONTHS:
            raise cells.wrong("month", Message(N_("a month from 1 to 12")))
        entry = built(
            RealizationInput,
            cells,
            {},
            work_result=cells.count("work_result"),
            indicator=cells.count("indicator"),
            month=date(year, _MONTHS[cells["month"]], 1),
            value=cells.number("value"),
        )
        found[people.whose(cells)].append(entry)
    return dict(found)
