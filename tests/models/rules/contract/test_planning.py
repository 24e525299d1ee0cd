import pytest

from models.labels import label
from tests.models.rules.contract.asking import ask, sentences

RULE = "SKP_PENETAPAN"


@pytest.mark.parametrize(("fixed", "in_time"), [("2026-01-31", True), ("2026-02-01", False), ("2025-12-31", True)])
def test_a_plan_is_fixed_by_the_end_of_january(fixed, in_time):
    evaluation = ask(RULE, f'{{"tahun": 2026, "tanggal_penetapan": "{fixed}"}}')
    assert evaluation.output["tepat_waktu"] is in_time
    assert evaluation.output["batas"].isoformat() == "2026-01-31"
    assert sentences(evaluation.steps) == [f"Fixed on {fixed}, due by 2026-01-31."]


def test_the_day_is_a_setting():
    text = '{"tahun": 2026, "tanggal_penetapan": "2026-01-16", "settings": {"plan_deadline_day": 15}}'
    assert ask(RULE, text).output["tepat_waktu"] is False


LATE = '{"tahun": 2026, "tanggal": "%s", "skp_diajukan": false}'


def test_after_the_second_week_the_team_sets_a_missing_plan():
    before, after = ask(RULE, LATE % "2026-01-14"), ask(RULE, LATE % "2026-01-15")
    assert before.output == {"ditetapkan_oleh": "PEJABAT_PENILAI_KINERJA"}
    assert sentences(before.steps) == [
        "On 2026-01-14 the second week of January (to day 14) is not over: the plan can still be submitted."
    ]
    assert after.output == {
        "ditetapkan_oleh": "TIM_PENGELOLA_KINERJA",
        "disampaikan_ke": ["pegawai", "pejabat_penilai", "pimpinan_unit_kerja"],
    }
    assert sentences(after.steps) == [
        "No plan by the end of January's second week (day 14): on 2026-01-15 the performance team sets it."
    ]


def test_a_submitted_plan_is_the_raters():
    evaluation = ask(RULE, '{"skp_diajukan": true}')
    assert evaluation.output == {"ditetapkan_oleh": "PEJABAT_PENILAI_KINERJA"}
    assert sentences(evaluation.steps) == ["A submitted plan is fixed by the rater."]


def test_the_end_of_the_second_week_is_a_setting():
    text = (LATE % "2026-01-17")[:-1] + ', "settings": {"plan_team_after_day": 18}}'
    assert ask(RULE, text).output == {"ditetapkan_oleh": "PEJABAT_PENILAI_KINERJA"}


@pytest.mark.parametrize("moved", ["true", "false"])
def test_a_transfer_needs_a_new_plan(moved):
    evaluation = ask(RULE, f'{{"mutasi_setelah_penetapan": {moved}}}')
    assert evaluation.output == {"skp_baru_pada_jabatan_baru": moved == "true"}
    assert sentences(evaluation.steps) == ["After a transfer the old plan is closed and the new post needs a new one."]


@pytest.mark.parametrize(
    ("standing", "needed"),
    [
        ("AKTIF", True),
        ("CPNS", True),
        ("TUGAS_BELAJAR", True),
        ("CLTN", False),
        ("DIBERHENTIKAN_SEMENTARA", False),
        ("MASA_PERSIAPAN_PENSIUN", False),
        ("PEJABAT_NEGARA_ATAU_LNS", False),
    ],
)
def test_who_needs_a_plan(standing, needed):
    evaluation = ask(RULE, f'{{"status_pegawai": "{standing}"}}')
    assert evaluation.output == {"wajib_skp": needed}
    assert sentences(evaluation.steps) == [f"{label(standing)}: {'a' if needed else 'no'} plan is needed."]


def test_several_questions_at_once():
    text = '{"tahun": 2026, "tanggal_penetapan": "2026-01-31", "status_pegawai": "AKTIF"}'
    evaluation = ask(RULE, text)
    assert set(evaluation.output) == {"tepat_waktu", "batas", "wajib_skp"}
    assert len(evaluation.steps) == 2


@pytest.mark.parametrize(("year", "refused"), [(1999, True), (2000, False), (9000, False), (9001, True)])
def test_years(year, refused):
    assert ("error" in ask(RULE, f'{{"tahun": {year}, "tanggal_penetapan": "2026-01-31"}}').output) is refused
