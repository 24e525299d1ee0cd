"""One person, one NIP; several posts of one person in the year (DQ-E02, DQ-S01, DQ-S02)."""

from tests.models.roster.rosters import CLERK, NIPS, NURSE, OTHER_CLERK, SECTION, found, held_rows, people, report

NIK = "9901010303900001"


def test_a_nip_of_two_people_holds_both() -> None:
    result = report(people({OTHER_CLERK: {"nip": NIPS[CLERK]}}))
    assert found(result) == [("DQ-E02", "block", OTHER_CLERK + 2, "nipBaru")]
    assert held_rows(result) == {CLERK + 2, OTHER_CLERK + 2}
    assert "5, 8" in result.problems[0].message.render("en")


def test_a_nip_shared_with_a_rater_lets_the_members_wait() -> None:
    result = report(people({OTHER_CLERK: {"nip": NIPS[SECTION]}}))
    assert found(result) == [("DQ-E02", "block", OTHER_CLERK + 2, "nipBaru")]
    assert held_rows(result) == {SECTION + 2, OTHER_CLERK + 2, CLERK + 2, NURSE + 2}


def test_a_repeated_row_is_held_and_the_first_is_used() -> None:
    result = report([*people(), people()[CLERK]])
    assert found(result) == [("DQ-E02", "block", 9, "nipBaru")]
    assert held_rows(result) == {9}
    assert "row 5 is used" in result.problems[0].remedy.render("en")
    assert sum(entry.nip == NIPS[CLERK] for entry in result.accepted) == 1


def test_a_repeated_row_of_a_head_does_not_make_two_heads() -> None:
    result = report([*people(), people()[SECTION]])
    assert found(result) == [("DQ-E02", "block", 9, "nipBaru")]
    assert result.held_raters == []


def test_one_nik_with_two_nips_holds_both() -> None:
    second = people()[CLERK]._replace(nip=NIPS[CLERK][:15] + "099", nik=NIK)
    result = report([*people({CLERK: {"nik": NIK}}), second])
    assert found(result) == [("DQ-E02", "block", 9, "nik")]
    assert held_rows(result) == {CLERK + 2, 9}


def test_one_nik_is_no_problem_when_the_other_row_is_not_active() -> None:
    second = people()[CLERK]._replace(nip=NIPS[CLERK][:15] + "099", nik=NIK, standing="Pensiun")
    assert found(report([*people({CLERK: {"nik": NIK}}), second])) == []


def test_names_in_other_unicode_forms_are_the_same_person() -> None:
    second = people()[CLERK]._replace(name="Jos\u0065\u0301  Putra", post="Pengelola Arsip", starts="01-07-2026")
    rows = people({CLERK: {"name": "Jos\u00e9 \u202ePutra\u202c", "ends": "30-06-2026"}})
    result = report([*rows, second])
    assert found(result) == []
    assert {entry.name for entry in result.accepted if entry.nip == NIPS[CLERK]} == {"Jos\u00e9 Putra"}


def _moved(last: str, first: str) -> list[tuple[str, str, int, str]]:
    second = people()[CLERK]._replace(post="Pengelola Arsip", unit_code="T", starts=first)
    return found(report([*people({CLERK: {"ends": last}}), second]))


def test_posts_that_follow_one_another_are_fine() -> None:
    assert _moved("30-06-2026", "01-07-2026") == []


def test_posts_that_share_a_day_overlap() -> None:
    assert _moved("01-07-2026", "01-07-2026") == [("DQ-S01", "block", 9, "tmtJabatan")]


def test_a_day_without_a_post_is_a_gap() -> None:
    assert _moved("30-06-2026", "02-07-2026") == [("DQ-S01", "warn", 9, "tmtJabatan")]


def test_a_gap_counts_from_the_first_day_of_the_year() -> None:
    assert _moved("15-12-2025", "02-01-2026") == [("DQ-S01", "warn", 9, "tmtJabatan")]
    assert _moved("15-12-2025", "01-01-2026") == []


def test_a_former_post_without_a_first_day_is_fine() -> None:
    second = people()[CLERK]._replace(post="Pengelola Arsip", unit_code="T", starts="01-07-2026")
    assert found(report([*people({CLERK: {"starts": "", "ends": "30-06-2026"}}), second])) == []


def test_a_gap_in_another_year_does_not_matter() -> None:
    assert _moved("30-06-2024", "01-10-2024") == []


def test_two_main_posts_at_one_date_hold_both_rows() -> None:
    second = people()[CLERK]._replace(post="Pengelola Arsip", unit_code="T")
    result = report([*people(), second])
    assert found(result) == [("DQ-S02", "block", 9, "isPltPlh")]
    assert held_rows(result) == {CLERK + 2, 9}


def test_an_acting_post_beside_the_main_one_is_fine() -> None:
    second = people()[CLERK]._replace(post="Pengelola Arsip", unit_code="T", acting="1")
    assert found(report([*people(), second])) == []


def test_only_an_acting_post_is_a_warning() -> None:
    assert found(report(people({CLERK: {"acting": "ya"}}))) == [("DQ-S01", "warn", CLERK + 2, "isPltPlh")]


def test_a_plt_whose_flag_says_no_is_reported() -> None:
    second = people()[CLERK]._replace(post="Plt. Kepala Seksi Gizi", unit_code="T", acting="0")
    assert found(report([*people(), second])) == [("DQ-S02", "block", 9, "isPltPlh")]
