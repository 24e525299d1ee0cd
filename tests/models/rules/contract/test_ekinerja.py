import pytest

from models.vocabulary import Predicate
from tests.models.rules.contract.asking import ask, found, sentences

EXPORT = "EKINERJA_BKN_EXPORT"
ROW = '{"nip": "%s", "is_plt_plh": "%s", "periode_akhir": "%s", "skp_unor": "%s"}'
NIP = "198609262015051001"


def rows(*each):
    return ask(EXPORT, '{"rows": [' + ", ".join(ROW % row for row in each) + "]}")


def test_all_segments_are_kept_and_the_main_one_marked():
    evaluation = rows((NIP, 0, "2025-06-30", "A"), (NIP, 0, "2025-12-31", "B"), (NIP, 1, "2025-12-31", "C"))
    assert evaluation.output == {"main_skp_unor": "B", "segments": 2, "plt_plh_segments": 1}
    assert sentences(evaluation.steps) == [
        "2 segments and 1 as acting official are kept; the latest end makes B the main one."
    ]


def test_somebody_who_only_acts_has_no_main_segment():
    evaluation = rows((NIP, 1, "2025-12-31", "C"))
    assert evaluation.output == {"main_skp_unor": None, "segments": 0, "plt_plh_segments": 1}
    assert sentences(evaluation.steps) == [
        "0 segments and 1 as acting official are kept; the latest end makes - the main one."
    ]
    assert ask(EXPORT, '{"rows": []}').output == {"main_skp_unor": None, "segments": 0, "plt_plh_segments": 0}


@pytest.mark.parametrize(
    ("each", "code"),
    [
        (((NIP, 0, "2025-12-31", "A"), (NIP, 0, "2025-12-31", "B")), "TWO_MAIN_SEGMENTS"),
        (((NIP, 0, "2025-12-31", "A"), ("196804111993031009", 0, "2025-06-30", "B")), "CONFLICTING_KEYS"),
        (((NIP, "ya", "2025-12-31", "A"),), "UNKNOWN_WORD"),
        (((NIP, 0, "31-12-2025", "A"),), "NOT_A_DATE"),
    ],
)
def test_a_doubtful_export_is_refused(each, code):
    assert rows(*each).output["error"] == code


def test_rows_are_read_strictly():
    assert ask(EXPORT, '{"rows": [{"nip": "1", "plt": "1"}]}').output["error"] == "UNKNOWN_KEY"
    assert ask(EXPORT, '{"rows": [{"nip": 198609262015051001}]}').output["error"] == "WRONG_TYPE"


@pytest.mark.parametrize(
    ("row", "searched", "is_found"), [(19, "", True), (20, "", False), (5, ', "search_rows": 5', False), (0, "", True)]
)
def test_the_header_floats_within_the_first_rows(row, searched, is_found):
    text = f'{{"header_row_index": {row}, "columns_needed": ["nip"]{searched}}}'
    assert ask(EXPORT, text).output == {"header_found": is_found}
    sign = "✔" if is_found else "✘"
    limit = 5 if searched else 20
    assert sentences(ask(EXPORT, text).steps) == [
        f"Rows are counted from 0 and the first {limit} are searched by column names: row {row} {sign}."
    ]


def test_row_numbers_are_possible_ones():
    assert ask(EXPORT, '{"header_row_index": -1}').output["error"] == "OUT_OF_RANGE"
    assert ask(EXPORT, '{"header_row_index": 1000001}').output["error"] == "OUT_OF_RANGE"
    assert "error" not in ask(EXPORT, '{"header_row_index": 1000000, "search_rows": 1000000}').output
    assert ask(EXPORT, '{"header_row_index": 1, "search_rows": 0}').output["error"] == "OUT_OF_RANGE"
    assert ask(EXPORT, '{"header_row_index": 1, "search_rows": 1000001}').output["error"] == "OUT_OF_RANGE"
    assert ask(EXPORT, '{"header_row_index": 0, "search_rows": 1}').output == {"header_found": True}


@pytest.mark.parametrize(
    ("word", "predicate"),
    [("-", None), ("Baik", Predicate.GOOD), ("Cukup", Predicate.NEEDS_IMPROVEMENT), ("Kurang", Predicate.POOR)],
)
def test_a_dash_means_not_evaluated(word, predicate):
    assert ask(EXPORT, f'{{"hasil_akhir": "{word}"}}').output == {"predikat": predicate}


def test_an_unknown_result_is_never_guessed():
    assert ask(EXPORT, '{"hasil_akhir": "baik"}').output["error"] == "UNKNOWN_WORD"
    assert sentences(ask(EXPORT, '{"hasil_akhir": "-"}').steps) == ["“-” means not evaluated, which is no predicate."]


def test_several_questions_at_once():
    text = '{"hasil_akhir": "-", "header_row_index": 3}'
    assert found(EXPORT, text, "header_found", "predikat") == ["True", "None"]
    assert len(ask(EXPORT, text).steps) == 2
