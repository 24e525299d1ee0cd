"""The pre-flight check on a small roster that is damaged in one place at a time (SPEC §5)."""

import pytest

from models.roster.rules import RosterRules
from tests.models.roster.rosters import (
    CLERK,
    DIVISION,
    HEAD,
    NIPS,
    NURSE,
    OTHER_CLERK,
    OTHER_SECTION,
    SECTION,
    UNITS,
    found,
    held_rows,
    people,
    rater_of,
    report,
)

#: What is changed -> problems found; the first changed person is the row expected to be held back.
ONE_ROW = {
    "no NIP": ({CLERK: {"nip": ""}}, ("DQ-E01", "nipBaru")),
    "19 digits": ({CLERK: {"nip": NIPS[CLERK] + "1"}}, ("DQ-E01", "nipBaru")),
    "13th month": ({CLERK: {"nip": "199003032015131003"}}, ("DQ-E01", "nipBaru")),
    "letter O": ({CLERK: {"nip": NIPS[CLERK].replace("0", "O", 1)}}, ("DQ-E01", "nipBaru")),
    "zero-width": ({CLERK: {"nip": NIPS[CLERK][:5] + "\u200b" + NIPS[CLERK][5:]}}, ("DQ-E01", "nipBaru")),
    "Arabic digits": ({CLERK: {"nip": "".join(chr(0x660 + int(c)) for c in NIPS[CLERK])}}, ("DQ-E01", "nipBaru")),
    "full-width": ({CLERK: {"nip": "".join(chr(0xFF10 + int(c)) for c in NIPS[CLERK])}}, ("DQ-E01", "nipBaru")),
    "scientific": ({CLERK: {"nip": "1.98E+17"}}, ("DQ-E03", "nipBaru")),
    "scientific with comma": ({CLERK: {"nip": "1,99003E+17"}}, ("DQ-E03", "nipBaru")),
    "15 digits kept": ({CLERK: {"nip": NIPS[CLERK][:15] + "000"}}, ("DQ-E03", "nipBaru")),
    "own superior": ({CLERK: {"rater_nip": NIPS[CLERK]}}, ("DQ-H01", "nipAtasan")),
    "superior damaged": ({CLERK: {"rater_nip": "1.98E+17"}}, ("DQ-H01", "nipAtasan")),
    "superior is pelaksana": ({NURSE: {"rater_nip": NIPS[CLERK]}}, ("DQ-H02", "nipAtasan")),
    "superior is fungsional": ({CLERK: {"rater_nip": NIPS[NURSE]}}, ("DQ-H02", "nipAtasan")),
    "superior not in roster": ({CLERK: {"rater_nip": "198105052006041099"}}, ("DQ-H03", "nipAtasan")),
    "unknown unit": ({CLERK: {"unit_code": "X"}}, ("DQ-H01", "nipAtasan")),
    "no unit": ({CLERK: {"unit_code": "", "unit_name": ""}}, ("DQ-H01", "nipAtasan")),
    "no name": ({CLERK: {"name": " \u200b "}}, ("DQ-X01", "nama")),
    "no post": ({CLERK: {"post": ""}}, ("DQ-X01", "jabatanNama")),
    "ends before it starts": ({CLERK: {"starts": "02-02-2025", "ends": "01-02-2025"}}, ("DQ-S01", "selesaiJabatan")),
}


def test_a_sound_roster_has_no_problem() -> None:
    result = report()
    assert found(result) == []
    assert [entry.nip for entry in result.accepted] == list(NIPS)
    assert [entry.rater_nip for entry in result.accepted] == [
        None, NIPS[HEAD], NIPS[DIVISION], NIPS[SECTION], NIPS[SECTION], NIPS[DIVISION], NIPS[OTHER_SECTION],
    ]  # fmt: skip
    assert [entry.superior_nip for entry in result.accepted] == [
        None, None, NIPS[HEAD], NIPS[DIVISION], NIPS[DIVISION], NIPS[HEAD], NIPS[DIVISION],
    ]  # fmt: skip
    assert [entry.level for entry in result.accepted] == [1, 2, 3, 4, 4, 3, 4]
    assert [entry.rated_by_regional_head for entry in result.accepted] == [True] + [False] * 6
    assert [entry.is_agency_head for entry in result.accepted] == [True] + [False] * 6
    assert {(unit.code, unit.agency_code, unit.head_nip) for unit in result.units} == {
        ("R", "R", None), ("D", "D", NIPS[HEAD]), ("B", "D", NIPS[DIVISION]), ("S", "D", NIPS[SECTION]),
        ("T", "D", NIPS[OTHER_SECTION]),
    }  # fmt: skip


