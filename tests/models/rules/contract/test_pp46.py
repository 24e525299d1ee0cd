import pytest

from tests.models.rules.contract.asking import ask, found, sentences


def activity(**aspects):
    pairs = ", ".join(f'"{name}": {{"target": {t}, "realisasi": {r}}}' for name, (t, r) in aspects.items())
    return ask("PP46_CAPAIAN", f"{{{pairs}}}")


@pytest.mark.parametrize(
    ("used", "value", "saved"),
    [
        ("9.12", "100.00", "24.00"),
        ("9.119", "75.99", "24.01"),
        ("9", "75.00", "25.00"),
        ("12", "76.00", "0.00"),
        ("0", "0.00", "100.00"),
        ("6", "50.00", "50.00"),
        ("24", "-24.00", "-100.00"),
    ],
)
def test_saving_time_pays_up_to_24_percent(used, value, saved):
    output = activity(waktu=(12, used)).output
    assert [f"{output['aspek']['waktu']}", f"{output['efisiensi_pct']}"] == [value, saved]
    assert "nilai_capaian" not in output


def test_three_aspects_are_divided_by_three():
    evaluation = activity(kuantitas=(10, 9), kualitas=(100, 80), waktu=(12, 12))
    assert f"{evaluation.output['penghitungan']}" == "246.00"
    assert f"{evaluation.output['nilai_capaian']}" == "82.00"
    assert sentences(evaluation.steps) == [
        "kuantitas: 9 / 10 x 100 = 90.",
        "kualitas: 80 / 100 x 100 = 80.",
        "waktu: 12 of 12 used, efficiency 0 %, which gives 76.",
        "The 3 aspects add to 246; divided by 3 this gives 82.",
    ]


def test_with_cost_there_are_four_and_the_efficiency_is_that_of_time():
    output = activity(kuantitas=(1, 1), kualitas=(100, 100), waktu=(12, 9.12), biaya=(100, 100)).output
    assert f"{output['nilai_capaian']}" == "94.00"
    assert f"{output['efisiensi_pct']}" == "24.00"
    assert f"{activity(biaya=(100, 90)).output['efisiensi_pct']}" == "10.00"


def test_an_absent_cost_may_be_null():
    text = '{"kuantitas": {"target": 1, "realisasi": 1}, "biaya": null}'
    assert list(ask("PP46_CAPAIAN", text).output["aspek"]) == ["kuantitas"]
    assert ask("PP46_CAPAIAN", '{"biaya": null}').output["error"] == "MISSING_KEY"


@pytest.mark.parametrize(
    ("aspect", "code"),
    [
        ('{"target": 0, "realisasi": 1}', "TARGET_ZERO"),
        ('{"target": 1, "realisasi": null}', "REALISASI_MISSING"),
        ('{"target": -1, "realisasi": 1}', "OUT_OF_RANGE"),
        ('{"target": 1, "realisasi": -1}', "OUT_OF_RANGE"),
        ('{"target": 1}', "MISSING_KEY"),
        ('{"target": 1, "realisasi": 1, "satuan": 1}', "UNKNOWN_KEY"),
        ("5", "WRONG_TYPE"),
    ],
)
def test_targets_and_realizations_are_read_strictly(aspect, code):
    evaluation = ask("PP46_CAPAIAN", f'{{"waktu": {aspect}}}')
    assert evaluation.output["error"] == code
    if code != "WRONG_TYPE":
        assert "waktu." in str(evaluation.refusal.message)


@pytest.mark.parametrize(
    ("value", "label", "gap"),
    [
        ("91", "Sangat Baik", None),
        ("90.99", "Baik", "With 0.01 more, the value would be called Sangat Baik."),
        ("75.999", "Cukup", "With 0.001 more, the value would be called Baik."),
        ("60.5", "Kurang", "With 0.5 more, the value would be called Cukup."),
        ("51", "Kurang", "With 10 more, the value would be called Cukup."),
        ("50.5", "Buruk", "With 0.5 more, the value would be called Kurang."),
        ("0", "Buruk", "With 51 more, the value would be called Kurang."),
    ],
)
def test_a_fraction_between_two_bands_belongs_to_the_lower(value, label, gap):
    evaluation = ask("PP46_SEBUTAN", f'{{"nilai": {value}}}')
    assert evaluation.output == {"sebutan": label}
    assert sentences(evaluation.changes) == ([gap] if gap else [])
    assert sentences(evaluation.steps) == [f"The value {value} is called {label}."]


def test_sixty_percent_skp_and_forty_percent_behavior():
    text = '{"nilai_skp": 85.5, "nilai_perilaku": 80}'
    assert found("PP46_PRESTASI", text, "nilai_prestasi", "sebutan") == ["83.30", "Baik"]
    evaluation = ask("PP46_PRESTASI", text)
    assert sentences(evaluation.steps)[0] == "60 % x 85.5 + 40 % x 80 = 83.3."
    assert sentences(evaluation.changes) == ["With 7.7 more, the value would be called Sangat Baik."]
    study = '{"ipk_converted_to_skp": 90, "nilai_perilaku_perguruan_tinggi": 100}'
    assert found("PP46_TUGAS_BELAJAR", study, "nilai_prestasi", "sebutan") == ["94.00", "Sangat Baik"]


@pytest.mark.parametrize(
    ("rule", "keys"),
    [
        ("PP46_PRESTASI", ("nilai_skp", "nilai_perilaku")),
        ("PP46_TUGAS_BELAJAR", ("ipk_converted_to_skp", "nilai_perilaku_perguruan_tinggi")),
    ],
)
def test_values_below_zero_and_behavior_above_100_are_refused(rule, keys):
    skp, behavior = keys
    assert ask(rule, f'{{"{skp}": -1, "{behavior}": 1}}').output["error"] == "OUT_OF_RANGE"
    assert ask(rule, f'{{"{skp}": 1, "{behavior}": -1}}').output["error"] == "OUT_OF_RANGE"
    assert ask(rule, f'{{"{skp}": 1, "{behavior}": 101}}').output["error"] == "OUT_OF_RANGE"
    assert found(rule, f'{{"{skp}": 0, "{behavior}": 100}}', "nilai_prestasi") == ["40.00"]
    assert found(rule, f'{{"{skp}": 103, "{behavior}": 0}}', "nilai_prestasi") == ["61.80"]


def test_a_value_below_zero_has_no_label():
    assert ask("PP46_SEBUTAN", '{"nilai": -0.01}').output["error"] == "OUT_OF_RANGE"
