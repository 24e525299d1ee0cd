import pytest

from tests.models.rules.contract.asking import ask, found, sentences

SKM, OLD = "SKM_PERMENPANRB14_2017", "IKM_KEP25_2004"


@pytest.mark.parametrize(
    ("index", "letter", "name"),
    [
        ("100", "A", "Sangat Baik"),
        ("88.31", "A", "Sangat Baik"),
        ("88.305", "A", "Sangat Baik"),
        ("88.304", "B", "Baik"),
        ("76.61", "B", "Baik"),
        ("76.60", "C", "Kurang Baik"),
        ("65", "C", "Kurang Baik"),
        ("64.99", "D", "Tidak Baik"),
        ("0", "D", "Tidak Baik"),
    ],
)
def test_the_letter_follows_the_index_rounded_to_two_decimals(index, letter, name):
    assert found(SKM, f'{{"ikm": {index}}}', "mutu", "kinerja") == [letter, name]


def test_how_much_was_missing_for_the_next_letter():
    evaluation = ask(SKM, '{"ikm": 88.3}')
    assert sentences(evaluation.changes) == ["With 0.01 more, the quality would be A."]
    assert sentences(evaluation.steps) == ["Rounded half up to two decimals the index is 88.30: quality B, Baik."]
    best = ask(SKM, '{"ikm": 100}')
    assert sentences(best.steps) == ["Rounded half up to two decimals the index is 100.00: quality A, Sangat Baik."]
    assert best.changes == ()


def test_answers_become_means_weights_and_an_index():
    evaluation = ask(SKM, '{"responses": [[4, 3], [3, 3], [3, null]], "weights": [0.75, 0.25]}')
    assert [f"{mean}" for mean in evaluation.output["nrr"]] == ["3.3333", "3.0000"]
    assert [f"{mean}" for mean in evaluation.output["nrr_tertimbang"]] == ["2.50", "0.75"]
    assert f"{evaluation.output['nrr_total']}" == "3.2500"
    assert f"{evaluation.output['ikm']}" == "81.25"
    assert (evaluation.output["mutu"], evaluation.output["n"]) == ("B", 3)
    assert evaluation.output["flags"] == ["SMALL_SAMPLE", "MANY_BLANKS"]
    assert sentences(evaluation.steps) == [
        "The means of 2 elements, each times its weight, add to 3.25.",
        "IKM = 25 x 3.25 = 81.25.",
        "Rounded half up to two decimals the index is 81.25: quality B, Baik.",
        "Only 3 answers (fewer than 30): attribute the result to nobody.",
        "16.7 % of the answers are blank; blanks are left out of the means.",
    ]
    assert sentences(evaluation.changes) == ["With 7.06 more, the quality would be A."]


def test_flags_start_at_their_settings():
    rows = ", ".join(["[4, 4]"] * 29 + ["[4, null]"])
    text = f'{{"responses": [{rows}], "weights": "equal", "settings": %s}}'
    assert ask(SKM, text % "{}").output["flags"] == []
    assert ask(SKM, text % '{"smallest_sample": 31, "blank_percent": 1}').output["flags"] == [
        "SMALL_SAMPLE",
        "MANY_BLANKS",
    ]
    five_percent = ", ".join(["[4]"] * 19 + ["[4]"])
    text = f'{{"responses": [{five_percent}], "weights": "equal", "settings": {{"smallest_sample": 20}}}}'
    assert ask(SKM, text).output["flags"] == []


def test_exactly_the_allowed_share_of_blanks_is_not_flagged():
    rows = ", ".join(["[4, 4]"] * 9 + ["[4, null]"])
    text = f'{{"responses": [{rows}], "weights": "equal", "settings": {{"smallest_sample": 1}}}}'
    assert ask(SKM, text).output["flags"] == []


def test_means_do_not_tell_how_many_people_answered():
    output = ask(SKM, '{"nrr": [3, 3], "weights": "equal"}').output
    assert (output["n"], output["flags"]) == (None, [])
    assert ask(SKM, '{"nrr": [3, 3], "weights": "equal", "n": 1}').output["flags"] == ["SMALL_SAMPLE"]
    assert ask(SKM, '{"sums": [21], "n": 7, "weights": "equal"}').output["n"] == 7


def test_decimals_are_those_of_the_index():
    text = '{"sums": [74, 76, 60], "n": 20, "weight": 0.33, "decimals": 3}'
    assert found(SKM, text, "ikm", "mutu") == ["86.625", "B"]


@pytest.mark.parametrize(
    "weights",
    [
        '"weight": 0.33',
        '"weight": 0.333',
        '"weights": "equal"',
        '"weights": "equal(1/3)"',
        '"weights": [0.5, 0.25, 0.25]',
        '"weights": [0.33, 0.33, 0.34]',
        '"weights": [0.33, 0.33, 0.33]',
    ],
)
def test_weights_that_are_accepted(weights):
    assert "error" not in ask(SKM, f'{{"nrr": [3, 3, 3], {weights}}}').output


@pytest.mark.parametrize("weight", ["0.16", "0.17", "0.166", "0.167"])
def test_a_printed_share_is_cut_or_rounded(weight):
    assert "error" not in ask(SKM, f'{{"nrr": [3, 3, 3, 3, 3, 3], "weight": {weight}}}').output


