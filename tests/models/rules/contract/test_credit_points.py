from fractions import Fraction

import pytest

from models.rules.credit_points import Level, base_credit, by_level, credit, level_need
from models.vocabulary import Predicate
from tests.models.rules.contract.asking import ask, found, sentences


def test_rounding_happens_once_at_the_end():
    assert credit(Level.FIRST_EXPERT, Predicate.GOOD, 7) == Fraction(175, 24)
    text = '{"jenjang": "Ahli Pertama", "predikat": "BAIK", "months": 7%s}'
    assert found("AK_PERIODIC", text % "", "angka_kredit", "decimals", "rounding") == ["7.29", "2", "HALF_UP"]
    assert found("AK_PERIODIC", text % ', "decimals": 3', "angka_kredit") == ["7.292"]
    assert found("AK_PERIODIC", text % ', "settings": {"credit_decimals": 3}', "angka_kredit") == ["7.292"]
    assert found("AK_PERIODIC", text % ', "decimals": 0, "rounding": "HALF_UP"', "angka_kredit") == ["7"]
    assert found("AK_PERIODIC", text % ', "decimals": 30', "angka_kredit") == ["7.291666666666666666666666666667"]


def test_the_steps_of_a_conversion():
    evaluation = ask("AK_PERIODIC", '{"jenjang": "Ahli Pertama", "predikat": "BAIK", "months": 2}')
    assert sentences(evaluation.steps) == [
        "2/12 of the year x 100 % (Baik) x coefficient 12.5 (Ahli Pertama) = ≈2.083333.",
        "Rounded half up to 2 decimals: 2.08.",
    ]
    assert evaluation.steps[0].render("id").endswith("≈2,083333.")
    assert sentences(evaluation.changes)[0] == "With the predicate Sangat Baik instead of Baik: 3.13 credit points."
    assert len(evaluation.changes) == 4
    assert (evaluation.output["persentase"], evaluation.output["koefisien"]) == (
        100,
        credit(Level.FIRST_EXPERT, "BAIK"),
    )


def test_a_promotion_in_the_year_starts_a_new_total():
    text = """{"jenjang": "Ahli Pertama", "periods": [{"predikat": "BAIK", "months": 7},
      {"predikat": "BAIK", "months": 5, "jenjang": "Ahli Muda"}]}"""
    output = ask("AK_CUMULATIVE", text).output
    assert {level: f"{value}" for level, value in output["angka_kredit_by_jenjang"].items()} == {
        "Ahli Pertama": "7.29",
        "Ahli Muda": "10.42",
    }
    assert f"{output['angka_kredit_total']}" == "17.71"


def test_sums_are_not_made_of_rounded_parts():
    months = [(Level.FIRST_EXPERT, Predicate.GOOD, 1)] * 12
    assert by_level(months) == {Level.FIRST_EXPERT: Fraction(25, 2)}
    periods = ", ".join(['{"predikat": "BAIK", "months": 1}'] * 12)
    text = f'{{"jenjang": "Ahli Pertama", "periods": [{periods}]}}'
    assert found("AK_CUMULATIVE", text, "angka_kredit_total") == ["12.50"]
    assert sentences(ask("AK_CUMULATIVE", text).steps)[-2:] == [
        "The unrounded credit points of all periods add to 12.5.",
        "Rounded half up to 2 decimals: 12.50.",
    ]


def test_periods_are_read_strictly():
    assert ask("AK_CUMULATIVE", '{"periods": [{"predikat": "BAIK", "months": 1}]}').output["error"] == "MISSING_KEY"
    text = '{"jenjang": "Mahir", "periods": [{"predikat": "BAIK", "months": 1, "month": 2}]}'
    assert ask("AK_CUMULATIVE", text).output["error"] == "UNKNOWN_KEY"
    assert found("AK_CUMULATIVE", '{"periods": []}', "angka_kredit_total") == ["0.00"]


