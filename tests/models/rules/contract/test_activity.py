import pytest

from tests.models.rules.contract.asking import ask, found, sentences

DKI = "AKTIVITAS_DKI"
TEXT = '{"hari_kerja": %s, "menit_per_hari": %s, "capaian_menit": %s, "pengurang_menit": %s%s}'


def test_no_more_minutes_count_than_are_effective():
    evaluation = ask(DKI, TEXT % (22, 300, 5000, 0, ""))
    assert sentences(evaluation.steps) == ["5000 minutes, at most 6600, of 6600 effective minutes = ≈75.757576 %."]
    assert found(DKI, TEXT % (22, 300, 6601, 0, ""), "waktu_efektif", "aktivitas_pct") == ["6600", "100.00"]
    assert found(DKI, TEXT % (1, 300, 0, 0, ""), "aktivitas_pct") == ["0.00"]


def test_what_deductions_are_taken_from_is_for_the_region_to_say():
    assert ask(DKI, TEXT % (10, 100, 500, 100, "")).output["error"] == "UNDECIDED"
    achieved = ', "settings": {"activity_deduction": "achieved"}'
    assert found(DKI, TEXT % (10, 100, 500, 100, achieved), "aktivitas_pct") == ["40.00"]
    assert found(DKI, TEXT % (10, 100, 50, 100, achieved), "aktivitas_pct") == ["0.00"]
    effective = ', "settings": {"activity_deduction": "effective"}'
    assert found(DKI, TEXT % (10, 100, 450, 100, effective), "waktu_efektif", "aktivitas_pct") == ["900", "50.00"]
    assert ask(DKI, TEXT % (10, 100, 450, 1001, effective)).output["error"] == "TARGET_ZERO"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ((0, 300, 1, 0, ""), "TARGET_ZERO"),
        ((1, 0, 1, 0, ""), "TARGET_ZERO"),
        ((32, 300, 1, 0, ""), "OUT_OF_RANGE"),
        ((1, 1441, 1, 0, ""), "OUT_OF_RANGE"),
        ((1, -1, 1, 0, ""), "OUT_OF_RANGE"),
        ((1, 1, -1, 0, ""), "OUT_OF_RANGE"),
        ((1, 1, 1, -1, ""), "OUT_OF_RANGE"),
        ((1.5, 1, 1, 0, ""), "NOT_WHOLE"),
    ],
)
def test_impossible_months_are_refused(values, code):
    assert ask(DKI, TEXT % values).output["error"] == code


def test_the_longest_month_is_possible():
    assert found(DKI, TEXT % (31, 1440, 0, 0, ""), "waktu_efektif") == ["44640"]
