"""Every template can be filled in and brought in; its drop-downs, formats and guide are there, and no cell computes."""

import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from time import monotonic
from typing import Any
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

import pytest
import yaml
from python_calamine import CalamineWorkbook

from models import actors
from models.database import transaction
from models.datasets.dataset import Dataset, Field, Kind
from models.datasets.registry import DATASETS
from models.files.layout import Layout
from models.files.reading import read_rows
from models.language import _
from models.sources.definition import read_source_file, template_source
from models.sources.held import held_rows
from models.sources.intake import Brought, bring_in
from models.sources.registry import register
from models.sources.template import MONTHS, choices_of, data_sheet_name, source_yaml, write_template
from tests.factories import AGENCY, HEAD, MEMBER, SmallPeriod

YEAR = date.today().year  # noqa: DTZ011
UNITS = [(f"{number}.0{number}", f"Dinas {number}") for number in range(1, 22)]
PEOPLE = [(f"1985061520100110{number:05d}"[:18], f"Pegawai & <{number}>") for number in range(10_000)]
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

every = pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    def write(dataset: Dataset, **more: Any) -> Path:
        path = tmp_path / f"{dataset.name}.xlsx"
        write_template(dataset, path, **more)
        return path

    return write


def part(path: Path, name: str = "xl/worksheets/sheet1.xml") -> str:
    with zipfile.ZipFile(path) as book:
        return book.read(name).decode()


def tree(path: Path, name: str = "xl/worksheets/sheet1.xml") -> ET.Element:
    return ET.fromstring(part(path, name))  # noqa: S314 - we wrote it ourselves


def rules(path: Path) -> dict[int, dict[str, str]]:
    """Column (from 0) → what its data validation says."""
    found = {}
    for rule in tree(path).iter(f"{_MAIN}dataValidation"):
        letters = re.match("[A-Z]+", rule.attrib["sqref"])
        assert letters
        column = 0
        for letter in letters[0]:
            column = 26 * column + ord(letter) - 64
        texts = {child.tag.removeprefix(_MAIN): child.text or "" for child in rule}
        found[column - 1] = rule.attrib | texts
    return found


@every
def test_the_first_sheet_has_the_headings_and_nothing_below(dataset: Dataset, written: Callable[..., Path]) -> None:
    book = CalamineWorkbook.from_path(written(dataset))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows == [[field.column for field in dataset.fields]]
    assert book.sheet_names[0] == data_sheet_name(dataset)
    assert len(book.sheet_names) == 2


@every
def test_no_cell_holds_a_formula(dataset: Dataset, written: Callable[..., Path]) -> None:
    path = written(dataset, units=UNITS, people=PEOPLE[:50])
    for number in range(1, len(CalamineWorkbook.from_path(path).sheet_names) + 1):
        assert not re.search(r"<f[ >/]", part(path, f"xl/worksheets/sheet{number}.xml"))


@every
def test_every_column_is_checked_and_words_drop_down(dataset: Dataset, written: Callable[..., Path]) -> None:
    found = rules(written(dataset))
    assert sorted(found) == list(range(len(dataset.fields)))
    for place, field in enumerate(dataset.fields):
        if field.offered:
            assert found[place]["formula1"].strip('"').split(",") == list(field.offered)
        elif field.kind in {Kind.WORD, Kind.FLAG}:
            offered = found[place]["formula1"].strip('"').split(",")
            assert tuple(offered) == choices_of(field)
            assert all(word in field.words or word in {"ya", "tidak"} for word in offered)
            assert {field.words.get(word) for word in offered} >= set(field.words.values())


