"""Several segments in one year: which one gives the predicate of the year (SPEC §2.7 ◐, a setting △).

Belongs here: the choice among segments. Does not: opening and closing them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import ClassVar

from models.errors import InvalidInputError
from models.language import N_
from models.rules.settings import MainSegment


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of work of one person: from and to, both included; acting ones (Plt/Plh) never count as main."""

    key: str
    start: date
    end: date
    acting: bool = False

    @property
    def days(self) -> int:
        """Calendar days, both ends included."""
        return (self.end - self.start).days + 1


class TwoMainSegmentsError(InvalidInputError):
    """Two segments of one person claim the same rank (DQ-S02): close one or mark it as acting."""

    code: ClassVar[str] = "TWO_MAIN_SEGMENTS"

    def __init__(self, first: str, second: str) -> None:
        """Name the two that cannot be told apart."""
        text = N_("“{first}” and “{second}” could both be the main segment. Close one or mark it as acting (Plt/Plh).")
        super().__init__(text, first=first, second=second)


def main_segment(segments: Iterable[Segment], rule: MainSegment = MainSegment.LATEST_END) -> Segment | None:
    """The segment whose rater gives the predicate of the year; None when every segment is acting.

    Latest end among those that are not acting (case IMPORT-01), or the longest; of equally long ones the later.

    Raises:
        TwoMainSegmentsError: two of them end on the same day, so that one must be wrong (DQ-S02).
    """
    regular = sorted((segment for segment in segments if not segment.acting), key=lambda segment: segment.end)
    for earlier, later in pairwise(regular):
        if earlier.end == later.end:
            raise TwoMainSegmentsError(earlier.key, later.key)
    if not regular:
        return None
    return regular[-1] if rule is MainSegment.LATEST_END else max(reversed(regular), key=lambda segment: segment.days)
