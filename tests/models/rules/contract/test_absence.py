import pytest

from models.rules.absence import Absence, Indication, absence
from tests.models.rules.contract.asking import ask, found, sentences

RULE = "PP94_2021_ABSENCE"
TEXT = '{"hari_tanpa_alasan_kumulatif_setahun": %s, "terus_menerus": %s}'


@pytest.mark.parametrize(
    ("days", "indication"),
    [
        (0, "TIDAK_ADA"),
        (3, "TEGURAN_LISAN"),
        (4, "TEGURAN_TERTULIS"),
        (7, "PERNYATAAN_TIDAK_PUAS"),
        (10, "PERNYATAAN_TIDAK_PUAS"),
        (11, "POTONG_TUKIN_25_6BLN"),
        (13, "POTONG_TUKIN_25_6BLN"),
        (14, "POTONG_TUKIN_25_9BLN"),
        (16, "POTONG_TUKIN_25_9BLN"),
        (17, "POTONG_TUKIN_25_12BLN"),
        (20, "POTONG_TUKIN_25_12BLN"),
        (21, "PENURUNAN_JABATAN_12BLN"),
        (24, "PENURUNAN_JABATAN_12BLN"),
        (25, "PEMBEBASAN_JABATAN_12BLN"),
        (27, "PEMBEBASAN_JABATAN_12BLN"),
        (28, "PDH_TAPS"),
        (366, "PDH_TAPS"),
    ],
)
def test_days_in_the_year(days, indication):
    output = ask(RULE, TEXT % (days, 0)).output
    assert output == {"indikasi_hukuman": indication}


def test_ten_days_in_a_row_stop_the_salary():
    evaluation = ask(RULE, TEXT % (12, 10))
    assert evaluation.output == {"indikasi_hukuman": "PDH_TAPS", "gaji_dihentikan": "bulan berikutnya"}
    assert evaluation.changes == ()
    assert sentences(evaluation.steps) == [
        "12 days in the year, 10 of them in a row: pemberhentian dengan hormat tidak atas permintaan sendiri.",
        "With 10 days in a row the salary stops from the next month.",
        "This is an indication only: a sanction needs an examination and a decree.",
    ]
    assert found(RULE, TEXT % (12, 9), "indikasi_hukuman") == ["POTONG_TUKIN_25_6BLN"]


def test_without_ten_days_in_a_row_the_salary_goes_on():
    assert absence(28, 9) == Absence(Indication.DISMISSAL, salary_stops=False)
    assert absence(28, 10) == Absence(Indication.DISMISSAL, salary_stops=True)


def test_what_would_change_the_indication():
    assert sentences(ask(RULE, TEXT % (12, 0)).changes) == [
        "With 2 more days, the indication would be pemotongan tunjangan kinerja 25 % selama 9 bulan."
    ]
    assert ask(RULE, TEXT % (28, 0)).changes == ()


def test_days_in_a_row_may_be_left_out_where_they_cannot_decide():
    few = ask(RULE, '{"hari_tanpa_alasan_kumulatif_setahun": 9}')
    assert few.output == {"indikasi_hukuman": "PERNYATAAN_TIDAK_PUAS"}
    assert "9 days in the year, 0 of them in a row" in sentences(few.steps)[0]
    assert ask(RULE, '{"hari_tanpa_alasan_kumulatif_setahun": 10}').output["error"] == "MISSING_KEY"


def test_contradicting_days_are_flagged():
    evaluation = ask(RULE, TEXT % (3, 4))
    assert evaluation.output["flags"] == ["CONSECUTIVE_EXCEEDS_TOTAL"]
    assert sentences(evaluation.steps)[1] == "More days in a row than in the whole year: check the attendance data."
    assert "flags" not in ask(RULE, TEXT % (4, 4)).output
    assert found(RULE, TEXT % (9, 10), "indikasi_hukuman") == ["PDH_TAPS"]


@pytest.mark.parametrize("days", [(-1, 0), (367, 0), (1, -1), (1, 367)])
def test_a_year_has_no_more_days(days):
    assert ask(RULE, TEXT % days).output["error"] == "OUT_OF_RANGE"
    assert "error" not in ask(RULE, TEXT % (366, 366)).output
