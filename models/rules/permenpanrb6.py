"""PermenPANRB 6/2022 with SE MenPANRB 3/2023: two ratings make a predicate, without any arithmetic score (SPEC §3.1).

Belongs here: the matrix, the unit head's rating; the distribution pattern is re-exported from its own file.
Does not: who may rate, or when.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from models.errors import InvalidInputError
from models.language import N_
from models.rules.distribution import LIMITS, MINIMUM_GROUP, Distribution, Limit, distribution
from models.vocabulary import OrganizationPredicate, Predicate, Rating

__all__ = [
    "LEADER_RATING",
    "LIMITS",
    "MATRIX",
    "MINIMUM_GROUP",
    "Distribution",
    "IncompleteRatingError",
    "Limit",
    "distribution",
    "leader_rating",
    "predicate",
]

#: (work result, work behavior) → predicate. ◐ the Lampiran's figure was not seen; cases MATRIX-01 to MATRIX-09 pin it.
#: The order of the key matters: public code is known that has the two axes the wrong way round.
MATRIX: Mapping[tuple[Rating, Rating], Predicate] = MappingProxyType(
    {
        (Rating.ABOVE, Rating.ABOVE): Predicate.VERY_GOOD,
        (Rating.ABOVE, Rating.AS_EXPECTED): Predicate.GOOD,
        (Rating.ABOVE, Rating.BELOW): Predicate.POOR,
        (Rating.AS_EXPECTED, Rating.ABOVE): Predicate.GOOD,
        (Rating.AS_EXPECTED, Rating.AS_EXPECTED): Predicate.GOOD,
        (Rating.AS_EXPECTED, Rating.BELOW): Predicate.POOR,
        (Rating.BELOW, Rating.ABOVE): Predicate.NEEDS_IMPROVEMENT,
        (Rating.BELOW, Rating.AS_EXPECTED): Predicate.NEEDS_IMPROVEMENT,
        (Rating.BELOW, Rating.BELOW): Predicate.VERY_POOR,
    }
)

#: Predicate of the unit → its head's work-result rating. That it carries over is ✔ (SE MenPANRB 3/2023), the
#: mapping of five words to three is △ (SPEC §2.4): a setting with this default.
LEADER_RATING: Mapping[OrganizationPredicate, Rating] = MappingProxyType(
    {
        OrganizationPredicate.OUTSTANDING: Rating.ABOVE,
        OrganizationPredicate.GOOD: Rating.AS_EXPECTED,
        OrganizationPredicate.NEEDS_IMPROVEMENT: Rating.BELOW,
        OrganizationPredicate.POOR: Rating.BELOW,
        OrganizationPredicate.VERY_POOR: Rating.BELOW,
    }
)


class IncompleteRatingError(InvalidInputError):
    """One of the two ratings is missing: the rater sets it, then the predicate follows."""

    code: ClassVar[str] = "INCOMPLETE_RATING"

    def __init__(self) -> None:
        """There is one sentence for both ratings, because both come from the same rater."""
        super().__init__(
            N_("A predicate needs both ratings, of work result and of behavior. Ask the rater to set the missing one.")
        )


def predicate(work: Rating | None, behavior: Rating | None) -> Predicate:
    """Predicate of an employee from the rater's two ratings (PermenPANRB 6/2022, Lampiran ◐; SPEC §3.1).

    Raises:
        IncompleteRatingError: one rating is missing; a predicate is never assumed (case MATRIX-NULL-01).
    """
    if work is None or behavior is None:
        raise IncompleteRatingError
    return MATRIX[work, behavior]


def leader_rating(
    organization_predicate: OrganizationPredicate,
    mapping: Mapping[OrganizationPredicate, Rating] = LEADER_RATING,
) -> Rating:
    """Work-result rating of the head of a unit: the unit's achievement becomes it (SE MenPANRB 3/2023 ✔; SPEC §2.4)."""
    return mapping[organization_predicate]
