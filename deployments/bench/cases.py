"""Files of service cases for measuring how fast an import is, from the file to the stored rows.

Belongs here: writing such files and bringing them in. Does not: believable cases of a few counters (sample/sources).
"""

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from deployments.sample.region import Region
from deployments.sample.sources.scene import Scene
from deployments.sample.sources.table import Table
from deployments.sample.sources.writing import plain_csv, template_workbook
from models import actors
from models.database import transaction
from models.sources.definition import SourceFile
from models.sources.intake import bring_in
from models.sources.registry import register

#: Cases for each employee; beyond so many rows a file would be larger than the importer takes, or nobody would open it.
_EACH, _MOST = 4, {"csv": 400_000, "xlsx": 100_000}
_FIELDS = (
    "unit", "case_number", "service", "received_at", "completed_at", "officer", "counter", "channel", "pause_minutes",
)  # fmt: skip
_SERVICES = ("KTP-el baru", "Kartu Keluarga", "Akta kelahiran", "Surat pindah")


def write_cases(folder: Path, region: Region, until: date) -> dict[str, Path]:
    """Write as many cases as the regency has work for, once as .csv and once as .xlsx: other cases in each."""
    scene = Scene(region, until)
    found = {}
    for ending, writer in (("csv", plain_csv), ("xlsx", template_workbook)):
        count = min(_MOST[ending], _EACH * len(region.employees))
        rows = _rows(scene, ending, count) if scene.people else []
        table = Table(f"cases-{ending}", "service_case", _FIELDS, rows, ending, writer)
        found[ending] = folder / table.file_name
        writer(found[ending], table)
    return found


def _rows(scene: Scene, mark: str, count: int) -> list[list[Any]]:
    random = Random(f"bench-{mark}")  # noqa: S311 - sample data, not a secret
    found = []
    for number in range(count):
        officer = scene.people[number % len(scene.people)]
        start = random.randrange(max(1, scene.minutes))
        received, completed = scene.moment(start), scene.moment(start + random.randrange(5, 600))
        found.append(
            [
                officer.agency_code, f"{mark}-{number:07d}", _SERVICES[number % len(_SERVICES)], received, completed,
                officer.nip, f"Loket {number % 7}", "loket", number % 60 or None,
            ]
        )  # fmt: skip
    return found


def bring(path: Path, period: str) -> int:
    """Bring a file of cases in, and return how many rows were stored.

    Raises:
        RuntimeError: not all of them were: the figures would be wrong.
    """
    source = SourceFile(code=f"bench-{path.suffix[1:]}", dataset="service_case")
    with transaction() as session:
        source_id = register(session, period, source, by=actors.operator())
    brought = bring_in(source_id, path, way="file", name=path.name, by=actors.operator())
    if brought.outcome != "stored" or brought.added != brought.rows:
        raise RuntimeError(f"{path.name}: {brought.added} of {brought.rows} rows were stored ({brought.outcome})")
    return brought.added
