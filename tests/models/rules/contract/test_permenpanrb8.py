import pytest

from models.rules.permenpanrb8 import category, value
from tests.models.rules.contract.asking import ask, found, sentences

IKI = "PERMENPANRB8_IKI"


@pytest.mark.parametrize(
    ("percent", "category", "value"),
    [
        (1000, "SANGAT_BAIK", "120.00"),
        (111, "SANGAT_BAIK", "120.00"),
        (110, "SANGAT_BAIK", "120.00"),
        (105, "SANGAT_BAIK", "114.44"),
        (101, "SANGAT_BAIK", "110.00"),
        (100, "BAIK", "109.00"),
        (99, "CUKUP", "89.00"),
        (80, "CUKUP", "70.00"),
        (79, "KURANG", "69.00"),
        (60, "KURANG", "50.00"),
        (59, "SANGAT_KURANG", "49.00"),
        (1, "SANGAT_KURANG", "0.83"),
        (0, "SANGAT_KURANG", "0.00"),
        (-5, "SANGAT_KURANG", "0.00"),
    ],
)
def test_category_and_value_of_a_whole_percent(percent, category, value):
    assert found(IKI, f'{{"capaian_pct_rounded": {percent}}}', "kategori", "nilai") == [category, value]


@pytest.mark.parametrize(
    ("condition", "realization", "percent"),
    [
        ("normal", 80, "100.00"),
        ("normal", 85, "100.00"),
        ("normal", 90, "100.00"),
        ("normal", 91, "101.11"),
        ("normal", 79, "98.75"),
        ("khusus", 90, "100.00"),
        ("khusus", 100, "88.89"),
        ("khusus", 72, "110.00"),
        ("khusus", 200, "-22.22"),
    ],
)
def test_a_range_counts_from_its_nearest_bound(condition, realization, percent):
    text = f'{{"kondisi": "{condition}", "target_min": 80, "target_max": 90, "realisasi": {realization}}}'
    assert found(IKI, text, "capaian_pct") == [percent]


def test_attainment_inside_a_range_is_a_setting():
    text = '{"kondisi": "normal", "target_min": 0, "target_max": 9, "realisasi": 5%s}'
    evaluation = ask(IKI, text % "")
    assert sentences(evaluation.steps)[0] == "5 lies inside the target range 0 to 9: 100 %."
    assert found(IKI, text % ', "settings": {"inside_range_percent": 90}', "capaian_pct", "kategori") == [
        "90.00",
        "CUKUP",
    ]


@pytest.mark.parametrize(("realization", "percent"), [(80, "90.00"), (90, "90.00"), (91, "101.11"), (72, "90.00")])
def test_the_bounds_of_a_range_lie_inside_it(realization, percent):
    text = f'{{"kondisi": "normal", "target_min": 80, "target_max": 90, "realisasi": {realization}'
    assert found(IKI, text + ', "settings": {"inside_range_percent": 90}}', "capaian_pct") == [percent]


def test_the_steps_of_an_indicator():
    evaluation = ask(IKI, '{"kondisi": "normal", "target": 95, "realisasi": 93}')
    assert sentences(evaluation.steps) == [
        "More is better: 93 / 95 x 100 = ≈97.894737 %.",
        "Rounded half up to a whole percent before anything else: 98 %.",
        "98 % is in the category Cukup with the value 88.",
    ]
    assert sentences(evaluation.changes) == ["With 2 percentage points more, the category would be Baik."]
    lower = ask(IKI, '{"kondisi": "khusus", "target": 8, "realisasi": 9}')
    assert sentences(lower.steps)[0] == "Less is better: (1 + (1 - 9 / 8)) x 100 = 87.5 %."
    assert lower.output["capaian_pct_rounded"] == 88


