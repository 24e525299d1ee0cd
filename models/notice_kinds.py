"""Every kind of notice: when it leaves, which page it is about, and which law wants it sent by mail.

Belongs here: the table. Does not: the words (notice_words), the hour (notice_schedule), sending (outbox).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from urllib.parse import quote


class When(StrEnum):
    """How long a notice may wait; a mail at night or on a holiday helps nobody."""

    #: At once outside the person's quiet hours, also on a day off: something runs against them, or they wait for it.
    AWAKE = "awake"
    #: Gathered with others into one mail, at the person's hour of the next working day.
    DAILY = "daily"


@dataclass(frozen=True)
class Kind:
    """One kind. `page` is for the person an appraisal is about, `others_page` for whoever else is told of it."""

    when: When
    page: str
    others_page: str = "/"
    #: The rule by which it leaves by mail whatever channel a person prefers; empty: their preference decides.
    required_by: str = ""
    #: Asks for a decision: all that waits for one person is one part of their daily summary, as it stands then.
    asks: bool = False


_CLOCK = "PP 30/2019 Pasal 59"
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        # planning
        "announcement": Kind(When.AWAKE, "/my/{segment}", required_by="PermenPANRB 6/2022"),
        "plan_open": Kind(When.AWAKE, "/my/{segment}/plan"),
        "plan_can_be_submitted": Kind(When.AWAKE, "/my/{segment}/plan"),
        "plan_approved": Kind(When.AWAKE, "/my/{segment}/plan"),
        "plan_returned": Kind(When.AWAKE, "/my/{segment}/plan"),
        "plan_fixed": Kind(When.AWAKE, "/my/{segment}/plan", "/team", required_by="PermenPANRB 8/2021 Lampiran E"),
        "dialogue_written": Kind(When.DAILY, "/my/{segment}/dialogue", "/segments/{segment}/dialogue"),
        # collection and quality
        "realizations_due": Kind(When.AWAKE, "/my/{segment}/realizations"),
        "realizations_returned": Kind(When.AWAKE, "/my/{segment}/report"),
        "findings_opened": Kind(When.DAILY, "/my/{segment}/findings"),
        "shortfall_open": Kind(When.DAILY, "/my/{segment}/report"),
        "log_rejected": Kind(When.DAILY, "/my/{segment}/log"),
        "feedback_given": Kind(When.DAILY, "/my/{segment}/feedback"),
        "coaching_to_confirm": Kind(When.DAILY, "/my/{segment}/coaching"),
        "coaching_confirmed": Kind(When.DAILY, "/my/{segment}/coaching", "/segments/{segment}/coaching"),
        "round_asked": Kind(When.DAILY, "/rounds"),
        "round_opened": Kind(When.DAILY, "/"),
        "round_extended": Kind(When.DAILY, "/rounds"),
        "round_closed": Kind(When.DAILY, "/rounds"),
        # deciding
        "approval_pending": Kind(When.DAILY, "/requests", "/requests", asks=True),
        "queue_open": Kind(When.DAILY, "/requests", "/requests", asks=True),
        "request_reassigned": Kind(When.DAILY, "/requests", "/requests"),
        "delegation_begun": Kind(When.AWAKE, "/profile", "/profile"),
        "delegation_ended": Kind(When.AWAKE, "/profile", "/profile"),
        # time
        "reminder": Kind(When.AWAKE, "/", "/"),
        "deadline_near": Kind(When.AWAKE, "/", "/"),
        "deadline_extended": Kind(When.AWAKE, "/", "/", required_by="SPEC §9"),
        "escalation": Kind(When.AWAKE, "/team", "/team", required_by="SPEC §9"),
        "escalation_to_hr": Kind(When.AWAKE, "/periods/{period}", "/periods/{period}", required_by="SPEC §9"),
        # the result
        "result_published": Kind(When.AWAKE, "/my/{segment}/result", required_by=_CLOCK),
        "receipt_recorded": Kind(When.AWAKE, "/my/{segment}/result", required_by=_CLOCK),
        "objection_to_answer": Kind(When.AWAKE, "/", "/objections/{objection}/answer", required_by=_CLOCK),
        "objection_answered": Kind(When.AWAKE, "/requests", "/requests", required_by=_CLOCK),
        "objection_decided": Kind(When.AWAKE, "/my/{segment}/result", "/team", required_by=_CLOCK),
        "result_changed": Kind(
            When.AWAKE, "/periods/{period}/exports", "/periods/{period}/exports", required_by=_CLOCK
        ),
        "named_on_list": Kind(When.AWAKE, "/my/{segment}"),
        # for those who oversee
        "monthly_report": Kind(When.DAILY, "/periods/{period}", "/periods/{period}"),
        "checkpoint": Kind(When.AWAKE, "/checkpoints", "/checkpoints", required_by="SPEC §9"),
    }
)
#: A kind this table does not name, of a newer program: told at once, with the start page.
_UNKNOWN = Kind(When.AWAKE, "/")
_SAFE = re.compile(r"[\w.-]{1,60}")


def kind_of(name: str) -> Kind:
    """The kind with this name."""
    return KINDS.get(name, _UNKNOWN)


def page_of(name: str, content: Mapping[str, Any], *, own: bool) -> str:
    """The page of this portal that a notice is about; the start page when its content does not say which.

    `own`: whether its person is the one whom the appraisal in it is about.
    """
    kind = kind_of(name)
    page = kind.page if own else kind.others_page
    values = {key: str(value) for key, value in content.items() if _SAFE.fullmatch(str(value))}
    try:
        return page.format_map({key: quote(value, safe="") for key, value in values.items()})
    except KeyError:
        return "/"
