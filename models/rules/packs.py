"""All rule packs that are shipped, and finding one by name.

Belongs here: looking up packs and rules. Does not: any formula. A pack's version rises whenever a result could change;
a period keeps the version it was scored with.
"""

from models.rules.packs_in_force import DEFAULT_PACK, IN_FORCE
from models.rules.packs_of_the_past import OF_THE_PAST
from models.rules.refusals import UnknownRuleError
from models.rules.rule import Pack, Rule

__all__ = ["DEFAULT_PACK", "PACKS", "pack_named", "pack_of", "rule_named"]

PACKS = (*IN_FORCE, *OF_THE_PAST)


def pack_named(name: str) -> Pack:
    """The pack of that name.

    Raises:
        UnknownRuleError: there is none.
    """
    for pack in PACKS:
        if pack.name == name:
            return pack
    raise UnknownRuleError(name)


def rule_named(name: str) -> Rule:
    """The rule of that name, as cases and the contract call it.

    Raises:
        UnknownRuleError: there is none.
    """
    for pack in PACKS:
        for rule in pack.rules:
            if rule.name == name:
                return rule
    raise UnknownRuleError(name)


def pack_of(rule_name: str) -> Pack:
    """The pack a rule belongs to.

    Raises:
        UnknownRuleError: there is no such rule.
    """
    for pack in PACKS:
        if any(rule.name == rule_name for rule in pack.rules):
            return pack
    raise UnknownRuleError(rule_name)
