"""PERMENPANRB6_MATRIX and SE3_2023_LEADER: ratings and predicate under the default rule pack.

Belongs here: keys, steps and what would have changed the predicate. Does not: the matrix itself.
"""

from enum import StrEnum
from typing import TypeVar

from models.language import N_
from models.rules.explanation import Certainty, Outcome, Source, Step
from models.rules.inputs import Inputs
from models.rules.permenpanrb6 import MATRIX, IncompleteRatingError, leader_rating, predicate
from models.rules.rule import Alternative, Rule, Table
from models.rules.settings import RuleSettings
from models.vocabulary import OrganizationPredicate, Rating

Word = TypeVar("Word", bound=StrEnum)

_MATRIX = Source("PermenPANRB 6/2022", "Lampiran", Certainty.SECONDARY)
_RATER = Source("PermenPANRB 6/2022", "Ps 24-25", Certainty.CONFIRMED)
_LEADER = Source("SE MenPANRB 3/2023", "pimpinan unit", Certainty.INFERRED)


def _rating(inputs: Inputs, key: str) -> Rating | None:
    return None if inputs.raw(key) is None else inputs.word(key, Rating)


def _matrix(inputs: Inputs, _settings: RuleSettings) -> Outcome:
    work, behavior = _rating(inputs, "rating_hasil_kerja"), _rating(inputs, "rating_perilaku_kerja")
    found = predicate(work, behavior)
    ratings = {"work": work, "behavior": behavior}
    steps = (
        Step(N_("The rater set two ratings: work result {work}, work behavior {behavior}."), _RATER, ratings),
        Step(
            N_("The row {work} and the column {behavior} of the matrix meet at {predicate}."),
            _MATRIX,
            {**ratings, "predicate": found},
        ),
        Step(N_("No score is computed: the two ratings are a person's judgment."), _RATER),
    )
    return Outcome({"predikat": found}, steps)


def _leader(inputs: Inputs, settings: RuleSettings) -> Outcome:
    organization = inputs.word("predikat_organisasi", OrganizationPredicate)
    if not inputs.flag("is_unit_leader"):
        step = Step(N_("Only a unit's head takes the unit's result; the rater rates everybody else."), _LEADER)
        return Outcome({"rating_hasil_kerja": None}, (step,))
    rating = leader_rating(organization, settings.leader_mapping)
    steps = (
        Step(
            N_("The unit's achievement becomes the work result of its head: {organization} gives {rating}."),
            _LEADER,
            {"organization": organization, "rating": rating},
        ),
        Step(N_("The superior still rates the head's behavior."), _LEADER),
    )
    return Outcome({"rating_hasil_kerja": rating}, steps)


_OTHER_WORK = Alternative(
    tuple(Rating), N_("With the work result {alternative} instead of {given}, the predicate would be {result}.")
)
_OTHER_BEHAVIOR = Alternative(
    tuple(Rating), N_("With the behavior {alternative} instead of {given}, the predicate would be {result}.")
)
_OTHER_UNIT = Alternative(
    tuple(OrganizationPredicate),
    N_("With the unit predicate {alternative} instead of {given}, the head's work result would be {result}."),
)

RULES = (
    Rule(
        name="PERMENPANRB6_MATRIX",
        purpose=N_("predicate of an employee from the two ratings"),
        source=_MATRIX,
        keys=("rating_hasil_kerja", "rating_perilaku_kerja"),
        apply=_matrix,
        result="predikat",
        alternatives={"rating_hasil_kerja": _OTHER_WORK, "rating_perilaku_kerja": _OTHER_BEHAVIOR},
        when_refused={IncompleteRatingError: {"predikat": None}},
    ),
    Rule(
        name="SE3_2023_LEADER",
        purpose=N_("work-result rating of the head of a unit"),
        source=_LEADER,
        keys=("is_unit_leader", "predikat_organisasi"),
        apply=_leader,
        result="rating_hasil_kerja",
        alternatives={"predikat_organisasi": _OTHER_UNIT},
    ),
)

TABLES = (
    Table(
        N_("Predicate by work result (row) and behavior (column)"),
        ("", *Rating),
        tuple((work, *(MATRIX[work, behavior] for behavior in Rating)) for work in Rating),
    ),
)