def test_transfer_into_a_functional_post():
    text = '{"from": "%s", "to": "Ahli Muda", "predikat": "BAIK", "masa_kepangkatan_years": %s}'
    evaluation = ask("AK_TRANSFER_IN", text % ("pelaksana III/d", 3))
    assert f"{evaluation.output['angka_kredit']}" == "75.00"
    assert evaluation.output["angka_kredit_dasar_IIId"] == 100
    assert sentences(evaluation.steps) == [
        "100 % x coefficient 25 x 3 years in the rank = 75.",
        "Rounded half up to 2 decimals: 75.00.",
        "The rank III/d in the level Ahli Muda has base credit points of 100.",
    ]
    assert found("AK_TRANSFER_IN", text % ("pelaksana III/c", "2.5"), "angka_kredit", "angka_kredit_dasar_IIIc") == [
        "62.50",
        "0",
    ]
    assert found("AK_TRANSFER_IN", text % ("pelaksana III/c", "0.5"), "angka_kredit") == ["12.50"]
    outside = ask("AK_TRANSFER_IN", text % ("pelaksana IV/a", 0)).output
    assert not any(key.startswith("angka_kredit_dasar") for key in outside)
    assert "error" not in ask("AK_TRANSFER_IN", text % ("pelaksana", 60)).output
    assert ask("AK_TRANSFER_IN", text % ("pelaksana", 61)).output["error"] == "OUT_OF_RANGE"
    assert ask("AK_TRANSFER_IN", text % ("pelaksana", -1)).output["error"] == "OUT_OF_RANGE"


def test_no_year_brings_more_than_one_and_a_half_times_its_target():
    assert found("AK_CAP_150PCT", '{"jenjang": "Ahli Muda", "target_ak": 25}', "max_angka_kredit") == ["37.50"]
    assert found("AK_CAP_150PCT", '{"jenjang": "Ahli Muda", "target_ak": 10.01}', "max_angka_kredit") == ["15.02"]
    evaluation = ask("AK_CAP_150PCT", '{"jenjang": "Ahli Utama"}')
    assert f"{evaluation.output['max_angka_kredit']}" == "75.00"
    assert sentences(evaluation.steps)[0] == "At most 150 % of the yearly target: 150 % x 50 = 75."
    assert ask("AK_CAP_150PCT", '{"jenjang": "Ahli Utama", "target_ak": -1}').output["error"] == "OUT_OF_RANGE"
    assert found("AK_CAP_150PCT", '{"jenjang": "Ahli Utama", "target_ak": 0}', "max_angka_kredit") == ["0.00"]


@pytest.mark.parametrize(
    ("level", "points", "rank", "higher"),
    [("Ahli Muda", 100, True, False), ("Ahli Muda", 99.99, False, False), ("Ahli Muda", 200, True, True)],
)
def test_needs_for_rank_and_level(level, points, rank, higher):
    output = ask("AK_NEEDS", f'{{"jenjang": "{level}", "angka_kredit": {points}}}').output
    assert (output["kebutuhan_pangkat"], output["kebutuhan_jenjang"]) == (100, 200)
    assert (output["cukup_pangkat"], output["cukup_jenjang"]) == (rank, higher)


def test_needs_at_the_top_and_of_terampil():
    top = ask("AK_NEEDS", '{"jenjang": "Penyelia", "angka_kredit": 100}')
    assert top.output == {"kebutuhan_pangkat": 100, "cukup_pangkat": True, "kebutuhan_jenjang": None}
    assert sentences(top.steps) == [
        "100 credit points reach the 100 needed for the next pangkat.",
        "The next level also needs the predicate BAIK or better, a competency test and a vacancy.",
    ]
    text = '{"jenjang": "Terampil", "angka_kredit": 50%s}'
    assert ask("AK_NEEDS", text % "").output["cukup_jenjang"] is False
    short = "50 credit points are 10 short of the 60 needed for the next jenjang."
    assert sentences(ask("AK_NEEDS", text % "").steps)[1] == short
    assert ask("AK_NEEDS", text % ', "settings": {"skilled_level_need": 40}').output["cukup_jenjang"] is True
    assert ask("AK_NEEDS", '{"jenjang": "Terampil", "angka_kredit": -1}').output["error"] == "OUT_OF_RANGE"
    assert "error" not in ask("AK_NEEDS", '{"jenjang": "Terampil", "angka_kredit": 0}').output


def test_ladders_of_needs_and_base_points():
    assert [level_need(level) for level in Level] == [15, 60, 100, None, 100, 200, 450, None]
    ladder = [(Level.SKILLED, "II/d"), (Level.MIDDLE_EXPERT, "IV/c"), (Level.MAIN_EXPERT, "IV/d")]
    assert [base_credit(level, rank) for level, rank in ladder] == [40, 300, 0]
    assert base_credit(Level.MAIN_EXPERT, "III/a") is None
