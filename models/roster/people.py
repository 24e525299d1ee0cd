"""The people of a roster while they are being checked: what each row means, and what was found out about it so far.

Belongs here: turning cells into values. Does not: judging identities (identity.py), raters (raters.py), segments.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from models.language import Message
from models.roster.posts import PostKind
from models.roster.roster import EmployeeRow

_INVISIBLE = {"Cf", "Cc", "Co", "Cn"}
_DATE = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_YES = frozenset({"1", "ya", "y", "true", "plt", "plh", "benar"})
_NO = frozenset({"0", "tidak", "t", "false", "n", "no", "salah", "-"})


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


def clean_name(text: str) -> str:
    """A name in NFC, without invisible or direction-changing characters, single spaces; letters are never changed."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    composed = unicodedata.normalize("NFC", text.replace("\u00a0", " "))
    visible = (mark for mark in composed if mark.isspace() or unicodedata.category(mark) not in _INVISIBLE)
    return " ".join("".join(visible).split())


@lru_cache(maxsize=65536)
def read_date(text: str) -> date | None:
    """A date written dd-mm-yyyy (SIASN), dd/mm/yyyy or yyyy-mm-dd; None when it is no date."""
    iso = _ISO_DATE.match(text)
    found = iso or _DATE.match(text)
    if found is None or text[found.end() :].strip(" 0:.TZ"):
        return None
    first, second, third = (int(part) for part in found.groups())
    try:
        return date(first, second, third) if iso else date(third, second, first)
    except ValueError:
        return None


def read_flag(text: str) -> bool | None:
    """A yes/no cell; None when it is empty or says neither."""
    word = text.strip().casefold()
    return True if word in _YES else False if word in _NO else None


def read_employment(kind: str, status: str) -> str:
    """PNS, CPNS or PPPK from jenisPegawai and statusPegawai (SPEC §4.1)."""
    words = f"{kind} {status}".upper()
    return "PPPK" if "PPPK" in words else "CPNS" if "CPNS" in words or status.strip().upper() == "C" else "PNS"
