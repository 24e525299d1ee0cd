"""A small sound roster that tests damage in one place: one agency with a division, a section and seven people."""

from datetime import date

from models.roster.checking import check_roster
from models.roster.report import RosterReport
from models.roster.roster import EmployeeRow, Roster, UnitRow
from models.roster.rules import DEFAULT_RULES, RosterRules

ON = date(2026, 1, 5)
UNITS = (
    UnitRow(2, "R", "", "", "Pemerintah Kabupaten Contoh", "Bupati Contoh", ""),
    UnitRow(3, "D", "R", "II.b", "Dinas Kesehatan", "Kepala Dinas Kesehatan", "D"),
    UnitRow(4, "B", "D", "III.b", "Bidang Mutu", "Kepala Bidang Mutu", "D"),
    UnitRow(5, "S", "B", "IV.a", "Seksi Data", "Kepala Seksi Data", "D"),
    UnitRow(6, "T", "B", "IV.a", "Seksi Gizi", "Kepala Seksi Gizi", "D"),
)
HEAD, DIVISION, SECTION, CLERK, NURSE, OTHER_SECTION, OTHER_CLERK = range(7)
NIPS = (
    "196804111993031009",
    "197501012000031001",
    "198002022005042002",
    "199003032015031003",
    "199104042016042004",
    "198105052006041005",
    "199206062017031006",
)
_BLANK = EmployeeRow(0, *[""] * (len(EmployeeRow._fields) - 1))


def _person(place: int, name: str, post: str, post_type: str, unit: str, **cells: str) -> EmployeeRow:
    return _BLANK._replace(
        row=place + 2, nip=NIPS[place], name=name, post=post, post_type=post_type, unit_code=unit,
        unit_name=unit, starts="01-01-2020", acting="0", standing="Aktif", **cells,
    )  # fmt: skip


PEOPLE = (
    _person(HEAD, "Ratna Dewi", "Kepala Dinas Kesehatan", "JPT Pratama", "D", echelon="II.b", grade="IV/b"),
    _person(DIVISION, "Budi Santoso", "Kepala Bidang Mutu", "Administrator", "B", echelon="III.b", grade="IV/a"),
    _person(SECTION, "Siti Aminah", "Kepala Seksi Data", "Pengawas", "S", echelon="IV.a", grade="III/d"),
    _person(CLERK, "Joko Widodo Putra", "Pengelola Data", "Pelaksana", "S", grade="II/c"),
    _person(NURSE, "Ni Made Ayu", "Perawat Ahli Muda", "Fungsional", "S", grade="III/c"),
    _person(OTHER_SECTION, "Togar Siregar", "Kepala Seksi Gizi", "Pengawas", "T", echelon="IV.a", grade="III/c"),
    _person(OTHER_CLERK, "Ujang Permana", "Pengelola Gizi", "Pelaksana", "T", grade="II/b"),
)


def people(changes: dict[int, dict[str, str]] | None = None) -> list[EmployeeRow]:
    """The seven people, with some cells of some of them changed."""
    changed = changes or {}
    return [EmployeeRow(**{**row._asdict(), **changed.get(place, {})}) for place, row in enumerate(PEOPLE)]


def report(
    rows: list[EmployeeRow] | None = None, units: tuple[UnitRow, ...] = UNITS, rules: RosterRules = DEFAULT_RULES
) -> RosterReport:
    """The report on these rows; they get row numbers 2, 3 … in their order."""
    numbered = [row._replace(row=place) for place, row in enumerate(people() if rows is None else rows, 2)]
    return check_roster(Roster("r.xlsx", "data utama", "unor", numbered, list(units)), on=ON, settings=rules)


def found(result: RosterReport) -> list[tuple[str, str, int, str]]:
    """Code, severity, row and field of every problem."""
    return [(problem.code, problem.severity.value, problem.row, problem.field) for problem in result.problems]


def held_rows(result: RosterReport) -> set[int]:
    """Rows that are held back."""
    return {row.row for row in result.held}


def rater_of(result: RosterReport, place: int) -> str | None:
    """NIP of the rater of an accepted person."""
    return next(entry.rater_nip for entry in result.accepted if entry.row == place + 2)
