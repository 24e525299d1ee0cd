"""The period file: what an HR administrator declares in YAML before a launch, validated field by field.

Belongs here: the shape, the defaults and the messages. Does not: storing it (launch).
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

import rfc8785
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from models.errors import InvalidInputError, KinerjaError
from models.field_problems import field_problem
from models.language import N_, Message, _
from models.period_text import content_of
from models.rules.choices import exact_value
from models.rules.packs import DEFAULT_PACK, pack_named
from models.rules.settings import DistributionMode
from models.rules.settings_table import settings_from
from models.vocabulary import Stage

#: Rule packs that can score a period in bulk today; `kinerja rules list` shows all there are.
RULE_PACKS = (DEFAULT_PACK,)
#: Fields that periods launched before did not have; where a definition has none, `usual` says what holds.
_LATER = ("feedback_round", "unit_administrators", "reminders", "reminder_hour", "escalation", "downtime")
#: WIB, WITA and WIT.
ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")


class _ContradictionError(ValueError):
    """Fields that cannot stand together; told at one of them."""

    def __init__(self, text: str, *place: str | int) -> None:
        super().__init__(text)
        self.place = place


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class RegionalHead(_Part):
    """The regional head (kepala daerah), who rates the heads of agencies and is not in the roster."""

    name: str = Field(min_length=1)
    post: str = Field(min_length=1)


class Region(_Part):
    """The regional government whose civil servants are appraised."""

    name: str = Field(min_length=1)
    regional_head: RegionalHead


class Target(_Part):
    """A strategic target of the region (RPJMD, Perjanjian Kinerja) that plans contribute to."""

    code: str = Field(min_length=1, max_length=40)
    statement: str = Field(min_length=1)
    indicator: str = Field(min_length=1)
    unit_of_measure: str = Field(min_length=1)
    target: Decimal = Field(gt=0, allow_inf_nan=False)
    direction: Literal["normal", "khusus", "reversed"] = "normal"


class ObjectionRules(_Part):
    """How long a person may object (PP 30/2019 Pasal 59 ✔ 14 days; △ what counts as a day)."""

    days: int = Field(default=14, ge=1, le=90)
    day_kind: Literal["calendar", "working"] = "calendar"
    delivery_fallback_days: int = Field(default=7, ge=0, le=60)
    #: Calendar days the rater has to answer before the superior may decide without (△ SPEC §2.6: both sides are heard).
    answer_days: int = Field(default=5, ge=1, le=30)


class EscalationRules(_Part):
    """When a decision that does not come is told to the rater's superior (△ SPEC §9)."""

    after_working_days: int = Field(default=3, ge=1, le=30)


class DowntimeRules(_Part):
    """Which deadlines a downtime moves, and from how much lost working time on (△ SPEC §10)."""

    #: Calendar days after its end within which a deadline falls that it moves.
    within_days: int = Field(default=7, ge=0, le=60)
    least_minutes: int = Field(default=60, ge=1, le=2400)


class FeedbackRounds(_Part):
    """Whether the region asks colleagues, subordinates and stakeholders (360°, advisory; SPEC §2.1), and when."""

    use: Literal["none", "optional", "expected"] = "optional"
    #: First day on which a round may be opened, and last day on which one may end; none: any day of the period.
    opens: date | None = None
    closes: date | None = None

    @model_validator(mode="after")
    def _dates(self) -> "FeedbackRounds":
        if self.opens and self.closes and self.closes <= self.opens:
            raise _ContradictionError(_("closes must be a later day than opens"), "feedback_round", "closes")
        return self


class UnitAdministrator(_Part):
    """Who administers one agency (admin OPD) and may let its findings stand (models/quality)."""

    nip: str
    unit: str = Field(min_length=1)

    @field_validator("nip", mode="before")
    @classmethod
    def _as_text(cls, value: Any) -> Any:
        return _nip_as_text(value)

    @field_validator("nip")
    @classmethod
    def _digits(cls, value: str) -> str:
        if not re.fullmatch("[0-9]{18}", value):
            raise ValueError(_("write a NIP as 18 digits 0 to 9 without spaces"))
        return value


