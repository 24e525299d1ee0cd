"""Rows for every quality rule: one that fails it, the smallest change that mends it, and further bounds.

Belongs here: data. Does not: judging them (test_rules).
"""

#: Rule → the columns of a row that fails it as SQL literals, and what to change so that it passes.
CASES: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    # indicators
    "I01-target": ({"target_min": "0", "target_max": "90"}, {"target_min": "0.01"}),
    "I02-measurable": (
        {"statement": "'  Terlaksananya rapat'", "unit_of_measure": "' Kegiatan '"},
        {"unit_of_measure": "'rapat'"},
    ),
    "S04-unit-and-source": ({"unit_of_measure": "'x'", "data_source": "' '"}, {"data_source": "'x'"}),
    "R01-nothing": ({"reported": "0", "months": "12"}, {"reported": "1"}),
    "R01-months": ({"reported": "11", "months": "12"}, {"reported": "12"}),
    "R02-multiple": ({"highest": "270.01", "target_max": "90"}, {"highest": "270"}),
    "R03-missing": ({"reported": "1", "evidence": "0"}, {"reported": "0"}),
    "R03-unreachable": ({"unopened": "1", "evidence": "2"}, {"unopened": "0"}),
    "R03-dated": ({"misdated": "1", "misdated_on": "'2025-12-31'"}, {"misdated": "0"}),
    "R03-reused": ({"reused": "1"}, {"reused": "0"}),
    "R04-falls": (
        {"aspect": "'quantity'", "direction": "'normal'", "falls": "true", "course": "'{3,2}'"},
        {"direction": "'reversed'"},
    ),
    "R05-direction": (
        {"direction": "'normal'", "aspect": "'time'", "unit_of_measure": "'Hari kerja'", "statement": "'Layanan'"},
        {"direction": "'reversed'"},
    ),
    "R07-unexplained": (
        {
            "direction": "'normal'",
            "newest": "89.99",
            "target_min": "90",
            "target_max": "95",
            "reported": "1",
            "explained": "false",
        },
        {"newest": "90"},
    ),
    # plans
    "S03-supports": ({"kind": "'main'", "supported": "false", "post_kind": "'PENGAWAS'"}, {"post_kind": "'JPT_MADYA'"}),
    "I03-copied": ({"copies": "10"}, {"copies": "9"}),
    "I04-easy": ({"easy_target": "90", "easy_realized": "90"}, {"easy_target": "NULL"}),
    "R06-one-sided": (
        {
            "first_of_plan": "true",
            "plan_indicators": "2",
            "plan_quantities": "2",
            "plan_qualities": "0",
            "post": "'Petugas Loket'",
        },
        {"plan_quantities": "1", "plan_qualities": "1"},
    ),
    # people
    "E01-number": (
        {
            "nip": "'198506152010011000'",
            "nip_birth_exists": "true",
            "nip_month": "'01'",
            "nip_sex": "'1'",
            "nip_serial": "'000'",
        },
        {"nip_serial": "'001'"},
    ),
    "E04-birth": ({"nik_birth": "'150685'", "nip_birth": "'160685'"}, {"nik_birth": "'160685'"}),
    "E04-sex": ({"nik_sex": "'2'", "nip_sex": "'1'"}, {"nik_sex": "'1'"}),
    "E05-grade": (
        {"grade_fits": "false", "functional_level": "'Mahir'", "grade": "'II/a'"},
        {"grade_fits": "true"},
    ),
    "H01-mutual": ({"rates_own_rater": "true", "rater": "'Sri'"}, {"rates_own_rater": "false"}),
    "H01-cycle": ({"in_cycle": "true", "rater": "'Sri'"}, {"in_cycle": "false"}),
    "H02-rank": (
        {
            "rates": "1",
            "is_latest": "true",
            "leads": "false",
            "post": "'Pengadministrasi'",
            "post_kind": "'PELAKSANA'",
        },
        {"post": "'Kepala Sekolah'"},
    ),
    "H03-gone": ({"rater_gone": "true", "rater": "'Sri'", "ends": "'2026-12-31'"}, {"rater_gone": "false"}),
    "H04-plan": ({"rates": "1", "is_latest": "true", "has_plan": "false"}, {"rates": "0"}),
    "H05-span": ({"rates": "51", "is_latest": "true"}, {"rates": "50"}),
    "S01-gap": ({"gap_days": "1"}, {"gap_days": "0"}),
    "S02-acting": ({"is_acting": "false", "post": "'Plt. Kepala Dinas'"}, {"is_acting": "true"}),
    "S02-twice": (
        {"is_overlapping": "true", "starts": "'2026-01-01'", "ends": "'2026-12-31'"},
        {"is_overlapping": "false"},
    ),
    # logs
    "L01-overlap": ({"is_overlapping": "true", "starts": "'08:00'", "ends": "'09:00'"}, {"is_overlapping": "false"}),
    "L01-long": ({"first_of_day": "true", "day_minutes": "1441"}, {"day_minutes": "1440"}),
    "L01-leave": ({"leave_kind": "'cuti tahunan'"}, {"leave_kind": "NULL"}),
    "L01-future": ({"day": "'2026-03-02'", "today": "'2026-03-01'"}, {"day": "'2026-03-01'"}),
    "L01-late": ({"days_late": "8"}, {"days_late": "7"}),
    "L02-waiting": ({"oldest_waiting": "true", "waiting": "3", "days_waiting": "15"}, {"days_waiting": "14"}),
    # budget
    "B01-over": ({"is_newest": "true", "ceiling": "100", "realized": "100.01"}, {"realized": "100"}),
    "B01-zero": ({"is_newest": "true", "ceiling": "0"}, {"ceiling": "1"}),
    "B01-unknown": (
        {"code": "'1.02'", "months_of_code": "1", "months_of_unit": "3", "is_newest_of_unit": "false"},
        {"is_newest_of_unit": "true"},
    ),
    "B01-falls": ({"realized": "99", "realized_before": "100"}, {"realized": "100"}),
    "B01-deviation": (
        {"is_newest": "true", "physical_percent": "76", "financial_percent": "50"},
        {"physical_percent": "75"},
    ),
    # services
    "V02-order": (
        {"received_at": "'2026-03-02 08:01+07'", "completed_at": "'2026-03-02 08:00+07'"},
        {"completed_at": "'2026-03-02 08:01+07'"},
    ),
    "V02-long": ({"working_minutes": "301", "usual_minutes": "100"}, {"working_minutes": "300"}),
    # survey
    "V01-range": ({"lowest": "1", "highest": "5"}, {"highest": "4"}),
    "V01-burst": ({"first_of_minute": "true", "same_minute": "5"}, {"same_minute": "4"}),
    # survey_services
    "V01-few": ({"answers": "29"}, {"answers": "30"}),
    "V01-blank": ({"blanks": "5.1"}, {"blanks": "5.0"}),
    # complaints
    "V02-complaint-order": (
        {"received_on": "'2026-03-02'", "first_response_on": "'2026-03-03'", "finished_on": "'2026-03-01'"},
        {"finished_on": "'2026-03-03'"},
    ),
    "V02-complaint-response": ({"response_days": "4"}, {"response_days": "3"}),
    "V02-complaint-late": (
        {"answer_days": "15", "kind": "'PENGADUAN_TANPA_PEMERIKSAAN_LAPANGAN'"},
        {"answer_days": "14"},
    ),
    # imports: every row of the view is held; a row without a number is none
    "X01-held": ({"number": "1", "field": "'nip'", "found": "'1'"}, {"number": "0"}),
    # ratings
    "P01-missing": ({"behavior_rating": "'SESUAI'", "is_agency_head": "false"}, {"is_agency_head": "true"}),
    "P03-same": (
        {
            "first_of_rater": "true",
            "rated_people": "5",
            "all_the_same": "true",
            "work_rating": "'SESUAI'",
            "behavior_rating": "'SESUAI'",
        },
        {"rated_people": "4"},
    ),
    "P03-jump": ({"jump": "3", "predicate": "'BAIK'", "predicate_before": "'SANGAT_KURANG'"}, {"jump": "2"}),
    "P04-early": ({"rated_on": "'2026-12-30'", "ends": "'2026-12-31'"}, {"rated_on": "'2026-12-31'"}),
    "P04-late": ({"rated_on": "'2027-01-16'", "due_on": "'2027-01-15'"}, {"rated_on": "'2027-01-15'"}),
    # national
    "X02-differs": ({"predicate": "'BAIK'", "national_predicate": "'KURANG'"}, {"national_predicate": "'BAIK'"}),
    "X02-missing": ({"predicate": "'BAIK'", "national_predicate": "''"}, {"national_predicate": "'KURANG'"}),
}
#: More rows than one case shows: the other half of a condition, what is let pass on purpose.
MORE: list[tuple[str, dict[str, str], bool]] = [
    ("I01-target", {"target_min": "-1", "target_max": "90"}, True),
    ("I01-target", {"target_min": "9", "target_max": "8"}, True),
    ("I02-measurable", {"statement": "'Jumlah rapat'", "unit_of_measure": "'kegiatan'"}, False),
    ("I02-measurable", {"statement": "'Terwujudnya data'", "unit_of_measure": "''"}, True),
    ("S04-unit-and-source", {"unit_of_measure": "''", "data_source": "'x'"}, True),
    ("R02-multiple", {"highest": "9", "target_max": "0"}, False),
    ("R01-months", {"reported": "0", "months": "12"}, False),
    (
        "R05-direction",
        {
            "direction": "'normal'",
            "aspect": "'quantity'",
            "unit_of_measure": "'hari'",
            "statement": "'Jumlah hari pelatihan'",
        },
        False,
    ),
    (
        "R05-direction",
        {
            "direction": "'normal'",
            "aspect": "'quantity'",
            "unit_of_measure": "'kasus'",
            "statement": "'Jumlah keluhan'",
        },
        True,
    ),
    (
        "R07-unexplained",
        {
            "direction": "'reversed'",
            "newest": "5.01",
            "target_min": "1",
            "target_max": "5",
            "reported": "1",
            "explained": "false",
        },
        True,
    ),
    (
        "R07-unexplained",
        {
            "direction": "'reversed'",
            "newest": "5",
            "target_min": "1",
            "target_max": "5",
            "reported": "1",
            "explained": "false",
        },
        False,
    ),
    (
        "R07-unexplained",
        {
            "direction": "'normal'",
            "newest": "1",
            "target_min": "90",
            "target_max": "90",
            "reported": "1",
            "explained": "true",
        },
        False,
    ),
    ("R04-falls", {"aspect": "'quality'", "direction": "'normal'", "falls": "true"}, False),
    ("S03-supports", {"kind": "'additional'", "supported": "false", "post_kind": "'PENGAWAS'"}, False),
    (
        "R06-one-sided",
        {
            "first_of_plan": "false",
            "plan_indicators": "2",
            "plan_quantities": "2",
            "plan_qualities": "0",
            "post": "'Petugas Loket'",
        },
        False,
    ),
    (
        "R06-one-sided",
        {
            "first_of_plan": "true",
            "plan_indicators": "2",
            "plan_quantities": "0",
            "plan_qualities": "2",
            "post": "'Perawat'",
        },
        True,
    ),
    ("E01-number", {"nip_birth_exists": "false", "nip_month": "'01'", "nip_sex": "'1'", "nip_serial": "'001'"}, True),
    ("E01-number", {"nip_birth_exists": "true", "nip_month": "'13'", "nip_sex": "'1'", "nip_serial": "'001'"}, True),
    ("E01-number", {"nip_birth_exists": "true", "nip_month": "'21'", "nip_sex": "'2'", "nip_serial": "'001'"}, False),
    ("E01-number", {"nip_birth_exists": "true", "nip_month": "'01'", "nip_sex": "'3'", "nip_serial": "'001'"}, True),
    ("S02-acting", {"is_acting": "false", "post": "'Plhira'"}, False),
    ("B01-over", {"is_newest": "true", "ceiling": "0", "realized": "5"}, False),
    ("B01-over", {"is_newest": "false", "ceiling": "1", "realized": "5"}, False),
    ("V01-range", {"lowest": "0", "highest": "4"}, True),
    ("V02-complaint-order", {"received_on": "'2026-03-02'", "first_response_on": "'2026-03-01'"}, True),
    ("P01-missing", {"work_rating": "'SESUAI'", "is_agency_head": "false"}, True),
    ("X02-differs", {"predicate": "'BAIK'", "national_predicate": "''"}, False),
]
