"""Mistakes about posts, dates, grades and standing, made on purpose.

Belongs here: one function for each mistake. Does not: their order (mistake_kinds.py).
"""

from datetime import date

from deployments.sample.desk import BLOCK, WARN, Desk, edit
from deployments.sample.roster_rows import Line


def acting_not_flagged(desk: Desk) -> None:
    """A Plt is not marked as such."""
    unit, head, _members = desk.leaf()
    line = desk.member(lambda cells: cells.unit_code != unit.cells.code)
    cells = line.cells._replace(
        post=f"Plt. {head.cells.post}", post_type=head.cells.post_type, echelon=head.cells.echelon, functional_level="",
        unit_code=head.cells.unit_code, unit_name=head.cells.unit_name, grade="", acting="0", rater_nip="",
    )  # fmt: skip
    desk.expect("DQ-S02", BLOCK, desk.add(cells), "isPltPlh")


def two_main_posts(desk: Desk) -> None:
    """Somebody has two main posts."""
    line = desk.member()
    cells = line.cells._replace(
        post="Pengelola Layanan Kehumasan", post_type="Pelaksana", functional_level="", grade=""
    )
    desk.expect("DQ-S02", BLOCK, desk.add(cells), "isPltPlh")


def moved(desk: Desk, last: date, first: date) -> Line:
    """Somebody moves to another post: the old row gets its last day, a new row its first."""
    line = desk.member()
    cells = line.cells._replace(
        post="Pengolah Data dan Informasi",
        post_type="Pelaksana",
        functional_level="",
        grade="",
        starts=f"{first:%d-%m-%Y}",
    )
    edit(line, ends=f"{last:%d-%m-%Y}")
    return desk.add(cells)


def posts_overlap(desk: Desk) -> None:
    """The old post ends after the new one starts."""
    line = moved(desk, date(desk.year, 8, 15), date(desk.year, 8, 1))
    desk.expect("DQ-S01", BLOCK, line, "tmtJabatan")


def posts_apart(desk: Desk) -> None:
    """Weeks lie between the old post and the new one."""
    line = moved(desk, date(desk.year, 8, 15), date(desk.year, 10, 1))
    desk.expect("DQ-S01", WARN, line, "tmtJabatan")


def grade_unfit(desk: Desk) -> None:
    """The grade does not fit the functional level."""
    line = desk.member(lambda cells: cells.functional_level.startswith("Ahli"))
    desk.expect("DQ-E05", WARN, edit(line, grade="II/a"), "golRuangAkhir")


def grade_unknown(desk: Desk) -> None:
    """The grade does not exist."""
    desk.expect("DQ-E05", WARN, edit(desk.member(), grade="III/x"), "golRuangAkhir")


def left_with_open_post(desk: Desk) -> None:
    """Somebody on leave outside state duty still has an open post."""
    line = desk.member()
    edit(line, standing="CLTN", ends=f"31-12-{desk.year}")
    desk.expect("DQ-E06", WARN, line, "kedudukanPns")


def post_missing(desk: Desk) -> None:
    """The post is empty."""
    line = desk.member(lambda cells: cells.post_type == "Pelaksana")
    desk.expect("DQ-X01", BLOCK, edit(line, post=""), "jabatanNama")
