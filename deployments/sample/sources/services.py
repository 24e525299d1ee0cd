"""Public-service cases, the published standards they are held to, and the hours in which a system was down.

Belongs here: what counters do. Does not: what people say of them (survey, complaints). Cases last as long as working
hours do: received and finished while the office is open, most within the standard, some late, some waiting.
"""

from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from deployments.sample.node import Node
from deployments.sample.sources.scene import Scene
from deployments.sample.sources.table import FINDING, Table
from deployments.sample.sources.writing import old_csv, template_workbook

#: Beginning of an agency's name → its services with their standard in working minutes (SPEC §4.5).
SERVICES: dict[str, dict[str, int]] = {
    "Dinas Kependudukan": {
        "KTP-el baru": 60,
        "KTP-el penggantian": 60,
        "Kartu Keluarga": 120,
        "Akta kelahiran": 240,
        "Akta kematian": 240,
        "Kartu Identitas Anak": 60,
        "Surat pindah": 120,
    },
    "Dinas Kesehatan": {"Rawat jalan umum": 60, "Imunisasi": 45, "Pemeriksaan ibu hamil": 60},
    "Dinas Penanaman Modal": {"Izin usaha mikro": 480, "Persetujuan bangunan": 2250},
    "Kecamatan": {"Surat keterangan domisili": 60, "Legalisasi surat": 30},
}
_CIVIL_REGISTRY = "Dinas Kependudukan"
#: Cases for each member of an agency, and at most.
_EACH, _MOST_REGISTRY, _MOST_OTHERS = {True: 36, False: 12}, 8_000, 4_000
_CHANNELS = ("loket", "loket", "loket", "daring", "jemput bola")
#: The long dash is a letter that Windows-1252 writes otherwise than UTF-8.
_PAUSES = ("Menunggu berkas pemohon — kartu keluarga lama", "Menunggu pemohon — pas foto", "Menunggu verifikasi pusat")
_FIELDS = (
    "unit", "case_number", "service", "received_at", "completed_at", "officer", "counter", "channel", "pause_minutes",
    "pause_reason",
)  # fmt: skip
_OUTAGES = ("Jaringan SIAK pusat", "Listrik padam", "Pemeliharaan peladen", "Jaringan internet kantor")


def services_of(agency: Node) -> dict[str, int]:
    """The services an agency gives to the public, each with its standard; none for most."""
    return next((found for start, found in SERVICES.items() if agency.name.startswith(start)), {})


def serving(scene: Scene) -> list[Node]:
    """The agencies that serve the public."""
    return [agency for agency in scene.agencies if services_of(agency)]


def service_tables(scene: Scene) -> list[Table]:
    """Cases of the civil registry from its old counter program, those of others in a template; standards; outages."""
    registry = [agency for agency in serving(scene) if agency.name.startswith(_CIVIL_REGISTRY)]
    others = [agency for agency in serving(scene) if agency not in registry]
    found = [_registry(scene, agency) for agency in registry]
    if others:
        most = _MOST_OTHERS // len(others)
        rows = [row for agency in others for row in _cases(scene, agency, most)]
        cases = Table("layanan-lain", "service_case", _FIELDS, rows, "xlsx", template_workbook)
        cases.slip(20, "finished_before_received", "completed_at", _too_early(cases), "DQ-V02", FINDING)
        _contradict(cases)
        found.append(cases)
    return [*found, _standards(scene), _outages(scene)]


