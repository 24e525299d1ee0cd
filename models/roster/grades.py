"""Grades (golongan/ruang) and functional levels, and which grades fit which level (SPEC §4.1).

Belongs here: these tables and reading their words. Does not: kinds of posts (posts.py).
"""

import re
from functools import lru_cache

#: Functional level -> grades that fit (○, SPEC §4.1); PPPK grades are the Roman numbers (○).
LEVEL_GRADES: dict[str, frozenset[str]] = {
    "Ahli Pertama": frozenset({"III/a", "III/b", "IX", "X"}),
    "Ahli Muda": frozenset({"III/c", "III/d", "XI", "XII"}),
    "Ahli Madya": frozenset({"IV/a", "IV/b", "IV/c", "XIII", "XIV", "XV"}),
    "Ahli Utama": frozenset({"IV/d", "IV/e", "XVI", "XVII"}),
    "Pemula": frozenset({"II/a", "V"}),
    "Terampil": frozenset({"II/b", "II/c", "II/d", "VI", "VII"}),
    "Mahir": frozenset({"III/a", "III/b", "VIII", "IX"}),
    "Penyelia": frozenset({"III/c", "III/d", "X", "XI"}),
}
LEVEL_OF_WORD = {level.casefold(): level for level in LEVEL_GRADES}
_STEPS = [(roman, step) for roman in ("I", "II", "III", "IV") for step in "abcde" if step != "e" or roman == "IV"]
CIVIL_GRADES = frozenset(f"{roman}/{step}" for roman, step in _STEPS)
CONTRACT_GRADES = frozenset({
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII",
})  # fmt: skip
_GRADE = re.compile(r"(IV|I{1,3})\s*[/. ]\s*([a-eA-E])", re.IGNORECASE)


@lru_cache(maxsize=1024)
def read_grade(text: str) -> str | None:
    """A grade as `III/a` (PNS) or `IX` (PPPK); an empty text when none is given, None when it is no known grade."""
    plain = text.strip()
    found = _GRADE.fullmatch(plain)
    if found is not None:
        grade = f"{found.group(1).upper()}/{found.group(2).lower()}"
        return grade if grade in CIVIL_GRADES else None
    return plain.upper() if plain.upper() in CONTRACT_GRADES else None if plain else ""


@lru_cache(maxsize=256)
def read_level(text: str) -> str:
    """A functional level as SPEC §3.3 spells it; an empty text when it is none."""
    return LEVEL_OF_WORD.get(" ".join(text.split()).casefold(), "")
