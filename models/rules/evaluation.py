"""Evaluating one rule: inputs in, output with its explanation out, or a named refusal.

Belongs here: settings per evaluation, refusals as output, what would have changed the result. Does not: any rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.errors import KinerjaError
from models.rules.explanation import Outcome, Step
from models.rules.inputs import Inputs
from models.rules.packs import pack_of, rule_named
from models.rules.rule import COMMON_KEYS, Pack, Rule
from models.rules.settings import DEFAULTS, RuleSettings
from models.rules.settings_table import settings_from


@dataclass(frozen=True)
class Evaluation:
    """One evaluated rule: its output, the steps that led there, and what would have changed the result."""

    rule: Rule
    pack: Pack
    output: Mapping[str, Any]
    steps: tuple[Step, ...] = ()
    changes: tuple[Step, ...] = ()
    refusal: KinerjaError | None = None

    def as_output(self) -> dict[str, Any]:
        """Everything as `kinerja rules evaluate` prints it: the output first, then how it came about."""
        if self.refusal:
            return dict(self.output)
        return {
            **self.output,
            "steps": [step.as_output() for step in self.steps],
            "would_change": [step.as_output() for step in self.changes],
            "rule": self.rule.name,
            "pack": self.pack.name,
            "pack_version": self.pack.version,
        }


def evaluate(rule_name: str, values: Any, settings: RuleSettings = DEFAULTS) -> Evaluation:
    """Apply the rule to the values of its keys (rules contract); `settings` inside the values win over `settings`.

    A bad input never raises: it comes back as `refusal`, with its code under `error` in the output.

    Raises:
        UnknownRuleError: there is no such rule.
    """
    rule, pack = rule_named(rule_name), pack_of(rule_name)
    try:
        outcome, changes = _applied(rule, values, settings)
    except KinerjaError as refusal:
        extra = next((keys for error, keys in rule.when_refused.items() if isinstance(refusal, error)), {})
        output = {**extra, "error": refusal.code, "message": str(refusal.message)}
        return Evaluation(rule, pack, output, refusal=refusal)
    return Evaluation(rule, pack, outcome.output, outcome.steps, (*changes, *outcome.changes))


def _applied(rule: Rule, values: Any, settings: RuleSettings) -> tuple[Outcome, tuple[Step, ...]]:
    inputs = Inputs({"inputs": values}).inside("inputs")
    inputs = Inputs(inputs.values)  # keys are named as the person wrote them, without “inputs.”
    inputs.only((*rule.keys, *COMMON_KEYS))
    if inputs.has("settings"):
        settings = settings_from(inputs.inside("settings").values, settings)
    outcome = rule.apply(inputs, settings)
    return outcome, tuple(_alternatives(rule, inputs, settings, outcome))


def _alternatives(rule: Rule, inputs: Inputs, settings: RuleSettings, outcome: Outcome) -> list[Step]:
    """One change of one word at a time that would have given another result."""
    changes = []
    for key, other in rule.alternatives.items():
        for word in other.words if inputs.has(key) else ():
            found = _result(rule, Inputs({**inputs.values, key: word}), settings)
            if found is not None and found != outcome.output.get(rule.result):
                values = {"alternative": word, "given": inputs.raw(key), "result": found}
                changes.append(Step(other.text, rule.source, values))
    return changes


def _result(rule: Rule, inputs: Inputs, settings: RuleSettings) -> Any:
    """The result under changed inputs, or None where they are refused or give none."""
    try:
        return rule.apply(inputs, settings).output.get(rule.result)
    except KinerjaError:
        return None
