"""The sample regency: sound, believable, the same for the same seed, and of any size."""

from collections import Counter
from datetime import date

import pytest

from deployments.sample.goals import STRATEGIC_TARGETS
from deployments.sample.region import Region, make_region
from models.errors import InvalidInputError
from models.roster.checking import check_roster
from models.rules.distribution import distribution
from models.rules.identity import mismatches, parse_employee_number, parse_nik
from models.rules.permenpanrb6 import predicate
from models.vocabulary import Predicate, Rating

YEAR = 2026
ON = date(YEAR, 1, 5)


@pytest.fixture(scope="module")
def region() -> Region:
    return make_region(1500, year=YEAR, mistakes=False)


@pytest.mark.parametrize("employees", [1, 2, 3, 7, 17, 18, 36, 119, 120, 777, 4001])
def test_a_region_of_any_size_is_sound(employees: int) -> None:
    made = make_region(employees, year=YEAR, mistakes=False)
    report = check_roster(made.roster, on=ON)
    assert len(made.employees) == len(report.accepted) == employees
    assert report.problems == []
    raters = {employee.nip: employee.rater_nip for employee in made.employees}
    assert {entry.nip: entry.rater_nip for entry in report.accepted} == raters
    assert {unit.code: unit for unit in report.units} == {unit.code: unit for unit in made.units}


@pytest.mark.parametrize("employees", [0, -1, 2_000_001])
def test_a_size_out_of_range_is_refused(employees: int) -> None:
    with pytest.raises(InvalidInputError, match="choose 1 to"):
        make_region(employees)


def test_a_demo_of_120_has_several_real_agencies() -> None:
    names = [node.name for node in make_region(120, year=YEAR).agencies]
    assert {"Dinas Kesehatan", "Dinas Kependudukan dan Pencatatan Sipil", "Inspektorat"} <= set(names)
    assert len(names) == 6


def test_the_same_seed_gives_the_same_region_and_another_one_another() -> None:
    one, same, other = (make_region(150, seed, YEAR) for seed in (3, 3, 4))
    for part in ("employees", "plans", "ratings", "realizations", "organization_predicates", "mistakes", "roster"):
        assert getattr(one, part) == getattr(same, part)
    assert one.employees != other.employees


def test_numbers_are_valid_unique_and_agree(region: Region) -> None:
    assert len({employee.nip for employee in region.employees}) == 1500
    assert len({employee.nik for employee in region.employees}) == 1500
    for employee in region.employees:
        number = parse_employee_number(employee.nip)
        assert (number.birth, number.sex) == (employee.birth_date, employee.sex)
        assert mismatches(parse_nik(employee.nik, born=employee.birth_date), number) == ()
        assert 19 <= YEAR - employee.birth_date.year <= 59


def test_every_plan_supports_a_result_of_the_rater_or_a_strategic_target(region: Region) -> None:
    results: dict[str, set[str]] = {}
    for plan in region.plans:
        results.setdefault(plan.nip, set()).add(str(plan.work_result))
    raters = {employee.nip: employee.rater_nip for employee in region.employees}
    targets = {target.code for target in STRATEGIC_TARGETS}
    for plan in region.plans:
        rater = raters[plan.nip]
        assert plan.supports in (targets if rater is None else results[rater])
    assert set(results) == set(raters)
    assert {len(numbers) for numbers in results.values()} == {2, 3, 4}


def test_every_indicator_can_be_measured(region: Region) -> None:
    for plan in region.plans:
        assert plan.target_min > 0
        assert plan.target_max is None or plan.target_max >= plan.target_min
        assert plan.unit_of_measure
        assert plan.data_source
        assert "{" not in plan.statement + plan.indicator_statement
    assert {plan.aspect for plan in region.plans} == {"kuantitas", "kualitas", "waktu", "biaya"}
    assert {plan.kind for plan in region.plans} == {"utama", "tambahan"}
    assert {plan.direction for plan in region.plans} == {"normal", "khusus"}


def test_realizations_have_missing_and_missed_targets(region: Region) -> None:
    plans = {(plan.nip, plan.work_result, plan.indicator): plan for plan in region.plans}
    last: dict[tuple[str, int, int], int] = {}
    values = {}
    for row in region.realizations:
        key = (row.nip, row.work_result, row.indicator)
        last[key] = max(last.get(key, 0), row.month)
        values[key] = row.value
    assert set(last) <= set(plans)
    missing = sum(last.get(key, 0) < 12 for key in plans) / len(plans)
    missed = sum(
        values[key] < plan.target_min
        for key, plan in plans.items()
        if last.get(key) == 12 and plan.direction == "normal"
    ) / len(plans)
    assert 0.02 < missing < 0.1
    assert 0.05 < missed < 0.5


def test_cumulative_quantities_never_fall(region: Region) -> None:
    quantities = {(plan.nip, plan.work_result, plan.indicator) for plan in region.plans if plan.aspect == "kuantitas"}
    before: dict[tuple[str, int, int], int] = {}
    for row in region.realizations:
        key = (row.nip, row.work_result, row.indicator)
        if key in quantities:
            assert row.value >= before.get(key, 0)
            before[key] = int(row.value)


def test_most_agencies_conform_with_their_distribution_and_one_does_not(region: Region) -> None:
    agency_of = {employee.nip: employee.agency_code for employee in region.employees}
    counts: dict[str, Counter[Predicate]] = {}
    for row in region.ratings:
        given = predicate(Rating(row.work_rating), Rating(row.behavior_rating))
        counts.setdefault(agency_of[row.nip], Counter())[given] += 1
    verdicts = [distribution(row.predicate, counts[row.unit_code]).conforms for row in region.organization_predicates]
    assert verdicts.count(False) == 1
    assert len(verdicts) >= 10
