"""Quality rules as files: read, checked, filled with a region's thresholds, and kept apart from the engine that judges.

Belongs here: suites and rules. Does not: judging (judge), or what follows from a verdict (tasks/quality).
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import rfc8785
import yaml

from models.rules.settings import RuleSettings
from models.tables.quality import OWNERS
from models.vocabulary import Severity, Stage

_HERE = Path(__file__).parent
_PLACEHOLDER = re.compile(r"\{([a-z_0-9]+)\}")
_NAME = re.compile(r"[a-z_]+")


@dataclass(frozen=True)
class Rule:
    """One quality rule (SPEC §5): its code, what it does to the gate, who mends it, and when a row fails."""

    name: str
    code: str
    severity: Severity
    #: Who mends it: employee, rater, superior, unit_admin or hr_admin.
    owner: str
    failed_when: str
    observed: str
    expected: str
    message: str
    remedy: str

    def places(self) -> frozenset[str]:
        """The columns and settings that its texts are filled with."""
        return frozenset(_PLACEHOLDER.findall(self.message + self.expected + self.remedy))


@dataclass(frozen=True)
class Suite:
    """The rules of one dataset (a view of the database), and the stages at which it is judged."""

    name: str
    dataset: str
    stages: tuple[Stage, ...]
    #: SQL text that names a row as people do.
    subject: str
    #: Columns of the view that the texts may use.
    details: tuple[str, ...]
    rules: tuple[Rule, ...]
    #: Further columns as SQL over those of the view, filled with the region's settings: a limit by kind, say.
    derived: Mapping[str, str] = field(default_factory=dict)

    def rows(self, settings: RuleSettings) -> str:
        """What is judged, to stand after FROM: the view, with the columns that follow from the region's settings."""
        if not self.derived:
            return self.dataset
        more = "".join(f", {filled(text, settings)} AS {name}" for name, text in self.derived.items())
        return f"(SELECT *{more} FROM {self.dataset}) AS of_region"

    def digest(self) -> str:
        """SHA-256 of what the file says (RFC 8785): which version of the rules judged."""
        body: dict[str, Any] = {
            "dataset": self.dataset,
            "subject": self.subject,
            "details": list(self.details),
            "derived": dict(self.derived),
            "rules": [{**vars(rule), "severity": str(rule.severity)} for rule in self.rules],
        }
        return hashlib.sha256(rfc8785.dumps(body)).hexdigest()

    def thresholds(self) -> tuple[str, ...]:
        """The settings that the rules are filled with."""
        known = set(RuleSettings.__dataclass_fields__)
        texts = [text for rule in self.rules for text in (rule.failed_when, rule.observed, rule.message, rule.expected)]
        return tuple(sorted({name for text in texts for name in _PLACEHOLDER.findall(text)} & known))


@cache
def load(name: str) -> Suite:
    """The suite in ``expectations/<name>.yaml``.

    Raises:
        ValueError: the file says something that no suite may say.
    """
    content = yaml.safe_load((_HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    rules = tuple(Rule(**rule | {"severity": Severity(rule["severity"])}) for rule in content["rules"])
    suite = Suite(
        name,
        content["dataset"],
        tuple(Stage(stage) for stage in content["stages"]),
        content["subject"],
        tuple(content.get("details", ())),
        rules,
        content.get("derived", {}),
    )
    _check(suite)
    return suite


def _check(suite: Suite) -> None:
    names = [rule.name for rule in suite.rules]
    if len(set(names)) != len(names):
        raise ValueError(f"{suite.name}: two rules of one name")
    if not _NAME.fullmatch(suite.dataset):
        raise ValueError(f"{suite.name}: {suite.dataset} is no name of a view")
    for rule in suite.rules:
        if rule.owner not in OWNERS:
            raise ValueError(f"{suite.name}, {rule.name}: no owner {rule.owner}")
        if "%" in rule.failed_when + rule.observed or ";" in rule.failed_when + rule.observed:
            raise ValueError(f"{suite.name}, {rule.name}: write mod() instead of a percent sign, and no semicolon")


@cache
def all_suites() -> tuple[Suite, ...]:
    """Every suite, by name.

    Raises:
        FileNotFoundError: there is none: no rules are never taken for rules that pass.
    """
    files = sorted(_HERE.glob("*.yaml"))
    if not files:
        raise FileNotFoundError(_HERE)
    return tuple(load(path.stem) for path in files)


def suites_of(stage: Stage) -> tuple[Suite, ...]:
    """The suites that are judged at a stage."""
    return tuple(suite for suite in all_suites() if stage in suite.stages)


def filled(text: str, settings: RuleSettings) -> str:
    """`text` with the region's thresholds as exact numbers, a table of them as JSON; other placeholders stay.

    Raises:
        TypeError: a setting that is neither.
    """

    def value(found: "re.Match[str]") -> str:
        name = found.group(1)
        if not hasattr(settings, name):
            return found.group(0)
        given = getattr(settings, name)
        return _table(given) if isinstance(given, Mapping) else _number(given)

    return _PLACEHOLDER.sub(value, text)


def _table(given: Mapping[Any, Any]) -> str:
    """Numbers by words of ours, as SQL."""
    told = json.dumps({str(word): int(_number(number)) for word, number in given.items()})
    if "'" in told:
        raise TypeError(f"{told} is no table of thresholds")
    return f"'{told}'::jsonb"


def _number(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
        raise TypeError(f"{value!r} is no threshold")
    if isinstance(value, Fraction) and value.denominator != 1:
        return f"({value.numerator}::numeric / {value.denominator})"
    return str(value if isinstance(value, Decimal) else int(value))


def values_in(settings: RuleSettings, names: tuple[str, ...]) -> Mapping[str, str]:
    """The thresholds by name, as texts show them."""
    return {name: _number(getattr(settings, name)) for name in names}
