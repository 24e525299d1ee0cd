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


def test_every_setting_is_in_the_table_of_settings():
    assert [setting.name for setting in SETTINGS] == [setting.name for setting in fields(RuleSettings)]
    assert all(setting.meaning for setting in SETTINGS)


@pytest.mark.parametrize(
    ("name", "given", "read"),
    [
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
    ],
)
def test_a_setting_is_read_strictly(name, given, read):
    assert getattr(settings_from({name: given}), name) == read


@pytest.mark.parametrize(
    ("name", "given"),
    [
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
        ("signal_below", 101),
        ("signal_above", 99),
        ("unknown", 1),
    ],
)
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
