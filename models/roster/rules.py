"""What a region may decide about the pre-flight check.

Belongs here: thresholds and recorded delegations. Does not: where files are (models/settings.py).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RosterRules:
    """Settings of the check; the defaults are those of SPEC §5."""

    #: DQ-H05: more members than this under one rater are worth a look (teachers).
    largest_span: int = 50
    #: DQ-H02: NIP of functional or executor officials with a recorded delegation to rate (PP 30/2019).
    delegated_raters: frozenset[str] = frozenset()
    #: DQ-H02: posts that lead a unit by assignment, so the delegation comes with it (beginnings, lower case).
    delegated_posts: tuple[str, ...] = (
        "kepala sekolah",
        "kepala tk ",
        "kepala paud ",
        "kepala sd ",
        "kepala smp ",
        "kepala sma ",
        "kepala smk ",
        "kepala slb ",
        "kepala puskesmas",
        "kepala upt ",
        "kepala uptd ",
        "kepala labkesda",
        "direktur rsud",
    )


DEFAULT_RULES = RosterRules()
