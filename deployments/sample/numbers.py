"""NIP and NIK for people who do not exist: valid, unique, and in agreement with birth date and sex (SPEC §4.1).

Belongs here: making the numbers. Does not: parsing them (models/rules/identity.py).
"""

from collections import Counter
from datetime import date

from deployments.sample.places import NIK_REGENCY

#: Serials of real NIP start at 001; fictitious ones start high so that they hardly meet a real one.
_FIRST_SERIAL = 801
_DIGIT = {"L": "1", "P": "2"}
_FEMALE_DAY_OFFSET = 40


class Numbers:
    """Hands out numbers; the same requests in the same order give the same numbers."""

    def __init__(self) -> None:
        """Start with all serials free."""
        self._nips: Counter[str] = Counter()
        self._niks: Counter[str] = Counter()

    def nip(self, birth: date, appointed: date, sex: str, *, contract: bool) -> str:
        """A NIP, or a NI PPPK with 21 in the place of the month."""
        month = "21" if contract else f"{appointed:%m}"
        stem = f"{birth:%Y%m%d}{appointed:%Y}{month}{_DIGIT[sex]}"
        self._nips[stem] += 1
        return f"{stem}{_FIRST_SERIAL + self._nips[stem] - 1:03d}"

    def nik(self, birth: date, sex: str, district: int) -> str:
        """A NIK first registered in the district of that number (1 to 99) of the fictitious regency."""
        day = birth.day + _FEMALE_DAY_OFFSET * (sex == "P")
        stem = f"{NIK_REGENCY}{district:02d}{day:02d}{birth:%m%y}"
        self._niks[stem] += 1
        return f"{stem}{self._niks[stem]:04d}"
