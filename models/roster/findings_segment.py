"""Findings about several rows of one person (SPEC §5 DQ-S01, DQ-S02; SPEC §2.7).

Belongs here: codes and texts. Does not: the checks (segments.py).
"""

from models.language import N_
from models.roster.findings import Finding, Owner
from models.vocabulary import Severity

_UNIT = Owner.UNIT_ADMINISTRATOR
_BLOCK, _WARN = Severity.BLOCK, Severity.WARN
_NEXT = N_("main posts that follow one another without overlap or gap")

POSTS_OVERLAP = Finding(
    "DQ-S01",
    _BLOCK,
    "tmtJabatan",
    N_("Two posts of {name} overlap: row {other} ({other_dates}) and row {row} ({observed})."),
    _NEXT,
    N_("Fill selesaiJabatan of the earlier post with its last day, or mark the acting one as Plt (isPltPlh)."),
    _UNIT,
)
POSTS_APART = Finding(
    "DQ-S01",
    _WARN,
    "tmtJabatan",
    N_("{name} has no post between row {other} ({other_dates}) and row {row} ({observed})."),
    _NEXT,
    N_("Add the post in between, or correct tmtJabatan; days without a post have no SKP."),
    _UNIT,
)
DATES_REVERSED = Finding(
    "DQ-S01",
    _BLOCK,
    "selesaiJabatan",
    N_("The post of {name} ends before it starts: {observed}."),
    N_("selesaiJabatan on or after tmtJabatan"),
    N_("Correct the two dates as in the decree of appointment."),
    _UNIT,
)
DATE_UNREADABLE = Finding(
    "DQ-S01",
    _WARN,
    "tmtJabatan",
    N_("The date {observed} of {name} cannot be read; taken as not given."),
    N_("dd-mm-yyyy"),
    N_("Write the date as day-month-year."),
    _UNIT,
)
MAIN_POST_TWICE = Finding(
    "DQ-S02",
    _BLOCK,
    "isPltPlh",
    N_("{name} has two main posts at one date: rows {rows}."),
    N_("one main post at a date; a second one is marked Plt or Plh"),
    N_("Mark the acting post (isPltPlh = 1), or fill selesaiJabatan of the former one."),
    _UNIT,
)
ACTING_NOT_FLAGGED = Finding(
    "DQ-S02",
    _BLOCK,
    "isPltPlh",
    N_("{name} holds {post}, but isPltPlh says {observed}."),
    N_("isPltPlh = 1 for Plt and Plh"),
    N_("Set isPltPlh to 1, so that this SKP does not count as the main one."),
    _UNIT,
)
ACTING_ONLY = Finding(
    "DQ-S01",
    _WARN,
    "isPltPlh",
    N_("{name} has only an acting post here; the main post is missing."),
    N_("one main post for everybody"),
    N_("Add the row of the main post; results of an acting post are kept out of the main result (SPEC §2.7)."),
    _UNIT,
)
