"""Attendance month by month and days of leave, as the machine at the door and the personnel office have them.

Belongs here: drawing them, in agreement with each other. Does not: what people did on the other days (work).
"""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from deployments.sample.sources.scene import Scene
from deployments.sample.sources.table import Table
from deployments.sample.sources.writing import plain_csv, template_workbook

_SHARE_ON_LEAVE, _MOST_LEAVES = 35, 700
_KINDS = ("Cuti tahunan", "Cuti tahunan", "Cuti tahunan", "Cuti sakit", "Cuti alasan penting", "Cuti melahirkan")
#: Working days of each kind of leave: fewest and most.
_LENGTHS = {"Cuti tahunan": (1, 6), "Cuti sakit": (2, 5), "Cuti alasan penting": (1, 3), "Cuti melahirkan": (60, 60)}
_SICK = "Cuti sakit"
_COLUMNS = {
    "nip": "NIP", "month": "Bulan", "working_days": "Hari Kerja", "present_days": "Hadir", "leave_days": "Cuti",
    "sick_days": "Sakit", "unexcused_days": "Alpa", "late_times": "Terlambat",
}  # fmt: skip


#: NIP → kind, first and last day of that person's leave.
Leaves = dict[str, tuple[str, date, date]]


def leaves(scene: Scene) -> Leaves:
    """Who is on leave when; nobody more than once."""
    random = scene.chance("leave")
    found: Leaves = {}
    for entry in scene.some_people(_SHARE_ON_LEAVE, _MOST_LEAVES, "leave"):
        if len(scene.days) < 2:  # noqa: PLR2004 - the year has hardly begun
            break
        kind = random.choice(_KINDS)
        if kind == "Cuti melahirkan" and entry.sex == "L":
            kind = "Cuti tahunan"
        least, most = _LENGTHS[kind]
        first = random.randrange(len(scene.days))
        last = min(first + random.randint(least, most) - 1, len(scene.days) - 1)
        found[entry.nip] = (kind, scene.days[first], scene.days[last])
    return found


def leave_table(scene: Scene, absent: Leaves) -> Table:
    """The leave register of the personnel office, in a filled-in template."""
    rows: list[list[Any]] = [
        [nip, kind, first, last, f"850/{number:03d}/BKPSDM/{scene.year}"]
        for number, (nip, (kind, first, last)) in enumerate(absent.items(), 1)
    ]
    table = Table("cuti", "leave", ("nip", "kind", "starts", "ends", "letter"), rows, "xlsx", template_workbook)
    table.slip(50, "day_that_is_none", "ends", f"{scene.year}-02-31", "DQ-X01")
    return table


def attendance_table(scene: Scene, absent: Leaves) -> Table:
    """What the machine at the door counted, with a column nobody needs."""
    random = scene.chance("attendance")
    open_days = set(scene.days)
    days = Counter(day.month for day in scene.days)
    rows: list[list[Any]] = []
    for entry in scene.some:
        off = _days_off(open_days, absent.get(entry.nip))
        for month in scene.months:
            working = days[month.month]
            leave, sick = min(off[month.month, False], working), min(off[month.month, True], working)
            missing = min(random.choice((0,) * 60 + (1, 2)), working - leave - sick)
            late = min(random.choice((0, 0, 0, 0, 1, 1, 2, 5)), working)
            present = working - leave - sick - missing
            rows.append([entry.nip, f"{month:%Y-%m}", working, present, leave, sick, missing, late])
    declared = {"title": "Rekap mesin presensi", "columns": _COLUMNS}
    fields = tuple(_COLUMNS)
    table = Table("presensi", "attendance", fields, rows, "csv", plain_csv, declared)
    stranger = _nobody(scene)
    table.slip(40, "nip_of_nobody", "nip", stranger, "DQ-X01")
    table.slip(65, "nip_damaged", "nip", lambda row: f"{int(row[0]):.5E}", "DQ-E03")
    return table


def _days_off(open_days: set[date], leave: tuple[str, date, date] | None) -> Counter[tuple[int, bool]]:
    """Working days off by month, and whether for sickness."""
    if leave is None:
        return Counter()
    kind, first, last = leave
    span = (first + timedelta(days=count) for count in range((last - first).days + 1))
    return Counter((day.month, kind == _SICK) for day in span if day in open_days)


def _nobody(scene: Scene) -> str:
    """A valid NIP that nobody of the regency has."""
    known = {employee.nip for employee in scene.region.employees}
    stem = "198506152010011"
    return next(f"{stem}{serial:03d}" for serial in range(1, 1000) if f"{stem}{serial:03d}" not in known)
