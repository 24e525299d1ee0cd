"""Exports of the national application e-Kinerja BKN: “Laporan SKP” and “Laporan Penilaian SKP” (SPEC §7.3).

Belongs here: their rows and layout: A1 title, A2 agency, A6 timestamp, the header floating around row 8. Does not:
comparing them with ours (expectations/national).
"""

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from deployments.sample.places import GOVERNMENT
from deployments.sample.sources.scene import Scene
from deployments.sample.sources.table import Table
from deployments.sample.sources.writing import workbook
from models.roster.entry import RosterEntry
from models.rules.permenpanrb6 import predicate
from models.rules.siasn import EXPORTED_PREDICATE, NOT_EVALUATED

_WORDS = {str(meant): word for word, meant in reversed(list(EXPORTED_PREDICATE.items()))}
_TITLES = {"bkn_target": "Laporan SKP Tahun {year}", "bkn_rating": "Laporan Penilaian SKP Tahun {year}"}
_HEADER_ROW = {"bkn_target": 8, "bkn_rating": 9}
#: One in so many heads leads another post too, as acting official (Plt).
_ACTING_EVERY = 4
_TARGET_FIELDS = (
    "bkn_id", "nip", "name", "is_acting", "ends", "status", "post", "unit_name", "agency_name",
)  # fmt: skip
_RATING_FIELDS = ("bkn_id", "nip", "name", "is_acting", "ends", "unit_name", "predicate")


def national_tables(scene: Scene) -> list[Table]:
    """Both exports; in the second, somebody whom nobody evaluated has “-”."""
    units = {unit.code: unit.name for unit in scene.region.units}
    target_rows, rating_rows = [], []
    random = scene.chance("national")
    ends = f"31-12-{scene.year}"
    given = {row.nip: row for row in scene.region.ratings}
    for number, (entry, acting) in enumerate(_plans(scene), 1):
        first = [f"skp-{scene.year}-{number:06d}", entry.nip, _full_name(entry), "1" if acting else "0", ends]
        unit = units.get(entry.unit_code, entry.agency_name)
        status = random.choice(("Persetujuan",) * 9 + ("Draft",))
        post = f"Plt. {entry.post}" if acting else entry.post
        target_rows.append([*first, status, post, unit, entry.agency_name])
        said = NOT_EVALUATED
        if not acting and random.random() < 0.85 and entry.nip in given:  # noqa: PLR2004 - the others are not evaluated
            ours = given[entry.nip]
            said = _WORDS[str(predicate(ours.work_rating, ours.behavior_rating))]
        if said == "Baik" and random.random() < 0.03:  # noqa: PLR2004 - a few differ from what is decided here
            said = "Sangat Baik"
        rating_rows.append([*first, unit, said])
    declared = {"dates": "dd-mm-yyyy", "stamp": "A6", "ignore": "*"}
    return [
        Table("bkn-laporan-skp", "bkn_target", _TARGET_FIELDS, target_rows, "xlsx", _exporter(scene), dict(declared)),
        Table("bkn-penilaian-skp", "bkn_rating", _RATING_FIELDS, rating_rows, "xlsx", _exporter(scene), dict(declared)),
    ]


def _plans(scene: Scene) -> list[tuple[RosterEntry, bool]]:
    """Whose plans the application knows, and whether it is that of an acting official."""
    found: list[tuple[RosterEntry, bool]] = []
    heads = 0
    for entry in scene.some:
        found.append((entry, False))
        heads += bool(entry.echelon)
        if entry.echelon and heads % _ACTING_EVERY == 0:
            found.append((entry, True))
    return found


def _full_name(entry: RosterEntry) -> str:
    front = f"{entry.front_title} " if entry.front_title else ""
    return f"{front}{entry.name}" + (f", {entry.back_title}" if entry.back_title else "")


def _exporter(scene: Scene) -> Any:
    drawn = datetime.combine(scene.until, time(8, 15))

    def write(path: Path, table: Table) -> int:
        top = _HEADER_ROW[table.dataset_name]
        with workbook(path) as book:
            sheet = book.add_worksheet("Worksheet")
            sheet.write_string(0, 0, _TITLES[table.dataset_name].format(year=scene.year))
            sheet.write_string(1, 0, f"Instansi {GOVERNMENT}")
            sheet.write_string(2, 0, "Unit Organisasi: Semua")
            sheet.write_string(5, 0, f"Tanggal cetak: {drawn:%d-%m-%Y %H:%M:%S}")
            for column, heading in enumerate(["No", *table.headings]):
                sheet.write_string(top - 1, column, heading)
            for at, row in enumerate(table.rows, top):
                sheet.write_number(at, 0, at - top + 1)
                for column, cell in enumerate(row, 1):
                    sheet.write_string(at, column, _shown(cell))
        return top + 1

    return write


def _shown(cell: Any) -> str:
    return f"{cell:%d-%m-%Y}" if isinstance(cell, date) else str(cell)