@pytest.mark.parametrize("case", ONE_ROW)
def test_one_bad_row_is_reported_and_only_that_row_is_held(case: str) -> None:
    changes, (code, field) = ONE_ROW[case]
    result = report(people(changes))
    row = min(changes) + 2
    assert found(result) == [(code, "block", row, field)]
    assert held_rows(result) == {row}
    assert len(result.accepted) == 6
    assert result.problems[0].remedy.render("en") != result.problems[0].message.render("en")
    assert result.problems[0].owner == ("BKPSDM" if "unit" in case else "admin OPD Dinas Kesehatan")


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"grade": "III/x"}, "DQ-E05", "golRuangAkhir"),
        ({"standing": "Entah"}, "DQ-E06", "kedudukanPns"),
        ({"post_type": "Magang"}, "DQ-E05", "jenisJabatan"),
        ({"starts": "kemarin"}, "DQ-S01", "tmtJabatan"),
        ({"birth_date": "04-03-1990"}, "DQ-E04", "tglLahir"),
        ({"sex": "Perempuan"}, "DQ-E04", "tglLahir"),
        ({"nik": "990101430390"}, "DQ-E04", "nik"),
        ({"nik": "9901014303900001"}, "DQ-E04", "nik"),
        ({"rater_nip": NIPS[OTHER_SECTION]}, "DQ-H01", "nipAtasan"),
    ],
)
def test_warnings_hold_nobody_back(change: dict[str, str], code: str, field: str) -> None:
    result = report(people({CLERK: change}))
    assert found(result) == [(code, "warn", CLERK + 2, field)]
    assert not result.held


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"nip": "199003032007031003"}, "before the age of 18"),
        ({"nip": "199003032026031003"}, "in the future"),
        ({"nip": "196003032015031003"}, "after the age of 40"),
        ({"nip": "199003032015211003"}, "marks a PPPK"),
        ({"employment": "PPPK"}, "usually has 21"),
    ],
)
def test_an_unusual_nip_is_a_warning(change: dict[str, str], part: str) -> None:
    result = report(people({CLERK: change}))
    assert found(result) == [("DQ-E01", "warn", CLERK + 2, "nipBaru")]
    assert part in result.problems[0].message.render("en")


def test_the_number_of_a_contract_employee_is_accepted() -> None:
    change = {"nip": "199003032022211003", "employment": "PPPK", "grade": "VII"}
    result = report(people({CLERK: change, NURSE: {"rater_nip": NIPS[DIVISION]}}))
    assert found(result) == []
    assert result.accepted[CLERK].employment == "PPPK"


def test_a_grade_that_does_not_fit_the_level_is_a_warning() -> None:
    assert found(report(people({NURSE: {"grade": "III/a"}}))) == [("DQ-E05", "warn", NURSE + 2, "golRuangAkhir")]


def test_writing_aids_in_a_nip_are_not_a_problem() -> None:
    result = report(people({CLERK: {"nip": "'19900303 201503 1 003"}}))
    assert found(result) == []
    assert result.accepted[CLERK].nip == NIPS[CLERK]


@pytest.mark.parametrize("standing", ["Pensiun", "CLTN", "Meninggal Dunia", "Diberhentikan Sementara", "MPP"])
def test_people_who_are_not_active_are_left_out_with_a_reason(standing: str) -> None:
    result = report(people({CLERK: {"standing": standing}}))
    assert found(result) == []
    assert [row.row for row in result.excluded] == [CLERK + 2]
    assert result.excluded[0].reason.render("en")
    assert len(result.accepted) == 6


