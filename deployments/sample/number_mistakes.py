"""Mistakes in NIP and NIK, made on purpose.

Belongs here: one function for each mistake. Does not: their order (mistake_kinds.py).
"""

from deployments.sample.desk import BLOCK, WARN, Desk, edit


def nip_as_number(desk: Desk) -> None:
    """A spreadsheet turned the NIP into a number."""
    line = desk.member()
    shown = f"{float(line.cells.nip):.5E}"
    desk.expect("DQ-E03", BLOCK, edit(line, nip=shown, rater_nip=""), "nipBaru")


def row_twice(desk: Desk) -> None:
    """A row was pasted twice."""
    line = desk.member()
    desk.expect("DQ-E02", BLOCK, desk.add(line.cells), "nipBaru")


def nip_zeros(desk: Desk) -> None:
    """A spreadsheet kept 15 digits of the NIP."""
    line = desk.member()
    desk.expect("DQ-E03", BLOCK, edit(line, nip=line.cells.nip[:15] + "000", rater_nip=""), "nipBaru")


def nip_letter(desk: Desk) -> None:
    """The letter O stands for a zero."""
    line = desk.member(lambda cells: "0" in cells.nip[4:8])
    place = line.cells.nip.index("0", 4)
    damaged = f"{line.cells.nip[:place]}O{line.cells.nip[place + 1 :]}"
    desk.expect("DQ-E01", BLOCK, edit(line, nip=damaged, rater_nip=""), "nipBaru")


def nip_short(desk: Desk) -> None:
    """The last digit of the NIP was cut off."""
    line = desk.member()
    desk.expect("DQ-E01", BLOCK, edit(line, nip=line.cells.nip[:-1], rater_nip=""), "nipBaru")


def nip_full_width(desk: Desk) -> None:
    """The digits of the NIP are full-width ones."""
    line = desk.member()
    wide = line.cells.nip.translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})
    desk.expect("DQ-E01", BLOCK, edit(line, nip=wide, rater_nip=""), "nipBaru")


def nip_of_another(desk: Desk) -> None:
    """Somebody has the NIP of a colleague."""
    owner, other = desk.member(), desk.member()
    while owner.cells.name.casefold() == other.cells.name.casefold():
        other = desk.member()
    kind = owner.cells.employment
    edit(
        other, nip=owner.cells.nip, employment=kind, employment_status=kind, nik="", birth_date="", sex="", rater_nip=""
    )
    edit(owner, rater_nip="")
    later = max((owner, other), key=desk.draft.lines.index)
    desk.expect("DQ-E02", BLOCK, later, "nipBaru")


def two_nips(desk: Desk) -> None:
    """One person stands with two NIP."""
    line = desk.member()
    second = line.cells.nip[:15] + "798"
    desk.expect("DQ-E02", BLOCK, desk.add(line.cells._replace(nip=second, rater_nip="")), "nik")


def nik_of_other_sex(desk: Desk) -> None:
    """The NIK says another sex than the NIP."""
    line = desk.member()
    nik = line.cells.nik
    day = int(nik[6:8])
    other = day - 40 if day > 40 else day + 40  # noqa: PLR2004 - the day of a woman has 40 added (SPEC §4.1)
    desk.expect("DQ-E04", WARN, edit(line, nik=f"{nik[:4]}99{other:02d}{nik[8:]}"), "nik")
