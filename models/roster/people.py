"""The people of a roster while they are being checked: what each row means, and what was found out about it so far.

Belongs here: turning cells into values. Does not: judging identities (identity.py), raters (raters.py), segments.
"""

from dataclasses import dataclass, field
from datetime import date

from models.language import Message
from models.roster.posts import PostKind
from models.roster.roster import EmployeeRow


@dataclass(slots=True)
class Person:
    """One row of the roster being checked; `nip` stays empty until it is known to be sound."""

    source: EmployeeRow
    name: str
    #: The row number that the spreadsheet program shows.
    row: int
    nip: str = ""
    nik: str = ""
    birth: date = date.min
    sex: str = ""
    employment: str = "PNS"
    grade: str = ""
    post: str = ""
    comparable_post: str = ""
    kind: PostKind = PostKind.EXECUTOR
    echelon: str = ""
    level_name: str = ""
    acting: bool = False
    starts: date | None = None
    ends: date | None = None
    unit_code: str = ""
    agency_code: str = ""
    agency_name: str = ""
    #: Why the person is left out; empty: active.
    excluded: str = ""
    #: Codes of own blocking problems, and the first of their messages.
    codes: list[str] = field(default_factory=list)
    because: Message | None = None
    identity_sound: bool = True
    rater: "Person | None" = None
    regional: bool = False

    def hold(self, because: Message, code: str = "") -> None:
        """Keep this row back; without a code it only waits for another row."""
        if code:
            self.codes.append(code)
        if self.because is None:
            self.because = because

    def in_post(self, on: date) -> bool:
        """Whether the post is held on that day; an absent date does not limit it."""
        return (self.starts is None or self.starts <= on) and (self.ends is None or on <= self.ends)
