"""Budget realization by program, activity and sub-activity, month by month, with the change of the budget (P-APBD).

Belongs here: drawing amounts. Does not: the workbook they stand in (budget_file).
"""

from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from deployments.sample.node import Node
from deployments.sample.sources.budget_file import budget_workbook
from deployments.sample.sources.scene import Scene
from deployments.sample.sources.table import FINDING, Table

#: From October on the changed budget counts.
_CHANGED = 10
_PROGRAMS = (
    ("Program Penunjang Urusan Pemerintahan", "Administrasi Keuangan", ("Penyediaan Gaji dan Tunjangan ASN",)),
    ("Program Penunjang Urusan Pemerintahan", "Administrasi Umum", ("Penyediaan Bahan Logistik Kantor",)),
    ("Program Pelayanan {name}", "Pelayanan kepada Masyarakat", ("Penyelenggaraan Layanan", "Pengelolaan Pengaduan")),
)
_MILLION = Decimal(1_000_000)
FIELDS = (
    "unit", "code", "program", "activity", "sub_activity", "month", "ceiling", "revised_ceiling", "revised_from",
    "realized", "physical_percent", "officer",
)  # fmt: skip


def budget_table(scene: Scene) -> Table:
    """The report of the finance office on all agencies, one row for each sub-activity and month."""
    random = scene.chance("budget")
    rows = [row for place, agency in enumerate(scene.agencies, 1) for row in _of_agency(scene, random, place, agency)]
    declared: dict[str, Any] = {
        "title": "Laporan realisasi anggaran BPKAD",
        "numbers": "indonesian",
        "dates": "dd-mm-yyyy",
        "blank": ["-"],
        "columns": {
            "unit": "Kode OPD", "code": "Kode Rekening", "program": "Program", "activity": "Kegiatan",
            "sub_activity": "Sub Kegiatan", "month": "s.d. Bulan", "ceiling": "Pagu APBD",
            "revised_ceiling": "Pagu P-APBD", "revised_from": "Pagu Berlaku Mulai",
            "realized": "Realisasi Keuangan (Rp)",
            "physical_percent": "Realisasi Fisik (%)", "officer": "NIP PPTK",
        },
        "fill_down": ["unit", "program", "activity"],
        "total_row": "JUMLAH",
    }  # fmt: skip
    table = Table("realisasi-anggaran", "budget_line", FIELDS, rows, "xlsx", budget_workbook, declared)
    table.slip(30, "ceiling_negative", "ceiling", Decimal("-150000000.00"), "DQ-B01")
    newest = next((row for row in reversed(rows) if row[5] == scene.months[-1]), None)
    if newest:
        more = (table.value(newest, "revised_ceiling") or table.value(newest, "ceiling")) + 5 * _MILLION
        table.spoil(newest, "more_than_the_ceiling", "realized", more, "DQ-B01", FINDING)
    return table


def _of_agency(scene: Scene, random: Random, place: int, agency: Node) -> list[list[Any]]:
    members = scene.of_agency[agency.code]
    officer = next((entry.nip for entry in members if entry.echelon and not entry.is_agency_head), None)
    rows: list[list[Any]] = []
    number = 0
    for program, activity, subs in _PROGRAMS:
        for sub in subs:
            number += 1
            code = f"{1 + place // 10}.{place % 10:02d}.{1 + number // 3:02d}.2.{number:02d}.{place * 10 + number:04d}"
            texts = (program.format(name=agency.name), activity, sub)
            rows += _of_sub_activity(scene, random, (agency.code, code, *texts), len(members), officer)
    return rows


def _of_sub_activity(
    scene: Scene, random: Random, first: tuple[str, ...], people: int, officer: str | None
) -> list[list[Any]]:
    ceiling = _MILLION * max(20, people * random.randrange(8, 40))
    revised = (ceiling * random.randrange(90, 121) / 100).quantize(Decimal("0.01"))
    pace, lag = random.randrange(88, 100), random.randrange(0, 9)
    rows = []
    for month in scene.months:
        changed = month.month >= _CHANGED
        basis = revised if changed else min(ceiling, revised)
        percent = Decimal(pace * month.month) / 12
        realized = (basis * percent / 100).quantize(Decimal("0.01"))
        rows.append(
            [
                *first, month, ceiling, revised if changed else None,
                date(scene.year, _CHANGED, 1) if changed else None, realized,
                min(Decimal(100), (percent + lag).quantize(Decimal("0.1"))), officer,
            ]
        )  # fmt: skip
    return rows
