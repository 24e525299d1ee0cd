"""The mistakes that really occur in rosters, each made on purpose and written down with what the check must say.

Belongs here: one function for each mistake. Does not: how many of them and where (mistakes.py).
"""

from collections.abc import Callable
from datetime import date

from deployments.sample.desk import Desk
from deployments.sample.roster_rows import Line
from models.roster.roster import EmployeeRow, UnitRow

_BLOCK, _WARN, _INFO = "block", "warn", "info"


def _edit(line: Line, **cells: str) -> Line:
    line.cells = EmployeeRow(**{**line.cells._asdict(), **cells})
    return line


def _superior_self(desk: Desk) -> None:
    line = desk.member()
    desk.expect("DQ-H01", _BLOCK, _edit(line, rater_nip=line.cells.nip), "nipAtasan")


def _superior_too_low(desk: Desk) -> None:
    line = desk.member()
    desk.expect("DQ-H02", _BLOCK, _edit(line, rater_nip=desk.colleague(line).cells.nip), "nipAtasan")


def _superior_loop(desk: Desk) -> None:
    upper, lower = desk.head_above()
    desk.expect("DQ-H01", _BLOCK, _edit(upper, rater_nip=lower.cells.nip), "nipAtasan")


def _nip_as_number(desk: Desk) -> None:
    line = desk.member()
    shown = f"{float(line.cells.nip):.5E}"
    desk.expect("DQ-E03", _BLOCK, _edit(line, nip=shown, rater_nip=""), "nipBaru")


def _row_twice(desk: Desk) -> None:
    line = desk.member()
    desk.expect("DQ-E02", _BLOCK, desk.add(line.cells), "nipBaru")


def _superior_retired(desk: Desk) -> None:
    line, gone = desk.member(), desk.member()
    _edit(gone, standing="Pensiun")
    desk.expect("DQ-H03", _BLOCK, _edit(line, rater_nip=gone.cells.nip), "nipAtasan")


def _post_vacant(desk: Desk) -> None:
    unit, head, members = desk.leaf()
    desk.remove(head)
    for member in members:
        _edit(member, rater_nip="")
    desk.expect("DQ-H03", _BLOCK, unit, "NamaJabatan")


def _superior_elsewhere(desk: Desk) -> None:
    line = desk.member()
    desk.expect("DQ-H01", _WARN, _edit(line, rater_nip=desk.stranger(line).cells.nip), "nipAtasan")


def _superior_unknown(desk: Desk) -> None:
    line = desk.member()
    unknown = line.cells.nip[:15] + "799"
    desk.expect("DQ-H03", _BLOCK, _edit(line, rater_nip=unknown), "nipAtasan")


def _nip_zeros(desk: Desk) -> None:
    line = desk.member()
    desk.expect("DQ-E03", _BLOCK, _edit(line, nip=line.cells.nip[:15] + "000", rater_nip=""), "nipBaru")


def _nip_letter(desk: Desk) -> None:
    line = desk.member(lambda cells: "0" in cells.nip[4:8])
    place = line.cells.nip.index("0", 4)
    damaged = f"{line.cells.nip[:place]}O{line.cells.nip[place + 1 :]}"
    desk.expect("DQ-E01", _BLOCK, _edit(line, nip=damaged, rater_nip=""), "nipBaru")


def _nip_short(desk: Desk) -> None:
    line = desk.member()
    desk.expect("DQ-E01", _BLOCK, _edit(line, nip=line.cells.nip[:-1], rater_nip=""), "nipBaru")


def _nip_full_width(desk: Desk) -> None:
    line = desk.member()
    wide = line.cells.nip.translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})
    desk.expect("DQ-E01", _BLOCK, _edit(line, nip=wide, rater_nip=""), "nipBaru")


def _nip_of_another(desk: Desk) -> None:
    owner, other = desk.member(), desk.member()
    while owner.cells.name.casefold() == other.cells.name.casefold():
        other = desk.member()
    kind = owner.cells.employment
    _edit(
        other, nip=owner.cells.nip, employment=kind, employment_status=kind, nik="", birth_date="", sex="", rater_nip=""
    )
    _edit(owner, rater_nip="")
    later = max((owner, other), key=desk.draft.lines.index)
    desk.expect("DQ-E02", _BLOCK, later, "nipBaru")


def _two_nips(desk: Desk) -> None:
    line = desk.member()
    second = line.cells.nip[:15] + "798"
    desk.expect("DQ-E02", _BLOCK, desk.add(line.cells._replace(nip=second, rater_nip="")), "nik")


def _head_retired(desk: Desk) -> None:
    unit, head, members = desk.leaf()
    _edit(head, standing="Mencapai BUP")
    for member in members:
        _edit(member, rater_nip="")
    desk.expect("DQ-H03", _BLOCK, unit, "NamaJabatan")