@pytest.mark.parametrize(
    ("weights", "code"),
    [
        ('"weight": 0.3', "WEIGHTS_NOT_ONE"),
        ('"weight": 0.32', "WEIGHTS_NOT_ONE"),
        ('"weight": 0.34', "WEIGHTS_NOT_ONE"),
        ('"weight": 0', "WEIGHTS_NOT_ONE"),
        ('"weight": 0.331', "WEIGHTS_NOT_ONE"),
        ('"weight": 0.5', "WEIGHTS_NOT_ONE"),
        ('"weight": 1.1', "OUT_OF_RANGE"),
        ('"weight": -0.33', "OUT_OF_RANGE"),
        ('"weights": "equal(1/9)"', "WEIGHTS_NOT_ONE"),
        ('"weights": "equal(1/0)"', "UNKNOWN_WORD"),
        ('"weights": "sama"', "UNKNOWN_WORD"),
        ('"weights": [0.5, 0.5]', "CONFLICTING_KEYS"),
        ('"weights": [0.5, 0.5, 0.5]', "WEIGHTS_NOT_ONE"),
        ('"weights": [-1, 1, 1]', "OUT_OF_RANGE"),
        ('"weights": [0, 0, 1.1]', "OUT_OF_RANGE"),
        ('"weight": 0.33, "weights": "equal"', "CONFLICTING_KEYS"),
        ('"n": 3', "MISSING_KEY"),
    ],
)
def test_weights_that_do_not_add_to_one_are_refused(weights, code):
    assert ask(SKM, f'{{"nrr": [3, 3, 3], {weights}}}').output["error"] == code


def test_what_the_weights_add_to_is_told():
    refusal = ask(SKM, '{"nrr": [3, 3, 3], "weights": "equal(1/9)"}').refusal
    assert refusal.message.values["total"] == "≈0.333333"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"weights": "equal"}', "MISSING_KEY"),
        ('{"responses": [[1]], "nrr": [1], "weights": "equal"}', "CONFLICTING_KEYS"),
        ('{"ikm": 50, "nrr": [1]}', "CONFLICTING_KEYS"),
        ('{"ikm": 101}', "OUT_OF_RANGE"),
        ('{"ikm": -1}', "OUT_OF_RANGE"),
        ('{"responses": [], "weights": "equal"}', "NO_ANSWERS"),
        ('{"responses": [[], []], "weights": "equal"}', "NO_ANSWERS"),
        ('{"responses": [[4, null], [3, null]], "weights": "equal"}', "NO_ANSWERS"),
        ('{"responses": [[4, 4], [4]], "weights": "equal"}', "WRONG_TYPE"),
        ('{"responses": [4, 4], "weights": "equal"}', "WRONG_TYPE"),
        ('{"responses": [[5]], "weights": "equal"}', "OUT_OF_RANGE"),
        ('{"responses": [[0]], "weights": "equal"}', "OUT_OF_RANGE"),
        ('{"responses": [[3.5]], "weights": "equal"}', "NOT_WHOLE"),
        ('{"sums": [74], "n": 0, "weights": "equal"}', "NO_ANSWERS"),
        ('{"sums": [19], "n": 20, "weights": "equal"}', "OUT_OF_RANGE"),
        ('{"sums": [81], "n": 20, "weights": "equal"}', "OUT_OF_RANGE"),
        ('{"sums": [], "n": 20, "weights": "equal"}', "NO_ANSWERS"),
        ('{"nrr": [4.01], "weights": "equal"}', "OUT_OF_RANGE"),
        ('{"nrr": [0.99], "weights": "equal"}', "OUT_OF_RANGE"),
        ('{"nrr": [1], "n": 0, "weights": "equal"}', "OUT_OF_RANGE"),
    ],
)
def test_a_bad_survey_is_refused_by_name(text, code):
    assert ask(SKM, text).output["error"] == code


@pytest.mark.parametrize("text", ['{"sums": [20], "n": 20, "weight": 1}', '{"sums": [4], "n": 1, "weights": "equal"}'])
def test_the_lowest_and_highest_sums_are_possible(text):
    assert "error" not in ask(SKM, text).output


def test_an_element_without_answers_is_named():
    refusal = ask(SKM, '{"responses": [[4, null]], "weights": "equal"}').refusal
    assert refusal.message.values == {"key": "U2"}


@pytest.mark.parametrize(
    ("index", "letter"),
    [("43.75", "D"), ("43.76", "C"), ("62.5", "C"), ("62.51", "B"), ("81.25", "B"), ("81.26", "A"), ("100", "A")],
)
def test_the_index_of_2004_gives_its_limits_to_the_lower_letter(index, letter):
    evaluation = ask(OLD, f'{{"ikm": {index}}}')
    assert evaluation.output == {"mutu": letter}
    assert sentences(evaluation.steps) == [f"The index {index} of 2004 has the quality {letter}."]


@pytest.mark.parametrize("index", ["-0.01", "100.01"])
def test_an_index_of_2004_outside_the_scale_is_refused(index):
    assert ask(OLD, f'{{"ikm": {index}}}').output["error"] == "OUT_OF_RANGE"
    assert found(OLD, '{"ikm": 0}', "mutu") == ["D"]
