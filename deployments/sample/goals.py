"""The strategic targets of the regency for one year, on which all plans hang (a Perjanjian Kinerja of the Bupati).

Belongs here: the targets. Does not: the plans (plans.py).
"""

from typing import NamedTuple


class StrategicTarget(NamedTuple):
    """A target of the region: code, statement, indicator, unit, value, and direction (khusus: lower is better)."""

    code: str
    statement: str
    indicator: str
    unit_of_measure: str
    target: str
    direction: str


STRATEGIC_TARGETS = (
    StrategicTarget(
        "S1", "Meningkatnya derajat kesehatan masyarakat", "Angka harapan hidup", "tahun", "73.5", "normal"
    ),
    StrategicTarget("S2", "Menurunnya stunting balita", "Prevalensi stunting balita", "persen", "14.0", "khusus"),
    StrategicTarget("S3", "Meningkatnya mutu pendidikan", "Rata-rata lama sekolah", "tahun", "9.4", "normal"),
    StrategicTarget(
        "S4",
        "Meningkatnya kualitas pelayanan publik",
        "Indeks kepuasan masyarakat kabupaten",
        "indeks",
        "88.5",
        "normal",
    ),
    StrategicTarget(
        "S5",
        "Tertibnya administrasi kependudukan",
        "Cakupan akta kelahiran anak 0-17 tahun",
        "persen",
        "98.5",
        "normal",
    ),
    StrategicTarget(
        "S6",
        "Meningkatnya kualitas infrastruktur",
        "Persentase jalan kabupaten kondisi mantap",
        "persen",
        "82.0",
        "normal",
    ),
    StrategicTarget("S7", "Menurunnya kemiskinan", "Persentase penduduk miskin", "persen", "8.9", "khusus"),
    StrategicTarget("S8", "Meningkatnya akuntabilitas kinerja", "Nilai SAKIP kabupaten", "nilai", "72.0", "normal"),
    StrategicTarget("S9", "Meningkatnya profesionalitas ASN", "Indeks profesionalitas ASN", "indeks", "80.0", "normal"),
    StrategicTarget(
        "S10",
        "Meningkatnya pengelolaan keuangan daerah",
        "Persentase realisasi anggaran belanja",
        "persen",
        "95.5",
        "normal",
    ),
)
