"""Checks the numbers of each person: NIP valid and undamaged, NIK and master data in agreement (DQ-E01, E03, E04).

Belongs here: one person at a time. Does not: parsing (models/rules/identity.py) or duplicates (duplicates.py).
"""

from datetime import date
from functools import lru_cache

from models.language import N_, Message
from models.roster import findings_person as find
from models.roster.findings import FindingLog
from models.roster.look_alikes import hint, lost_precision
from models.roster.people import Person, read_date
from models.rules.identity import (
    CivilServantNumber,
    ContractEmployeeNumber,
    Mismatch,
    mismatches,
    parse_employee_number,
    parse_nik,
)
from models.rules.identity_errors import IdentityError

_WHAT = {Mismatch.SEX: N_("sex"), Mismatch.BIRTH: N_("birth date")}
#: Beginnings of jenisKelamin -> L or P, in the words and codes that exports use.
_SEX_WORDS = {"l": "L", "pria": "L", "m": "L", "1": "L", "p": "P", "wanita": "P", "f": "P", "w": "P", "2": "P"}


def check_identity(person: Person, log: FindingLog) -> None:
    """Take over the NIP and what it tells; report what is wrong. A person left out is read but not reported."""
    text = person.source.nip
    damaged = lost_precision(text)
    try:
        number = None if damaged else parse_employee_number(text)
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
        _check_master_data(person, log)
        _check_nik(person, number, log)


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
