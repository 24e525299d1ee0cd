"""Which verb a form's answer to a request means.

Belongs here: one table from what the form says to the verb. Does not: the verbs (models), the pages (deciding).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from models import approval, objection, scoring, target_setting
from models.errors import InvalidInputError
from models.language import N_
from models.vocabulary import OrganizationPredicate, Rating


@dataclass(frozen=True)
class Answer:
    """What a form said; kept as typed, so that a refused form is shown again as it was."""

    answer: str = ""
    work: str = ""
    behavior: str = ""
    predicate: str = ""
    reason: str = ""
    #: The mark of what the page showed (looked_at): what changed meanwhile is not decided.
    seen: str = ""


class MissingChoiceError(InvalidInputError):
    """A choice that the form needs is missing: choose it, then send the form again."""

    def __init__(self, text: str, /, *, field: str) -> None:
        """Keep the field's id beside the message."""
        super().__init__(text)
        self.field = field


def final(given: Answer) -> bool:
    """Whether the answer cannot be taken back by its giver: it is shown once more before it is stored."""
    return given.answer in {"rate", "set", "uphold", "change", "justify"}


def verb_for(kind: str, given: Answer) -> Callable[..., Any]:
    """The verb that this answer means, ready for (session, request, by=).

    Raises:
        InvalidInputError: nothing was chosen, or a word that the form does not offer.
    """
    if (kind, given.answer) not in _VERBS:
        raise MissingChoiceError(N_("Choose what you decide, then send it again."), field="answer")
    return _VERBS[kind, given.answer](given)


def _rating(field: str, word: str, missing: str) -> Rating:
    if word not in set(Rating):
        raise MissingChoiceError(missing, field=field)
    return Rating(word)


_NO_WORK = N_("Choose the rating of the work result.")
_NO_BEHAVIOR = N_("Choose the rating of the behavior.")
_NO_PREDICATE = N_("Choose the predicate of the organization.")


def _seen(given: Answer) -> str | None:
    return given.seen or None


def _rate(given: Answer) -> Callable[..., Any]:
    # An agency head's form has no field for the work rating, so an empty one is left to the verb to judge.
    work = _rating("work", given.work, _NO_WORK) if given.work else None
    behavior = _rating("behavior", given.behavior, _NO_BEHAVIOR)
    return partial(approval.rate, work=work, behavior=behavior, feedback=given.reason, seen=_seen(given))


def _change(given: Answer) -> Callable[..., Any]:
    work = _rating("work", given.work, _NO_WORK) if given.work else None
    behavior = _rating("behavior", given.behavior, _NO_BEHAVIOR)
    return partial(objection.decide, work=work, behavior=behavior, reason=given.reason, seen=_seen(given))


def _predicate(given: Answer) -> Callable[..., Any]:
    if given.predicate not in set(OrganizationPredicate):
        raise MissingChoiceError(_NO_PREDICATE, field="predicate")
    predicate = OrganizationPredicate(given.predicate)
    return partial(approval.set_organization_predicate, predicate=predicate, note=given.reason, seen=_seen(given))


_VERBS: dict[tuple[str, str], Callable[[Answer], Callable[..., Any]]] = {
    ("plan", "approve"): lambda given: partial(target_setting.approve, reason=given.reason, seen=_seen(given)),
    ("plan", "return"): lambda given: partial(target_setting.send_back, reason=given.reason, seen=_seen(given)),
    ("evaluation", "rate"): _rate,
    ("evaluation", "return"): lambda given: partial(approval.send_back, reason=given.reason, seen=_seen(given)),
    ("organization", "set"): _predicate,
    ("distribution", "justify"): lambda given: partial(scoring.justify, reason=given.reason, seen=_seen(given)),
    ("objection", "uphold"): lambda given: partial(objection.decide, reason=given.reason, seen=_seen(given)),
    ("objection", "change"): _change,
}
