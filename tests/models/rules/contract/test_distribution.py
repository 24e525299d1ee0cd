from tests.models.rules.contract.asking import ask, sentences

COUNTS = '"counts": {{"SANGAT_BAIK": {}, "BAIK": {}, "BUTUH_PERBAIKAN": {}, "KURANG": {}, "SANGAT_KURANG": {}}}'


def asked(organization, *counts, settings="{}"):
    text = f'{{"predikat_organisasi": "{organization}", {COUNTS.format(*counts)}, "settings": {settings}}}'
    return ask("SE3_2023_DISTRIBUTION", text)


def test_each_limit_is_told_in_people():
    evaluation = asked("BAIK", 3, 8, 0, 0, 0)
    assert evaluation.output == {
        "conforms": False,
        "violations": ("BAIK_GT_70PCT", "NO_BUTUH_PERBAIKAN_OR_KURANG"),
        "needs_justification": True,
        "mode": "warn",
    }
    assert sentences(evaluation.steps) == [
        "Baik: 8 of 11 members, at most 7 allowed (<= 70 %).",
        "Butuh Perbaikan + Kurang: 0 of 11 members, at least 1 needed (>= 1).",
    ]
    assert sentences(evaluation.changes) == [
        "With 1 fewer Baik among the 11 members, this limit would hold.",
        "With 1 more Butuh Perbaikan + Kurang among the 11 members, this limit would hold.",
    ]


def test_at_least_a_share_rounds_up_to_people():
    evaluation = asked("BUTUH_PERBAIKAN", 0, 5, 6, 0, 0)
    assert sentences(evaluation.steps)[0] == "Butuh Perbaikan: 6 of 11 members, at least 7 needed (>= 60 %)."
    assert sentences(evaluation.changes) == ["With 1 more Butuh Perbaikan among the 11 members, this limit would hold."]


def test_a_percent_is_a_hundredth():
    evaluation = asked("BUTUH_PERBAIKAN", 1000, 9000, 0, 0, 0)
    assert sentences(evaluation.steps) == [
        "Butuh Perbaikan: 0 of 10000 members, at least 6000 needed (>= 60 %).",
        "Sangat Baik: 1000 of 10000 members, at most 1000 allowed (<= 10 %).",
    ]


def test_a_conforming_unit_needs_nothing():
    evaluation = asked("ISTIMEWA", 7, 3, 0, 0, 0)
    assert evaluation.output["conforms"] is True
    assert evaluation.output["needs_justification"] is False
    assert evaluation.changes == ()


def test_small_groups_and_a_region_that_switched_the_pattern_off():
    small = asked("ISTIMEWA", 4, 0, 0, 0, 0)
    assert small.output["needs_justification"] is False
    assert sentences(small.steps)[-1] == (
        "Fewer than 5 rated members: the pattern is shown and nothing has to be justified."
    )
    assert asked("ISTIMEWA", 4, 0, 0, 0, 0, settings='{"minimum_group": 4}').output["needs_justification"] is True
    off = asked("ISTIMEWA", 9, 0, 0, 0, 0, settings='{"distribution_mode": "off"}').output
    assert (off["conforms"], off["needs_justification"], off["mode"]) == (False, False, "off")


def test_counts_are_whole_people_and_complete():
    assert asked("BAIK", 1.5, 0, 0, 0, 0).output["error"] == "NOT_WHOLE"
    assert asked("BAIK", -1, 0, 0, 0, 0).output["error"] == "OUT_OF_RANGE"
    assert (
        ask("SE3_2023_DISTRIBUTION", '{"predikat_organisasi": "BAIK", "counts": {}}').output["error"] == "MISSING_KEY"
    )
    text = '{"predikat_organisasi": "BAIK", "counts": {"CUKUP": 1}}'
    assert ask("SE3_2023_DISTRIBUTION", text).output["error"] == "UNKNOWN_KEY"
