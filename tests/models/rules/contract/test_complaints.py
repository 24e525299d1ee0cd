import pytest

from models.labels import label
from tests.models.rules.contract.asking import ask, sentences


@pytest.mark.parametrize(
    ("kind", "days"),
    [
        ("RESPON_PERTAMA", 3),
        ("PERMINTAAN_INFORMASI", 5),
        ("PENGADUAN_TANPA_PEMERIKSAAN_LAPANGAN", 14),
        ("PENGADUAN_DENGAN_PEMERIKSAAN_LAPANGAN", 60),
    ],
)
def test_days_to_answer(kind, days):
    evaluation = ask("SP4N_SLA", f'{{"jenis": "{kind}"}}')
    assert evaluation.output == {"batas_hari": days}
    assert sentences(evaluation.steps) == [f"{label(kind)}: to be answered within {days} days."]


def test_local_limits_are_a_setting():
    text = '{"jenis": "RESPON_PERTAMA", "settings": {"complaint_days": {"RESPON_PERTAMA": 1}}}'
    assert ask("SP4N_SLA", text).output == {"batas_hari": 1}
    text = '{"jenis": "RESPON_PERTAMA", "settings": {"complaint_days": {"RESPON": 1}}}'
    assert ask("SP4N_SLA", text).output["error"] == "UNKNOWN_KEY"
