"""Text files whose columns, letters or size are out of the ordinary: nothing is lost, and nothing is stored wrongly."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.errors import InvalidInputError
from models.files.cells import Formula, Undecodable
from models.files.layout import Layout
from models.files.reading import read_rows
from models.files.refusals import REFUSALS
from tests.models.files.measuring import counted, peak

CSV, JSON = Layout("csv"), Layout("json")


def cells(path: Path, layout: Layout) -> list[list[Any]]:
    return [row.cells for row in read_rows(path, layout)]


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refusal_of(path: Path, layout: Layout) -> str:
    with pytest.raises(InvalidInputError) as caught:
        cells(path, layout)
    return caught.value.message.text


def test_keys_that_the_first_line_lacks_become_columns_too(tmp_path: Path) -> None:
    path = written(tmp_path / "x.jsonl", '{"a": "1"}\n\n{"b": "2"}\n{"a": "3", "c": "4"}\n')
    assert cells(path, JSON) == [["a", "b", "c"], ["1", None, None], [None, "2", None], ["3", None, "4"]]


def test_objects_and_lists_may_stand_together(tmp_path: Path) -> None:
    path = written(tmp_path / "x.json", '[["x", "y"], {"a": "1"}]')
    assert cells(path, JSON) == [["a"], ["x", "y"], ["1"]]


@pytest.mark.parametrize(
    ("text", "items", "word"),
    [
        ('{"data": {"rows": [{"a": 1}]}} x', "data.rows", "not_json"),
        ('{"data": {"rows": [{"a": 1}]}', "data.rows", "not_json"),
        ('{"data": {"rows": [{"a": 1}]}, "next" 5}', "data.rows", "not_json"),
        ('{"data": {"rows": [{"a": 1},]}}', "data.rows", "not_json"),
        ('[{"a": 1} {"a": 2}]', "", "not_json"),
        ('{"data": {"rows": {"a": 1}}}', "data.rows", "no_items"),
        ('{"data": {}, "other": [1]}', "data.rows", "no_items"),
        ('{"data": []}', "data.rows", "no_items"),
        ("[1]", "", "no_items"),
    ],
)
def test_what_is_not_whole_or_has_no_list_is_refused(tmp_path: Path, text: str, items: str, word: str) -> None:
    assert refusal_of(written(tmp_path / "x.json", text), Layout("json", items=items)) == REFUSALS[word]


def test_the_list_is_found_between_other_values(tmp_path: Path) -> None:
    text = '\ufeff{ "n" : [1, {"rows": 2}] , "data" : {"x": null , "rows" : [ {"a" : "1"} , {"b":"2"} ] , "y":{} } }\n'
    path = written(tmp_path / "x.json", text)
    assert cells(path, Layout("json", items="data.rows")) == [["a", "b"], ["1", None], [None, "2"]]
    assert cells(written(tmp_path / "y.json", '{"rows": [ ]}'), Layout("json", items="rows")) == []


@pytest.mark.parametrize(
    ("name", "content", "layout"),
    [
        ("x.json", r'[{"a": "half \ud800 letter", "b": "whole"}]', JSON),
        ("x.jsonl", r'{"a": "nul \u0000", "b": "whole"}', JSON),
        ("x.json", r'[{"a": ["half \udfff"], "b": "whole"}]', JSON),
        ("x.csv", "a,b\n" + "x,y\n" * 3000 + "nul \0,whole\n", CSV),
    ],
)
def test_letters_that_no_database_stores_are_marked_in_their_cell(
    tmp_path: Path, name: str, content: str, layout: Layout
) -> None:
    last = cells(written(tmp_path / name, content), layout)[-1]
    assert isinstance(last[0], Undecodable)
    assert "\ufffd" in last[0]
    assert last[1] == "whole"
    assert type(last[1]) is str


def test_a_formula_and_a_name_lose_such_letters_too(tmp_path: Path) -> None:
    path = written(tmp_path / "x.json", r'[{"\ud800": "=\u0000"}]')
    assert cells(path, JSON) == [["\ufffd"], [Formula("=\ufffd")]]


def test_a_pair_of_halves_is_one_letter(tmp_path: Path) -> None:
    path = written(tmp_path / "x.json", r'[{"a": "\ud83d\ude00"}]')
    assert cells(path, JSON)[1] == ["😀"]
    assert type(cells(path, JSON)[1][0]) is str


@pytest.mark.parametrize(("name", "kind"), [("x.csv", "csv"), ("x.json", "json"), ("x.xlsx", "xlsx")])
def test_a_file_that_does_not_exist_is_told_as_that(tmp_path: Path, name: str, kind: Any) -> None:
    assert refusal_of(tmp_path / name, Layout(kind)) == REFUSALS["missing"]
    (tmp_path / name).mkdir()
    assert refusal_of(tmp_path / name, Layout(kind)) == REFUSALS["unreadable"]


#: Small files that want much memory; written only when they are asked for, because together they are 300 MB.
GREEDY: dict[str, tuple[str, Callable[[], bytes], Layout, set[str]]] = {
    "a list of lists": ("x.json", lambda: b"[[" + b"[]," * 7_900_000 + b"[]]]", JSON, {"memory", "too_large"}),
    "numbers": ("x.json", lambda: b"[[" + b"1," * 11_000_000 + b"1]]", JSON, {"memory", "too_large"}),
    "objects": ("x.json", lambda: b"[[" + b'{"a":{}},' * 2_600_000 + b"{}]]", JSON, {"memory", "too_large"}),
    "wide letters": (
        "x.json",
        lambda: b'["' + "😀".encode() * 6_000_000 + b'"]',
        JSON,
        {"memory", "too_large", "no_items"},
    ),
    "many names": (
        "x.jsonl",
        lambda: b"".join(b'{"k%d":1}\n' % number for number in range(100_000)),
        JSON,
        {"too_large"},
    ),
    "a row of many lines": ("x.csv", lambda: b'ab,cd,"\n",' * 10_000_000, CSV, {"memory", "too_large"}),
    "a row of many cells": ("x.csv", lambda: b"abc," * 450_000, CSV, {"too_large"}),
    "wide cells": ("x.csv", lambda: (b"\xf0\x9f\x98\x80" * 240_000 + b",") * 100, CSV, {"memory", "too_large"}),
}


@pytest.mark.parametrize("name", GREEDY)
def test_a_file_that_wants_much_memory_is_refused_within_the_limit(tmp_path: Path, name: str) -> None:
    file, content, layout, words = GREEDY[name]
    path = written(tmp_path / file, content())
    assert refusal_of(path, layout) in {REFUSALS[word] for word in words}
    assert peak(path, layout) < 200


def test_two_hundred_thousand_lines_are_read(tmp_path: Path) -> None:
    body = "".join(f"B-{number};{number},5;uraian kegiatan {number};2026-01-05\n" for number in range(200_000))
    path = written(tmp_path / "x.csv", "a;b;c;d\n" + body)
    count, megabytes = counted(path, CSV)
    assert count == 200_001
    assert megabytes < 100


def test_a_large_list_of_usual_objects_is_read(tmp_path: Path) -> None:
    rows = [{"nip": f"19860926{n:010}", "name": f"Pegawai {n} " + "x" * 90, "days": n} for n in range(120_000)]
    path = written(tmp_path / "x.json", json.dumps({"data": rows}))
    assert path.stat().st_size > 18_000_000
    count, megabytes = counted(path, Layout("json", items="data"))
    assert count == 120_001
    assert megabytes < 100
