"""What is not law (marks ○ and △) or what a region may choose (SPEC §8): settings with defaults.

Belongs here: names, words and defaults. Does not: how they are read and what they mean to a person
(settings_table.py), when a choice applies (choices.py), the operator's settings of the stack (models/settings.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from models.rules.complaints import LIMIT_DAYS, ComplaintKind
from models.rules.distribution import MINIMUM_GROUP
from models.rules.identity import CENTURY_PIVOT
from models.rules.permenpanrb6 import LEADER_RATING
from models.rules.working_time import DEFAULT_HOURS, WorkingHours
from models.vocabulary import OrganizationPredicate, Rating


class DayKind(StrEnum):
    """How days of a deadline are counted."""

    CALENDAR = "calendar"
    WORKING = "working"


class DistributionMode(StrEnum):
    """What a unit that departs from the distribution pattern meets."""

    OFF = "off"
    WARN = "warn"
    BLOCK = "block"


class MainSegment(StrEnum):
    """Which of several segments gives the predicate of the year (SPEC §2.7 △)."""

    LATEST_END = "latest_end"
    LONGEST = "longest"


class Deduction(StrEnum):
    """From what deducted minutes are taken (regional activity rule; no source settles it)."""

    UNDECIDED = "undecided"
    ACHIEVED = "achieved"
    EFFECTIVE = "effective"


@dataclass(frozen=True)
class RuleSettings:
    """The choices in force for one evaluation; every default is the domain specification's."""

    distribution_mode: DistributionMode = DistributionMode.WARN
    minimum_group: int = MINIMUM_GROUP
    leader_mapping: Mapping[OrganizationPredicate, Rating] = field(default_factory=lambda: LEADER_RATING)
    main_segment: MainSegment = MainSegment.LATEST_END
    objection_days: int = 14
    objection_day_kind: DayKind = DayKind.CALENDAR
    holidays: frozenset[date] = frozenset()
    credit_decimals: int = 2
    skilled_level_need: int = 60
    pp30_poor_from: Fraction = Fraction(50)
    inside_range_percent: Fraction = Fraction(100)
    first_half_factor: Fraction = Fraction(1)
    plan_deadline_day: int = 31
    plan_team_after_day: int = 14
    smallest_sample: int = 30
    blank_percent: int = 5
    complaint_days: Mapping[ComplaintKind, int] = field(default_factory=lambda: MappingProxyType({}))
    century_pivot: int = CENTURY_PIVOT
    activity_deduction: Deduction = Deduction.UNDECIDED
    working_hours: WorkingHours = field(default_factory=lambda: DEFAULT_HOURS)
    signal_below: int = 90
    signal_above: int = 110
    explanation_below: int = 100
    copied_plans: int = 10
    span_of_control: int = 50
    log_late_days: int = 7
    log_validation_days: int = 14
    survey_burst: int = 5
    realization_multiple: int = 3

    @property
    def complaint_limits(self) -> Mapping[str, int]:
        """Days for a complaint by kind: the region's own where it has decided them, else the national ones."""
        return {str(kind): self.complaint_days.get(kind, LIMIT_DAYS[kind]) for kind in ComplaintKind}


DEFAULTS = RuleSettings()
