"""Suggested ratings and predicates of agencies: spread so that most agencies conform with their distribution pattern.

Belongs here: who gets which rating in the sample. Does not: the law's matrix and pattern (models/rules).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from random import Random
from typing import NamedTuple

from deployments.sample.employee import Employee
from models.vocabulary import OrganizationPredicate, Predicate, Rating


class RatingRow(NamedTuple):
    """The two ratings of one person, as a row of ratings.csv."""

    nip: str
    work_rating: Rating
    behavior_rating: Rating
    note: str


class OrganizationPredicateRow(NamedTuple):
    """The predicate of one agency, as a row of organization_predicates.csv."""

    unit_code: str
    unit_name: str
    predicate: OrganizationPredicate
    note: str


_ABOVE, _AS, _BELOW = Rating.ABOVE, Rating.AS_EXPECTED, Rating.BELOW
#: Pairs of ratings that the matrix turns into a predicate (SPEC §3.1), and what the rater writes.
_PAIRS: dict[Predicate, tuple[tuple[Rating, Rating, str], ...]] = {
    Predicate.VERY_GOOD: ((_ABOVE, _ABOVE, "Hasil melampaui target dan menjadi rujukan bagi rekan kerja."),),
    Predicate.GOOD: (
        (_AS, _AS, "Target tercapai sesuai rencana."),
        (_AS, _ABOVE, "Target tercapai; aktif membantu rekan kerja."),
        (_ABOVE, _AS, "Beberapa target terlampaui."),
    ),
    Predicate.NEEDS_IMPROVEMENT: ((_BELOW, _AS, "Sebagian target belum tercapai; disepakati bimbingan kinerja."),),
    Predicate.POOR: ((_AS, _BELOW, "Target tercapai, tetapi perilaku kerja perlu pembinaan."),),
    Predicate.VERY_POOR: ((_BELOW, _BELOW, "Target dan perilaku kerja jauh di bawah ekspektasi."),),
}
#: Rating of an agency's head by the predicate of the agency (SE MenPANRB 3/2023; SPEC §2.4).
_HEADS = {
    OrganizationPredicate.OUTSTANDING: _ABOVE,
    OrganizationPredicate.GOOD: _AS,
    OrganizationPredicate.NEEDS_IMPROVEMENT: _BELOW,
}
#: Percent of members by predicate, with room to the limits of SPEC §3.2; who remains is Baik.
_SPREAD = {
    OrganizationPredicate.OUTSTANDING: {Predicate.VERY_GOOD: 55, Predicate.NEEDS_IMPROVEMENT: 4},
    OrganizationPredicate.GOOD: {Predicate.VERY_GOOD: 28, Predicate.NEEDS_IMPROVEMENT: 9, Predicate.POOR: 2},
    OrganizationPredicate.NEEDS_IMPROVEMENT: {
        Predicate.VERY_GOOD: 4,
        Predicate.NEEDS_IMPROVEMENT: 72,
        Predicate.POOR: 4,
    },
}
_GOOD, _OUTSTANDING = OrganizationPredicate.GOOD, OrganizationPredicate.OUTSTANDING
#: Predicates of the agencies in turn; the sixth of every twelve rates everybody Baik, which does not conform.
_TURNS = (
    _GOOD, _OUTSTANDING, _GOOD, _GOOD, _GOOD, None,
    _GOOD, _OUTSTANDING, OrganizationPredicate.NEEDS_IMPROVEMENT, _GOOD, _GOOD, _GOOD,
)  # fmt: skip


def make_predicates(agencies: Sequence[tuple[str, str]]) -> list[OrganizationPredicateRow]:
    """A predicate for each agency (code and name), in their order."""
    rows = []
    for place, (code, name) in enumerate(agencies):
        predicate = _TURNS[place % len(_TURNS)]
        note = "Sesuai capaian perjanjian kinerja." if predicate else "Semua pegawai dinilai sama: perlu penjelasan."
        rows.append(OrganizationPredicateRow(code, name, predicate or _GOOD, note))
    return rows


def make_ratings(employees: Iterable[Employee], seed: int) -> list[RatingRow]:
    """Two ratings for everybody, in the order of `employees`."""
    random = Random(f"ratings-{seed}")  # noqa: S311 - sample data, not a secret
    everybody = list(employees)
    members: dict[str, list[Employee]] = defaultdict(list)
    heads: list[Employee] = []
    for employee in everybody:
        if employee.rater_nip is None:
            heads.append(employee)
            members.setdefault(employee.agency_code, [])
        else:
            members[employee.agency_code].append(employee)
    chosen: dict[str, RatingRow] = {}
    turns = {code: _TURNS[place % len(_TURNS)] for place, code in enumerate(members)}
    for head in heads:
        rating = _HEADS[turns[head.agency_code] or _GOOD]
        chosen[head.nip] = RatingRow(head.nip, rating, _AS, "Mengikuti predikat kinerja organisasi.")
    for code, group in members.items():
        for employee, predicate in zip(group, _predicates(len(group), turns[code], random), strict=True):
            work, behavior, note = random.choice(_PAIRS[predicate])
            chosen[employee.nip] = RatingRow(employee.nip, work, behavior, note)
    return [chosen[employee.nip] for employee in everybody]


def _predicates(count: int, organization: OrganizationPredicate | None, random: Random) -> list[Predicate]:
    """Predicates for `count` members, shuffled; at least one below Baik where the pattern asks for it."""
    if organization is None:
        return [Predicate.GOOD] * count
    found: list[Predicate] = []
    for predicate, percent in _SPREAD[organization].items():
        found += [predicate] * max(percent * count // 100, predicate is Predicate.NEEDS_IMPROVEMENT)
    if organization is OrganizationPredicate.GOOD:
        # Baik may be at most 70 %: in small agencies whole numbers ask for some more Sangat Baik.
        found += [Predicate.VERY_GOOD] * max(0, count - len(found) - 65 * count // 100)
    found = found[:count] + [Predicate.GOOD] * (count - len(found))
    random.shuffle(found)
    return found
