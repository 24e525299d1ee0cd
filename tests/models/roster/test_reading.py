"""Reading rosters: workbooks and text files, their headers, sheets, numbers and units."""

from datetime import date
from pathlib import Path

import pytest

from models.errors import InvalidInputError
from models.roster.checking import check_roster
from models.roster.reading import read_roster
from tests.models.roster.books import HEADER, ROW, UNIT_HEADER, UNIT_ROWS, write_book

UNITS = (UNIT_HEADER, *UNIT_ROWS)


def _message(path: Path, units: Path | None = None) -> str:
    with pytest.raises(InvalidInputError) as caught:
        read_roster(path, units)
    return caught.value.message.render("en")


def test_a_workbook_is_read_with_the_row_numbers_of_the_spreadsheet(tmp_path: Path) -> None:
    rows = [("Data utama ASN",), (), (), ("", *HEADER), (), ("", *ROW), (), ("", *ROW)]
    roster = read_roster(write_book(tmp_path / "r.xlsx", {"Sheet1": rows, "Sheet2": UNITS}))
    assert [row.row for row in roster.employees] == [6, 8]
    assert roster.employees[0].nip == ROW[0]
    assert (roster.employee_sheet, roster.unit_sheet, roster.units_derived) == ("Sheet1", "Sheet2", False)
    assert [(unit.row, unit.code, unit.parent_code) for unit in roster.units] == [(2, "R", ""), (3, "D", "R")]


def test_the_header_may_stand_in_row_20_but_not_below(tmp_path: Path) -> None:
    book = write_book(tmp_path / "r.xlsx", {"data utama": [("judul",)] * 19 + [HEADER, ROW]})
    assert read_roster(book).employees[0].row == 21
    late = write_book(tmp_path / "late.xlsx", {"data utama": [("judul",)] * 20 + [HEADER, ROW]})
    assert "first 20 rows" in _message(late)


@pytest.mark.parametrize(
    "header",
    [
        ("NIP BARU", "Nama", "Jabatan", "unor_id", "Tgl. Lahir", "nip_atasan"),
        ("nip", "NAMA", "jabatanNama", "unorId", "tanggalLahir", "atasanNip"),
        ("NIP", "nama pegawai", "namaJabatan", "UNORID", "tgllahir", "nipPenilai"),
    ],
)
def test_column_names_are_compared_without_case_and_marks(tmp_path: Path, header: tuple[str, ...]) -> None:
    row = read_roster(write_book(tmp_path / "r.xlsx", {"x": [header, (*ROW[:5], "1")]})).employees[0]
    assert (row.nip, row.name, row.post, row.unit_code, row.birth_date, row.rater_nip) == (*ROW[:5], "1")


def test_a_number_cell_is_shown_as_the_spreadsheet_shows_it(tmp_path: Path) -> None:
    rows = [HEADER, (198609262015051001, "Budi", "Staf", 7, date(1986, 9, 26), "")]
    roster = read_roster(write_book(tmp_path / "r.xlsx", {"x": rows}))
    row = roster.employees[0]
    assert (row.nip, row.unit_code, row.birth_date) == ("1.98609E+17", "7", "1986-09-26")
    codes = [problem.code for problem in check_roster(roster, on=date(2026, 1, 5)).problems]
    assert codes[0] == "DQ-E03"


