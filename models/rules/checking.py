"""Comparing rules with published cases: a jurist's tool.

Belongs here: what a case is and what counts as agreement. Does not: files and tables on the screen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from models.language import N_
from models.rules.evaluation import evaluate
from models.rules.inputs import Inputs
from models.rules.refusals import UnknownRuleError
from models.rules.rule import COMMON_KEYS


class Verdict(StrEnum):
    """How a case compares with the rule."""

    AGREES = N_("agrees")
    DIFFERS = N_("differs")
    NOT_SHIPPED = N_("not shipped")


@dataclass(frozen=True, slots=True)
class Checked:
    """One case, compared; `expected` and `found` hold only the keys that differ."""

    case: str
    rule: str
    verdict: Verdict
    source: str
    expected: Mapping[str, Any]
    found: Mapping[str, Any]


def check_case(case: Any, position: int) -> Checked:
    """Evaluate one case (`id`, `rule`, `inputs`, `expected`) and compare every expected key.

    Raises:
        RuleInputError: the case itself lacks one of these keys, or one is of the wrong kind.
    """
    fields = Inputs({f"[{position}]": case}).inside(f"[{position}]")
    rule, expected = fields.text("rule"), fields.inside("expected").values
    name = fields.text("id") if fields.has("id") else f"[{position}]"
    source = fields.text("source") if fields.has("source") else ""
    asked = {key: expected[key] for key in COMMON_KEYS if key in expected}  # a case prints with its own decimals
    try:
        found = evaluate(rule, {**asked, **fields.inside("inputs").values}).output
    except UnknownRuleError:
        return Checked(name, rule, Verdict.NOT_SHIPPED, source, expected, {})
    missing = {key: value for key, value in expected.items() if not agrees(value, found.get(key, _ABSENT))}
    verdict = Verdict.DIFFERS if missing else Verdict.AGREES
    return Checked(name, rule, verdict, source, missing, {key: found[key] for key in missing if key in found})


_ABSENT = object()


def agrees(expected: Any, found: Any) -> bool:
    """Whether a found value is the expected one: numbers by value, dates by their text."""
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        return all(agrees(value, found.get(key, _ABSENT)) for key, value in expected.items())
    if isinstance(expected, list) and isinstance(found, list | tuple):
        return len(expected) == len(found) and all(map(agrees, expected, found))
    if isinstance(found, date):
        return bool(expected == found.isoformat())
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    return bool(expected == found)
