"""Employee numbers (NIP, NI PPPK) and citizen numbers (NIK): what their digits say.

Belongs here: parsing one number, and comparing two of the same person. Does not: whether that person exists.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.rules.identity_errors import (
    BirthAfterAppointmentError,
    BirthDateError,
    LengthError,
    NotDigitsError,
    SerialZeroError,
    SexDigitError,
    TmtMonthError,
)

#: SPEC §4.1: spaces, dots and apostrophes are how people write the number, not part of it. Nothing else is dropped.
_WRITING_AIDS = str.maketrans("", "", " \u00a0.'\u2019")
_NOT_DIGIT = re.compile("[^0-9]")  # never \d: it accepts full-width and Arabic digits
_EARLIEST_YEAR = 1900
_PPPK_CODE = "21"
_FEMALE_DAY_OFFSET = 40
#: NIK has a two-digit year. Without a NIP to tell the century, 00-25 is read as 2000-2025 (△, SPEC §4.1 is silent).
CENTURY_PIVOT = 25


class Sex(StrEnum):
    """Sex as the national systems write it: L (laki-laki) male, P (perempuan) female."""

    MALE = "L"
    FEMALE = "P"


_SEX_DIGIT = {"1": Sex.MALE, "2": Sex.FEMALE}


class Mismatch(StrEnum):
    """Where a NIK and a NIP of one person contradict each other (a warning: DQ-E04)."""

    SEX = "SEX_MISMATCH"
    BIRTH = "BIRTH_MISMATCH"


@dataclass(frozen=True, slots=True)
class CivilServantNumber:
    """A NIP: birth date, month of appointment as candidate (TMT CPNS), sex and serial (Perka BKN 22/2007)."""

    digits: str
    birth: date
    appointed: date
    sex: Sex
    serial: str

    def __str__(self) -> str:
        """The digits as people write them: 8-6-1-3."""
        return f"{self.digits[:8]} {self.digits[8:14]} {self.digits[14]} {self.digits[15:]}"


@dataclass(frozen=True, slots=True)
class ContractEmployeeNumber:
    """A NI PPPK: birth date, year of appointment, the code 21, sex and serial (pattern ○, SPEC §4.1)."""

    digits: str
    birth: date
    appointed_year: int
    code: str
    sex: Sex
    serial: str

    @property
    def code_is_usual(self) -> bool:
        """Whether positions 13-14 hold 21; anything else is worth a warning, never a refusal."""
        return self.code == _PPPK_CODE


@dataclass(frozen=True, slots=True)
class CitizenNumber:
    """A NIK: place of first registration (not of residence), birth date, sex and serial."""

    digits: str
    province: str
    regency: str
    district: str
    birth: date
    sex: Sex
    serial: str


def _digits(text: str, length: int) -> str:
    digits = text.translate(_WRITING_AIDS)
    if _NOT_DIGIT.search(digits):
        raise NotDigitsError(given=text)
    if len(digits) != length:
        raise LengthError(given=text, length=len(digits), expected=length)
    return digits


def _date(year: int, month: int, day: int, given: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise BirthDateError(given=given) from None


def _employee_birth(digits: str) -> date:
    year = int(digits[:4])
    if year < _EARLIEST_YEAR:
        raise BirthDateError(given=digits)
    return _date(year, int(digits[4:6]), int(digits[6:8]), digits)


def _sex_and_serial(digits: str) -> tuple[Sex, str]:
    sex = _SEX_DIGIT.get(digits[14])
    if sex is None:
        raise SexDigitError(given=digits, digit=digits[14])
    if digits[15:] == "000":
        raise SerialZeroError(given=digits)
    return sex, digits[15:]


def parse_nip(text: str) -> CivilServantNumber:
    """Read the NIP of a civil servant (PNS), written with or without spaces, dots or apostrophes.

    There is no check digit (Perka BKN 22/2007 and 43/2007 ✔; SPEC §4.1, cases NIP-01 to NIP-04).

    Raises:
        IdentityError: its `code` names the part that is wrong (LENGTH, NOT_DIGITS, BIRTH_DATE, TMT_MONTH, …).
    """
    digits = _digits(text, 18)
    birth = _employee_birth(digits)
    year, month = int(digits[8:12]), int(digits[12:14])
    if not 1 <= month <= 12 or year < _EARLIEST_YEAR:  # noqa: PLR2004 - months of a year
        raise TmtMonthError(given=digits, month=digits[8:14])
    sex, serial = _sex_and_serial(digits)
    appointed = date(year, month, 1)
    if birth >= appointed:
        raise BirthAfterAppointmentError(given=digits)
    return CivilServantNumber(digits, birth, appointed, sex, serial)


def parse_pppk_number(text: str) -> ContractEmployeeNumber:
    """Read the NI PPPK of a contract employee; an unusual code at positions 13-14 is kept, not refused (○, SPEC §4.1).

    Raises:
        IdentityError: its `code` names the part that is wrong.
    """
    digits = _digits(text, 18)
    birth = _employee_birth(digits)
    sex, serial = _sex_and_serial(digits)
    year = int(digits[8:12])
    if year <= birth.year:
        raise BirthAfterAppointmentError(given=digits)
    return ContractEmployeeNumber(digits, birth, year, digits[12:14], sex, serial)


def parse_employee_number(text: str) -> CivilServantNumber | ContractEmployeeNumber:
    """Read a NIP or a NI PPPK, told apart by the code 21 where a NIP has a month (SPEC §4.1).

    Raises:
        IdentityError: its `code` names the part that is wrong.
    """
    return parse_pppk_number(text) if text.translate(_WRITING_AIDS)[12:14] == _PPPK_CODE else parse_nip(text)


def parse_nik(text: str, *, born: date | None = None, pivot: int = CENTURY_PIVOT) -> CitizenNumber:
    """Read a NIK; `born` (for example from the NIP) decides the century of its two-digit year, else `pivot` does.

    Place, birth and sex are ✔ (SPEC §4.1, case NIK-01); the pivot is a setting.

    Raises:
        IdentityError: its `code` names the part that is wrong.
    """
    digits = _digits(text, 16)
    day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    female = day > _FEMALE_DAY_OFFSET
    century = born.year // 100 * 100 if born else 2000 if year <= pivot else 1900
    birth = _date(century + year, month, day - _FEMALE_DAY_OFFSET * female, digits)
    if digits[12:] == "0000":
        raise SerialZeroError(given=digits)
    sex = Sex.FEMALE if female else Sex.MALE
    return CitizenNumber(digits, digits[:2], digits[2:4], digits[4:6], birth, sex, digits[12:])


def mismatches(citizen: CitizenNumber, employee: CivilServantNumber | ContractEmployeeNumber) -> tuple[Mismatch, ...]:
    """Where the two numbers of one person contradict each other; empty when they agree (DQ-E04, a warning)."""
    found = []
    if citizen.sex != employee.sex:
        found.append(Mismatch.SEX)
    born, other = citizen.birth, employee.birth
    if (born.day, born.month, born.year % 100) != (other.day, other.month, other.year % 100):
        found.append(Mismatch.BIRTH)
    return tuple(found)


def nip_oddities(number: CivilServantNumber, *, today: date | None = None) -> tuple[str, ...]:
    """Codes of what is unusual but possible in a NIP: age at appointment under 18 or over 40, appointed in the future.

    Old cohorts and former honorary staff do have such numbers, so these warn and never refuse (SPEC §4.1).
    Without `today` the future is not looked at.
    """
    born, start = number.birth, number.appointed
    age = start.year - born.year - ((start.month, start.day) < (born.month, born.day))
    future = today is not None and start > today
    checks = (("AGE_UNDER_18", age < 18), ("AGE_OVER_40", age > 40), ("TMT_IN_FUTURE", future))  # noqa: PLR2004
    return tuple(code for code, applies in checks if applies)
