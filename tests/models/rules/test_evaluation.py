from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.evaluation import evaluate
from models.rules.json_text import read_json, write_json
from models.rules.packs import PACKS
from models.rules.permenpanrb6 import MATRIX
from models.rules.refusals import UnknownRuleError
from models.rules.settings import RuleSettings
from models.vocabulary import Rating

RULES = [rule for pack in PACKS for rule in pack.rules]
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.decimals()
    | st.text(max_size=20)
    | st.sampled_from(["SESUAI", "BAIK", "Ahli Muda", "normal", "70/30", "equal(1/9)", "2026-01-31"])
)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner))


def test_the_output_comes_first_and_then_how_it_came_about():
    output = evaluate("SIASN_RATING_CODE", {"rating": "SESUAI"}).as_output()
    assert list(output) == [
        "hasilKinerjaNilai",
        "perilakuKerjaNilai",
        "steps",
        "would_change",
        "rule",
        "pack",
        "pack_version",
    ]
    assert (output["rule"], output["pack"], output["pack_version"]) == ("SIASN_RATING_CODE", "NATIONAL_SYSTEMS", "1")
    assert list(output["steps"][0]) == ["id", "en", "article", "certainty"]


def test_what_would_change_is_told_in_both_languages():
    inputs = {"rating_hasil_kerja": "DI_ATAS", "rating_perilaku_kerja": "DI_ATAS"}
    changes = evaluate("PERMENPANRB6_MATRIX", inputs).as_output()["would_change"]
    assert len(changes) == 4
    assert set(changes[0]) == {"id", "en", "article", "certainty"}


@given(st.sampled_from(sorted(MATRIX)), st.sampled_from(list(Rating)))
def test_the_told_changes_are_all_and_only_true_ones(pair, other):
    work, behavior = pair
    evaluation = evaluate("PERMENPANRB6_MATRIX", {"rating_hasil_kerja": work, "rating_perilaku_kerja": behavior})
    told = {(step.text.split()[2], step.values["alternative"]) for step in evaluation.changes}
    assert (("work", other) in told) == (MATRIX[other, behavior] != MATRIX[pair])
    assert (("behavior", other) in told) == (MATRIX[work, other] != MATRIX[pair])


def test_changes_that_would_be_refused_are_not_told():
    inputs = {"nilai_skp": 120, "nilai_perilaku": 90, "bobot": "60/40"}
    changes = evaluate("PP30_PASAL41", inputs).changes
    assert [step.text.split()[1] for step in changes] == ["{gap}"]


def test_settings_of_the_inputs_win_over_those_of_the_period():
    inputs = {"diterima": "2026-01-12"}
    period = RuleSettings(objection_days=21)
    assert evaluate("PP30_KEBERATAN", inputs, period).output["batas"].isoformat() == "2026-02-02"
    own = {**inputs, "settings": {"objection_days": Decimal(7)}}
    assert evaluate("PP30_KEBERATAN", own, period).output["batas"].isoformat() == "2026-01-19"


def test_an_unknown_rule_is_an_error_of_its_own():
    with pytest.raises(UnknownRuleError, match="PP10"):
        evaluate("PP10", {})


@given(st.sampled_from(RULES), st.data())
def test_any_input_is_evaluated_or_refused_by_name(rule, data):
    inputs = data.draw(st.dictionaries(st.sampled_from(rule.keys), VALUES) | VALUES)
    output = evaluate(rule.name, inputs).as_output()
    assert read_json(write_json(output))
    assert ("error" in output) == ("message" in output)
    assert ("steps" in output) != ("error" in output)