@pytest.mark.parametrize(("separator", "word"), [(",", "comma"), (";", "semicolon"), ("\t", "tab")])
@pytest.mark.parametrize(
    ("encoding", "said"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252"), ("utf-16", "UTF-16")]
)
def test_text_files_are_recognized_and_what_was_seen_is_said(
    tmp_path: Path, separator: str, word: str, encoding: str, said: str
) -> None:
    lines = [HEADER, ("", "", "", "", "", ""), (ROW[0], "Josée", "Kepala", "D", "11-04-1968", "")]
    text = "\r\n".join(separator.join(line) for line in lines)
    path = tmp_path / "r.csv"
    path.write_bytes(text.encode(encoding))
    roster = read_roster(path)
    assert [(row.row, row.name) for row in roster.employees] == [(3, "Josée")]
    note = roster.notes[0].render("en")
    assert said in note
    assert word in note


def test_the_trick_that_keeps_a_number_as_text_is_undone(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text(f'{";".join(HEADER)}\n"=""{ROW[0]}""";Ratna;Kepala;D;;\n', encoding="utf-8")
    assert read_roster(path).employees[0].nip == ROW[0]


def test_a_second_file_gives_the_units(tmp_path: Path) -> None:
    people, units = tmp_path / "r.csv", tmp_path / "unor.csv"
    people.write_text("\n".join(",".join(row) for row in (HEADER, ROW)), encoding="utf-8")
    units.write_text("\n".join(",".join(row) for row in UNITS), encoding="utf-8")
    roster = read_roster(people, units)
    assert (len(roster.units), roster.unit_sheet, roster.units_derived) == (2, "unor.csv", False)
    assert check_roster(roster, on=date(2026, 1, 5)).accepted[0].rated_by_regional_head


def test_without_units_the_tree_is_pieced_together_and_that_is_said(tmp_path: Path) -> None:
    header = "nipBaru,nama,jabatanNama,jenisJabatan,eselon,unorId,unorNama,unorIndukId,unorIndukNama"
    lines = (
        "196804111993031009,Ratna,Kepala Dinas,Struktural,II.b,D,Dinas,D,Dinas",
        "197501012000031001,Budi,Kepala Bidang,Struktural,III.b,B,Bidang,D,Dinas",
        "199003032015031003,Joko,Pengelola,Pelaksana,,B,Bidang,D,Dinas",
    )
    path = tmp_path / "r.csv"
    path.write_text("\n".join((header, *lines)), encoding="utf-8")
    roster = read_roster(path)
    assert roster.units_derived
    assert "two levels" in roster.notes[-1].render("en")
    accepted = check_roster(roster, on=date(2026, 1, 5)).accepted
    assert [entry.rater_nip for entry in accepted] == [None, "196804111993031009", "197501012000031001"]


def test_an_agency_without_a_head_is_vacant_also_in_a_pieced_tree(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text(
        "nipBaru,nama,jabatanNama,jenisJabatan,unorId,unorNama\n199003032015031003,Joko,Pengelola,Pelaksana,D,Dinas",
        encoding="utf-8",
    )
    report = check_roster(read_roster(path), on=date(2026, 1, 5))
    assert [problem.code for problem in report.problems] == ["DQ-H03"]
    assert len(report.held) == 1


def test_a_missing_column_is_named_with_those_that_were_found(tmp_path: Path) -> None:
    book = write_book(tmp_path / "r.xlsx", {"pegawai": [("nipBaru", "nama", "umur"), ("1", "2", "3")]})
    message = _message(book)
    for part in ("DQ-X01", "pegawai", "jabatanNama", "nipBaru, nama, umur", "row 1"):
        assert part in message


def test_a_missing_sheet_is_named_with_those_that_were_found(tmp_path: Path) -> None:
    message = _message(write_book(tmp_path / "r.xlsx", {"Rekap": [("a", "b")], "Grafik": [("c",)]}))
    for part in ("DQ-X01", "Rekap, Grafik", "nipBaru, nama, jabatanNama"):
        assert part in message


def test_a_wrong_units_file_is_named(tmp_path: Path) -> None:
    people, units = tmp_path / "r.csv", tmp_path / "unor.csv"
    people.write_text("\n".join(",".join(row) for row in (HEADER, ROW)), encoding="utf-8")
    units.write_text("Id,NamaUnor\nD,Dinas\n", encoding="utf-8")
    message = _message(people, units)
    assert "unor.csv" in message
    assert "DiatasanId" in message


def test_a_header_without_people_is_an_error(tmp_path: Path) -> None:
    assert "no employees" in _message(write_book(tmp_path / "r.xlsx", {"x": [HEADER]}))


def test_columns_that_are_not_used_are_told(tmp_path: Path) -> None:
    book = write_book(tmp_path / "r.xlsx", {"x": [(*HEADER, "hobi", "nipLama"), ROW]})
    assert read_roster(book).unknown_columns == ["hobi"]
