"""A source is declared by a small YAML; whatever is wrong in it is named with the field and what to write."""

from pathlib import Path

import pytest

from models.datasets.registry import DATASETS
from models.errors import InvalidInputError
from models.sources.definition import SourceFile, read_source_file, template_source

GOOD = """
code: skm-dukcapil
dataset: survey_answer
unit: DUKCAPIL
numbers: indonesian
dates: dd/mm/yyyy
columns: {respondent: "No.", answered_at: Waktu}
ignore: "*"
origin: {way: http, url: "https://skm.example.go.id/jawaban.csv", kind: csv, secret: "env:SKM_TOKEN",
         headers: {Authorization: "Bearer {secret}"}}
every_minutes: 30
"""


def _read(tmp_path: Path, text: str) -> SourceFile:
    path = tmp_path / "source.yaml"
    path.write_text(text, encoding="utf-8")
    return read_source_file(path)


def test_a_declaration_is_read_and_has_one_digest(tmp_path: Path) -> None:
    read = _read(tmp_path, GOOD)
    assert read.origin is not None
    assert (read.origin.way, read.every_minutes) == ("http", 30)
    assert read.digest() == _read(tmp_path, GOOD + "\n# a note\n").digest()
    assert read.digest() != _read(tmp_path, GOOD.replace("30", "31")).digest()


@pytest.mark.parametrize("name", DATASETS)
def test_every_dataset_has_a_source_nobody_must_declare(name: str) -> None:
    assert template_source(name).kind_of_data is DATASETS[name]
    assert template_source(name, "1.02").unit == "1.02"


WRONG = {
    "dataset": (GOOD.replace("survey_answer", "skm"), "dataset: no such dataset"),
    "field": (GOOD.replace("respondent", "responden"), "survey_answer has no field responden"),
    "numbers": (GOOD.replace("indonesian", "german"), "numbers: must be one of"),
    "way": (GOOD.replace("way: http", "way: ftp"), "has a way that is not known"),
    "a written secret": (GOOD.replace("env:SKM_TOKEN", "s3cr3t"), "origin.http.secret: has a form"),
    "user in the address": (GOOD.replace("//skm", "//me:secret@skm"), "origin.http.url"),
    "unknown key": (GOOD + "colums: {}\n", "colums: is not known here"),
    "no code": (GOOD.replace("code: skm-dukcapil", ""), "code: is missing"),
    "no yaml": ("a: [", "cannot be read as YAML"),
    "a list": ("- a\n", "holds no fields"),
    "a query that writes": (
        "code: x\ndataset: outage\norigin: {way: sql, url: 'env:DB', query: 'DELETE FROM x'}",
        "SELECT or WITH",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_named_with_its_field(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINERJA_LANGUAGE", "en")
    text, part = WRONG[name]
    with pytest.raises(InvalidInputError) as caught:
        _read(tmp_path, text)
    assert part in str(caught.value)
