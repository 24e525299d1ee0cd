"""The period file names every field that is wrong, and takes what a region decides by decree."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from models.errors import InvalidInputError
from models.period_file import read_period_file
from models.period_rules import choices_of
from models.rules.choices import settings_on
from models.rules.settings import MainSegment
from models.vocabulary import Stage
from tests.factories import period_file


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINERJA_LANGUAGE", "en")


def _content(**changes: Any) -> dict[str, Any]:
    return period_file().canonical() | changes


def _written(folder: Path, content: Any) -> Path:
    path = folder / "period.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


def _choice(setting: str, value: Any, decree: str = "Perbup 7/2026") -> dict[str, Any]:
    return {"setting": setting, "value": value, "applies_from": "2026-01-01", "decree": decree}


def test_a_written_period_reads_back_equal(tmp_path: Path) -> None:
    read = read_period_file(_written(tmp_path, _content()))
    assert read.digest() == period_file().digest()


def test_administrators_of_units_are_read_and_none_is_as_before(tmp_path: Path) -> None:
    named = [{"nip": "198001012005011001", "unit": "DINKES"}]
    read = read_period_file(_written(tmp_path, _content(unit_administrators=named)))
    assert read.canonical()["unit_administrators"] == named
    assert read.digest() != period_file().digest()
    assert "unit_administrators" not in period_file().canonical()


def test_what_a_file_says_of_feedback_rounds_is_read_and_nothing_is_as_before(tmp_path: Path) -> None:
    rules = {"use": "expected", "opens": "2026-09-01", "closes": "2026-10-31"}
    read = read_period_file(_written(tmp_path, _content(feedback_round=rules)))
    assert read.canonical()["feedback_round"] == rules
    assert "feedback_round" not in period_file().canonical()
    said = read_period_file(_written(tmp_path, _content(feedback_round={"use": "optional"})))
    assert said.digest() == period_file().digest()


def test_choices_of_a_region_are_exact_and_dated(tmp_path: Path) -> None:
    choices = [_choice("first_half_factor", 1.2), _choice("main_segment", "longest")]
    choices[1]["applies_from"] = "2026-07-01"
    read = read_period_file(_written(tmp_path, _content(settings=choices)))
    decided = choices_of(read.canonical())
    assert str(settings_on(date(2026, 12, 31), decided).first_half_factor) == "6/5"
    assert settings_on(date(2026, 12, 31), decided).main_segment is MainSegment.LONGEST
    assert settings_on(date(2026, 6, 30), decided).main_segment is MainSegment.LATEST_END


_WRONG: Mapping[str, tuple[dict[str, Any], str]] = {
    "dates exchanged": ({"starts": "2026-12-31", "ends": "2026-01-01"}, "ends lies before starts"),
    "no such day": ({"starts": "2026-02-31"}, "starts"),
    "NIP as number": ({"administrators": [198001012005011001]}, "quotation marks"),
    "NIP of a unit administrator as number": (
        {"unit_administrators": [{"nip": 198001012005011001, "unit": "DINKES"}]},
        r"unit_administrators\.0\.nip: write every NIP in quotation marks",
    ),
    "NIP of a unit administrator in other digits": (
        {"unit_administrators": [{"nip": "１９８００１０１２００５０１１００１", "unit": "DINKES"}]},  # noqa: RUF001
        r"unit_administrators\.0\.nip: write a NIP as 18 digits",
    ),
    "unit administrator of nothing": (
        {"unit_administrators": [{"nip": "198001012005011001"}]},
        r"unit_administrators\.0\.unit",
    ),
    "unknown pack": ({"rule_pack": "PP46"}, "no rule pack for periods"),
    "unknown zone": ({"timezone": "Asia/Nowhere"}, "Asia/Jakarta"),
    "deadline missing": ({"deadlines": {"briefing": "2026-01-10"}}, "no date for target_setting"),
    "before the rule pack was law": ({"starts": "2021-01-01", "ends": "2021-12-31"}, "applies from 2022"),
    "zone abroad": ({"timezone": "America/New_York"}, "no time zone of Indonesia"),
    "deadline before the period": (
        {"deadlines": {str(stage): "2001-01-01" for stage in Stage}},
        "before the period starts",
    ),
    "deadlines out of order": (
        {"deadlines": {str(stage): f"2030-01-{20 - stage.position}" for stage in Stage}},
        "target_setting is due before briefing",
    ),
    "no targets": ({"strategic_targets": []}, "strategic_targets"),
    "unknown key": ({"deadline": 1}, "deadline"),
    "unknown setting": ({"settings": [_choice("minimum_groups", 5)]}, "minimum_groups"),
    "setting out of range": ({"settings": [_choice("minimum_group", -1)]}, "minimum_group"),
    "setting without decree": ({"settings": [_choice("minimum_group", 5, decree="")]}, "decree"),
    "pattern as law": ({"settings": [_choice("distribution_mode", "block")]}, "guide"),
    "code with spaces": ({"code": "2026 tahunan"}, "code"),
}


@pytest.mark.parametrize("case", _WRONG)
def test_a_wrong_field_is_named(tmp_path: Path, case: str) -> None:
    change, word = _WRONG[case]
    with pytest.raises(InvalidInputError, match=word):
        read_period_file(_written(tmp_path, _content(**change)))


@pytest.mark.parametrize("text", ["", "just words", "a: [", "\x00", "- 1\n- 2"])
def test_a_file_that_is_no_period_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "period.yaml"
    path.write_text(text)
    with pytest.raises(InvalidInputError, match=r"period\.yaml"):
        read_period_file(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("code: x\ntitle: [a\nkind: b", "from line 3, column 5 on"),
        ("code: x\n\ttitle: y", "from line 2, column 1 on"),
        ("code: 'x", "from line 1, column 9 on"),
        ("starts: 2026-02-30", "a day that does not exist"),
        ("a: \x00", "characters that are no text"),
        ("[" * 20_000, "more levels than a period file has"),
    ],
)
def test_what_is_no_yaml_is_told_plainly_and_where(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "period.yaml"
    path.write_text(text)
    with pytest.raises(InvalidInputError, match=words) as told:
        read_period_file(path)
    assert not re.search("token|mapping|scanning|parsing|expected|range", str(told.value)), "the parser's own words"


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "period.yaml"
    path.write_bytes("code: \u00e9".encode("latin-1"))
    with pytest.raises(InvalidInputError, match="not text in UTF-8"):
        read_period_file(path)


def test_a_folder_a_missing_and_a_huge_file_are_refused(tmp_path: Path) -> None:
    huge = tmp_path / "huge.yaml"
    huge.write_text("#" * 1_000_001)
    for path in (tmp_path, tmp_path / "none.yaml", huge):
        with pytest.raises(InvalidInputError):
            read_period_file(path)
