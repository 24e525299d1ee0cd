"""People's own work: daily logs of some weeks, links to evidence, feedback, and values that systems report for them.

Belongs here: drawing them, in agreement with their plans. Does not: the plans and the other realizations (sample).
"""

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from deployments.sample.places import MAIL_DOMAIN
from deployments.sample.plans import PlanRow
from deployments.sample.sources.presence import Leaves
from deployments.sample.sources.scene import Scene
from deployments.sample.sources.table import FINDING, Damaged, Table
from deployments.sample.sources.writing import template_workbook

_SHARE_LOGGING, _MOST_LOGGING = 34, 120
#: A log is kept in every so many weeks.
_EVERY_WEEKS = 13
#: Hours of the day in which one thing or another was done.
_HOURS = ((time(8), time(10)), (time(10), time(12)), (time(13), time(14, 30)), (time(14, 30), time(15, 45)))
_DONE = ("Menyelesaikan bagian dari", "Menyiapkan bahan untuk", "Memeriksa berkas untuk", "Menyusun laporan tentang")
_UNRELATED = (
    "Upacara hari Senin",
    "Rapat koordinasi kecamatan",
    "Membantu penanganan banjir",
    "Mengikuti apel gabungan",
)
_ADDRESS = f"https://bukti.{MAIL_DOMAIN}"