def test_somebody_on_study_assignment_keeps_the_skp() -> None:
    assert len(report(people({CLERK: {"standing": "Tugas Belajar"}})).accepted) == 7


@pytest.mark.parametrize("still_open", [{"ends": "31-12-2026"}, {"target_status": "Persetujuan"}])
def test_an_open_post_of_somebody_inactive_is_a_warning(still_open: dict[str, str]) -> None:
    result = report(people({CLERK: {"standing": "Pensiun", **still_open}}))
    assert found(result) == [("DQ-E06", "warn", CLERK + 2, "kedudukanPns")]
    assert len(result.excluded) == 1


def test_a_retired_superior_who_is_named_is_reported_at_the_member() -> None:
    result = report(people({CLERK: {"rater_nip": NIPS[OTHER_CLERK]}, OTHER_CLERK: {"standing": "Pensiun"}}))
    assert found(result) == [("DQ-H03", "block", CLERK + 2, "nipAtasan")]
    assert "retired" in result.problems[0].message.render("en")


def test_a_named_superior_wins_over_the_unit_tree() -> None:
    assert rater_of(report(people({CLERK: {"rater_nip": NIPS[DIVISION]}})), CLERK) == NIPS[DIVISION]


def test_a_loop_is_named_and_only_its_cause_is_held() -> None:
    result = report(people({DIVISION: {"rater_nip": NIPS[SECTION]}}))
    assert found(result) == [("DQ-H01", "block", DIVISION + 2, "nipAtasan")]
    assert "Budi Santoso (3) → Siti Aminah (4) → Budi Santoso (3)" in result.problems[0].message.render("en")
    assert held_rows(result) == {DIVISION + 2}
    section = next(entry for entry in result.accepted if entry.nip == NIPS[SECTION])
    assert (section.rater_nip, section.superior_nip) == (NIPS[DIVISION], NIPS[HEAD])


def test_a_loop_of_two_wrong_superiors_holds_both() -> None:
    result = report(people({DIVISION: {"rater_nip": NIPS[OTHER_SECTION]}, OTHER_SECTION: {"rater_nip": NIPS[SECTION]}}))
    assert found(result) == [("DQ-H01", "block", DIVISION + 2, "nipAtasan")]
    assert held_rows(result) == {DIVISION + 2, OTHER_SECTION + 2}


def test_a_right_superior_named_in_a_loop_is_not_its_cause() -> None:
    result = report(people({DIVISION: {"rater_nip": NIPS[SECTION]}, SECTION: {"rater_nip": NIPS[DIVISION]}}))
    assert held_rows(result) == {DIVISION + 2}


def test_a_superior_outside_the_line_is_named_beside_the_one_of_the_tree() -> None:
    said = report(people({CLERK: {"rater_nip": NIPS[OTHER_SECTION]}})).problems[0].message.render("en")
    assert said == (
        "Joko Widodo Putra is rated by Togar Siregar, who leads no unit above S; the unit tree says Siti Aminah."
    )


def test_a_missing_nip_is_said_as_missing() -> None:
    assert "has no NIP" in report(people({CLERK: {"nip": ""}})).problems[0].message.render("en")


def test_a_superior_with_a_former_row_is_known_by_the_present_one() -> None:
    former = people()[DIVISION]._replace(standing="Pindah Instansi", post="Staf", unit_code="T")
    result = report([former, *people({CLERK: {"rater_nip": NIPS[DIVISION]}})])
    assert found(result) == []


def test_the_highest_of_several_officials_leads() -> None:
    rows = people(
        {SECTION: {"post": "Kasi Data"}, NURSE: {"post": "Kabid", "post_type": "Struktural", "echelon": "III.b"}}
    )
    result = report(rows)
    assert found(result) == []
    assert rater_of(result, CLERK) == NIPS[NURSE]


