"""The period file of the sample: dates, deadlines, roles, holidays and strategic targets of one annual appraisal.

Belongs here: period.yaml. Does not: its validation (models/period_file.py).
"""

from datetime import date

import yaml

from deployments.sample.holidays import holidays
from deployments.sample.region import Region

#: Stage -> day of its deadline: month and day, and whether it falls in the year after the period (SPEC §2.2).
_DEADLINES = {
    "briefing": (1, 10, 0),
    "target_setting": (1, 31, 0),
    "collection": (12, 31, 0),
    "quality": (1, 8, 1),
    "approval": (1, 20, 1),
    "scoring": (1, 25, 1),
    "notification": (1, 31, 1),
    "objection": (2, 28, 1),
    "closing": (3, 31, 1),
}
_HEADING = """\
# Periode penilaian kinerja contoh / a sample appraisal period.
# Luncurkan / launch:  kinerja period launch period.yaml --roster roster.xlsx
"""
_HOLIDAYS_NOTE = """\
# Hari libur nasional / national holidays: {how}
# Sesuaikan dengan SKB 3 Menteri tahun berjalan / adjust to the joint decree of the year.
"""
_EXACT = "tanggal tetap pasti; tanggal kalender bulan perkiraan / fixed dates are exact, lunar ones approximate."
_FIXED = "hanya tanggal tetap dan Paskah / fixed dates and Easter only; add Idul Fitri and the other lunar ones."


def period_text(region: Region) -> str:
    """The text of period.yaml."""
    days, with_lunar = holidays(region.year)
    head = _dump(
        {
            "code": str(region.year),
            "title": f"Penilaian kinerja tahunan {region.year}",
            "kind": "annual",
            "starts": date(region.year, 1, 1),
            "ends": date(region.year, 12, 31),
            "timezone": "Asia/Jakarta",
            "rule_pack": "permenpanrb-6-2022",
            "region": {"name": region.name, "regional_head": dict(region.regional_head)},
            **roles(region),
            "deadlines": {
                stage: date(region.year + later, month, day) for stage, (month, day, later) in _DEADLINES.items()
            },
        }
    )
    tail = _dump(
        {
            "objection": {"days": 14, "day_kind": "calendar"},
            "settings": {},
            "strategic_targets": [
                {**target._asdict(), "target": float(target.target)} for target in region.strategic_targets
            ],
        }
    )
    note = _HOLIDAYS_NOTE.format(how=_EXACT if with_lunar else _FIXED)
    return _HEADING + head + note + _dump({"holidays": days}) + tail


def roles(region: Region) -> dict[str, list[str]]:
    """NIP of administrators (BKPSDM), performance team and auditors (Inspektorat), whose rows are without a problem."""
    ready = {entry.nip for entry in region.accepted}

    def _pick(agency: str, count: int, skip: int = 0) -> list[str]:
        found = [person.nip for person in region.staff_of(agency) if person.nip in ready]
        return found[skip : skip + count] or found[:count]

    return {
        "administrators": _pick("Badan Kepegawaian", 3),
        "performance_team": _pick("Badan Kepegawaian", 2, skip=3) + _pick("Sekretariat Daerah", 2),
        "auditors": _pick("Inspektorat", 2),
    }


def _dump(content: dict[str, object]) -> str:
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120)
