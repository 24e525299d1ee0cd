"""Tables as files: nothing that people wrote becomes a formula, and no NIP loses its last digits."""

import csv
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from models.errors import InvalidInputError
from models.exchange.written import write_table

HOSTILE = ("=1+1", "+62812", "-2", "@SUM(A1)", "\tx", '=HYPERLINK("x")', "{{ 7*7 }}", "a\nb", "\u202eabc")
LINE: Mapping[str, Any] = {
    "nip": "198506152010011003", "points": Decimal("6.25"), "months": 4, "day": date(2026, 4, 30), "empty": None,
}  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_a_formula(tmp_path: Path, text: str) -> None:
    lines = [dict(LINE) | {"name": text}]
    write_table(lines, tmp_path / "x.csv", sheet="x")
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as source:
        [read] = csv.DictReader(source)
    assert read["name"] in {text, "'" + text}
    assert not read["name"].startswith(("=", "+", "-", "@", "\t", "\r"))
    write_table(lines, tmp_path / "x.xlsx", sheet="x")
    heads, cells = CalamineWorkbook.from_path(tmp_path / "x.xlsx").get_sheet_by_index(0).to_python()
    assert dict(zip(heads, cells, strict=True))["name"] == text


def test_the_three_forms_say_the_same(tmp_path: Path) -> None:
    for ending in ("csv", "json", "xlsx"):
        write_table([dict(LINE)], tmp_path / f"x.{ending}", sheet="skp22")
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as source:
        [read] = csv.DictReader(source)
    assert read == {"nip": LINE["nip"], "points": "6.25", "months": "4", "day": "2026-04-30", "empty": ""}
    [told] = json.loads((tmp_path / "x.json").read_text())
    assert told == {"nip": LINE["nip"], "points": "6.25", "months": 4, "day": "2026-04-30", "empty": None}
    heads, cells = CalamineWorkbook.from_path(tmp_path / "x.xlsx").get_sheet_by_name("skp22").to_python()
    assert dict(zip(heads, cells, strict=True))["nip"] == LINE["nip"]


@pytest.mark.parametrize("ending", ["csv", "json", "xlsx"])
def test_a_file_that_cannot_be_written_says_so(tmp_path: Path, ending: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        write_table([dict(LINE)], tmp_path / "nowhere" / f"x.{ending}", sheet="x")
    assert "--out" in str(refused.value)


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError):
        write_table([], tmp_path / "x.pdf", sheet="x")
    assert list(tmp_path.iterdir()) == []