@every
@pytest.mark.parametrize("language", ["id", "en"])
def test_each_cell_says_what_belongs_there(
    dataset: Dataset, language: str, written: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KINERJA_LANGUAGE", language)
    for field, (_place, said) in zip(dataset.fields, sorted(rules(written(dataset)).items()), strict=True):
        assert (said["promptTitle"], said["errorTitle"]) == (field.column, field.column)
        assert said["prompt"] == "\n".join(part for part in (_(field.help, language), field.example) if part)
        assert field.kind is Kind.MONTH or said["error"]


@every
def test_text_stays_text_and_days_are_days(dataset: Dataset, written: Callable[..., Path]) -> None:
    path = written(dataset)
    formats = _formats(path)
    for place, field in enumerate(dataset.fields):
        wanted = {
            Kind.DAY: "yyyy-mm-dd",
            Kind.MOMENT: "yyyy-mm-dd hh:mm",
            Kind.TIME: "hh:mm",
            Kind.NUMBER: None,
            Kind.WHOLE: None,
        }.get(field.kind, "@")
        if wanted:
            assert formats[place] == wanted, field.name


@every
def test_required_columns_look_different_and_say_so(
    dataset: Dataset, written: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KINERJA_LANGUAGE", "en")
    path = written(dataset)
    cells = next(row for row in tree(path).iter(f"{_MAIN}row"))
    looks: dict[bool, set[str]] = {True: set(), False: set()}
    for cell, field in zip(cells, dataset.fields, strict=True):
        looks[field.required].add(cell.attrib["s"])
    assert looks[True].isdisjoint(looks[False])
    comments = ["".join(each.itertext()) for each in tree(path, "xl/comments1.xml")[1]]
    for said, field in zip(comments, dataset.fields, strict=True):
        assert said.startswith("Required." if field.required else "May stay empty.")
        assert field.help in said
    assert 'state="frozen"' in part(path)


@every
def test_the_guide_explains_every_field_and_has_the_example(
    dataset: Dataset, written: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KINERJA_LANGUAGE", "en")
    book = CalamineWorkbook.from_path(written(dataset))
    assert book.sheet_names[1] == "Guide"
    rows = {row[0]: row for row in book.get_sheet_by_index(1).to_python()}
    for field in dataset.fields:
        _column, needed, meaning, how, example, words = rows[field.column]
        assert (needed, meaning, example, bool(how)) == ("✔" * field.required, field.help, field.example, True)
        assert tuple(words.split("\n") if words else ()) == choices_of(field)


def test_the_sheet_has_the_indonesian_title_whoever_reads() -> None:
    names = {data_sheet_name(dataset) for dataset in DATASETS.values()}
    assert len(names) == len(DATASETS)
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_ten_thousand_people_drop_down_from_the_third_sheet(written: Callable[..., Path]) -> None:
    began = monotonic()
    path = written(DATASETS["feedback"], people=PEOPLE)
    assert monotonic() - began < 5  # seconds; 2.3 were measured on a shared machine
    book = CalamineWorkbook.from_path(path)
    listed = book.get_sheet_by_index(2).to_python()
    assert [(row[3], row[4]) for row in listed[1:]] == PEOPLE
    for place, field in enumerate(DATASETS["feedback"].fields):
        if field.kind is Kind.NIP:
            rule = rules(path)[place]
            assert (rule["type"], rule["errorStyle"]) == ("list", "warning")
            assert rule["formula1"].endswith("!$D$2:$D$10001")


def test_units_drop_down_by_code_where_rows_name_a_unit(written: Callable[..., Path]) -> None:
    path = written(DATASETS["budget_line"], units=UNITS)
    assert rules(path)[0]["formula1"].endswith("!$A$2:$A$22")
    assert CalamineWorkbook.from_path(path).get_sheet_by_index(2).to_python()[1][:2] == list(UNITS[0])
    assert len(CalamineWorkbook.from_path(written(DATASETS["leave"], units=UNITS)).sheet_names) == 2


def test_a_file_that_cannot_be_written_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        write_template(DATASETS["leave"], tmp_path / "nowhere" / "x.xlsx")


@every
def test_the_yaml_declares_exactly_such_a_file(dataset: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "source.yaml"
    path.write_text(source_yaml(dataset), encoding="utf-8")
    declared = read_source_file(path)
    assert declared.dataset == dataset.name
    assert declared.columns == {field.name: field.column for field in dataset.fields}
    for line in source_yaml(dataset).splitlines():
        if line.startswith("# origin:"):
            path.write_text(
                re.sub("(?m)^# origin:.*$", "", source_yaml(dataset)) + line.removeprefix("# "), encoding="utf-8"
            )
            assert read_source_file(path).origin is not None


def test_every_key_of_a_declaration_is_explained() -> None:
    from models.sources.definition import SourceFile  # noqa: PLC0415

    content = yaml.safe_load(source_yaml(DATASETS["budget_line"]).replace("# origin:", "origin:", 1))
    assert set(content) == set(SourceFile.model_fields)


# --- filled in and brought in ---------------------------------------------------------------------------------------


def _formats(path: Path) -> list[str]:
    """Number format by column, as its style says."""
    styles = tree(path, "xl/styles.xml")
    own = {each.attrib["numFmtId"]: each.attrib["formatCode"] for each in styles.iter(f"{_MAIN}numFmt")}
    built_in = {"0": "General", "1": "0", "49": "@"}
    cell_formats = styles.find(f"{_MAIN}cellXfs")
    assert cell_formats is not None
    codes = [own.get(each.attrib["numFmtId"]) or built_in[each.attrib["numFmtId"]] for each in cell_formats]
    return [codes[int(style)] for style in _styles(path)]


def _styles(path: Path) -> list[str]:
    found: list[str] = []
    for column in tree(path).iter(f"{_MAIN}col"):
        repeated = int(column.attrib["max"]) - int(column.attrib["min"]) + 1
        found += [column.attrib.get("style", "0")] * repeated
    return found


def _typed(field: Field, text: str) -> str:
    """What a spreadsheet program stores when somebody types `text` into a cell of the column."""
    epoch = datetime(1899, 12, 30)  # noqa: DTZ001
    if field.kind is Kind.DAY:
        return f"<v>{(datetime.fromisoformat(text) - epoch).days}</v>"
    if field.kind is Kind.MOMENT:
        return f"<v>{(datetime.fromisoformat(text) - epoch).total_seconds() / 86_400!r}</v>"
    if field.kind is Kind.TIME:
        return f"<v>{(int(text[:2]) * 60 + int(text[3:])) / 1440!r}</v>"
    if field.kind in {Kind.NUMBER, Kind.WHOLE}:
        return f"<v>{text}</v>"
    return ""


def fill(path: Path, dataset: Dataset, values: dict[str, str]) -> None:
    """Type a row into the template, in the styles its columns have."""
    cells = []
    for place, (field, style) in enumerate(zip(dataset.fields, _styles(path), strict=True)):
        text = values.get(field.name, "")
        if not text:
            continue
        reference, typed = f'r="{chr(65 + place)}2" s="{style}"', _typed(field, text)
        inline = f'<c {reference} t="inlineStr"><is><t>{escape(text)}</t></is></c>'
        cells.append(f"<c {reference}>{typed}</c>" if typed else inline)
    _change(path, lambda xml: xml.replace("</sheetData>", f'<row r="2">{"".join(cells)}</row></sheetData>'))


def _change(path: Path, change: Callable[[str], str]) -> None:
    """Write the workbook anew with its first sheet changed."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = change(parts[sheet].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)


def _examples(dataset: Dataset) -> dict[str, str]:
    """The examples of all fields, as if they were of a person and agency of the small period."""
    values = {field.name: field.example.replace("2026", str(YEAR)) for field in dataset.fields}
    values |= {"nip": MEMBER, "officer": MEMBER, "giver": HEAD, "unit": AGENCY, "segment_starts": ""}
    fitting = {
        "realization": {"work_result": "1", "indicator": "1", "month": f"{YEAR}-01"},
        "activity_log": {"unrelated_reason": ""},
    }
    return values | fitting.get(dataset.name, {})


@every
def test_a_template_filled_with_its_examples_comes_in(
    dataset: Dataset, written: Callable[..., Path], collecting: SmallPeriod
) -> None:
    path = written(dataset, units=[(AGENCY, "Dinas Kesehatan")], people=[(MEMBER, "Pegawai")])
    fill(path, dataset, _examples(dataset))
    brought = _bring(dataset, path, collecting)
    assert (brought.outcome, brought.rows, brought.added, brought.held) == ("stored", 1, 1, 0), _why(collecting)


def _bring(dataset: Dataset, path: Path, period: SmallPeriod) -> Brought:
    with transaction() as session:
        source_id = register(session, period.code, template_source(dataset.name), by=actors.operator())
    return bring_in(source_id, path, way="file", name=path.name, by=actors.operator())


def _why(period: SmallPeriod) -> list[str]:
    with transaction() as session:
        return [" ".join(row["sentences"]) for row in held_rows(session, period.id)]


@every
def test_an_empty_template_is_refused_because_it_has_no_rows(
    dataset: Dataset, written: Callable[..., Path], collecting: SmallPeriod
) -> None:
    _is_refused(_bring(dataset, written(dataset, units=UNITS, people=PEOPLE[:50]), collecting), "no rows below")


@every
def test_guide_and_lists_are_never_taken_for_data(
    dataset: Dataset, written: Callable[..., Path], collecting: SmallPeriod
) -> None:
    """Somebody who spoils the headings is told so; no example of the guide comes in instead."""
    path = written(dataset, units=UNITS, people=PEOPLE[:50])
    _change(path, lambda xml: re.sub("<sheetData>.*</sheetData>", "<sheetData/>", xml, flags=re.DOTALL))
    _is_refused(_bring(dataset, path, collecting), "headings")


def _is_refused(brought: Brought, part: str) -> None:
    assert (brought.outcome, brought.added, brought.held) == ("refused", 0, 0)
    assert part in (brought.message.render("en") if brought.message else "")


@pytest.mark.parametrize("month", ["3", *MONTHS[:2], f"{YEAR}-03"])
def test_months_may_be_typed_in_every_way(month: str, written: Callable[..., Path], collecting: SmallPeriod) -> None:
    dataset = DATASETS["attendance"]
    path = written(dataset)
    fill(path, dataset, {"nip": MEMBER, "month": month, "working_days": "21", "present_days": "20"})
    assert _bring(dataset, path, collecting).added == 1, _why(collecting)


def test_typed_cells_keep_their_kind(written: Callable[..., Path]) -> None:
    dataset = DATASETS["activity_log"]
    path = written(dataset)
    fill(path, dataset, _examples(dataset))
    row = list(read_rows(path, Layout("xlsx", data_sheet_name(dataset))))[1].cells
    by_name = dict(zip((field.name for field in dataset.fields), row, strict=False))
    assert by_name["nip"] == MEMBER
    assert by_name["day"] == date(YEAR, 3, 31)
    assert by_name["starts"] == time(8)
    assert by_name["ends"] == time(9, 30)
