"""Reads single cells of a roster: names, dates, flags, kind of employment.

Belongs here: one text in, one value out. Does not: posts and grades (posts.py, grades.py) or numbers (identity.py).
"""

import re
import unicodedata
from datetime import date
from functools import lru_cache

_INVISIBLE = {"Cf", "Cc", "Co", "Cn"}
_DATE = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_YES = frozenset({"1", "ya", "y", "true", "plt", "plh", "benar"})
_NO = frozenset({"0", "tidak", "t", "false", "n", "no", "salah", "-"})


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
