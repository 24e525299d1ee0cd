from pathlib import Path

import pytest

from models.rules.checking import Verdict, check_case
from models.rules.json_text import read_json

CASES = read_json((Path(__file__).parent.parent / "published_cases.json").read_text("utf-8"))


def test_no_published_case_is_lost():
    assert len(CASES) == 111


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_the_published_case_agrees(case):
    checked = check_case(case, 0)
    assert (checked.verdict, checked.expected, checked.found) == (Verdict.AGREES, {}, {})
