"""Which verb a form's answer to a request means.

Belongs here: one table from what the form says to the verb. Does not: the verbs (models), the pages (deciding).
"""

from collections.abc import Callable, Mapping
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


class MissingAnswersError(InvalidInputError):
    """Something that the form needs is missing: every such field is named at once; fill them, then send it again."""

    def __init__(self, missing: Mapping[str, str]) -> None:
        """Keep what is missing by the id of its field; the first is the message."""
        super().__init__(next(iter(missing.values())))
        self.missing = missing


def final(given: Answer) -> bool:
    """Whether the answer cannot be taken back by its giver: it is shown once more before it is stored."""
    return given.answer in {"rate", "set", "uphold", "change", "justify"}


def verb_for(kind: str, given: Answer, *, head: bool = False) -> partial[Any]:
    """The verb that this answer means, ready for (session, request, by=); `head`: it is about the head of an agency.

    Raises:
        MissingAnswersError: nothing was chosen, or a word that the form does not offer; names all that is missing.
    """
    if (kind, given.answer) not in _VERBS:
        raise MissingAnswersError({"answer": N_("Choose what you decide, then send it again.")})
    return _VERBS[kind, given.answer](given, head)


def _check(needed: Mapping[str, tuple[bool, str]]) -> None:
    """Refuse where a field (by its id) is not filled as it must be, with the words for it."""
    missing = {field: text for field, (filled, text) in needed.items() if not filled}
    if missing:
        raise MissingAnswersError(missing)


def _ratings(given: Answer, *, head: bool) -> dict[str, tuple[bool, str]]:
    """Both ratings; the head of an agency is rated by behavior alone."""
    behavior = (given.behavior in set(Rating), N_("Choose the rating of the behavior."))
    if head:
        return {"behavior": behavior}
    return {"work": (given.work in set(Rating), N_("Choose the rating of the work result.")), "behavior": behavior}


def _chosen(given: Answer) -> dict[str, Any]:
    return {"work": Rating(given.work) if given.work in set(Rating) else None, "behavior": Rating(given.behavior)}


def _words(given: Answer, text: str) -> dict[str, tuple[bool, str]]:
    return {"reason": (bool(given.reason.strip()), text)}


def _given(given: Answer) -> dict[str, Any]:
    return {"reason": given.reason, "seen": given.seen or None}


def _rate(given: Answer, head: bool) -> partial[Any]:  # noqa: FBT001 - called from the table of verbs
    _check(_ratings(given, head=head))
    return partial(approval.rate, **_chosen(given), feedback=given.reason, seen=given.seen or None)


def _change(given: Answer, head: bool) -> partial[Any]:  # noqa: FBT001
    reasons = N_("Give the reasons for the decision: both sides read them.")
    _check(_ratings(given, head=head) | _words(given, reasons))
    return partial(objection.decide, **_chosen(given), **_given(given))


def _predicate(given: Answer, _head: bool) -> partial[Any]:  # noqa: FBT001
    known = given.predicate in set(OrganizationPredicate)
    _check({"predicate": (known, N_("Choose the predicate of the organization."))})
    predicate = OrganizationPredicate(given.predicate)
    return partial(approval.set_organization_predicate, predicate=predicate, note=given.reason, seen=given.seen or None)


def _with_words(verb: Callable[..., Any]) -> Callable[[Answer, bool], partial[Any]]:
    """A verb that takes words alone; it says itself where they are missing."""
    return lambda given, _head: partial(verb, **_given(given))


_VERBS: dict[tuple[str, str], Callable[[Answer, bool], partial[Any]]] = {
    ("plan", "approve"): _with_words(target_setting.approve),
    ("plan", "return"): _with_words(target_setting.send_back),
    ("evaluation", "rate"): _rate,
    ("evaluation", "return"): _with_words(approval.send_back),
    ("organization", "set"): _predicate,
    ("distribution", "justify"): _with_words(scoring.justify),
    ("objection", "uphold"): _with_words(objection.decide),
    ("objection", "change"): _change,
}
