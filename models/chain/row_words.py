"""The words for what differs between a row and its event, which the database writes in English as "name: then → now".

Belongs here: those names, and reading them in another language. Does not: finding what differs (row_checks).
"""

from functools import reduce

from models.language import N_, Message

#: Each name and sentence that a check writes, so that the catalog has them.
NAMES = (
    N_("no event says so"),
    N_("it was removed"),
    N_("it is open again"),
    N_("in force, and nobody approved it"),
    N_("held, and no event says so"),
    N_("held, though it was revoked"),
    N_("not held, though nobody revoked it"),
    N_("outcome"),
    N_("decided by"),
    N_("decided by person"),
    N_("acting for person"),
    N_("delegation"),
    N_("content"),
    N_("decided on"),
    N_("asked about"),
    N_("kind"),
    N_("subject"),
    N_("version"),
    N_("appraisal"),
    N_("period"),
    N_("unit"),
    N_("asked person"),
    N_("work result"),
    N_("behavior"),
    N_("predicate"),
    N_("by"),
    N_("by person"),
    N_("code"),
    N_("until"),
    N_("reason"),
    N_("for"),
    N_("for person"),
    N_("deputy"),
    N_("deputy person"),
    N_("date of decree"),
    N_("first day"),
    N_("last day"),
    N_("made by person"),
    N_("ended early"),
    N_("ended by person"),
    N_("ended at"),
    N_("answered"),
    N_("answered by person"),
    N_("statement"),
    N_("answer"),
    N_("proof"),
    N_("accepted"),
    N_("status"),
    N_("stage run"),
    N_("Prefect run"),
    N_("output"),
)


def spoken(what: str) -> Message | str:
    """What differs, to be read in any language; words of people stay as they are."""
    parts = [_part(part) for part in what.split("; ")]
    return reduce(lambda before, more: Message(N_("{before}; {more}"), {"before": before, "more": more}), parts)


def _part(part: str) -> Message | str:
    if part in NAMES:
        return Message(part)
    name, colon, change = part.partition(": ")
    if not colon or name not in NAMES:
        return part
    return Message(N_("{name}: {change}"), {"name": Message(name), "change": change})
