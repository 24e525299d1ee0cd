import pytest

from tests.models.rules.contract.asking import ask, found, sentences

VALUE = '{"nilai_skp": %s, "nilai_perilaku": %s, "bobot": "%s"%s}'


@pytest.mark.parametrize(
    ("value", "predicate"),
    [("109.99", "BAIK"), ("90", "BAIK"), ("89.99", "CUKUP"), ("70", "CUKUP"), ("69.99", "KURANG"), ("50", "KURANG")],
)
def test_limits_belong_to_the_better_predicate(value, predicate):
    assert found("PP30_PASAL41", VALUE % (value, value, "70/30", ""), "nilai_kinerja", "predikat") == [
        f"{float(value):.2f}",
        predicate,
    ]


def test_the_recalled_limit_is_a_setting():
    low = VALUE % ("49.99", "49.99", "60/40", "")
    assert found("PP30_PASAL41", low, "predikat") == ["SANGAT_KURANG"]
    lower = VALUE % ("49.99", "49.99", "60/40", ', "settings": {"pp30_poor_from": 45}')
    assert found("PP30_PASAL41", lower, "predikat") == ["KURANG"]
    assert ask("PP30_PASAL41", low).steps[-1].source.certainty == "○"
    assert ask("PP30_PASAL41", VALUE % (60, 60, "60/40", "")).steps[-1].source.certainty == "○"
    assert ask("PP30_PASAL41", VALUE % (80, 80, "60/40", "")).steps[-1].source.certainty == "✔"


def test_a_new_idea_matters_from_110_on():
    without = ask("PP30_PASAL41", VALUE % (110, 110, "70/30", ', "ide_baru": false'))
    assert without.output["predikat"] == "BAIK"
    assert sentences(without.steps)[-1] == "110 is at least 110, but without a new idea the predicate stays Baik."
    assert sentences(without.changes) == ["With a new useful idea, the predicate would be Sangat Baik."]
    with_one = ask("PP30_PASAL41", VALUE % (120, 120, "70/30", ', "ide_baru": true'))
    assert with_one.output["predikat"] == "SANGAT_BAIK"
    assert sentences(with_one.steps)[-1] == (
        "120 is at least 110 and there was a new idea useful to the organization or the state."
    )
    assert with_one.changes == ()


def test_no_value_exceeds_120():
    evaluation = ask("PP30_PASAL41", VALUE % ("120.01", 121, "70/30", ', "ide_baru": true'))
    assert f"{evaluation.output['nilai_kinerja']}" == "120.00"
    assert sentences(evaluation.steps)[:3] == [
        "“nilai_skp” is 120.01; no value exceeds 120.",
        "“nilai_perilaku” is 121; no value exceeds 120.",
        "120 and 120, weighted 70/30, give 120.",
    ]
    at_most = ask("PP30_PASAL41", VALUE % (120, 120, "70/30", ', "ide_baru": true'))
    assert len(at_most.steps) == 2


def test_what_would_have_changed_the_predicate():
    evaluation = ask("PP30_PASAL41", VALUE % (95, 80, "70/30", ""))
    assert sentences(evaluation.steps) == [
        "95 and 80, weighted 70/30, give 90.5.",
        "The value 90.5 has the predicate Baik.",
    ]
    assert sentences(evaluation.changes) == [
        "With the weights 60/40 instead of 70/30, the predicate would be Cukup.",
        "With 19.5 more, the predicate could be Sangat Baik.",
    ]
    low = ask("PP30_PASAL41", VALUE % (60, 60, "70/30", ""))
    assert sentences(low.changes) == ["With 10 more, the predicate could be Cukup."]
    zero = ask("PP30_PASAL41", VALUE % (0, 0, "70/30", ""))
    assert sentences(zero.changes) == ["With 50 more, the predicate could be Kurang."]


@pytest.mark.parametrize("values", [(-1, 1), (1, -1)])
def test_values_below_zero_are_refused(values):
    assert ask("PP30_PASAL41", VALUE % (*values, "70/30", "")).output["error"] == "OUT_OF_RANGE"


@pytest.mark.parametrize(
    ("received", "filed", "in_time"),
    [("2026-01-12", "2026-01-12", True), ("2026-01-12", "2026-01-26", True), ("2026-01-12", "2026-01-27", False)],
)
def test_fourteen_days_for_an_objection(received, filed, in_time):
    evaluation = ask("PP30_KEBERATAN", f'{{"diterima": "{received}", "diajukan": "{filed}"}}')
    assert evaluation.output["batas"].isoformat() == "2026-01-26"
    assert evaluation.output["tepat_waktu"] is in_time
    assert sentences(evaluation.steps) == [
        "Received on 2026-01-12; 14 calendar days end on 2026-01-26.",
        f"Filed on {filed}: in time." if in_time else f"Filed on {filed}: too late.",
    ]


def test_working_days_leave_out_weekends_and_holidays():
    text = """{"diterima": "2026-01-12", "settings":
      {"objection_days": 5, "objection_day_kind": "working", "holidays": ["2026-01-16"]}}"""
    evaluation = ask("PP30_KEBERATAN", text)
    assert evaluation.output["batas"].isoformat() == "2026-01-20"
    assert sentences(evaluation.steps) == ["Received on 2026-01-12; 5 working days end on 2026-01-20."]


def test_only_the_raters_superior_decides():
    refused = ask("PP30_KEBERATAN", '{"diputus_oleh": "pejabat_penilai"}')
    assert refused.output["error"] == "WRONG_AUTHORITY"
    assert refused.output["must_be"] == "atasan_pejabat_penilai"
    rightly = ask("PP30_KEBERATAN", '{"diputus_oleh": "atasan_pejabat_penilai"}')
    assert rightly.output == {"berwenang": True}
    assert sentences(rightly.steps) == ["The rater's superior decides the objection, and the decision is final."]
    both = ask("PP30_KEBERATAN", '{"diputus_oleh": "atasan_pejabat_penilai", "diterima": "2026-01-12"}')
    assert list(both.output) == ["berwenang", "batas"]
    assert len(both.steps) == 2


def test_an_objection_is_not_filed_before_the_result_was_received():
    text = '{"diterima": "2026-01-12", "diajukan": "2026-01-11"}'
    assert ask("PP30_KEBERATAN", text).output["error"] == "CONFLICTING_KEYS"
    assert ask("PP30_KEBERATAN", '{"diajukan": "2026-01-11"}').output["error"] == "MISSING_KEY"
