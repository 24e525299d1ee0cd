"""What a run of a stage worked on and counted, as a person reads it.

Belongs here: words for the counts that stages leave (tasks/). Does not: the tables around them (runs).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from models.labels import label
from models.language import N_, _

#: By the name under which a stage counts it; predicates and datasets have labels of their own.
WORDS = {
    "announced": N_("people told of the period"),
    "opened": N_("opened for decision"),
    "asked": N_("people asked for realizations"),
    "values": N_("values on record"),
    "facts": N_("rows of data sources"),
    "quality": N_("quality"),
    "rules": N_("quality rules judged"),
    "failed": N_("rules that found faults"),
    "found": N_("findings opened"),
    "fixed": N_("findings mended"),
    "validations": N_("validations (numbers)"),
    "measured": N_("people measured"),
    "summaries": N_("evidence summaries made"),
    "scored": N_("people scored"),
    "violations": N_("deviations from the pattern"),
    "published": N_("results published"),
    "changed": N_("results changed by objections"),
    "remaining": N_("still to be done"),
    "total": N_("to be done in all"),
}


def counted(counts: Mapping[str, Any]) -> str:
    """Every count with its words, in the order in which the stage left them."""
    return "; ".join(f"{_word(name)}: {_value(value)}" for name, value in counts.items())


def _word(name: str) -> str:
    return _(WORDS[name]) if name in WORDS else label(name)


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"({counted(value)})" if value else _("none")
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(label(str(each)) for each in value) or _("none")
    return str(value)


def worked_on(digest: str | None) -> str | None:
    """The digest of what a run worked on; a made-up region came from no file, and its launch left its name instead."""
    sample = _("{name} (made-up people: there is no file)")
    return sample.format(name=digest) if digest and digest.startswith("sample-") else digest
