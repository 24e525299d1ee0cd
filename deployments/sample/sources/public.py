"""What the public says: answers to the survey of satisfaction (SKM), and complaints by SP4N-LAPOR.

Belongs here: drawing them. Does not: the services they are about (services).
"""

from datetime import date, timedelta
from random import Random
from typing import Any

from deployments.sample.sources.scene import Scene
from deployments.sample.sources.services import services_of, serving
from deployments.sample.sources.table import FINDING, Formula, Table
from deployments.sample.sources.writing import json_answer, template_workbook
from models.rules.complaints import LIMIT_DAYS, ComplaintKind
from models.tables.facts import ELEMENTS

_EACH, _MOST, _FEW = 42, 3_000, 14
_SHARE_BLANK = 0.02
#: Answers that come from one device in a minute: somebody filled in the forms of others (DQ-V01).
_BURST = 6


def survey_table(scene: Scene) -> Table:
    """Answers by service; the last agency has asked too few people to say anything of it."""
    random = scene.chance("survey")
    agencies = serving(scene)
    each = min(_EACH, _MOST // max(1, sum(len(services_of(agency)) for agency in agencies)))
    rows: list[list[Any]] = []
    for place, agency in enumerate(agencies, 1):
        count = _FEW if place == len(agencies) > 1 else each
        rows += [
            _answer(scene, random, agency.code, service, number)
            for service in services_of(agency)
            for number in range(1, count + 1)
        ]
    fields = ("unit", "service", "respondent", "answered_at", *ELEMENTS, "origin")
    table = Table("survei-skm", "survey_answer", fields, rows, "xlsx", template_workbook)
    _burst(table)
    table.slip(50, "answer_out_of_range", "u4", 5, "DQ-V01", FINDING)
    table.slip(75, "formula", "u3", Formula("=2+2"), "DQ-X01")
    return table


def _answer(scene: Scene, random: Random, unit: str, service: str, number: int) -> list[Any]:
    mood = random.choice((3, 3, 3, 4, 4, 2))
    answers = [
        None if random.random() < _SHARE_BLANK else min(4, max(1, mood + random.choice((-1, 0, 0, 0, 1))))
        for _element in ELEMENTS
    ]
    moment = scene.moment(random.randrange(max(1, scene.minutes)))
    return [unit, service, f"R-{number:04d}", moment, *answers, f"perangkat-{random.randrange(10**6):06d}"]


def _burst(table: Table) -> None:
    at = len(table.rows) // 4
    for row in table.rows[at + 1 : at + _BURST]:
        row[3], row[-1] = table.rows[at][3], table.rows[at][-1]


_SHARE, _MOST_COMPLAINTS = 40, 400
_TOPICS = {
    ComplaintKind.INFORMATION: ("Syarat pengurusan dokumen", "Jam layanan hari Jumat", "Biaya layanan"),
    ComplaintKind.WITHOUT_FIELD_CHECK: ("Antrean terlalu lama", "Petugas kurang ramah", "Nomor layanan tidak diangkat"),
    ComplaintKind.WITH_FIELD_CHECK: ("Jalan berlubang", "Lampu jalan padam", "Bantuan tidak tepat sasaran"),
}
_CHANNELS = ("SP4N-LAPOR", "SP4N-LAPOR", "Aplikasi", "Tatap muka", "Surat")
_FIELDS = (
    "unit", "ticket", "channel", "kind", "topic", "received_on", "first_response_on", "finished_on", "status",
    "satisfied", "officer", "verified",
)  # fmt: skip
_COLUMNS = {
    "unit": "kodeOpd", "ticket": "trackingId", "channel": "kanal", "kind": "klasifikasi", "topic": "topik",
    "received_on": "tanggalLapor", "first_response_on": "tanggalRespon", "finished_on": "tanggalSelesai",
    "status": "status", "satisfied": "puas", "officer": "nipTerlapor", "verified": "terbukti",
}  # fmt: skip


def complaint_table(scene: Scene) -> Table:
    """Complaints of all agencies as the web service of SP4N-LAPOR answers; most are answered in time."""
    random = scene.chance("complaints")
    rows: list[list[Any]] = []
    if scene.days and scene.people:
        count = max(8, min(_MOST_COMPLAINTS, len(scene.people) * _SHARE // 100)) * scene.until.month // 12
        days = sorted(random.choice(scene.days) for _ in range(max(1, count)))
        rows = [_complaint(scene, random, number, day) for number, day in enumerate(days, 1)]
    declared = {"title": "SP4N-LAPOR", "items": "data", "columns": _COLUMNS}
    table = Table("pengaduan-lapor", "complaint", _FIELDS, rows, "json", json_answer, declared)
    table.slip(60, "word_unknown", "status", "ditunda", "DQ-X01")
    return table


def _complaint(scene: Scene, random: Random, number: int, day: date) -> list[Any]:
    kind = random.choice(tuple(_TOPICS))
    agency = random.choice(scene.agencies)
    late = 2 if random.random() < 0.08 else 1  # noqa: PLR2004 - one in twelve is late
    answered = day + timedelta(days=random.randrange(0, 3) * late)
    finished = max(answered, day + timedelta(days=random.randrange(1, LIMIT_DAYS[kind]) * late))
    about = random.choice(scene.of_agency[agency.code]).nip if random.random() < 0.05 else None  # noqa: PLR2004
    done = finished <= scene.until
    return [
        agency.code,
        f"LAPOR-{scene.year}-{number:04d}",
        random.choice(_CHANNELS),
        kind.value,
        random.choice(_TOPICS[kind]),
        day,
        answered if answered <= scene.until else None,
        finished if done else None,
        "selesai" if done else "proses",
        random.random() < 0.8 if done else None,  # noqa: PLR2004 - four in five are satisfied
        about,
        bool(about) and random.random() < 0.4,  # noqa: PLR2004
    ]
