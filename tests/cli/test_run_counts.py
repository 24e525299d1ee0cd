"""What a run worked on, and its counts in words: numbers, lists, mappings, and a stage that counted nothing."""

import pytest

from cli.run_counts import counted, worked_on


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({}, ""),
        ({"scored": 4, "violations": []}, "people scored: 4; deviations from the pattern: none"),
        ({"violations": ["SANGAT_BAIK_GT_10PCT"]}, "deviations from the pattern: more than 10% are Sangat Baik"),
        ({"facts": {"attendance": 3}, "total": 0}, "rows of data sources: (attendance: 3); to be done in all: 0"),
        ({"facts": {}}, "rows of data sources: none"),
        ({"quality": {"rules": 7, "validations": [1, 2]}},
         "quality: (quality rules judged: 7; validations (numbers): 1, 2)"),
        ({"SANGAT_BAIK": 2}, "Sangat Baik: 2"),
    ],
)  # fmt: skip
def test_counts_are_read_in_words(counts: dict[str, object], said: str) -> None:
    assert counted(counts) == said


def test_a_made_up_region_came_from_no_file() -> None:
    assert worked_on("sample-80-7") == "sample-80-7 (made-up people: there is no file)"
    assert (worked_on("3f" * 32), worked_on(None)) == ("3f" * 32, None)
