"""The pre-flight check finds exactly the mistakes that were made on purpose: none missed, no false alarm."""

from collections import Counter
from datetime import date

import pytest

from deployments.sample.mistake_kinds import KINDS
from deployments.sample.region import make_region
from models.roster.checking import check_roster

ON = date(2026, 1, 5)


@pytest.mark.parametrize(
    ("employees", "seed"), [(10, 7), (60, 2), (120, 7), (121, 1), (500, 7), (500, 8), (1200, 9), (5000, 3)]
)
def test_the_check_finds_exactly_the_mistakes_made(employees: int, seed: int) -> None:
    region = make_region(employees, seed, 2026)
    report = check_roster(region.roster, on=ON)
    found = Counter((one.code, one.severity.value, one.sheet, one.row, one.field) for one in report.problems)
    made = Counter((one.code, one.severity, one.sheet, one.row, one.field) for one in region.mistakes)
    assert found == made
    assert sum(made.values()) >= 3


def test_every_kind_of_mistake_occurs_in_a_region_of_usual_size() -> None:
    assert {mistake.kind for mistake in make_region(500, year=2026).mistakes} == set(KINDS)


def test_a_region_without_mistakes_has_no_answer_sheet() -> None:
    assert make_region(120, year=2026, mistakes=False).mistakes == []


def test_most_people_can_be_launched_in_spite_of_the_mistakes() -> None:
    report = check_roster(make_region(2000, year=2026).roster, on=ON)
    assert len(report.accepted) > 1850
    assert all(row.because.render("en") for row in report.held)