def test_full_attainment_of_the_highest_possible_target():
    text = '{"kondisi": "normal", "target": 100, "realisasi": %s, "target_is_maximum": %s}'
    assert found(IKI, text % (100, "true"), "kategori", "nilai") == ["SANGAT_BAIK", "120.00"]
    assert found(IKI, text % (99, "true"), "kategori", "nilai") == ["CUKUP", "89.00"]
    assert found(IKI, text % (101, "true"), "kategori", "nilai") == ["SANGAT_BAIK", "110.00"]
    plain = ask(IKI, text % (100, "false"))
    assert plain.output["kategori"] == "BAIK"
    assert sentences(plain.changes) == [
        "Were the target the highest possible, the category would be Sangat Baik instead.",
        "With 1 percentage points more, the category would be Sangat Baik.",
    ]
    assert ask(IKI, text % (111, "false")).changes == ()
    assert (category(100), value(100)) == ("BAIK", 109)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"kondisi": "normal", "target": 0, "realisasi": 1}', "TARGET_ZERO"),
        ('{"kondisi": "normal", "target_min": 0, "target_max": 0, "realisasi": 1}', "TARGET_ZERO"),
        ('{"kondisi": "normal", "target": 1, "realisasi": null}', "REALISASI_MISSING"),
        ('{"kondisi": "normal", "target": 1}', "MISSING_KEY"),
        ('{"kondisi": "normal", "target": 1, "target_max": 2, "realisasi": 1}', "CONFLICTING_KEYS"),
        ('{"kondisi": "normal", "target_min": 3, "target_max": 2, "realisasi": 1}', "CONFLICTING_KEYS"),
        ('{"kondisi": "normal", "target_min": 3, "realisasi": 1}', "MISSING_KEY"),
        ('{"kondisi": "normal", "target_min": -1, "target_max": 2, "realisasi": 1}', "OUT_OF_RANGE"),
        ('{"kondisi": "terbalik", "target": 1, "realisasi": 1}', "UNKNOWN_WORD"),
        ('{"capaian_pct_rounded": 98.5}', "NOT_WHOLE"),
        ('{"capaian_pct_rounded": 98, "realisasi": 1}', "CONFLICTING_KEYS"),
        ('{"capaian_pct_rounded": 1000001}', "OUT_OF_RANGE"),
        ('{"capaian_pct_rounded": -1000001}', "OUT_OF_RANGE"),
    ],
)
def test_a_bad_indicator_is_refused_by_name(text, code):
    assert ask(IKI, text).output["error"] == code


@pytest.mark.parametrize("text", ['{"capaian_pct_rounded": 1000000}', '{"capaian_pct_rounded": -1000000}'])
def test_a_million_percent_is_still_read(text):
    assert "error" not in ask(IKI, text).output


def test_a_range_may_be_one_number():
    text = '{"kondisi": "normal", "target_min": 8, "target_max": 8, "realisasi": 8}'
    assert sentences(ask(IKI, text).steps)[0] == "More is better: 8 / 8 x 100 = 100 %."


@pytest.mark.parametrize(
    ("category", "value", "weighted"),
    [
        ("SANGAT_BAIK", 120, "2.40"),
        ("BAIK", 100, "1.60"),
        ("CUKUP", 80, "0.96"),
        ("KURANG", 60, "0.48"),
        ("SANGAT_KURANG", 25, "0.10"),
    ],
)
def test_an_additional_task(category, value, weighted):
    text = f'{{"kategori": "{category}", "bobot_lingkup_penugasan": 2, "nilai": {value}}}'
    assert found("PERMENPANRB8_TAMBAHAN", text, "nilai_tertimbang") == [weighted]
    assert len(ask("PERMENPANRB8_TAMBAHAN", text).changes) == 4


def test_the_steps_of_an_additional_task():
    text = '{"kategori": "BAIK", "bobot_lingkup_penugasan": %s, "nilai": %s}'
    evaluation = ask("PERMENPANRB8_TAMBAHAN", text % (2, 100))
    assert sentences(evaluation.steps) == ["80 % x scope weight 2 x 100 / 100 = 1.6."]
    assert sentences(evaluation.changes)[0] == "With the category Sangat Baik instead of Baik, this would be 2.00."
    assert ask("PERMENPANRB8_TAMBAHAN", text % (-1, 1)).output["error"] == "OUT_OF_RANGE"
    assert ask("PERMENPANRB8_TAMBAHAN", text % (1, -1)).output["error"] == "OUT_OF_RANGE"
    assert ask("PERMENPANRB8_TAMBAHAN", text % (1, "120.01")).output["error"] == "OUT_OF_RANGE"
    assert "error" not in ask("PERMENPANRB8_TAMBAHAN", text % (0, 0)).output


