"""Every setting of the rules as a table: how its value is read, how sure its default is, what it means.

Belongs here: reading and explaining settings. Does not: their defaults (settings.py).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from models.language import N_
from models.rules.complaints import ComplaintKind
from models.rules.explanation import Certainty
from models.rules.inputs import Inputs
from models.rules.refusals import WrongTypeError, shown
from models.rules.settings import DEFAULTS, DayKind, Deduction, DistributionMode, MainSegment, RuleSettings
from models.rules.working_time import DayHours, Weekday, WorkingHours, day_hours
from models.vocabulary import OrganizationPredicate, Rating

Reader = Callable[[Inputs, str], Any]


@dataclass(frozen=True)
class Setting:
    """One setting: its name, how it is read, how sure its default is, what it means."""

    name: str
    read: Reader
    certainty: Certainty
    meaning: str


@dataclass(frozen=True)
class _Word:
    words: type[StrEnum]

    def __call__(self, inputs: Inputs, key: str) -> StrEnum:
        return inputs.word(key, self.words)


@dataclass(frozen=True)
class _Whole:
    least: int
    most: int

    def __call__(self, inputs: Inputs, key: str) -> int:
        return inputs.integer(key, least=self.least, most=self.most)


@dataclass(frozen=True)
class _Amount:
    least: int
    most: int

    def __call__(self, inputs: Inputs, key: str) -> Fraction:
        return inputs.number(key, least=self.least, most=self.most)


def _days(inputs: Inputs, key: str) -> frozenset[date]:
    return frozenset(inputs.days(key))


def _leader_mapping(inputs: Inputs, key: str) -> Mapping[OrganizationPredicate, Rating]:
    table = inputs.inside(key)
    table.only(OrganizationPredicate)
    return {organization: table.word(organization, Rating) for organization in OrganizationPredicate}


def _complaint_days(inputs: Inputs, key: str) -> Mapping[ComplaintKind, int]:
    table = inputs.inside(key)
    table.only(ComplaintKind)
    return {ComplaintKind(kind): table.integer(kind, least=1, most=365) for kind in table.values}


def _working_hours(inputs: Inputs, key: str) -> WorkingHours:
    table = inputs.inside(key)
    table.only(Weekday)
    return MappingProxyType({Weekday(day): _day_hours(table, day) for day in table.values})


def _day_hours(table: Inputs, day: str) -> DayHours:
    try:
        return day_hours(table.text(day))
    except ValueError as problem:
        sentence = N_(
            "“{key}” must be hours such as 07:30-12:00 13:00-16:00, in order, at most four spans; not {given}."
        )
        raise WrongTypeError(sentence, key=table.name(day), given=shown(table.text(day))) from problem


_CONFIRMED, _SECONDARY, _RECALLED, _INFERRED = Certainty

SETTINGS = (
    Setting("distribution_mode", _Word(DistributionMode), _INFERRED, N_("what a departure from the pattern meets")),
    Setting("minimum_group", _Whole(1, 1000), _INFERRED, N_("fewest rated members for which the pattern is judged")),
    Setting("leader_mapping", _leader_mapping, _INFERRED, N_("unit predicate to its head's work-result rating")),
    Setting("main_segment", _Word(MainSegment), _INFERRED, N_("which segment gives the predicate of the year")),
    Setting("objection_days", _Whole(1, 365), _CONFIRMED, N_("days for an objection after the result was received")),
    Setting("objection_day_kind", _Word(DayKind), _INFERRED, N_("whether those are calendar or working days")),
    Setting("holidays", _days, _INFERRED, N_("public holidays; they, Saturdays and Sundays are no working days")),
    Setting("credit_decimals", _Whole(2, 3), _CONFIRMED, N_("decimals of printed credit points (angka kredit)")),
    Setting("skilled_level_need", _Whole(40, 60), _SECONDARY, N_("credit points from Terampil to the next level")),
    Setting("pp30_poor_from", _Amount(0, 70), _RECALLED, N_("lowest value that is still Kurang (PP 30/2019)")),
    Setting("inside_range_percent", _Amount(0, 120), _INFERRED, N_("attainment inside a target range, in percent")),
    Setting(
        "first_half_factor", _Amount(1, 2), _INFERRED, N_("factor on the first half of 2021; 1.2 rescales it to 120")
    ),
    Setting("plan_deadline_day", _Whole(1, 31), _CONFIRMED, N_("day of January by which a plan (SKP) is fixed")),
    Setting("plan_team_after_day", _Whole(1, 31), _INFERRED, N_("last day of January's second week, for late plans")),
    Setting("smallest_sample", _Whole(1, 10_000), _INFERRED, N_("fewest answers before a survey may be attributed")),
    Setting("blank_percent", _Whole(0, 100), _INFERRED, N_("percent of blank answers above which a survey is flagged")),
    Setting("complaint_days", _complaint_days, _CONFIRMED, N_("local limits for complaints, in days by kind")),
    Setting("century_pivot", _Whole(0, 99), _INFERRED, N_("last two-digit year of a NIK that is read as 20xx")),
    Setting("activity_deduction", _Word(Deduction), _INFERRED, N_("from what deducted activity minutes are taken")),
    Setting("working_hours", _working_hours, _INFERRED, N_("working hours by weekday, as 07:30-12:00 13:00-16:00")),
    Setting("signal_below", _Whole(0, 100), _INFERRED, N_("percent of a target under which data indicate below")),
    Setting("signal_above", _Whole(100, 1000), _INFERRED, N_("percent of a target over which data indicate above")),
    Setting("explanation_below", _Whole(1, 100), _INFERRED, N_("percent of a target below which words are needed")),
    Setting("copied_plans", _Whole(2, 10_000), _INFERRED, N_("plans with the same words from which they are flagged")),
    Setting("span_of_control", _Whole(1, 10_000), _INFERRED, N_("most people one rater may rate without a remark")),
    Setting("log_late_days", _Whole(0, 366), _CONFIRMED, N_("days after which an entry in the log counts as late")),
    Setting("log_validation_days", _Whole(1, 366), _INFERRED, N_("days a log entry may wait for the rater")),
    Setting("survey_burst", _Whole(2, 1000), _INFERRED, N_("answers of one origin in one minute that are flagged")),
    Setting("realization_multiple", _Whole(1, 100), _INFERRED, N_("times the target above which data are doubted")),
)


def settings_from(values: Mapping[str, Any], base: RuleSettings = DEFAULTS) -> RuleSettings:
    """`base` with the given settings changed, each read strictly.

    Raises:
        RuleInputError: an unknown setting, or a value of the wrong kind or out of range.
    """
    inputs = Inputs(values, "settings.")
    readers = {setting.name: setting.read for setting in SETTINGS}
    inputs.only(readers)
    return replace(base, **{name: readers[name](inputs, name) for name in values})
