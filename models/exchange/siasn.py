"""Files in the field names of SIASN: skp22, kinerjaperiodik and angkakredit, misspellings included (SPEC §7.2 ✔).

Belongs here: what each row says. Does not: which results are final (final_results), writing the file (files.written).
What only SIASN knows (identifiers of people, posts and documents) and what no source settles (the order of
kuadranKinerjaNilai) stays empty: `nipBaru` in front of each row finds the person there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from models.database import Row
from models.exchange.final_results import by_person, by_segment
from models.period_rules import choices_of
from models.rules.choices import settings_on
from models.rules.credit_points import Level, by_level
from models.rules.exact import half_up
from models.rules.siasn import RATING_CODE
from models.vocabulary import Predicate, Rating


@dataclass(frozen=True)
class Export:
    """The rows of one file, each with the fields in order, and the results that are held back."""

    rows: list[dict[str, Any]]
    held: list[Row]


def annual_ratings(session: Session, period: Row) -> Export:
    """`skp22/save`: the ratings of everybody's main segment, one row for each person (case SIASN-RATING-01 to -03)."""
    people = [main for main, _regular in by_person(session, period)]
    return _export(people, lambda row: [_annual(row, period)])


def periodic_ratings(session: Session, period: Row) -> Export:
    """`kinerjaperiodik/save`: the ratings of every segment that is not acting, with its months."""
    segments = [row for row in by_segment(session, period) if not row["is_acting"]]
    return _export(segments, lambda row: [_periodic(row)])


def credit_points(session: Session, period: Row) -> Export:
    """`angkakredit/save`: credit points of functional posts by level, as a conversion (PermenPANRB 1/2023).

    The predicate of the year counts for every level; points are summed exactly and rounded half up as the region
    prints them (SPEC §3.3; cases AK-01 to AK-40). The decree has no number yet: SIASN asks for one.
    """
    decimals = settings_on(period["ends"], choices_of(period["definition"])).credit_decimals
    functional = {
        main["person_id"]: (main, posts)
        for main, regular in by_person(session, period)
        if (posts := [row for row in regular if row["functional_level"]])
    }
    return _export(
        [main for main, _posts in functional.values()],
        lambda main: _credits(main, functional[main["person_id"]][1], decimals),
    )


#: What `kinerja export` and the portal offer, by the name a person chooses.
KINDS: Mapping[str, Callable[[Session, Row], Export]] = {
    "skp22": annual_ratings,
    "periodic": periodic_ratings,
    "credit-points": credit_points,
}


#: Kinds that are about a whole year: a quarter's ratings are not those of its year (SPEC §2.4).
OF_A_YEAR = frozenset({"skp22", "credit-points"})


def _export(found: list[Row], said: Callable[[Row], list[dict[str, Any]]]) -> Export:
    # Whoever was erased has no NIP, and SIASN knows nobody without.
    found = [row if row["nip"] else row | {"held": "erased"} for row in found]
    lines = [line for row in found if row["held"] is None for line in said(row)]
    return Export(lines, [row for row in found if row["held"] is not None])


def _annual(row: Row, period: Row) -> dict[str, Any]:
    return {
        "nipBaru": row["nip"],
        "id": None,
        "tahun": period["ends"].year,
        **_ratings(row),
        "penilaiNipNrp": row["rater_nip"],
        "penilaiNama": row["rater"],
        "penilaiJabatan": row["rater_post"],
        "penilaiGolongan": row["rater_grade"],
        "penilaiUnorNama": row["rater_unit"],
        "pnsDinilaiOrang": None,
        "statusPenilai": _status(row),
        "path": None,
    }


def _periodic(row: Row) -> dict[str, Any]:
    return {
        "nipBaru": row["nip"],
        "id": None,
        "pnsDinilaiId": None,
        "tahun": row["ends"].year,
        "periodikId": None,
        "bulanMulaiPenilaian": row["starts"].month,
        "tahunMulaiPenilaian": row["starts"].year,
        "bulanSelesaiPenilaian": row["ends"].month,
        "tahunSelesaiPenilaian": row["ends"].year,
        **_ratings(row),
        "koefisienId": None,
        "penilaiNipNrp": row["rater_nip"],
        "penilaiNama": row["rater"],
        "penilaiJabatanNama": row["rater_post"],
        "penilaiGolongan": row["rater_grade"],
        "penilaiUnorNama": row["rater_unit"],
        "statusPenilai": _status(row),
    }


def _ratings(row: Row) -> dict[str, Any]:
    return {
        "hasilKinerjaNilai": RATING_CODE[Rating(row["work_rating"])],
        "perilakuKerjaNilai": RATING_CODE[Rating(row["behavior_rating"])],
        "kuadranKinerjaNilai": None,
    }


def _status(row: Row) -> str:
    return "ASN" if row["rater_nip"] else "NON ASN"


def _credits(main: Row, posts: list[Row], decimals: int) -> list[dict[str, Any]]:
    predicate = Predicate(main["predicate"])
    totals = by_level((Level(row["functional_level"]), predicate, row["months"]) for row in posts)
    lines = []
    for level, points in totals.items():
        held = [row for row in posts if row["functional_level"] == level]
        first, last = min(row["starts"] for row in held), max(row["ends"] for row in held)
        lines.append(_credit(main, held[-1], first, last, half_up(points, decimals)))
    return lines


def _credit(main: Row, post: Row, first: Any, last: Any, points: Decimal) -> dict[str, Any]:
    return {
        "nipBaru": main["nip"],
        "id": None,
        "pnsId": None,
        "nomorSk": None,
        "tanggalSk": None,
        "bulanMulaiPenailan": f"{first:%m}",
        "tahunMulaiPenailan": f"{first:%Y}",
        "bulanSelesaiPenailan": f"{last:%m}",
        "tahunSelesaiPenailan": f"{last:%Y}",
        "kreditUtamaBaru": points,
        "kreditPenunjangBaru": None,
        "kreditBaruTotal": points,
        "rwJabatanId": None,
        "namaJabatan": f"{post['post']} {post['functional_level']}",
        "isAngkaKreditPertama": "0",
        "isIntegrasi": "0",
        "isKonversi": "1",
        "path": None,
    }
