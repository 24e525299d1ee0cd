"""A template takes only the answers a survey has; the import takes others, for the quality rule to judge."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from models.datasets.registry import DATASETS
from tests.factories import SmallPeriod
from tests.models.sources.test_template import _bring, _examples, _why, fill, rules, written

__all__ = ["written"]


def test_an_answer_of_a_survey_is_1_to_4_or_blank_in_the_workbook(
    written: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KINERJA_LANGUAGE", "en")
    dataset = DATASETS["survey_answer"]
    path = written(dataset)
    found = rules(path)
    places = [place for place, field in enumerate(dataset.fields) if re.fullmatch("u[1-9]", field.name)]
    assert len(places) == 9
    for place in places:
        rule = found[place]
        assert (rule["type"], rule["formula1"], rule["allowBlank"]) == ("list", '"1,2,3,4"', "1")
        assert "errorStyle" not in rule  # that is "stop", and neither "warning" nor "information"
        assert rule["error"] == "Write one of 1, 2, 3, 4, or leave the cell empty."
    guide = {row[0]: row for row in CalamineWorkbook.from_path(path).get_sheet_by_index(1).to_python()}
    assert guide["u1"][3:] == ["a whole number · only 1, 2, 3, 4", "3", "1\n2\n3\n4"]


def test_an_answer_beyond_the_scale_still_comes_in_and_is_left_to_the_quality_rule(
    written: Callable[..., Path], collecting: SmallPeriod
) -> None:
    dataset = DATASETS["survey_answer"]
    path = written(dataset)
    fill(path, dataset, _examples(dataset) | {"u1": "5", "u2": ""})
    assert _bring(dataset, path, collecting).added == 1, _why(collecting)
