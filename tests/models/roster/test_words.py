"""The words of a roster: posts, grades, standings, columns, dates, look-alike numbers."""

import pytest

from models.roster.cells import clean_name, read_date, read_employment, read_flag
from models.roster.columns import EMPLOYEE_COLUMNS, UNIT_COLUMNS
from models.roster.grades import read_grade
from models.roster.header import folded
from models.roster.look_alikes import hint, lost_precision
from models.roster.posts import PostKind, read_echelon, read_kind, read_post
from models.roster.roster import EmployeeRow, UnitRow
from models.roster.standing import INACTIVE, reason_to_exclude


def test_every_field_of_a_row_has_a_column_and_no_other() -> None:
    assert set(EMPLOYEE_COLUMNS) == set(EmployeeRow._fields[1:])
    assert set(UNIT_COLUMNS) == set(UnitRow._fields[1:])


def test_no_column_name_belongs_to_two_fields() -> None:
    for columns in (EMPLOYEE_COLUMNS, UNIT_COLUMNS):
        names = [folded(name) for aliases in columns.values() for name in aliases]
        assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("text", "title", "acting"),
    [
        ("Plt. Kepala Dinas", "Kepala Dinas", True),
        ("PLH Kepala Dinas", "Kepala Dinas", True),
        ("Pj. Sekretaris", "Sekretaris", True),
        ("Kepala  Dinas", "Kepala Dinas", False),
        ("Plato Ahli", "Plato Ahli", False),
    ],
)
def test_an_acting_official_is_told_by_the_mark(text: str, title: str, acting: bool) -> None:  # noqa: FBT001
    post = read_post(text)
    assert (post.title, post.acting) == (title, acting)


@pytest.mark.parametrize(
    ("post_type", "echelon", "level", "kind"),
    [
        ("Struktural", "II.b", "", PostKind.JPT_PRATAMA),
        ("1", "IV.a", "", PostKind.SUPERVISOR),
        ("Struktural", "I.b", "", PostKind.JPT_MADYA),
        ("Struktural", "V.a", "", PostKind.EXECUTOR),
        ("Struktural", "", "", None),
        ("2", "", "", PostKind.FUNCTIONAL),
        ("Fungsional Umum", "", "", PostKind.EXECUTOR),
        ("", "III.a", "", PostKind.ADMINISTRATOR),
        ("", "", "Ahli Muda", PostKind.FUNCTIONAL),
        ("", "", "", None),
    ],
)
def test_the_kind_of_post_comes_from_its_type_or_echelon(
    post_type: str, echelon: str, level: str, kind: PostKind | None
) -> None:
    assert read_kind(post_type, echelon, level) == kind


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("III/d", "III/d"),
        ("iv/A", "IV/a"),
        ("III d", "III/d"),
        ("IX", "IX"),
        ("", ""),
        ("III/e", None),
        ("XVIII", None),
    ],
)
def test_grades_are_those_of_the_law(text: str, grade: str | None) -> None:
    assert read_grade(text) == grade


@pytest.mark.parametrize(("text", "echelon"), [("II.b", "II.b"), ("IV/A", "IV.a"), ("III a", "III.a"), ("Non", "")])
def test_echelons_are_written_in_one_way(text: str, echelon: str) -> None:
    assert read_echelon(text) == echelon


def test_every_standing_without_an_skp_has_a_reason() -> None:
    assert all(reason_to_exclude(word.upper()) for word in INACTIVE)


@pytest.mark.parametrize(
    ("word", "reason"), [("Aktif", ""), ("", ""), ("01", ""), ("Tugas Belajar", ""), ("Aneh", None), ("99", None)]
)
def test_active_and_unknown_standings_differ(word: str, reason: str | None) -> None:
    assert reason_to_exclude(word) == reason


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("05-01-2026", "2026-01-05"),
        ("5/1/2026", "2026-01-05"),
        ("2026-01-05", "2026-01-05"),
        ("2026-01-05 00:00:00", "2026-01-05"),
        ("31-02-2026", None),
        ("\u0660\u0665-01-2026", None),
        ("05-01-26", None),
        ("05-01-2026 siang", None),
    ],
)
def test_dates_are_read_in_the_ways_exports_write_them(text: str, iso: str | None) -> None:
    found = read_date(text)
    assert (found.isoformat() if found else None) == iso


@pytest.mark.parametrize(
    ("text", "flag"), [("1", True), ("Ya", True), ("plt", True), ("0", False), ("", None), ("?", None)]
)
def test_flags_say_yes_no_or_nothing(text: str, flag: bool | None) -> None:  # noqa: FBT001
    assert read_flag(text) is flag


@pytest.mark.parametrize(
    ("kind", "status", "employment"),
    [("PNS", "CPNS", "CPNS"), ("PPPK", "", "PPPK"), ("PNS", "C", "CPNS"), ("", "", "PNS")],
)
def test_employment_is_told_by_type_and_status(kind: str, status: str, employment: str) -> None:
    assert read_employment(kind, status) == employment


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("  Budi   Santoso ", "Budi Santoso"),
        ("Jose\u0301", "Jos\u00e9"),
        ("Budi\u00a0Santoso", "Budi Santoso"),
        ("\u202eBudi\u202c", "Budi"),
        ("Bu\u200bdi", "Budi"),
        ("Budi\nSantoso", "Budi Santoso"),
        ("D'Alembert, S.Pd.", "D'Alembert, S.Pd."),
    ],
)
def test_names_are_composed_and_freed_of_invisible_marks(text: str, name: str) -> None:
    assert clean_name(text) == name


@pytest.mark.parametrize(
    "text", ["1.98E+17", "1,98609E+17", "198609262015051000", "1.98609262015051e+17", "198609262015051000.0"]
)
def test_numbers_that_lost_digits_are_recognized(text: str) -> None:
    assert lost_precision(text)


_FULL_WIDTH = "198609262015051000".translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})


@pytest.mark.parametrize("text", ["198609262015051001", "", "19860926 201505 1 001", _FULL_WIDTH])
def test_other_numbers_are_not_called_damaged(text: str) -> None:
    assert not lost_precision(text)


@pytest.mark.parametrize(
    ("text", "part"),
    [("\uff11\uff19\uff18\uff16", "full-width"), ("19\u200b86", "invisible"), ("198O", "letter"), ("1986", "")],
)
def test_the_hint_names_what_cannot_be_seen(text: str, part: str) -> None:
    assert part in hint(text)
    assert bool(part) == bool(hint(text))
