import pytest

from models.rules.packs import PACKS
from tests.models.rules.contract.asking import ask

RULES = [rule.name for pack in PACKS for rule in pack.rules]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[]", "WRONG_TYPE"),
        ("null", "WRONG_TYPE"),
        ('{"no such key": 1}', "UNKNOWN_KEY"),
        ("{}", "MISSING_KEY"),
        ('{"settings": {"no such": 1}}', "UNKNOWN_KEY"),
        ('{"settings": 1}', "WRONG_TYPE"),
    ],
)
def test_every_rule_names_what_is_wrong(rule, text, code):
    evaluation = ask(rule, text)
    assert evaluation.output["error"] == code
    assert evaluation.output["message"]
    assert evaluation.as_output() == evaluation.output


@pytest.mark.parametrize(
    ("rule", "text", "code"),
    [
        ("AK_ANNUAL", '{"jenjang": "Ahli Muda", "predikat": "BAIK", "months": 13}', "OUT_OF_RANGE"),
        ("AK_ANNUAL", '{"jenjang": "Ahli Muda", "predikat": "BAIK", "months": 0}', "OUT_OF_RANGE"),
        ("AK_ANNUAL", '{"jenjang": "Ahli Muda", "predikat": "BAIK", "months": 1.5}', "NOT_WHOLE"),
        ("AK_ANNUAL", '{"jenjang": "Ahli muda", "predikat": "BAIK", "months": 12}', "UNKNOWN_WORD"),
        ("AK_ANNUAL", '{"jenjang": "Ahli Muda", "predikat": "CUKUP", "months": 12}', "UNKNOWN_WORD"),
        ("AK_ANNUAL", '{"jenjang": "Ahli Muda", "predikat": "BAIK", "months": true}', "NOT_A_NUMBER"),
        ("AK_ANNUAL", '{"jenjang": "Ahli Muda", "predikat": "BAIK", "months": 1, "decimals": -1}', "OUT_OF_RANGE"),
        ("AK_ANNUAL", '{"jenjang": "Ahli Muda", "predikat": "BAIK", "months": 1, "decimals": 31}', "OUT_OF_RANGE"),
        ("AK_ANNUAL", '{"jenjang": "Ahli Muda", "predikat": "BAIK", "months": 1, "rounding": "UP"}', "UNKNOWN_WORD"),
        ("PP46_SEBUTAN", '{"nilai": NaN}', "NOT_FINITE"),
        ("PP46_SEBUTAN", '{"nilai": -Infinity}', "NOT_FINITE"),
        ("PP46_SEBUTAN", '{"nilai": "1,5"}', "NOT_A_NUMBER"),
        ("PP46_SEBUTAN", '{"nilai": "\uff19\uff11"}', "NOT_A_NUMBER"),
        ("PP46_SEBUTAN", '{"nilai": 1e400000}', "TOO_MANY_DIGITS"),
        ("PERMENPANRB6_MATRIX", '{"rating_hasil_kerja": "SESUAI"}', "MISSING_KEY"),
        ("PERMENPANRB6_MATRIX", '{"rating_hasil_kerja": 1, "rating_perilaku_kerja": 1}', "WRONG_TYPE"),
        ("PP30_PASAL41", '{"nilai_skp": 1, "nilai_perilaku": 1, "bobot": "70/40"}', "WEIGHTS_NOT_ONE"),
        ("PP30_PASAL41", '{"nilai_skp": 1, "nilai_perilaku": 1, "bobot": "50/50"}', "UNKNOWN_WORD"),
        ("PP30_PASAL41", '{"nilai_skp": 1, "nilai_perilaku": 1, "bobot": "70-30"}', "UNKNOWN_WORD"),
        ("PP30_PASAL41", '{"nilai_skp": 111, "nilai_perilaku": 111, "bobot": "70/30"}', "MISSING_KEY"),
        ("NIP_PARSE", '{"nip": 198609262015051001}', "WRONG_TYPE"),
        ("NIP_PARSE", '{"nip": "198609262015051001", "kind": "TNI"}', "UNKNOWN_WORD"),
        ("SP4N_SLA", '{"jenis": "LAIN"}', "UNKNOWN_WORD"),
    ],
)
def test_a_bad_value_is_refused_by_name(rule, text, code):
    assert ask(rule, text).output["error"] == code


def test_weights_that_do_not_add_up_are_told():
    message = ask("PP30_PASAL41", '{"nilai_skp": 1, "nilai_perilaku": 1, "bobot": "70/40"}').refusal.message
    assert message.values == {"key": "bobot", "total": "1.1"}
