import pytest

from tests.models.rules.contract.asking import ask, sentences

RULE = "AK_MONTHS"
ENTRY = '{"mulai": "%s", "jenjang": "%s"}'


def asked(*history, end=""):
    entries = ", ".join(ENTRY % each for each in history)
    return ask(RULE, f'{{"tahun": 2025, "riwayat_jenjang": [{entries}]{end}}}')


@pytest.mark.parametrize(
    ("promoted", "before", "after"),
    [("2025-07-01", 6, 6), ("2025-07-02", 7, 5), ("2025-01-02", 1, 11), ("2025-12-01", 11, 1)],
)
def test_a_month_belongs_to_the_level_of_its_first_day(promoted, before, after):
    evaluation = asked((promoted, "Ahli Muda"), ("2020-03-01", "Ahli Pertama"))
    assert evaluation.output["months_by_jenjang"] == {"Ahli Pertama": before, "Ahli Muda": after}
    assert sentences(evaluation.steps)[0] == (
        f"{before} months of 2025 count for Ahli Pertama, the level held on the first day of each."
    )


def test_months_before_an_appointment_count_for_nothing():
    assert asked(("2025-03-15", "Mahir")).output["months_by_jenjang"] == {"Mahir": 9}
    assert asked(("2026-01-01", "Mahir")).output["months_by_jenjang"] == {}
    assert asked(("2025-01-01", "Mahir")).output["months_by_jenjang"] == {"Mahir": 12}


def test_months_after_leaving_count_for_nothing():
    left = asked(("2020-01-01", "Mahir"), end=', "sampai": "2025-06-01"')
    assert left.output["months_by_jenjang"] == {"Mahir": 6}
    before = asked(("2020-01-01", "Mahir"), end=', "sampai": "2025-05-31"')
    assert before.output["months_by_jenjang"] == {"Mahir": 5}


def test_a_history_is_read_strictly():
    twice = asked(("2025-01-01", "Mahir"), ("2025-01-01", "Penyelia"))
    assert twice.refusal.message.values == {"first": "riwayat_jenjang[1].mulai", "second": "riwayat_jenjang"}
    assert ask(RULE, '{"tahun": 2025, "riwayat_jenjang": [{"tanggal": 1}]}').output["error"] == "UNKNOWN_KEY"


@pytest.mark.parametrize(("year", "refused"), [(1999, True), (2000, False), (2900, False), (2901, True)])
def test_years(year, refused):
    assert ("error" in ask(RULE, f'{{"tahun": {year}, "riwayat_jenjang": []}}').output) is refused