def _registry(scene: Scene, agency: Node) -> Table:
    fields = _FIELDS[1:]
    rows = [row[1:] for row in _cases(scene, agency, _MOST_REGISTRY)]
    table = Table(
        "layanan-dukcapil", "service_case", fields, rows, "csv", old_csv,
        {
            "title": f"Berkas loket {agency.name}",
            "unit": agency.code,
            "numbers": "indonesian",
            "dates": "dd/mm/yyyy",
            "encoding": "windows-1252",
            "separator": ";",
            "columns": {
                "case_number": "No. Berkas", "service": "Jenis Layanan", "received_at": "Berkas Lengkap",
                "completed_at": "Selesai", "officer": "NIP Petugas", "counter": "Loket", "channel": "Kanal",
                "pause_minutes": "Tunda (menit kerja)", "pause_reason": "Alasan Tunda",
            },
        },
    )  # fmt: skip
    table.slip(15, "finished_before_received", "completed_at", _too_early(table), "DQ-V02", FINDING)
    table.slip(35, "day_that_is_none", "received_at", f"31/02/{scene.year} 09:10", "DQ-X01")
    table.slip(55, "finished_before_received", "completed_at", _too_early(table), "DQ-V02", FINDING)
    table.slip(75, "minutes_in_words", "pause_minutes", "sebentar", "DQ-X01")
    return table


def _too_early(table: Table) -> Any:
    return lambda row: table.value(row, "received_at") - timedelta(days=1)


def _contradict(table: Table) -> None:
    """The number of the case before stands on another case too: only one of them can be right."""
    if len(table.rows) > 10:  # noqa: PLR2004 - a few rows are left as they are
        at = len(table.rows) * 60 // 100
        before, row = next(pair for pair in pairwise(table.rows[at:]) if pair[0][0] == pair[1][0])
        table.spoil(row, "number_twice", "case_number", table.value(before, "case_number"), "DQ-X01")


def _cases(scene: Scene, agency: Node, most: int) -> list[list[Any]]:
    random = scene.chance(f"cases-{agency.code}")
    members = scene.of_agency[agency.code]
    services = services_of(agency)
    each = _EACH[agency.name.startswith(_CIVIL_REGISTRY)]
    # As many in each month of the year as in every other: a shorter year has fewer.
    count = min(most, each * len(members)) * scene.until.month // 12
    officers = [entry.nip for entry in members if not entry.is_agency_head] or [members[0].nip]
    starts = sorted(random.randrange(max(1, scene.minutes)) for _ in range(count))
    return [
        _case(scene, random, agency, number, start, random.choice(list(services.items())), random.choice(officers))
        for number, start in enumerate(starts, 1)
    ]


def _case(
    scene: Scene, random: Random, agency: Node, number: int, start: int, service: tuple[str, int], officer: str
) -> list[Any]:
    name, limit = service
    minutes = max(3, int(limit * random.lognormvariate(-0.6, 0.5)))
    pause = random.randrange(30, 900) if random.random() < 0.06 else 0  # noqa: PLR2004 - one in seventeen waits
    received, completed = scene.moment(start), scene.moment(start + minutes + pause)
    return [
        agency.code,
        f"{''.join(word[0] for word in name.split())}-{scene.year}-{agency.code[-3:]}{number:05d}",
        name,
        received,
        completed if start + minutes + pause < scene.minutes else None,
        officer if random.random() < 0.85 else None,  # noqa: PLR2004 - some counters name nobody
        f"Loket {1 + number % 4}",
        random.choice(_CHANNELS),
        pause or None,
        random.choice(_PAUSES) if pause else None,
    ]


def _standards(scene: Scene) -> Table:
    rows = [
        [agency.code, service, limit, date(scene.year, 1, 1), f"SK {agency.head_post} 800/{place}/{scene.year - 1}"]
        for place, agency in enumerate(serving(scene), 11)
        for service, limit in services_of(agency).items()
    ]
    fields = ("unit", "service", "limit_minutes", "valid_from", "decree")
    return Table("standar-pelayanan", "service_standard", fields, rows, "xlsx", template_workbook)


def _outages(scene: Scene) -> Table:
    random = scene.chance("outages")
    rows: list[list[Any]] = []
    for agency in serving(scene):
        for start in sorted(random.sample(range(0, max(scene.minutes, 60), 60), min(4, max(scene.minutes // 60, 1)))):
            begins, lasts = scene.moment(start), random.randrange(30, 150)
            rows.append([agency.code, begins, begins + timedelta(minutes=lasts), random.choice(_OUTAGES)])
    fields = ("unit", "starts_at", "ends_at", "reason")
    return Table("gangguan", "outage", fields, rows, "xlsx", template_workbook)
