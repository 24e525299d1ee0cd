"""Kinds of posts and echelons: the tables of SPEC §4.1.

Belongs here: reading the words of a post. Does not: grades and levels (grades.py) or who leads whom (heads.py).
"""

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from models.roster.grades import LEVEL_OF_WORD


class PostKind(StrEnum):
    """Kind of post (jenis jabatan), the highest first (UU ASN; SPEC §4.1)."""

    JPT_MADYA = "JPT_MADYA"
    JPT_PRATAMA = "JPT_PRATAMA"
    ADMINISTRATOR = "ADMINISTRATOR"
    SUPERVISOR = "PENGAWAS"
    FUNCTIONAL = "FUNGSIONAL"
    EXECUTOR = "PELAKSANA"


#: Those who lead by virtue of their post; the lowest that may rate is the pejabat pengawas (PP 30/2019; DQ-H02).
STRUCTURAL = frozenset({PostKind.JPT_MADYA, PostKind.JPT_PRATAMA, PostKind.ADMINISTRATOR, PostKind.SUPERVISOR})
#: Roman part of an echelon -> kind (○, SPEC §4.1); echelon V ranks with pelaksana since UU 5/2014.
ECHELON_KIND = {
    "I": PostKind.JPT_MADYA,
    "II": PostKind.JPT_PRATAMA,
    "III": PostKind.ADMINISTRATOR,
    "IV": PostKind.SUPERVISOR,
    "V": PostKind.EXECUTOR,
}
#: 1 is the highest; the rank of a kind that leads units.
KIND_RANK = {
    PostKind.JPT_MADYA: 1,
    PostKind.JPT_PRATAMA: 2,
    PostKind.ADMINISTRATOR: 3,
    PostKind.SUPERVISOR: 4,
    PostKind.FUNCTIONAL: 5,
    PostKind.EXECUTOR: 5,
}
ECHELON_RANK = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
#: Words and SIASN codes of jenisJabatan that decide the kind by themselves.
TYPE_KIND = {
    "jpt madya": PostKind.JPT_MADYA,
    "jpt pratama": PostKind.JPT_PRATAMA,
    "administrator": PostKind.ADMINISTRATOR,
    "jabatan administrator": PostKind.ADMINISTRATOR,
    "pengawas": PostKind.SUPERVISOR,
    "jabatan pengawas": PostKind.SUPERVISOR,
    "pelaksana": PostKind.EXECUTOR,
    "jabatan pelaksana": PostKind.EXECUTOR,
    "fungsional umum": PostKind.EXECUTOR,
    "jabatan fungsional umum": PostKind.EXECUTOR,
    "4": PostKind.EXECUTOR,
    "fungsional": PostKind.FUNCTIONAL,
    "jabatan fungsional": PostKind.FUNCTIONAL,
    "fungsional tertentu": PostKind.FUNCTIONAL,
    "jabatan fungsional tertentu": PostKind.FUNCTIONAL,
    "2": PostKind.FUNCTIONAL,
}
#: Words of jenisJabatan that need the echelon as well.
TYPE_STRUCTURAL = frozenset({"struktural", "jabatan struktural", "1"})
_ACTING = re.compile(r"\s*(plt|plh|pj|pjs)\b\.?\s*", re.IGNORECASE)
_ECHELON = re.compile(r"(IV|I{1,3}|V)[./ -]?([A-Ea-e])?", re.IGNORECASE)


class Post(NamedTuple):
    """A post text taken apart: without its Plt./Plh. mark, in comparable form, and the level it names."""

    title: str
    comparable: str
    acting: bool
    functional_level: str


@lru_cache(maxsize=65536)
def read_post(text: str) -> Post:
    """Take a post text apart: `Plt. Kepala Dinas` is the post `Kepala Dinas`, held by an acting official."""
    mark = _ACTING.match(text)
    title = " ".join((text[mark.end() :] if mark else text).split())
    comparable = title.casefold()
    level = next((level for word, level in LEVEL_OF_WORD.items() if comparable.endswith(word)), "")
    return Post(title, comparable, mark is not None, level)


@lru_cache(maxsize=1024)
def read_echelon(text: str) -> str:
    """An echelon as `II.b`; an empty text for `non eselon` or anything that is none."""
    found = _ECHELON.fullmatch(text.strip())
    if found is None:
        return ""
    step = found.group(2)
    return found.group(1).upper() + (f".{step.lower()}" if step else "")


@lru_cache(maxsize=4096)
def read_kind(post_type: str, echelon: str, functional_level: str) -> PostKind | None:
    """The kind of post from jenisJabatan, the echelon (as `II.b`) and the functional level; None when none tells."""
    word = " ".join(post_type.split()).casefold()
    by_echelon = ECHELON_KIND.get(echelon.partition(".")[0])
    if word in TYPE_STRUCTURAL:
        return by_echelon
    return TYPE_KIND.get(word) or by_echelon or (PostKind.FUNCTIONAL if functional_level else None)