class RegionalChoice(_Part):
    """A rule setting the region decided (SPEC §8): its value, from when, and by which decree."""

    setting: str = Field(min_length=1)
    value: Any
    applies_from: date
    decree: str = Field(min_length=3)

    @model_validator(mode="after")
    def _known(self) -> "RegionalChoice":
        try:
            chosen = settings_from({self.setting: exact_value(self.value)})
        except KinerjaError as refusal:
            raise ValueError(f"{refusal} (kinerja rules show settings)") from refusal
        if chosen.distribution_mode is DistributionMode.BLOCK:
            raise ValueError(_("distribution_mode block is not offered: the pattern is a guide (SE MenPANRB 3/2023)"))
        return self


class PeriodFile(_Part):
    """A period as declared: dates, rule pack, deadlines, holidays, people with a role, strategic targets."""

    code: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,30}$")
    title: str = Field(min_length=1)
    kind: Literal["annual", "periodic"] = "annual"
    starts: date
    ends: date
    timezone: str = "Asia/Jakarta"
    rule_pack: str = DEFAULT_PACK
    region: Region
    administrators: list[str] = Field(default_factory=list)
    unit_administrators: list[UnitAdministrator] = Field(default_factory=list)
    performance_team: list[str] = Field(default_factory=list)
    auditors: list[str] = Field(default_factory=list)
    deadlines: dict[Stage, date]
    holidays: list[date] = Field(default_factory=list)
    objection: ObjectionRules = Field(default_factory=ObjectionRules)
    feedback_round: FeedbackRounds = Field(default_factory=FeedbackRounds)
    #: Calendar days before the last day on which whoever still owes something is reminded; a working day, or the one
    #: before it; and the hour, in the period's time zone (△ SPEC §9).
    reminders: list[Annotated[int, Field(ge=1, le=60)]] = Field(default_factory=lambda: [7, 3, 1], max_length=10)
    reminder_hour: int = Field(default=8, ge=0, le=23)
    escalation: EscalationRules = Field(default_factory=EscalationRules)
    downtime: DowntimeRules = Field(default_factory=DowntimeRules)
    settings: list[RegionalChoice] = Field(default_factory=list)
    strategic_targets: list[Target] = Field(min_length=1)

    @field_validator("administrators", "performance_team", "auditors", mode="before")
    @classmethod
    def _as_text(cls, value: Any) -> Any:
        return [_nip_as_text(nip) for nip in value] if isinstance(value, list) else value

    @field_validator("settings", mode="before")
    @classmethod
    def _no_settings(cls, value: Any) -> Any:
        return value or []

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        if value not in ZONES:
            raise ValueError(_("no time zone of Indonesia; one of {zones}").format(zones=", ".join(ZONES)))
        return value

    @field_validator("rule_pack")
    @classmethod
    def _pack(cls, value: str) -> str:
        for pack in RULE_PACKS:
            if _letters(value) == _letters(pack):
                return pack
        text = _("no rule pack for periods; one of {packs} (see kinerja rules list)")
        raise ValueError(text.format(packs=", ".join(RULE_PACKS)))

    @model_validator(mode="after")
    def _dates(self) -> "PeriodFile":
        if self.ends < self.starts:
            raise _ContradictionError(_("ends lies before starts: exchange the two dates"), "ends")
        pack = pack_named(self.rule_pack)
        if not pack.applies_on(self.ends):
            text = _("rule_pack: {pack} applies from {applies_from}, not to a period that ends {ends}")
            shown = text.format(pack=pack.name, applies_from=pack.applies_from, ends=self.ends)
            raise _ContradictionError(shown, "rule_pack")
        self._check_deadlines()
        codes = [target.code for target in self.strategic_targets]
        doubled = {code for code in codes if codes.count(code) > 1}
        if doubled:
            text = _("strategic_targets: code used twice: {codes}")
            place = next(at for at, code in enumerate(codes) if code in codes[:at])
            raise _ContradictionError(text.format(codes=", ".join(sorted(doubled))), "strategic_targets", place, "code")
        return self

    def _check_deadlines(self) -> None:
        missing = [stage for stage in Stage if stage not in self.deadlines]
        if missing:
            text = _("deadlines: no date for {stages}").format(stages=", ".join(missing))
            raise _ContradictionError(text, "deadlines", str(missing[0]))
        if self.deadlines[Stage.BRIEFING] < self.starts:
            text = _("deadlines: briefing is due before the period starts")
            raise _ContradictionError(text, "deadlines", str(Stage.BRIEFING))
        for earlier, later in pairwise(Stage):
            if self.deadlines[later] < self.deadlines[earlier]:
                text = _("deadlines: {later} is due before {earlier}").format(later=later, earlier=earlier)
                raise _ContradictionError(text, "deadlines", str(later))

    def canonical(self) -> dict[str, Any]:
        """The definition as plain JSON values, numbers as exact text: what is stored and hashed."""
        content = self.model_dump(mode="json")
        # A file that names none has the digest it had before the field was known: launching it again is one period.
        usual = {name: PeriodFile.model_fields[name].get_default(call_default_factory=True) for name in _LATER}
        return {k: v for k, v in content.items() if k not in usual or getattr(self, k) != usual[k]}

    def as_written(self) -> dict[str, Any]:
        """The definition as a period file has it: what was left out stays out, days are days."""
        return self.model_dump(mode="python", exclude_unset=True)

    def digest(self) -> str:
        """SHA-256 of the canonical definition (RFC 8785)."""
        return hashlib.sha256(rfc8785.dumps(self.canonical())).hexdigest()