def test_somebody_who_is_no_official_never_leads_by_chance() -> None:
    units = tuple(unit._replace(echelon="") for unit in UNITS)
    rows = [row for row in people() if row.nip not in {NIPS[SECTION], NIPS[NURSE]}]
    assert found(report(rows, units=units)) == [("DQ-H03", "block", 5, "NamaJabatan")]


@pytest.mark.parametrize(
    ("name", "head_post"),
    [("Pemerintah Kota Contoh", ""), ("Contoh", "Wali Kota Contoh"), ("Contoh", "Pj. Bupati"), ("Contoh", "Gubernur")],
)
def test_the_root_is_led_by_the_regional_head(name: str, head_post: str) -> None:
    units = (UNITS[0]._replace(name=name, head_post=head_post), *(unit._replace(agency_code="") for unit in UNITS[1:]))
    result = report(units=units)
    assert found(result) == []
    assert {unit.agency_code for unit in result.units if unit.code != "R"} == {"D"}


def test_a_unit_may_be_an_agency_of_its_own_below_another() -> None:
    units = tuple(unit._replace(agency_code="T") if unit.code == "T" else unit for unit in UNITS)
    result = report(units=units)
    assert [entry.agency_code for entry in result.accepted] == ["D"] * 5 + ["T"] * 2
    assert [entry.is_agency_head for entry in result.accepted] == [True, *[False] * 4, True, False]


def test_a_vacant_post_is_one_problem_and_its_people_wait() -> None:
    rows = [row for row in people() if row.nip != NIPS[SECTION]]
    result = report(rows)
    assert found(result) == [("DQ-H03", "block", 5, "NamaJabatan")]
    assert result.problems[0].sheet == "unor"
    assert {row.nip for row in result.held} == {NIPS[CLERK], NIPS[NURSE]}
    assert all(row.codes == () for row in result.held)
    assert result.counts["waiting"] == 2


def test_a_head_who_retired_is_named() -> None:
    result = report(people({SECTION: {"standing": "Pensiun"}}))
    assert found(result) == [("DQ-H03", "block", 5, "NamaJabatan")]
    assert "retired" in result.problems[0].message.render("en")


@pytest.mark.parametrize("flag", [{"acting": "1"}, {"acting": "", "post": "Plt. Kepala Seksi Data"}])
def test_a_plt_leads_where_the_post_is_vacant(flag: dict[str, str]) -> None:
    rows = [row for row in people() if row.nip != NIPS[SECTION]]
    acting = people()[OTHER_SECTION]._replace(**{"post": "Kepala Seksi Data", "unit_code": "S", **flag})
    result = report([*rows, acting])
    assert found(result) == []
    clerk = next(entry for entry in result.accepted if entry.nip == NIPS[CLERK])
    assert clerk.rater_nip == NIPS[OTHER_SECTION]
    assert [entry.is_acting for entry in result.accepted if entry.nip == NIPS[OTHER_SECTION]] == [False, True]


def test_a_plt_of_the_own_superior_is_rated_one_level_higher() -> None:
    rows = [row for row in people() if row.nip != NIPS[DIVISION]]
    acting = people()[SECTION]._replace(post="Kepala Bidang Mutu", unit_code="B", acting="1")
    result = report([*rows, acting])
    assert found(result) == []
    own = [entry for entry in result.accepted if entry.nip == NIPS[SECTION]]
    assert [entry.rater_nip for entry in own] == [NIPS[HEAD], NIPS[HEAD]]


def test_two_heads_of_one_unit_are_one_problem() -> None:
    second = {"post": "Kepala Seksi Data", "unit_code": "S", "post_type": "Pengawas", "echelon": "IV.a"}
    result = report(people({OTHER_CLERK: second}))
    assert found(result) == [("DQ-H01", "block", 5, "NamaJabatan")]
    assert {row.nip for row in result.held} == {NIPS[CLERK], NIPS[NURSE]}


def test_the_highest_official_leads_a_unit_whose_post_has_another_name() -> None:
    result = report(people({SECTION: {"post": "Kasi Data"}}))
    assert found(result) == []
    assert rater_of(result, CLERK) == NIPS[SECTION]