def test_additional_tasks_add_at_most_ten():
    assert found("PERMENPANRB8_TAMBAHAN_CAP", '{"nilai_tertimbang_tambahan": [4, 3.5, 2.4]}', "total") == ["9.90"]
    evaluation = ask("PERMENPANRB8_TAMBAHAN_CAP", '{"nilai_tertimbang_tambahan": [4, 6, 0.01]}')
    assert f"{evaluation.output['total']}" == "10.00"
    assert sentences(evaluation.steps) == ["Together 10.01; additional tasks add at most 10, so 10 counts."]
    assert found("PERMENPANRB8_TAMBAHAN_CAP", '{"nilai_tertimbang_tambahan": []}', "total") == ["0.00"]
    assert ask("PERMENPANRB8_TAMBAHAN_CAP", '{"nilai_tertimbang_tambahan": [-1]}').output["error"] == "OUT_OF_RANGE"


def test_an_executives_value_is_the_sum_with_the_cap():
    text = '{"nilai_tertimbang_kinerja_utama": [50, 45.5], "nilai_tertimbang_kinerja_tambahan": %s}'
    assert found("PERMENPANRB8_SKP_JPT", text % "2.4", "nilai_skp") == ["97.90"]
    capped = ask("PERMENPANRB8_SKP_JPT", text % "12")
    assert f"{capped.output['nilai_skp']}" == "105.50"
    assert sentences(capped.steps) == [
        "Together 12; additional tasks add at most 10, so 10 counts.",
        "Main results 95.5 + additional tasks 10 = 105.5.",
    ]
    assert ask("PERMENPANRB8_SKP_JPT", text % "-1").output["error"] == "OUT_OF_RANGE"
    nothing = '{"nilai_tertimbang_kinerja_utama": [0], "nilai_tertimbang_kinerja_tambahan": 0}'
    assert found("PERMENPANRB8_SKP_JPT", nothing, "nilai_skp") == ["0.00"]
    below = '{"nilai_tertimbang_kinerja_utama": [-1], "nilai_tertimbang_kinerja_tambahan": 0}'
    assert ask("PERMENPANRB8_SKP_JPT", below).output["error"] == "OUT_OF_RANGE"


@pytest.mark.parametrize(
    ("rule", "first", "second", "result"),
    [
        ("PERMENPANRB8_PERIODIK", "nilai_rencana_aksi_rata2", "nilai_kinerja_utama_rata2", "nilai_periodik_skp"),
        ("TRANSISI_2021", "nilai_periode_1", "nilai_periode_2", "nilai_integrasi"),
    ],
)
def test_means_of_two(rule, first, second, result):
    text = f'{{"{first}": %s, "{second}": %s}}'
    assert found(rule, text % ("85.5", 109), result) == ["97.25"]
    assert found(rule, text % (0, "0.01"), result) == ["0.01"]
    assert sentences(ask(rule, text % (1, 2)).steps) == ["(1 + 2) / 2 = 1.5."]
    assert ask(rule, text % (-1, 1)).output["error"] == "OUT_OF_RANGE"
    assert ask(rule, text % (1, -1)).output["error"] == "OUT_OF_RANGE"
    assert found(rule, text % (0, 0), result) == ["0.00"]


def test_rescaling_the_first_half_of_2021_is_a_setting():
    text = '{"nilai_periode_1": 90, "nilai_periode_2": 100, "settings": {"first_half_factor": 1.2}}'
    assert found("TRANSISI_2021", text, "nilai_integrasi") == ["104.00"]
