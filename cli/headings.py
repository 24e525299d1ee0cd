"""Rows of the database as a table for people: headings and words in the reader's language.

Belongs here: which column is called what, and which columns hold words to be read. Does not: layout (tables).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cli.output import print_table
from models.labels import event_label, label
from models.language import N_, _

_HEADINGS = {
    "id": N_("No."),
    "code": N_("Code"),
    "title": N_("Title"),
    "starts": N_("From"),
    "ends": N_("Until"),
    "people": N_("People"),
    "units": N_("Units"),
    "finished": N_("Finished"),
    "closed_at": N_("Closed"),
    "segment": N_("Segment"),
    "nip": N_("NIP"),
    "name": N_("Name"),
    "post": N_("Post"),
    "unit": N_("Unit"),
    "rater": N_("Rater"),
    "plan": N_("Plan (SKP)"),
    "version": N_("Version"),
    "work_rating": N_("Work rating"),
    "behavior_rating": N_("Behavior rating"),
    "predicate": N_("Predicate"),
    "credit_points": N_("Credit points"),
    "rule_pack": N_("Rule pack"),
    "feedback": N_("Feedback"),
    "published_at": N_("Published"),
    "delivered_at": N_("Delivered"),
    "objection_until": N_("Objection until"),
    "accepted_at": N_("Accepted"),
    "kind": N_("Kind"),
    "about": N_("About"),
    "asked": N_("Asked"),
    "asked_nip": N_("NIP of who is asked"),
    "due_at": N_("Due"),
    "starts_at": N_("From"),
    "ends_at": N_("Until"),
    "reason": N_("Reason"),
    "recorded_by": N_("Recorded by"),
    "deadlines": N_("Deadlines moved"),
    "due_on": N_("Due"),
    "before": N_("Before"),
    "after": N_("After"),
    "holds": N_("What they hold"),
    "years": N_("Years"),
    "minimum": N_("At least"),
    "over": N_("Due"),
    "removed": N_("Removed"),
    "erased": N_("Emptied"),
    "blotted": N_("Blotted out"),
}
_WORDS = frozenset({"kind", "work_rating", "behavior_rating", "predicate", "before", "after"})


def heading(column: str) -> str:
    """The heading over a column of the database."""
    return _(_HEADINGS[column])


def cell(column: str, value: Any) -> Any:
    """A value as it is printed: a stored word becomes its label, anything else stays."""
    if not isinstance(value, str):
        return value
    if column == "plan":  # a status and a version, as in "approved v1"
        status, _space, version = value.partition(" ")
        return f"{label(status)} {version}"
    if column == "event":
        return event_label(value)
    return label(value) if column in _WORDS else value


def print_rows(
    title: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]], *, dispensable: Sequence[int] = ()
) -> None:
    """Print `columns` of `rows` as a table; `dispensable` as in `print_table`."""
    lines = [[cell(name, row[name]) for name in columns] for row in rows]
    print_table(title, [heading(name) for name in columns], lines, dispensable=dispensable)
