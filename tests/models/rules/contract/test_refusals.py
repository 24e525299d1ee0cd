"""Every refusal in full: what is wrong, where, and what to do next."""

import pytest

from tests.models.rules.contract.asking import ask

ROW = '{"nip": "1", "is_plt_plh": "0", "periode_akhir": "2025-12-31", "skp_unor": "%s"}'
MISSING = "“{}” is missing. Add it; a missing value is never taken for zero."
CONFLICT = "“{}” and “{}” contradict each other. Leave one of them out or correct it."
NO_ANSWER = "“{}” holds no answer, so there is no mean. Leave the element out of the survey or collect answers."
NO_BIRTH = "The number “{}” names a birth date that does not exist. Copy it again from the decree."
ZEROS = (
    "The number “{}” ends in zeros only; serials start at 1. A spreadsheet keeps 15 digits and turns the rest into "
    "zeros: format the column as text and enter the number again."
)
TOO_EARLY = "The number “{}” names an appointment before the birth. Copy it again from the decree."
TARGET = "“{}” is zero, so attainment is not defined. Correct the target or retire the indicator."


@pytest.mark.parametrize(
    ("rule", "text", "message"),
    [
        (
            "PERMENPANRB6_MATRIX",
            '{"rating_hasil_kerja": null, "rating_perilaku_kerja": null}',
            "A predicate needs both ratings, of work result and of behavior. Ask the rater to set the missing one.",
        ),
        ("AK_ANNUAL", "{}", MISSING.format("jenjang")),
        ("AK_ANNUAL", "[1]", "“inputs” must be an object in braces, but is […]."),
        (
            "AK_ANNUAL",
            '{"bulan": 1}',
            "This rule does not know “bulan”. It knows: jenjang, predikat, months, decimals, rounding, settings.",
        ),
        ("AK_ANNUAL", '{"jenjang": 5}', "“jenjang” must be text in quotes, but is 5."),
        (
            "AK_CUMULATIVE",
            '{"jenjang": "Mahir", "periods": [{"predikat": "CUKUP", "months": 1}]}',
            (
                "“periods[0].predikat” is “CUKUP”, which is none of: "
                "SANGAT_BAIK, BAIK, BUTUH_PERBAIKAN, KURANG, SANGAT_KURANG."
            ),
        ),
        ("AK_CUMULATIVE", '{"periods": {}}', "“periods” must be a list in brackets, but is {…}."),
        (
            "AK_CUMULATIVE",
            '{"jenjang": "Mahir", "periods": [{"predikat": "BAIK", "months": "1,5"}]}',
            (
                "“periods[0].months” is 1,5, which is no number. Write it with the digits 0 to 9 and a decimal dot, "
                "without quotes, such as 1.5 (not 1,5)."
            ),
        ),
        (
            "AK_CUMULATIVE",
            '{"jenjang": "Mahir", "periods": [{"predikat": "BAIK", "months": 13}]}',
            "“periods[0].months” is 13, but must be 1 … 12.",
        ),
        (
            "AK_CUMULATIVE",
            '{"jenjang": "Mahir", "periods": [{"predikat": "BAIK", "months": 1.5}]}',
            "“periods[0].months” is 1.5, but must be a whole number.",
        ),
        (
            "AK_CAP_150PCT",
            '{"jenjang": "Mahir", "target_ak": 1, "rounding": "UP"}',
            "“rounding” is “UP”, which is none of: HALF_UP.",
        ),
        ("PP46_SEBUTAN", '{"nilai": NaN}', "“nilai” is NaN, which is no amount. Leave a missing value out instead."),
        (
            "PP46_SEBUTAN",
            '{"nilai": 1e2000}',
            "“nilai” has more than 1000 digits. Check its unit and its source.",
        ),
        ("PP46_CAPAIAN", "{}", MISSING.format("kuantitas")),
        ("PP46_CAPAIAN", '{"waktu": {"target": 0, "realisasi": 1}}', TARGET.format("waktu.target")),
        (
            "PP46_CAPAIAN",
            '{"waktu": {"target": 1, "realisasi": null}}',
            "“waktu.realisasi” was not reported. Report it, or explain why it is missing; it is not taken for zero.",
        ),
        (
            "PP30_PASAL41",
            '{"nilai_skp": 111, "nilai_perilaku": 111, "bobot": "70/30", "ide_baru": 1}',
            "“ide_baru” must be true or false, but is 1.",
        ),
        (
            "PP30_PASAL41",
            '{"nilai_skp": 1, "nilai_perilaku": 1, "bobot": "70/40"}',
            "The weights add to 1.1 instead of 1. Correct “bobot”.",
        ),
        ("PP30_KEBERATAN", "{}", MISSING.format("diterima")),
        (
            "PP30_KEBERATAN",
            '{"diterima": "12-01-2026"}',
            "“diterima” is “12-01-2026”, which is no date. Write year-month-day, such as 2026-01-31.",
        ),
        (
            "PP30_KEBERATAN",
            '{"diterima": "2026-01-12", "diajukan": "2026-01-11"}',
            CONFLICT.format("diajukan", "diterima"),
        ),
        (
            "PP30_KEBERATAN",
            '{"diputus_oleh": "pejabat_penilai"}',
            "An objection is decided by the rater's superior (atasan_pejabat_penilai), not by pejabat_penilai.",
        ),
        (
            "PERMENPANRB8_IKI",
            '{"kondisi": "normal", "target": 1, "target_min": 1, "realisasi": 1}',
            CONFLICT.format("target", "target_min"),
        ),
        (
            "PERMENPANRB8_IKI",
            '{"kondisi": "normal", "target_min": 2, "target_max": 1, "realisasi": 1}',
            CONFLICT.format("target_min", "target_max"),
        ),
        (
            "PERMENPANRB8_IKI",
            '{"capaian_pct_rounded": 1, "realisasi": 1}',
            CONFLICT.format("capaian_pct_rounded", "realisasi"),
        ),
        ("SKM_PERMENPANRB14_2017", "{}", MISSING.format("responses")),
        ("SKM_PERMENPANRB14_2017", '{"ikm": 50, "sums": [1]}', CONFLICT.format("ikm", "sums")),
        ("SKM_PERMENPANRB14_2017", '{"responses": [[1]], "nrr": [1]}', CONFLICT.format("responses", "nrr")),
        ("SKM_PERMENPANRB14_2017", '{"nrr": [], "weights": "equal"}', NO_ANSWER.format("nrr")),
        ("SKM_PERMENPANRB14_2017", '{"sums": [74], "n": 0}', NO_ANSWER.format("n")),
        (
            "SKM_PERMENPANRB14_2017",
            '{"responses": [[4, 4], [4]], "weights": "equal"}',
            "“responses[1]” holds 1 answers, but the first row holds 2. Write null for a blank answer.",
        ),
        (
            "SKM_PERMENPANRB14_2017",
            '{"nrr": [3], "weight": 1, "weights": "equal"}',
            CONFLICT.format("weight", "weights"),
        ),
        (
            "SKM_PERMENPANRB14_2017",
            '{"nrr": [3], "weights": "sama"}',
            "“weights” is “sama”, which is none of: equal, equal(1/9).",
        ),
        ("SKM_PERMENPANRB14_2017", '{"nrr": [3], "weights": [0.5, 0.5]}', CONFLICT.format("weights", "nrr")),
        (
            "SKM_PERMENPANRB14_2017",
            '{"nrr": [3], "weight": 0.5}',
            "The weights add to 0.5 instead of 1. Correct “weight”.",
        ),
        ("EKINERJA_BKN_EXPORT", "{}", MISSING.format("rows")),
        (
            "EKINERJA_BKN_EXPORT",
            '{"hasil_akhir": "baik"}',
            (
                "“hasil_akhir” is “baik”, which is none of: "
                "Sangat Baik, Baik, Butuh Perbaikan, Cukup, Kurang, Sangat Kurang, -."
            ),
        ),
        (
            "EKINERJA_BKN_EXPORT",
            '{"rows": [{"nip": "1", "is_plt_plh": "ya"}]}',
            "“rows[0].is_plt_plh” is “ya”, which is none of: 0, 1.",
        ),
        (
            "EKINERJA_BKN_EXPORT",
            '{"rows": [{"nip": "1"}, {"nip": "2"}, {"nip": "3"}]}',
            CONFLICT.format("rows[0].nip", "rows[1].nip"),
        ),
        (
            "EKINERJA_BKN_EXPORT",
            f'{{"rows": [{ROW % "A"}, {ROW % "B"}]}}',
            "“A” and “B” could both be the main segment. Close one or mark it as acting (Plt/Plh).",
        ),
        ("SKP_PENETAPAN", '{"tahun": 2026}', MISSING.format("tanggal_penetapan")),
        (
            "AKTIVITAS_DKI",
            '{"hari_kerja": 1, "menit_per_hari": 1, "capaian_menit": 1, "pengurang_menit": 1}',
            (
                "The sources do not say how “pengurang_menit” counts. Set “activity_deduction” by decree: "
                "achieved, effective."
            ),
        ),
        (
            "AKTIVITAS_DKI",
            '{"hari_kerja": 1, "menit_per_hari": 0, "capaian_menit": 1, "pengurang_menit": 0}',
            TARGET.format("waktu_efektif"),
        ),
        (
            "NIP_PARSE",
            '{"nip": "1.98609E+17"}',
            (
                "The number “1.98609E+17” holds something else than the digits 0 to 9 (a spreadsheet may have "
                "changed it, such as 1.98609E+17). Format the column as text and enter the number again."
            ),
        ),
        (
            "NIP_PARSE",
            '{"nip": "123"}',
            "The number “123” has 3 digits instead of 18. Copy it again from the decree.",
        ),
        ("NIP_PARSE", '{"nip": "189909262015051001"}', NO_BIRTH.format("189909262015051001")),
        ("NIP_PARSE", '{"nip": "198602302015051001"}', NO_BIRTH.format("198602302015051001")),
        ("NIK_PARSE", '{"nik": "3515143208680001"}', NO_BIRTH.format("3515143208680001")),
        (
            "NIP_PARSE",
            '{"nip": "198609262015131001"}',
            (
                "The number “198609262015131001” names the month of appointment 201513 (year, month), which does not "
                "exist. Copy the number again; a contract employee's number (with 21 there) belongs to the kind PPPK."
            ),
        ),
        (
            "NIP_PARSE",
            '{"nip": "198609262015053201"}',
            "The number “198609262015053201” has 3 as its 15th digit; only 1 (male) or 2 (female) can stand there.",
        ),
        ("NIP_PARSE", '{"nip": "198609262015051000"}', ZEROS.format("198609262015051000")),
        ("NIK_PARSE", '{"nik": "3515140508680000"}', ZEROS.format("3515140508680000")),
        ("NIP_PARSE", '{"nip": "201505262015051001"}', TOO_EARLY.format("201505262015051001")),
        ("NIP_PARSE", '{"nip": "199001011990211001", "kind": "PPPK"}', TOO_EARLY.format("199001011990211001")),
        (
            "NIK_NIP_CROSSCHECK",
            '{"nik": "3515146609860001", "nip": "198609262015051001"}',
            (
                "The NIK 3515146609860001 and the NIP 198609262015051001 name different sexes. Check both in the "
                "personnel record."
            ),
        ),
        (
            "NIK_NIP_CROSSCHECK",
            '{"nik": "3515142709860001", "nip": "198609262015051001"}',
            (
                "The NIK 3515142709860001 and the NIP 198609262015051001 name different birth dates. Check both in the "
                "personnel record."
            ),
        ),
        (
            "SP4N_SLA",
            '{"jenis": "RESPON_PERTAMA", "settings": {"objection_days": 0}}',
            "“settings.objection_days” is 0, but must be 1 … 365.",
        ),
    ],
)
def test_a_refusal_says_what_where_and_what_next(rule, text, message):
    assert ask(rule, text).refusal.message.render("en") == message
