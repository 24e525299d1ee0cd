"""A file whose headings do not fit is refused with what was expected, what stands there and what was meant."""

import re
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter

from models.datasets.dataset import Dataset
from models.datasets.registry import DATASETS
from models.errors import InvalidInputError
from models.language import Message
from models.sources.converting import Writing
from models.sources.definition import SourceFile, template_source
from models.sources.table import Line, Sheet, lines_of
from models.sources.template import write_template
from tests.models.sources.conftest import source

every = pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)
LEAVE = "nip;jenis_cuti;mulai;selesai\n"


def lines(path: Path, declared: SourceFile) -> list[Line]:
    return list(lines_of(path, path.name, Writing(declared, 2026, ZoneInfo("Asia/Makassar")), Sheet()))


def read(tmp_path: Path, text: str, declared: SourceFile) -> list[Line]:
    path = tmp_path / "data.csv"
    path.write_text(text, encoding="utf-8")
    return lines(path, declared)


def refusal(tmp_path: Path, text: str, declared: SourceFile | None = None) -> str:
    with pytest.raises(InvalidInputError) as caught:
        read(tmp_path, text, declared or template_source("leave"))
    kept = Message.of_data(caught.value.message.as_data())  # as a delivery keeps it
    assert "DQ-X01" in kept.render("en")
    return kept.render("en")


def examples(dataset: Dataset) -> str:
    return ";".join(field.example for field in dataset.fields)


@every
@pytest.mark.parametrize("before", ["", "Laporan Bulanan;;\n;;\n"], ids=["alone", "below a title"])
def test_rows_without_any_heading_are_told_what_was_expected(tmp_path: Path, dataset: Dataset, before: str) -> None:
    told = refusal(tmp_path, before + 3 * (examples(dataset) + "\n"), template_source(dataset.name))
    assert "no row with the headings among its first 20" in told
    assert all(field.column in told for field in dataset.fields if field.required)
    assert "lack" not in told
    assert f"Seen in row 1: {before[:15] or dataset.fields[0].example}" in told


@every
def test_misspelled_headings_are_told_beside_what_was_meant(tmp_path: Path, dataset: Dataset) -> None:
    columns = [field.column for field in dataset.fields]
    longest = max((field.column for field in dataset.fields if field.required), key=len)
    wrong = longest[:1] + longest[2:]
    text = "Laporan\n" + ";".join(wrong if each == longest else each for each in columns) + "\n"
    told = refusal(tmp_path, text + examples(dataset), template_source(dataset.name))
    assert f"row 2: the headings lack {longest} " in told
    assert f"“{wrong}” looks like “{longest}”" in told


def test_a_row_of_nothing_but_misspelled_headings_is_known_for_them(tmp_path: Path) -> None:
    told = refusal(tmp_path, "NIPP;Jenis Cutti;Mulaii;Selsai\n")
    assert "lack nip, jenis_cuti, mulai, selesai" in told
    assert "“NIPP” looks like “nip”; “Jenis Cutti” looks like “jenis_cuti”; “Mulaii” looks like “mulai”" in told


def test_a_heading_that_is_not_there_at_all_is_named(tmp_path: Path) -> None:
    told = refusal(tmp_path, LEAVE.replace("mulai;", ""))
    assert "row 1: the headings lack mulai (DQ-X01). Add the column" in told


def test_an_unknown_column_that_is_an_optional_one_misspelled_is_told(tmp_path: Path) -> None:
    told = refusal(tmp_path, LEAVE.replace("\n", ";nomer_surat;catatan\n"))
    assert "nobody declared the columns nomer_surat, catatan" in told
    assert "“nomer_surat” looks like “nomor_surat”." in told
    assert "looks like" not in refusal(tmp_path, LEAVE.replace("\n", ";catatan\n"))


def test_headings_merged_over_two_rows_that_lack_one(tmp_path: Path) -> None:
    columns = {"nip": "Pegawai NIP", "kind": "Cuti Jenis", "starts": "Cuti Mulai", "ends": "Cuti Selesai"}
    told = refusal(tmp_path, "Pegawai;Cuti;\nNIP;Jenis;Mulai\n", source(dataset="leave", columns=columns))
    assert "row 2: the headings lack Cuti Selesai" in told


@every
def test_an_optional_column_may_be_declared_and_not_be_there(tmp_path: Path, dataset: Dataset) -> None:
    declared = source(dataset=dataset.name, columns={field.name: field.column for field in dataset.fields})
    required = [field for field in dataset.fields if field.required]
    text = ";".join(field.column for field in required) + "\n" + ";".join(field.example for field in required)
    (line,) = read(tmp_path, text, declared)
    assert line.problems == ()
    assert {line.values[field.name] for field in dataset.fields if not field.required} <= {None}


@every
def test_a_template_without_its_headings_shows_nothing_of_guide_and_lists_as_headings(
    tmp_path: Path, dataset: Dataset
) -> None:
    path = tmp_path / "data.xlsx"
    write_template(dataset, path, units=[("5.03", "Dinas")], people=[("198001012005011001", "Siti")])
    without = source(dataset=dataset.name, columns={field.name: "x" + field.name for field in dataset.fields})
    with pytest.raises(InvalidInputError, match="no row with the headings"):
        lines(path, without)


@pytest.mark.parametrize(
    ("declared", "part"),
    [({"sheet": "Dua"}, "The sheet “Dua” of data.xlsx holds nothing"), ({}, "row 1 of the sheet “Satu”: Laporan")],
)
def test_the_sheet_is_named(tmp_path: Path, declared: dict[str, Any], part: str) -> None:
    path = tmp_path / "data.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Satu").write_string(0, 0, "Laporan")
        book.add_worksheet("Dua")
    with pytest.raises(InvalidInputError, match=re.escape(part)):
        lines(path, source(dataset="leave", **declared))


def test_a_workbook_with_nothing_in_it_says_so(tmp_path: Path) -> None:
    path = tmp_path / "data.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Satu")
    with pytest.raises(InvalidInputError, match="no cell of it is filled in"):
        lines(path, template_source("leave"))