def usual(field: str) -> Any:
    """What holds for a period whose definition does not have `field`, as plain JSON values."""
    value = PeriodFile.model_fields[field].get_default(call_default_factory=True)
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else value


def read_period_file(path: Path) -> PeriodFile:
    """The period declared in a YAML file.

    Raises:
        InvalidInputError: the file cannot be read, or names each field that is wrong and what to write.
    """
    return validate(content_of(path), str(path))


def validate(content: dict[str, Any], source: str) -> PeriodFile:
    """The period declared by `content`; `source` is named in the message.

    Raises:
        InvalidInputError: names each field that is wrong and what to write.
    """
    try:
        return PeriodFile.model_validate(content)
    except ValidationError as problem:
        raise InvalidInputError(
            N_("{source} is not a valid period:\n{problems}"),
            source=source,
            problems="\n".join(_line(error["loc"], field_problem(error)) for error in problem.errors()),
        ) from problem


def problems_of(content: dict[str, Any]) -> list[tuple[tuple[str | int, ...], Message]]:
    """What is wrong with `content`, each with the place of the field it is about; empty when it is a valid period."""
    try:
        PeriodFile.model_validate(content)
    except ValidationError as problem:
        return [(_place(error), field_problem(error)) for error in problem.errors()]
    return []


def _place(error: Mapping[str, Any]) -> tuple[str | int, ...]:
    """Where an error belongs: what the whole period contradicts is told at the field to change."""
    return getattr(error.get("ctx", {}).get("error"), "place", ()) or tuple(error["loc"])


def _nip_as_text(nip: Any) -> Any:
    """A NIP as it was written: as a number, its last digits are lost in the next spreadsheet."""
    if isinstance(nip, int):
        raise ValueError(_('write every NIP in quotation marks, as text: "198001012005011001"'))  # noqa: TRY004 - the checking library reports only this one
    return nip


def _letters(name: str) -> str:
    """A name without case and punctuation: people write permenpanrb-6-2022."""
    return "".join(letter for letter in name.upper() if letter.isalnum())


def _line(place: Sequence[str | int], problem: Message) -> str:
    where = ".".join(str(part) for part in place) or "period"
    return f"  {where}: {problem}"