def test_a_functional_head_needs_a_delegation() -> None:
    functional = {
        SECTION: {"post_type": "Fungsional", "echelon": "", "functional_level": "Ahli Muda", "grade": "III/d"}
    }
    result = report(people(functional))
    assert found(result) == [("DQ-H02", "block", SECTION + 2, "delegasiPenilai")]
    assert {row.nip for row in result.held} == {NIPS[CLERK], NIPS[NURSE]}
    functional[SECTION]["delegation"] = "800/12/2026"
    assert found(report(people(functional))) == []


def test_a_region_may_record_delegations_in_its_settings() -> None:
    change = {NURSE: {"rater_nip": NIPS[CLERK]}}
    rules = RosterRules(delegated_raters=frozenset({NIPS[CLERK]}))
    assert found(report(people(change), rules=rules)) == [("DQ-H01", "warn", NURSE + 2, "nipAtasan")]


def test_members_of_a_rater_in_doubt_wait_for_that_row() -> None:
    result = report(people({SECTION: {"nip": "1.98E+17"}}))
    assert found(result) == [("DQ-E03", "block", SECTION + 2, "nipBaru")]
    assert held_rows(result) == {SECTION + 2, CLERK + 2, NURSE + 2}
    assert "row 4" in next(row for row in result.held if row.row == CLERK + 2).because.render("en")
    assert [row.identity_sound for row in result.held] == [False, True, True]


def test_members_of_a_held_rater_who_is_known_go_on() -> None:
    result = report(people({SECTION: {"rater_nip": NIPS[SECTION]}}))
    assert held_rows(result) == {SECTION + 2}
    clerk = next(entry for entry in result.accepted if entry.nip == NIPS[CLERK])
    assert (clerk.rater_nip, clerk.superior_nip) == (NIPS[SECTION], NIPS[DIVISION])
    assert [row.nip for row in result.held_raters] == [NIPS[SECTION]]


def test_an_unknown_superior_of_a_rater_is_said() -> None:
    units = tuple(unit._replace(parent_code="GONE") if unit.code == "S" else unit for unit in UNITS)
    result = report(units=units)
    assert found(result) == [("DQ-H01", "block", 5, "DiatasanId"), ("DQ-H01", "warn", SECTION + 2, "nipAtasan")]
    assert held_rows(result) == {SECTION + 2}


def test_units_in_a_loop_are_named() -> None:
    units = tuple(unit._replace(parent_code="S") if unit.code == "D" else unit for unit in UNITS)
    result = report(units=units)
    assert found(result)[0] == ("DQ-H01", "block", 3, "DiatasanId")
    assert "Dinas Kesehatan → Seksi Data → Bidang Mutu → Dinas Kesehatan" in result.problems[0].message.render("en")


def test_a_unit_listed_twice_is_reported() -> None:
    result = report(units=(*UNITS, UNITS[-1]._replace(row=7)))
    assert found(result) == [("DQ-H01", "block", 7, "Id")]
    assert len(result.accepted) == 7


def test_an_empty_unit_is_only_a_note() -> None:
    empty = UNITS[-1]._replace(row=7, code="E", name="Seksi Lama", head_post="Kepala Seksi Lama")
    assert found(report(units=(*UNITS, empty))) == [("DQ-H03", "info", 7, "Id")]


def test_a_clerk_placed_at_the_root_is_not_rated_by_the_regional_head() -> None:
    result = report(people({CLERK: {"unit_code": "R"}}))
    assert found(result) == [("DQ-H01", "block", CLERK + 2, "nipAtasan")]


def test_too_many_people_under_one_rater_is_a_warning() -> None:
    result = report(rules=RosterRules(largest_span=1))
    assert {(code, row) for code, _severity, row, _field in found(result)} == {("DQ-H05", 3), ("DQ-H05", 4)}


def test_the_same_roster_gives_the_same_report() -> None:
    changes = {DIVISION: {"rater_nip": NIPS[SECTION]}, CLERK: {"nip": "1.98E+17"}, NURSE: {"grade": "X"}}
    assert report(people(changes)) == report(people(changes))
