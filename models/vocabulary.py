"""The closed word lists of the domain, each stored as the word itself; a stored word never changes its meaning.

Belongs here: enumerations used by tables, verbs and rules alike. Does not: labels (translated at the edge).
"""

from enum import StrEnum


class Stage(StrEnum):
    """The stages of a period, in order (DESIGN §3); each has the same file name in every folder."""

    BRIEFING = "briefing"
    TARGET_SETTING = "target_setting"
    COLLECTION = "collection"
    QUALITY = "quality"
    APPROVAL = "approval"
    SCORING = "scoring"
    NOTIFICATION = "notification"
    OBJECTION = "objection"
    CLOSING = "closing"

    @property
    def position(self) -> int:
        """1 for briefing … 9 for closing."""
        return list(Stage).index(self) + 1


def stage_name(position: int) -> str:
    """The stage at `position` (1 to 9); "finished" after the last."""
    stages = list(Stage)
    return str(stages[position - 1]) if position <= len(stages) else "finished"


class Rating(StrEnum):
    """A rating by the rater against expectation (PermenPANRB 6/2022; SPEC §3.1)."""

    ABOVE = "DI_ATAS"
    AS_EXPECTED = "SESUAI"
    BELOW = "DI_BAWAH"


class Predicate(StrEnum):
    """Performance predicate (predikat kinerja) of an employee (SPEC §3.1)."""

    VERY_GOOD = "SANGAT_BAIK"
    GOOD = "BAIK"
    NEEDS_IMPROVEMENT = "BUTUH_PERBAIKAN"
    POOR = "KURANG"
    VERY_POOR = "SANGAT_KURANG"


class OrganizationPredicate(StrEnum):
    """Predicate of an organization (predikat kinerja organisasi; SE MenPANRB 3/2023; SPEC §2.4)."""

    OUTSTANDING = "ISTIMEWA"
    GOOD = "BAIK"
    NEEDS_IMPROVEMENT = "BUTUH_PERBAIKAN"
    POOR = "KURANG"
    VERY_POOR = "SANGAT_KURANG"


class Severity(StrEnum):
    """What a data-quality problem does: stop, queue, or inform (SPEC §5)."""

    BLOCK = "block"
    WARN = "warn"
    INFO = "info"


#: How a run of a stage stands, or ended.
RUN_OUTCOMES = ("running", "waiting", "sealed", "failed", "lost")
