import pytest

from models.labels import label
from models.vocabulary import Rating
from tests.models.rules.contract.asking import ask, sentences

BOTH = '{"rating_hasil_kerja": "SESUAI", "rating_perilaku_kerja": "DI_BAWAH"}'


def test_the_explanation_tells_ratings_cell_and_that_there_is_no_score():
    evaluation = ask("PERMENPANRB6_MATRIX", BOTH)
    assert sentences(evaluation.steps) == [
        "The rater set two ratings: work result Sesuai Ekspektasi, work behavior Di Bawah Ekspektasi.",
        "The row Sesuai Ekspektasi and the column Di Bawah Ekspektasi of the matrix meet at Kurang.",
        "No score is computed: the two ratings are a person's judgment.",
    ]


def test_what_would_have_changed_the_predicate():
    assert sentences(ask("PERMENPANRB6_MATRIX", BOTH).changes) == [
        "With the work result Di Bawah Ekspektasi instead of Sesuai Ekspektasi, the predicate would be Sangat Kurang.",
        "With the behavior Di Atas Ekspektasi instead of Di Bawah Ekspektasi, the predicate would be Baik.",
        "With the behavior Sesuai Ekspektasi instead of Di Bawah Ekspektasi, the predicate would be Baik.",
    ]


def test_a_missing_rating_is_refused_and_gives_no_predicate():
    evaluation = ask("PERMENPANRB6_MATRIX", '{"rating_hasil_kerja": null, "rating_perilaku_kerja": "SESUAI"}')
    assert evaluation.output["predikat"] is None
    assert evaluation.output["error"] == "INCOMPLETE_RATING"
    assert evaluation.refusal.exit_code == 1


@pytest.mark.parametrize(
    ("organization", "rating", "other"),
    [
        ("ISTIMEWA", "DI_ATAS", "SESUAI"),
        ("BAIK", "SESUAI", "DI_ATAS"),
        ("BUTUH_PERBAIKAN", "DI_BAWAH", "DI_ATAS"),
        ("SANGAT_KURANG", "DI_BAWAH", "DI_ATAS"),
    ],
)
def test_a_units_head_takes_the_units_result(organization, rating, other):
    evaluation = ask("SE3_2023_LEADER", f'{{"is_unit_leader": true, "predikat_organisasi": "{organization}"}}')
    assert evaluation.output == {"rating_hasil_kerja": Rating(rating)}
    assert sentences(evaluation.steps) == [
        f"The unit's achievement becomes the work result of its head: {label(organization)} gives {label(rating)}.",
        "The superior still rates the head's behavior.",
    ]
    assert sentences(evaluation.changes)[0].endswith(
        f"instead of {label(organization)}, the head's work result would be {label(other)}."
    )


def test_nobody_else_does():
    evaluation = ask("SE3_2023_LEADER", '{"is_unit_leader": false, "predikat_organisasi": "BAIK"}')
    assert evaluation.output == {"rating_hasil_kerja": None}
    assert sentences(evaluation.steps) == [
        "Only a unit's head takes the unit's result; the rater rates everybody else."
    ]
    assert not evaluation.changes


def test_the_mapping_is_a_setting():
    text = """{"is_unit_leader": true, "predikat_organisasi": "BUTUH_PERBAIKAN", "settings": {"leader_mapping":
      {"ISTIMEWA": "DI_ATAS", "BAIK": "SESUAI", "BUTUH_PERBAIKAN": "SESUAI", "KURANG": "DI_BAWAH",
       "SANGAT_KURANG": "DI_BAWAH"}}}"""
    assert ask("SE3_2023_LEADER", text).output == {"rating_hasil_kerja": Rating.AS_EXPECTED}
