"""Development advice: strengths first, at most two things to improve, and for each something one can do.

Belongs here: the catalog (core values and aspects of indicators) and the choice from it. Does not: ratings, which it
never touches, or sanctions, which it never names. Source: PP 30/2019 Pasal 49 to 51 (follow-up as development); SPEC
§2.5, §4.3, §10: in kind words, labeled as development.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from models.labels import label
from models.language import N_, Message, _

MOST_STRENGTHS, MOST_IMPROVEMENTS = 3, 2

#: Core value (BerAKHLAK, SE MenPANRB 20/2021) → what helps to grow in it.
OF_VALUE: Mapping[str, str] = {
    "BERORIENTASI_PELAYANAN": N_("Sit in at a service counter for a day, or take the training on excellent service."),
    "AKUNTABEL": N_("Agree with your rater on one record to keep and look through it together each month."),
    "KOMPETEN": N_("Choose one skill for this year and a course, a colleague or a task in which you practice it."),
    "HARMONIS": N_("Plan short talks with colleagues whose work depends on yours, and ask what would help them."),
    "LOYAL": N_("Talk with your rater about what the unit's goals mean for your own tasks."),
    "ADAPTIF": N_("Try one new way of working for a quarter and tell the team what it changed."),
    "KOLABORATIF": N_("Take part in a task across units, and ask there for feedback on working together."),
}
#: Aspect of an indicator below its target → what helps to reach it next time.
OF_ASPECT: Mapping[str, str] = {
    "quantity": N_(
        "Look with your rater at which steps hold the number back, and which tasks can be shared or dropped."
    ),
    "quality": N_("Ask for examples of good work, and have one piece of yours read by a colleague each month."),
    "time": N_(
        "Mark where work waits longest for two weeks, and agree with your rater on one waiting time to shorten."
    ),
    "cost": N_("Go through the budget plan each quarter with those who spend, before money is short or left over."),
}


@dataclass(frozen=True)
class Advice:
    """What went well, what could improve (each with something to do); both may be empty."""

    strengths: list[str]
    improvements: list[tuple[str, str]]


def advice(feedback: Sequence[Mapping[str, Any]], indicators: Sequence[Mapping[str, Any]], language: str) -> Advice:
    """Advice from feedback (core_value, kind, count) and indicators (statement, aspect, signal), in words.

    What was praised oftenest or lies above its target is a strength. What was corrected oftenest comes first among
    what could improve, then what lies farthest below its target; values praised as often as corrected are neither.
    """
    praised = {row["core_value"]: row["count"] for row in feedback if row["kind"] == "appreciation"}
    corrected = {row["core_value"]: row["count"] for row in feedback if row["kind"] == "correction"}
    good = [value for value in OF_VALUE if praised.get(value, 0) > corrected.get(value, 0)]
    weak = [value for value in OF_VALUE if corrected.get(value, 0) > praised.get(value, 0)]
    above = [row for row in indicators if row["signal"] == "above"]
    below = sorted((row for row in indicators if row["signal"] == "below"), key=lambda row: Decimal(row["percent"]))
    strengths = [_praise(value, praised[value], language) for value in sorted(good, key=lambda value: -praised[value])]
    strengths += [_reached(row["statement"], language) for row in above]
    improvements = [
        (_("{value}: people gave you hints here", language).format(value=label(value, language)),
         _(OF_VALUE[value], language))
        for value in sorted(weak, key=lambda value: -corrected[value])
    ]  # fmt: skip
    for row in below:
        help_with = OF_ASPECT[row["aspect"]]
        what = _said(N_("“{statement}” stayed below its target"), row["statement"], language)
        improvements.append((what, _(help_with, language)))
    return Advice(strengths[:MOST_STRENGTHS], improvements[:MOST_IMPROVEMENTS])


def _praise(value: str, count: int, language: str) -> str:
    text = N_("{value}: appreciation from others ({count})")
    return Message(text, {"value": label(value, language), "count": count}).render(language)


def _reached(statement: str, language: str) -> str:
    return _said(N_("“{statement}” went beyond its target"), statement, language)


def _said(text: str, statement: str, language: str) -> str:
    return Message(text, {"statement": statement}).render(language)
