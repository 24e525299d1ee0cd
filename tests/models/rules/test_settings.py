from dataclasses import fields
from datetime import date
from decimal import Decimal

import pytest

from models.rules.choices import Choice, settings_on
from models.rules.refusals import RuleInputError
from models.rules.settings import DEFAULTS, DayKind, Deduction, DistributionMode, MainSegment, RuleSettings
from models.rules.settings_table import SETTINGS, settings_from
from models.rules.working_time import DayHours
from models.vocabulary import OrganizationPredicate, Rating

MAPPING = dict.fromkeys(OrganizationPredicate, "SESUAI")
#: Settings, a value each that is allowed (the least and the most), and how it is read.
READ = [
    ("distribution_mode", "block", DistributionMode.BLOCK),
    ("minimum_group", 1, 1),
    ("minimum_group", 1000, 1000),
    ("leader_mapping", MAPPING, dict.fromkeys(OrganizationPredicate, Rating.AS_EXPECTED)),
    ("main_segment", "longest", MainSegment.LONGEST),
    ("objection_days", 365, 365),
    ("objection_day_kind", "working", DayKind.WORKING),
    ("holidays", ["2026-01-01"], frozenset({date(2026, 1, 1)})),
    ("credit_decimals", 3, 3),
    ("skilled_level_need", 40, 40),
    ("pp30_poor_from", Decimal("49.5"), Decimal("49.5")),
    ("inside_range_percent", 120, 120),
    ("first_half_factor", Decimal("1.2"), Decimal("1.2")),
    ("plan_deadline_day", 31, 31),
    ("plan_team_after_day", 1, 1),
    ("smallest_sample", 10_000, 10_000),
    ("blank_percent", 100, 100),
    ("complaint_days", {"RESPON_PERTAMA": 365}, {"RESPON_PERTAMA": 365}),
    ("century_pivot", 99, 99),
    ("activity_deduction", "achieved", Deduction.ACHIEVED),
    ("working_hours", {"friday": "08:00-11:30 13:00-24:00"}, {"friday": DayHours(((480, 690), (780, 1440)))}),
    ("working_hours", {"sunday": ""}, {"sunday": DayHours()}),
    ("signal_below", 100, 100),
    ("signal_above", 100, 100),
    ("signal_above", 1000, 1000),
    ("explanation_below", 1, 1),
    ("explanation_below", 100, 100),
    ("copied_plans", 2, 2),
    ("copied_plans", 10_000, 10_000),
    ("span_of_control", 1, 1),
    ("span_of_control", 10_000, 10_000),
    ("log_late_days", 0, 0),
    ("log_late_days", 366, 366),
    ("log_validation_days", 1, 1),
    ("log_validation_days", 366, 366),
    ("survey_burst", 2, 2),
    ("survey_burst", 1000, 1000),
    ("realization_multiple", 1, 1),
    ("realization_multiple", 100, 100),
]
#: Values that are of another kind, or out of range.
REFUSED = [
    ("minimum_group", 0),
    ("minimum_group", 1001),
    ("objection_days", 0),
    ("objection_days", 366),
    ("credit_decimals", 1),
    ("credit_decimals", 4),
    ("skilled_level_need", 39),
    ("skilled_level_need", 61),
    ("pp30_poor_from", -1),
    ("pp30_poor_from", 71),
    ("inside_range_percent", -1),
    ("inside_range_percent", 121),
    ("first_half_factor", 0),
    ("first_half_factor", 3),
    ("plan_deadline_day", 0),
    ("plan_deadline_day", 32),
    ("plan_team_after_day", 0),
    ("plan_team_after_day", 32),
    ("smallest_sample", 0),
    ("smallest_sample", 10_001),
    ("blank_percent", -1),
    ("blank_percent", 101),
    ("century_pivot", -1),
    ("century_pivot", 100),
    ("complaint_days", {"RESPON_PERTAMA": 0}),
    ("complaint_days", {"RESPON_PERTAMA": 366}),
    ("leader_mapping", {"ISTIMEWA": "DI_ATAS"}),
    ("leader_mapping", {**MAPPING, "CUKUP": "SESUAI"}),
    ("working_hours", {"jumat": "08:00-12:00"}),
    ("working_hours", {"friday": "8-12"}),
    ("working_hours", {"friday": "12:00-08:00"}),
    ("working_hours", {"friday": "08:00-12:00 11:00-13:00"}),
    ("working_hours", {"friday": "08:00-25:00"}),
    ("working_hours", {"friday": " ".join(f"{hour:02d}:00-{hour:02d}:30" for hour in range(5))}),
    ("working_hours", {"friday": 8}),
    ("working_hours", "08:00-12:00"),
    ("signal_below", -1),
    ("signal_below", 101),
    ("signal_above", 99),
    ("signal_above", 1001),
    ("explanation_below", 0),
    ("explanation_below", 101),
    ("copied_plans", 1),
    ("copied_plans", 10_001),
    ("span_of_control", 0),
    ("span_of_control", 10_001),
    ("log_late_days", -1),
    ("log_late_days", 367),
    ("log_validation_days", 0),
    ("log_validation_days", 367),
    ("survey_burst", 1),
    ("survey_burst", 1001),
    ("realization_multiple", 0),
    ("realization_multiple", 101),
    ("distribution_mode", "strict"),
    ("main_segment", "first"),
    ("objection_day_kind", "lunar"),
    ("activity_deduction", "none"),
    ("holidays", ["2026-02-30"]),
    ("unknown", 1),
]


def test_every_setting_is_in_the_table_of_settings():
    assert [setting.name for setting in SETTINGS] == [setting.name for setting in fields(RuleSettings)]
    assert all(setting.meaning for setting in SETTINGS)


def test_every_setting_is_tried_with_good_and_with_bad_values():
    names = {setting.name for setting in SETTINGS}
    assert names - {name for name, *_ in READ} == set()
    assert names - {name for name, _ in REFUSED} == set()


@pytest.mark.parametrize(("name", "given", "read"), READ)
def test_a_setting_is_read_strictly(name, given, read):
    assert getattr(settings_from({name: given}), name) == read


@pytest.mark.parametrize(("name", "given"), REFUSED)
def test_a_setting_outside_its_kind_or_range_is_refused(name, given):
    with pytest.raises(RuleInputError, match=r"\bsettings\."):
        settings_from({name: given})


def test_other_settings_keep_their_default():
    assert settings_from({}) == DEFAULTS
    changed = settings_from({"objection_days": 21}, settings_from({"minimum_group": 3}))
    assert (changed.objection_days, changed.minimum_group, changed.credit_decimals) == (21, 3, 2)


def test_the_choice_in_force_is_the_latest_that_applies():
    choices = [
        Choice("objection_days", 21, date(2026, 7, 1), "Perwali 9/2026"),
        Choice("objection_days", 10, date(2026, 1, 1), "Perwali 1/2026"),
        Choice("minimum_group", 8, date(2026, 1, 1), "Perwali 1/2026"),
    ]
    assert settings_on(date(2025, 12, 31), choices) == DEFAULTS
    assert settings_on(date(2026, 1, 1), choices).objection_days == 10
    assert settings_on(date(2026, 6, 30), choices).objection_days == 10
    assert settings_on(date(2026, 7, 1), choices).objection_days == 21
    assert settings_on(date(2026, 7, 1), choices).minimum_group == 8
    assert settings_on(date(2026, 7, 1), choices, settings_from({"credit_decimals": 3})).credit_decimals == 3
