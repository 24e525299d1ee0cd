"""What a checked roster gives to the launch: people with their raters, units with their heads, and who stays out.

Belongs here: the results. Does not: how they are worked out (checking.py) or stored (models/launch.py).
"""

from dataclasses import dataclass
from datetime import date

from models.language import Message
from models.roster.posts import PostKind


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One post of one person, ready to become a segment; dates are None where the roster gives none."""

    row: int
    nip: str
    name: str
    front_title: str
    back_title: str
    nik: str
    birth_date: date
    sex: str
    #: PNS, CPNS or PPPK.
    employment: str
    grade: str
    post: str
    post_kind: PostKind
    echelon: str
    functional_level: str
    unit_code: str
    agency_code: str
    agency_name: str
    #: None exactly when `rated_by_regional_head`.
    rater_nip: str | None
    rated_by_regional_head: bool
    #: The rater's superior (atasan pejabat penilai); None: the regional head.
    superior_nip: str | None
    is_agency_head: bool
    is_acting: bool
    #: 1 = rated by the regional head, 2 = their members, and so on.
    level: int
    starts: date | None
    ends: date | None
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """One organizational unit (unor); `agency_code` is its OPD (unor induk)."""

    code: str
    parent_code: str | None
    agency_code: str
    name: str
    head_post: str
    echelon: str
    #: None when vacant, led by the regional head, or without a head of its own.
    head_nip: str | None


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A row that is not launched until a problem is mended: its own, or that of the row it waits for."""

    row: int
    nip: str
    name: str
    unit_code: str
    agency_name: str
    #: Codes of its own blocking problems; empty when it only waits for another row or unit.
    codes: tuple[str, ...]
    because: Message
    #: Whether the person is known beyond doubt, so that others may be rated by them meanwhile.
    identity_sound: bool


@dataclass(frozen=True, slots=True)
class ExcludedRow:
    """A row of a person who has no SKP at present (SPEC §2.2, §2.7): not an error."""

    row: int
    nip: str
    name: str
    unit_code: str
    reason: Message