def log_table(scene: Scene, absent: Leaves) -> Table:
    """Daily logs of a third of the people in some weeks, from an application that they keep them in."""
    random = scene.chance("logs")
    rows: list[list[Any]] = []
    for entry in scene.some_people(_SHARE_LOGGING, _MOST_LOGGING, "logs"):
        _kind, first, last = absent.get(entry.nip, ("", date.max, date.min))
        for day in scene.days:
            if day.isocalendar().week % _EVERY_WEEKS == 0 and not first <= day <= last:
                rows += _entries(random, entry.nip, day, scene.plans[entry.nip])
    fields = (
        "nip", "day", "starts", "ends", "description", "work_result", "unrelated_reason", "output_volume",
        "output_unit",
    )  # fmt: skip
    table = Table("catatan-harian", "activity_log", fields, rows, "xlsx", template_workbook)
    second = next((row for first, row in pairwise(rows[len(rows) // 10 :]) if row[:2] == first[:2]), None)
    if second:  # of two entries of a day
        table.spoil(second, "hours_overlap", "starts", "07:30", "DQ-L01", FINDING)
    table.slip(45, "nip_damaged", "nip", lambda row: Damaged(row[0]), "DQ-E03")
    table.slip(70, "hour_that_is_none", "ends", "25:10", "DQ-X01")
    return table


def _entries(random: Random, nip: str, day: date, plan: Sequence[PlanRow]) -> Iterator[list[Any]]:
    for starts, ends in sorted(random.sample(_HOURS, random.choice((2, 2, 3)))):
        hours = (nip, day, f"{starts:%H:%M}", f"{ends:%H:%M}")
        if random.random() < 0.08:  # noqa: PLR2004 - what serves no result of the plan
            reason = random.choice(_UNRELATED)
            yield [*hours, reason, None, f"{reason}: tugas di luar rencana", None, None]
            continue
        served = random.choice(plan)
        text = served.statement[:1].lower() + served.statement[1:]
        yield [
            *hours, f"{random.choice(_DONE)} {text}", served.work_result, None, random.randrange(1, 13),
            served.unit_of_measure if served.aspect == "kuantitas" else "berkas",
        ]  # fmt: skip


_SHARE_PROVED, _MOST_PROVED = 80, 2_000


def evidence_table(scene: Scene) -> Table:
    """A link to evidence for most indicators, of one month; the addresses lead nowhere, like all of the sample."""
    random = scene.chance("evidence")
    proved = {entry.nip for entry in scene.people}
    rows: list[list[Any]] = []
    for plan in scene.region.plans:
        if plan.nip not in proved or random.randrange(100) >= _SHARE_PROVED or len(rows) >= _MOST_PROVED:
            continue
        month = random.choice(scene.months)
        address = f"{_ADDRESS}/{month:%Y/%m}/{plan.nip}-{plan.work_result}-{plan.indicator}.pdf"
        dated = min(month + timedelta(days=random.randrange(27)), scene.until)
        shows = f"{plan.data_source} {month:%m/%Y}"
        rows.append([plan.nip, plan.work_result, plan.indicator, f"{month:%Y-%m}", address, dated, shows])
    fields = ("nip", "work_result", "indicator", "month", "address", "dated", "description")
    return Table("bukti-dukung", "evidence", fields, rows, "xlsx", template_workbook)


_SHARE_FEEDBACK, _MOST_FEEDBACK = 45, 900
_WORDS = {
    "apresiasi": (
        ("Berorientasi Pelayanan", "Warga lanjut usia dibantu sampai selesai tanpa diminta. Terima kasih."),
        ("Kolaboratif", "Membantu rekan menutup berkas yang tertunda di akhir bulan."),
        ("Kompeten", "Materi pelatihan dibagikan ke seluruh tim dan langsung dipakai."),
        ("Adaptif", "Cepat mempelajari aplikasi baru dan mengajari yang lain."),
    ),
    "koreksi": (
        ("Akuntabel", "Laporan mingguan dua kali terlambat; mohon kirim paling lambat hari Jumat."),
        ("Harmonis", "Keluhan rekan sebaiknya dibicarakan langsung, tidak di grup pesan."),
        ("Berorientasi Pelayanan", "Antrean siang sering kosong petugas; atur giliran istirahat."),
    ),
}
_OUTSIDERS = ("Kader posyandu", "Ketua RT 04", "Pemohon di loket 2", "Kepala sekolah")


def feedback_table(scene: Scene) -> Table:
    """Feedback by leaders, peers and people who were served."""
    random = scene.chance("feedback")
    rows: list[list[Any]] = []
    for entry in scene.some_people(_SHARE_FEEDBACK, _MOST_FEEDBACK, "feedback") if scene.days else ():
        kind = random.choice(("apresiasi", "apresiasi", "apresiasi", "koreksi"))
        value, words = random.choice(_WORDS[kind])
        peers = [peer.nip for peer in scene.of_agency[entry.agency_code] if peer.nip != entry.nip]
        outsider = not peers or random.random() < 0.2  # noqa: PLR2004 - one in five is no employee
        given = (None, random.choice(_OUTSIDERS)) if outsider else (random.choice(peers), None)
        rows.append([entry.nip, *given, random.choice(scene.days), kind, value, words])
    fields = ("nip", "giver", "giver_name", "day", "kind", "core_value", "words")
    table = Table("umpan-balik", "feedback", fields, rows, "xlsx", template_workbook)
    table.slip(60, "word_unknown", "kind", "gosip", "DQ-X01")
    return table


_SYSTEMS, _MOST_VALUES = ("Sistem", "Rekam medis elektronik"), 1_200


def realization_table(scene: Scene) -> Table:
    """What systems report every three months of indicators that they measure: the values of realizations.csv."""
    measured = {
        (plan.nip, plan.work_result, plan.indicator)
        for entry in scene.people
        for plan in scene.plans[entry.nip]
        if plan.data_source.startswith(_SYSTEMS)
    }
    reported = range(scene.until.month, 0, -3)
    rows: list[list[Any]] = [
        [row.nip, row.work_result, row.indicator, f"{scene.year}-{row.month:02d}", row.value]
        for row in scene.region.realizations
        if row.month in reported and (row.nip, row.work_result, row.indicator) in measured
    ][:_MOST_VALUES]
    fields = ("nip", "work_result", "indicator", "month", "value")
    table = Table("realisasi-sistem", "realization", fields, rows, "xlsx", template_workbook)
    table.slip(50, "indicator_unknown", "indicator", 9, "DQ-X01")
    return table
