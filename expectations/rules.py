"""Quality rules as files: read, checked, and kept apart from the engine that judges them."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from models.vocabulary import Severity


@dataclass(frozen=True)
class Rule:
    """One quality rule: its code (SPEC §5), what it does to the gate, and the condition under which a row fails."""

    code: str
    severity: Severity
    failed_when: str
    observed: str
    expected: str


@dataclass(frozen=True)
class RuleSet:
    """The rules of one dataset (a view of the database)."""

    dataset: str
    rules: tuple[Rule, ...]


@cache
def load(name: str) -> RuleSet:
    """The rules in ``expectations/<name>.yaml``."""
    content = yaml.safe_load((Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8"))
    rules = tuple(Rule(**rule | {"severity": Severity(rule["severity"])}) for rule in content["rules"])
    return RuleSet(content["dataset"], rules)
