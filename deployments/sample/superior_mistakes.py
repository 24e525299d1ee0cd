"""Mistakes about superiors, heads and units, made on purpose.

Belongs here: one function for each mistake. Does not: their order (mistake_kinds.py).
"""

from deployments.sample.desk import BLOCK, INFO, WARN, Desk, edit
from models.roster.roster import UnitRow


def superior_self(desk: Desk) -> None:
    """Somebody is named as their own superior."""
    line = desk.member()
    desk.expect("DQ-H01", BLOCK, edit(line, rater_nip=line.cells.nip), "nipAtasan")


def superior_too_low(desk: Desk) -> None:
    """A pelaksana of the same unit is named as superior."""
    line = desk.member()
    desk.expect("DQ-H02", BLOCK, edit(line, rater_nip=desk.colleague(line).cells.nip), "nipAtasan")


def superior_loop(desk: Desk) -> None:
    """The head of a division is rated by the head of a section below it."""
    upper, lower = desk.head_above()
    desk.expect("DQ-H01", BLOCK, edit(upper, rater_nip=lower.cells.nip), "nipAtasan")


def superior_retired(desk: Desk) -> None:
    """The named superior has retired."""
    line, gone = desk.member(), desk.member()
    edit(gone, standing="Pensiun")
    desk.expect("DQ-H03", BLOCK, edit(line, rater_nip=gone.cells.nip), "nipAtasan")


def post_vacant(desk: Desk) -> None:
    """The head of a section left and nobody holds the post."""
    unit, head, members = desk.leaf()
    desk.remove(head)
    for member in members:
        edit(member, rater_nip="")
    desk.expect("DQ-H03", BLOCK, unit, "NamaJabatan")


def superior_elsewhere(desk: Desk) -> None:
    """The named superior leads another agency: possible after a transfer, so a warning."""
    line = desk.member()
    desk.expect("DQ-H01", WARN, edit(line, rater_nip=desk.stranger(line).cells.nip), "nipAtasan")


def superior_unknown(desk: Desk) -> None:
    """The named superior is not in the roster."""
    line = desk.member()
    unknown = line.cells.nip[:15] + "799"
    desk.expect("DQ-H03", BLOCK, edit(line, rater_nip=unknown), "nipAtasan")


def head_retired(desk: Desk) -> None:
    """The head of a section reached retirement age and still stands there."""
    unit, head, members = desk.leaf()
    edit(head, standing="Mencapai BUP")
    for member in members:
        edit(member, rater_nip="")
    desk.expect("DQ-H03", BLOCK, unit, "NamaJabatan")


def unit_unknown(desk: Desk) -> None:
    """Somebody works in a unit that was removed."""
    line = desk.member()
    edit(line, unit_code="U999999", unit_name="Seksi yang dihapus", rater_nip="")
    desk.expect("DQ-H01", BLOCK, line, "nipAtasan")


def unit_orphan(desk: Desk) -> None:
    """A unit hangs below one that does not exist."""
    unit, _head, _members = desk.leaf()
    row = UnitRow(
        0, unit.cells.code + "X", "U888888", "IV.a", "Seksi Lama", "Kepala Seksi Lama", unit.cells.agency_code
    )
    orphan = desk.add_unit(row)
    desk.expect("DQ-H01", BLOCK, orphan, "DiatasanId")
    desk.expect("DQ-H03", INFO, orphan, "Id")
