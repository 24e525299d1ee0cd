"""Checks the numbers of each person: NIP valid and undamaged, NIK and master data in agreement (DQ-E01, E03, E04).

Belongs here: one person at a time. Does not: parsing (models/rules/identity.py) or duplicates (duplicates.py).
"""

from datetime import date
from functools import lru_cache

from models.language import N_, Message
from models.roster import findings_number as find
from models.roster.cells import read_date
from models.roster.findings import FindingLog
from models.roster.look_alikes import hint, lost_precision
from models.roster.people import Person
from models.rules.identity import (
    CivilServantNumber,
    ContractEmployeeNumber,
    Mismatch,
    mismatches,
    nip_oddities,
    parse_employee_number,
    parse_nik,
    parse_pppk_number,
)
from models.rules.identity_errors import IdentityError

_WHAT = {Mismatch.SEX: N_("sex"), Mismatch.BIRTH: N_("birth date")}
#: Beginnings of jenisKelamin -> L or P, in the words and codes that exports use.
_SEX_WORDS = {"l": "L", "pria": "L", "m": "L", "1": "L", "p": "P", "wanita": "P", "f": "P", "w": "P", "2": "P"}
#: What is unusual in a number, by code (SPEC §4.1): a warning, because old cohorts and former honorary staff have it.
_ODDITIES = {
    "AGE_UNDER_18": N_("appointed before the age of 18."),
    "AGE_OVER_40": N_("appointed after the age of 40."),
    "TMT_IN_FUTURE": N_("appointed in the future."),
}
_NO_CONTRACT_CODE = N_("the number of a PPPK usually has 21 after the year of appointment.")
_CONTRACT_CODE = N_("21 after the year of appointment marks a PPPK, but this row says PNS or CPNS.")


def check_identity(person: Person, log: FindingLog, on: date) -> None:
    """Take over the NIP and what it tells; report what is wrong. A person left out is read but not reported."""
    text = person.source.nip
    damaged = lost_precision(text)
    try:
        parse = parse_pppk_number if person.employment == "PPPK" else parse_employee_number
        number = None if damaged else parse(text)
    except IdentityError as error:
        person.identity_sound = False
        if not person.excluded:
            _report_invalid(person, log, error)
        return
    if number is None:
        person.identity_sound = False
        if not person.excluded:
            log.about(find.NIP_DAMAGED, person, text)
        return
    person.nip, person.birth, person.sex = number.digits, number.birth, number.sex.value
    if not person.excluded:
        for why in _oddities(person, number, on):
            log.about(find.NIP_UNUSUAL, person, number.digits, why=Message(why))
        _check_master_data(person, log)
        _check_nik(person, number, log)


def _oddities(person: Person, number: CivilServantNumber | ContractEmployeeNumber, on: date) -> list[str]:
    if isinstance(number, CivilServantNumber):
        return [_ODDITIES[code] for code in nip_oddities(number, today=on)]
    if person.employment != "PPPK":
        return [_CONTRACT_CODE]
    return [] if number.code_is_usual else [_NO_CONTRACT_CODE]


def _report_invalid(person: Person, log: FindingLog, error: IdentityError) -> None:
    text = person.source.nip
    if not text:
        log.about(find.NIP_MISSING, person, "")
        return
    log.about(find.NIP_INVALID, person, text, why=error.message, hint=Message(hint(text)))


def _check_master_data(person: Person, log: FindingLog) -> None:
    source = person.source
    born: date | None = read_date(source.birth_date) if source.birth_date else None
    if born is not None and born != person.birth:
        log.about(
            find.MASTER_MISMATCH, person, source.birth_date, what=Message(_WHAT[Mismatch.BIRTH]), known=person.birth
        )
    sex = _read_sex(source.sex)
    if sex and sex != person.sex:
        log.about(find.MASTER_MISMATCH, person, source.sex, what=Message(_WHAT[Mismatch.SEX]), known=person.sex)


@lru_cache(maxsize=256)
def _read_sex(text: str) -> str:
    word = text.strip().casefold()
    return next((sex for start, sex in _SEX_WORDS.items() if word.startswith(start)), "")


def _check_nik(person: Person, number: CivilServantNumber | ContractEmployeeNumber, log: FindingLog) -> None:
    text = person.source.nik
    if not text:
        return
    try:
        citizen = parse_nik(text, born=person.birth)
    except IdentityError as error:
        log.about(find.NIK_INVALID, person, text, why=error.message)
        return
    person.nik = citizen.digits
    for mismatch in mismatches(citizen, number):
        log.about(find.NIK_MISMATCH, person, text, what=Message(_WHAT[mismatch]))
