"""Cells become values only as the declaration says they are written; nothing is guessed (SPEC §3.8, §4.1)."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.datasets.dataset import Field, Kind, number
from models.files.cells import Formula, Undecodable
from models.sources.converting import Writing, Wrong, as_declared
from tests.models.sources.conftest import source

ZONE = ZoneInfo("Asia/Makassar")


def read(kind: Kind, cell: Any, *, words: dict[str, str] | None = None, **declared: Any) -> Any:
    field = Field("x", "x", kind, "x", required=False, words=words or {})
    return Writing(source(dataset="outage", **declared), 2026, ZONE).converter(field)(cell)


@pytest.mark.parametrize(
    ("numbers", "cell", "value"),
    [
        ("plain", "1234.5", "1234.5"),
        ("plain", "-0.10", "-0.10"),
        ("plain", "Rp 5000", "5000"),
        ("plain", "1.234,50", None),
        ("plain", "1,5", None),
        ("plain", "1e3", None),
        ("plain", "1_000", None),
        ("plain", "٣", None),
        ("indonesian", "1.234,50", "1234.50"),
        ("indonesian", "1234,5", "1234.5"),
        ("indonesian", "1.234", "1234"),
        ("indonesian", "Rp1.000.000", "1000000"),
        ("indonesian", "1234.5", None),
        ("indonesian", "12.34", None),
        ("indonesian", "1,234.50", None),
        ("plain", Decimal("1.234"), "1.234"),
        ("indonesian", Decimal("1.234"), "1.234"),
        ("plain", "NaN", None),
        ("plain", Decimal("Infinity"), None),
    ],
)
def test_a_number_is_read_as_declared_and_never_guessed(numbers: str, cell: Any, value: str | None) -> None:
    found = read(Kind.NUMBER, cell, numbers=numbers)
    assert isinstance(found, Wrong) if value is None else found == Decimal(value)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_what_is_given_back_to_be_corrected_is_read_as_the_same_number(value: Decimal) -> None:
    for numbers in ("plain", "indonesian"):
        declared = source(dataset="outage", numbers=numbers)
        assert read(Kind.NUMBER, as_declared(value, declared), numbers=numbers) == value


@pytest.mark.parametrize(
    ("dates", "cell", "day"),
    [
        ("yyyy-mm-dd", "2026-02-28", date(2026, 2, 28)),
        ("yyyy-mm-dd", "28-02-2026", None),
        ("dd-mm-yyyy", "28-02-2026", date(2026, 2, 28)),
        ("dd-mm-yyyy", "31-02-2026", None),
        ("dd/mm/yyyy", "01/02/2026", date(2026, 2, 1)),
        ("mm/dd/yyyy", "01/02/2026", date(2026, 1, 2)),
        ("dd.mm.yyyy", "1.2.2026", date(2026, 2, 1)),
        ("yyyymmdd", "20260228", date(2026, 2, 28)),
        ("yyyy-mm-dd", datetime(2026, 2, 28, 9, 0), date(2026, 2, 28)),  # noqa: DTZ001 - as a spreadsheet has it
        ("yyyy-mm-dd", "2026-02-28 extra", None),
        ("yyyy-mm-dd", "46081", None),
    ],
)
def test_a_day_is_read_as_declared(dates: str, cell: Any, day: date | None) -> None:
    found = read(Kind.DAY, cell, dates=dates)
    assert isinstance(found, Wrong) if day is None else found == day


@pytest.mark.parametrize(
    ("cell", "month"),
    [
        ("3", 3), ("12", 12), ("13", None), ("0", None), ("Maret", 3), ("2026-03", 3), ("2026-13", None),
        ("2026-03-17", 3), (date(2026, 3, 17), 3), ("", "nothing"), (Decimal(3), 3), ("March", None),
    ],
)  # fmt: skip
def test_a_month_may_be_written_in_the_usual_ways(cell: Any, month: Any) -> None:
    found = read(Kind.MONTH, cell)
    if month == "nothing":
        assert found is None
    else:
        assert isinstance(found, Wrong) if month is None else found == date(2026, month, 1)


def test_a_moment_is_of_the_region_unless_it_says_its_own_zone() -> None:
    assert read(Kind.MOMENT, "2026-03-31 09:15") == datetime(2026, 3, 31, 9, 15, tzinfo=ZONE)
    assert read(Kind.MOMENT, "2026-03-31T01:15:00+00:00") == datetime(2026, 3, 31, 1, 15, tzinfo=UTC)
    assert read(Kind.MOMENT, "31/03/2026 09.15", dates="dd/mm/yyyy") == datetime(2026, 3, 31, 9, 15, tzinfo=ZONE)
    assert isinstance(read(Kind.MOMENT, "2026-03-31"), Wrong)
    assert isinstance(read(Kind.MOMENT, "2026-03-31 25:00"), Wrong)


def test_times_flags_words_and_blanks() -> None:
    assert read(Kind.TIME, "08.30") == time(8, 30)
    assert isinstance(read(Kind.TIME, "24:00"), Wrong)
    assert read(Kind.FLAG, "Ya") is True
    assert isinstance(read(Kind.FLAG, "mungkin"), Wrong)
    assert read(Kind.WORD, "SELESAI", words={"selesai": "finished"}) == "finished"
    assert isinstance(read(Kind.WORD, "batal", words={"selesai": "finished"}), Wrong)
    assert read(Kind.TEXT, "n/a", blank=["N/A"]) is None


def test_a_number_in_a_column_of_text_is_what_people_see_and_a_damaged_one_is_held() -> None:
    assert read(Kind.TEXT, Decimal("123.0")) == "123"  # as a spreadsheet keeps what was typed as 123
    assert read(Kind.TEXT, Decimal("5.03")) == "5.03"
    assert read(Kind.TEXT, Decimal(1234567890123456789)) == "1234567890123456789"  # as JSON keeps it
    found = read(Kind.TEXT, Decimal("1.234567890123457E+18"))
    assert isinstance(found, Wrong)
    assert "write it anew in a column formatted as text" in found.expected.render("en")
    assert as_declared(Decimal("-3.0"), source(dataset="outage", numbers="indonesian")) == "-3"


@pytest.mark.parametrize("cell", ["1.98609E+17", Decimal("1.98609262015051e17"), "198609262015051000"])
def test_a_nip_that_went_through_a_number_cell_is_damaged(cell: Any) -> None:
    found = read(Kind.NIP, cell)
    assert isinstance(found, Wrong)
    assert found.code == "DQ-E03"


def test_a_nip_is_read_with_blanks_and_refused_with_foreign_digits() -> None:
    assert read(Kind.NIP, "19700101 199503 1 001") == "197001011995031001"
    wrong = read(Kind.NIP, "１97001011995031001")  # noqa: RUF001 - that is the point
    assert isinstance(wrong, Wrong)
    assert wrong.code == "DQ-E01"


def test_a_formula_and_a_wrong_encoding_are_named() -> None:
    formula = read(Kind.NUMBER, Formula("=SUM(A1:A9)"))
    assert isinstance(formula, Wrong)
    assert "paste them as values" in formula.expected.render("en")
    strange = read(Kind.TEXT, Undecodable("caf�"))
    assert isinstance(strange, Wrong)
    assert "utf-8" in strange.expected.render("en")


def test_limits_of_a_field_are_told() -> None:
    money = number("ceiling", "pagu", "x", least=0)
    found = Writing(source(dataset="outage"), 2026, ZONE).converter(money)("-5")
    assert isinstance(found, Wrong)
    assert (found.code, found.expected.render("en")) == ("DQ-B01", "0 or more")
    assert isinstance(read(Kind.WHOLE, "1.5"), Wrong)
    assert isinstance(read(Kind.WHOLE, "99999999999"), Wrong)
    assert isinstance(read(Kind.TEXT, "x" * 501), Wrong)