def _acting_not_flagged(desk: Desk) -> None:
    unit, head, _members = desk.leaf()
    line = desk.member(lambda cells: cells.unit_code != unit.cells.code)
    cells = line.cells._replace(
        post=f"Plt. {head.cells.post}", post_type=head.cells.post_type, echelon=head.cells.echelon, functional_level="",
        unit_code=head.cells.unit_code, unit_name=head.cells.unit_name, grade="", acting="0", rater_nip="",
    )  # fmt: skip
    desk.expect("DQ-S02", _BLOCK, desk.add(cells), "isPltPlh")


def _two_main_posts(desk: Desk) -> None:
    line = desk.member()
    cells = line.cells._replace(
        post="Pengelola Layanan Kehumasan", post_type="Pelaksana", functional_level="", grade=""
    )
    desk.expect("DQ-S02", _BLOCK, desk.add(cells), "isPltPlh")


def _moved(desk: Desk, last: date, first: date) -> Line:
    line = desk.member()
    cells = line.cells._replace(
        post="Pengolah Data dan Informasi",
        post_type="Pelaksana",
        functional_level="",
        grade="",
        starts=f"{first:%d-%m-%Y}",
    )
    _edit(line, ends=f"{last:%d-%m-%Y}")
    return desk.add(cells)


def _posts_overlap(desk: Desk) -> None:
    line = _moved(desk, date(desk.year, 8, 15), date(desk.year, 8, 1))
    desk.expect("DQ-S01", _BLOCK, line, "tmtJabatan")


def _posts_apart(desk: Desk) -> None:
    line = _moved(desk, date(desk.year, 8, 15), date(desk.year, 10, 1))
    desk.expect("DQ-S01", _WARN, line, "tmtJabatan")


def _grade_unfit(desk: Desk) -> None:
    line = desk.member(lambda cells: cells.functional_level.startswith("Ahli"))
    desk.expect("DQ-E05", _WARN, _edit(line, grade="II/a"), "golRuangAkhir")


def _grade_unknown(desk: Desk) -> None:
    desk.expect("DQ-E05", _WARN, _edit(desk.member(), grade="III/x"), "golRuangAkhir")


def _nik_of_other_sex(desk: Desk) -> None:
    line = desk.member()
    nik = line.cells.nik
    day = int(nik[6:8])
    other = day - 40 if day > 40 else day + 40  # noqa: PLR2004 - the day of a woman has 40 added (SPEC §4.1)
    desk.expect("DQ-E04", _WARN, _edit(line, nik=f"{nik[:4]}99{other:02d}{nik[8:]}"), "nik")


def _left_with_open_post(desk: Desk) -> None:
    line = desk.member()
    _edit(line, standing="CLTN", ends=f"31-12-{desk.year}")
    desk.expect("DQ-E06", _WARN, line, "kedudukanPns")


def _unit_unknown(desk: Desk) -> None:
    line = desk.member()
    _edit(line, unit_code="U999999", unit_name="Seksi yang dihapus", rater_nip="")
    desk.expect("DQ-H01", _BLOCK, line, "nipAtasan")


def _post_missing(desk: Desk) -> None:
    line = desk.member(lambda cells: cells.post_type == "Pelaksana")
    desk.expect("DQ-X01", _BLOCK, _edit(line, post=""), "jabatanNama")


def _unit_orphan(desk: Desk) -> None:
    unit, _head, _members = desk.leaf()
    row = UnitRow(
        0, unit.cells.code + "X", "U888888", "IV.a", "Seksi Lama", "Kepala Seksi Lama", unit.cells.agency_code
    )
    orphan = desk.add_unit(row)
    desk.expect("DQ-H01", _BLOCK, orphan, "DiatasanId")
    desk.expect("DQ-H03", _INFO, orphan, "Id")


#: Mistakes by name, those first that the national system reports most.
KINDS: dict[str, Callable[[Desk], None]] = {
    "superior_self": _superior_self,
    "superior_too_low": _superior_too_low,
    "nip_as_number": _nip_as_number,
    "superior_loop": _superior_loop,
    "row_twice": _row_twice,
    "superior_retired": _superior_retired,
    "post_vacant": _post_vacant,
    "superior_elsewhere": _superior_elsewhere,
    "superior_unknown": _superior_unknown,
    "two_nips": _two_nips,
    "acting_not_flagged": _acting_not_flagged,
    "nip_zeros": _nip_zeros,
    "nip_letter": _nip_letter,
    "left_with_open_post": _left_with_open_post,
    "head_retired": _head_retired,
    "nip_of_another": _nip_of_another,
    "nik_of_other_sex": _nik_of_other_sex,
    "two_main_posts": _two_main_posts,
    "posts_overlap": _posts_overlap,
    "posts_apart": _posts_apart,
    "nip_short": _nip_short,
    "nip_full_width": _nip_full_width,
    "grade_unfit": _grade_unfit,
    "grade_unknown": _grade_unknown,
    "unit_unknown": _unit_unknown,
    "post_missing": _post_missing,
    "unit_orphan": _unit_orphan,
}
