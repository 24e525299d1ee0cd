"""Entry files are read as they stand: nothing is guessed, and what is wrong is named by row and field."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from models.entry_files import Whose, read_plans, read_realizations, read_sanctions
from models.errors import InvalidInputError
from tests.factories import MEMBER

PLAN = {
    "nip": MEMBER,
    "work_result": "1",
    "kind": "utama",
    "statement": "Layanan bermutu",
    "supports": "1",
    "aspect": "kuantitas",
    "indicator": "1",
    "indicator_statement": "Jumlah puskesmas",
    "unit_of_measure": "puskesmas",
    "target_min": "90",
    "target_max": "",
    "direction": "normal",
    "data_source": "Laporan",
}
REALIZATION = {"nip": MEMBER, "work_result": "1", "indicator": "1", "month": "3", "value": "82.5"}
SANCTION = {"nip": MEMBER, "kind": "TEGURAN_LISAN", "decree": "SK 1", "starts": "2026-03-01", "ends": "2026-08-31"}
FULL_WIDTH = "１２"  # noqa: RUF001 - what is refused


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINERJA_LANGUAGE", "en")


def _file(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "entries.csv"
    lines = [",".join(rows[0]), *(",".join(row.values()) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_plan_is_read_as_it_stands(tmp_path: Path) -> None:
    second = PLAN | {"indicator": "2", "indicator_statement": "Waktu layanan", "aspect": "waktu", "direction": "khusus"}
    plans = read_plans(_file(tmp_path, PLAN, second))
    [result] = plans[Whose(MEMBER)]
    assert (result.number, result.kind, result.supports) == (1, "main", "1")
    assert [(each.aspect, each.target_min, each.target_max) for each in result.indicators] == [
        ("quantity", Decimal(90), Decimal(90)),
        ("time", Decimal(90), Decimal(90)),
    ]


_WRONG_PLANS = {
    "a work result of 1.9": ({"work_result": "1.9"}, "work_result"),
    "a work result of 0": ({"work_result": "0"}, "work_result"),
    "a work result of 99": ({"work_result": "99"}, "work_result"),
    "a full-width work result": ({"work_result": FULL_WIDTH}, "work_result"),
    "a statement of one letter": ({"statement": "x"}, "statement"),
    "a statement without end": ({"statement": "x" * 2001}, "statement"),
    "an indicator of two letters": ({"indicator_statement": "xy"}, "indicator_statement"),
    "an indicator out of order": ({"indicator": "2"}, "indicator"),
    "a target of 60 digits": ({"target_min": "9" * 60}, "target_min"),
    "a target of 41 digits": ({"target_min": "9" * 30 + "." + "9" * 11}, "target_min"),
    "a full-width target": ({"target_min": FULL_WIDTH}, "target_min"),
    "a target with separators": ({"target_min": "1_000"}, "target_min"),
    "a target in powers": ({"target_min": "1e3"}, "target_min"),
    "a target that is none": ({"target_min": "NaN"}, "target_min"),
    "an infinite target": ({"target_min": "Infinity"}, "target_min"),
    "targets exchanged": ({"target_max": "80"}, "target_min"),
    "an unknown kind": ({"kind": "main"}, "kind"),
    "a NUL": ({"data_source": "a\0b"}, "data_source"),
}


@pytest.mark.parametrize("case", _WRONG_PLANS)
def test_a_wrong_cell_of_a_plan_is_named(tmp_path: Path, case: str) -> None:
    change, field = _WRONG_PLANS[case]
    with pytest.raises(InvalidInputError, match=rf"entries\.csv, row 2, {field}: found .*, expected .*Nothing was"):
        read_plans(_file(tmp_path, PLAN | change))


@pytest.mark.parametrize("field", ["kind", "statement", "supports"])
def test_a_work_result_is_told_in_the_same_words_in_every_row(tmp_path: Path, field: str) -> None:
    other = {"kind": "tambahan", "statement": "Layanan lain", "supports": "2"}
    with pytest.raises(InvalidInputError, match=rf"row 3, {field}: .* as in row 2"):
        read_plans(_file(tmp_path, PLAN, PLAN | {"indicator": "2", field: other[field]}))


def test_more_indicators_than_a_work_result_may_have_are_refused(tmp_path: Path) -> None:
    rows = [PLAN | {"indicator": str(place)} for place in range(1, 12)]
    with pytest.raises(InvalidInputError, match=r"row 2, indicator: .*at most 10"):
        read_plans(_file(tmp_path, *rows))


def test_a_comma_outside_quotation_marks_is_refused_not_shifted(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match=r"row 2, .*quotation marks"):
        read_plans(_file(tmp_path, PLAN | {"statement": "Layanan, bermutu"}))


_WRONG_REALIZATIONS = {
    "a work result of 1.9": ({"work_result": "1.9"}, "work_result"),
    "a work result of 0": ({"work_result": "0"}, "work_result"),
    "an indicator of 0": ({"indicator": "0"}, "indicator"),
    "month 13": ({"month": "13"}, "month"),
    "a full-width month": ({"month": "\uff13"}, "month"),
    "a value with separators": ({"value": "1_000"}, "value"),
    "a full-width value": ({"value": FULL_WIDTH}, "value"),
    "a value of 60 digits": ({"value": "9" * 60}, "value"),
    "no value": ({"value": ""}, "value"),
}


@pytest.mark.parametrize("case", _WRONG_REALIZATIONS)
def test_a_wrong_cell_of_a_realization_is_named(tmp_path: Path, case: str) -> None:
    change, field = _WRONG_REALIZATIONS[case]
    with pytest.raises(InvalidInputError, match=rf"row 2, {field}: found"):
        read_realizations(_file(tmp_path, REALIZATION | change), 2026)


@pytest.mark.parametrize("day", ["20260301", "2026-W10-1", "2026-02-30", "01-03-2026", "\uff12026-03-01", ""])
def test_a_wrong_day_is_named(tmp_path: Path, day: str) -> None:
    with pytest.raises(InvalidInputError, match="row 2, starts: found"):
        read_sanctions(_file(tmp_path, SANCTION | {"starts": day}))


@pytest.mark.parametrize(
    ("change", "field"), [({"ends": "2026-02-28"}, "ends"), ({"decree": " "}, "decree"), ({"kind": ""}, "kind")]
)
def test_a_sanction_that_cannot_be_is_named(tmp_path: Path, change: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInputError, match=f"row 2, {field}: found"):
        read_sanctions(_file(tmp_path, SANCTION | change))


def test_segments_of_one_person_are_told_apart(tmp_path: Path) -> None:
    first = REALIZATION | {"segment_starts": "2026-01-01", "segment": ""}
    second = REALIZATION | {"segment_starts": "2026-07-01", "segment": ""}
    found = read_realizations(_file(tmp_path, first, second), 2026)
    assert list(found) == [Whose(MEMBER, date(2026, 1, 1)), Whose(MEMBER, date(2026, 7, 1))]
    by_number = read_realizations(_file(tmp_path, first | {"segment": "7"}), 2026)
    assert list(by_number) == [Whose(MEMBER, date(2026, 1, 1), 7)]


def test_rows_that_may_be_for_one_segment_in_two_ways_are_refused(tmp_path: Path) -> None:
    rows = [REALIZATION | {"segment_starts": starts} for starts in ("", "2026-01-01")]
    with pytest.raises(InvalidInputError, match=r"row 3, segment_starts: .*every row of this person, or in none"):
        read_realizations(_file(tmp_path, *rows), 2026)
