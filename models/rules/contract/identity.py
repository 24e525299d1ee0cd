"""NIP_PARSE, NIK_PARSE, NIK_NIP_CROSSCHECK: what the digits of an employee and of a citizen say.

Belongs here: keys, warnings and steps. Does not: the parsing.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from models.errors import KinerjaError
from models.language import N_
from models.rules.explanation import Certainty, Outcome, Source, Step
from models.rules.identity import (
    CitizenNumber,
    ContractEmployeeNumber,
    Mismatch,
    mismatches,
    nip_oddities,
    parse_employee_number,
    parse_nik,
    parse_nip,
    parse_pppk_number,
)
from models.rules.identity_errors import BirthMismatchError, IdentityError, SexMismatchError
from models.rules.inputs import Inputs
from models.rules.rule import Rule
from models.rules.settings import RuleSettings


class EmployeeKind(StrEnum):
    """Whose number it is."""

    CIVIL_SERVANT = "PNS"
    CONTRACT = "PPPK"


_NIP = Source("Perka BKN 22/2007", "NIP", Certainty.CONFIRMED)
_PPPK = Source("NI PPPK", "18 digit", Certainty.RECALLED)
_NIK = Source("NIK", "16 digit", Certainty.CONFIRMED)
_REFUSED: Mapping[type[KinerjaError], Mapping[str, Any]] = {IdentityError: {"valid": False}}


def _nip(inputs: Inputs, _settings: RuleSettings) -> Outcome:
    kind = inputs.word("kind", EmployeeKind) if inputs.has("kind") else EmployeeKind.CIVIL_SERVANT
    if kind is EmployeeKind.CONTRACT:
        return _contract(parse_pppk_number(inputs.text("nip")))
    number = parse_nip(inputs.text("nip"))
    output: dict[str, Any] = {
        "valid": True,
        "normalised": number.digits,
        "display": str(number),
        "tanggal_lahir": number.birth,
        "tmt_cpns": f"{number.appointed:%Y-%m}",
        "jenis_kelamin": number.sex,
        "urut": number.serial,
    }
    text = N_("Born {birth}, candidate from {start}, sex {sex}, serial {serial}. A NIP has no check digit.")
    values = {
        "birth": number.birth,
        "start": output["tmt_cpns"],
        "sex": number.sex,
        "serial": number.serial,
    }
    steps = [Step(text, _NIP, values)]
    flags = nip_oddities(number)
    if flags:
        output["flags"] = list(flags)
        text = N_("Unusual but possible age at appointment ({flags}): compare the number with the decree.")
        steps.append(Step(text, _NIP, {"flags": ", ".join(flags)}))
    return Outcome(output, tuple(steps))


def _contract(number: ContractEmployeeNumber) -> Outcome:
    output: dict[str, Any] = {
        "valid": True,
        "normalised": number.digits,
        "tanggal_lahir": number.birth,
        "tahun_pengangkatan": f"{number.appointed_year}",
        "kode_pppk": number.code,
        "jenis_kelamin": number.sex,
        "urut": number.serial,
    }
    text = N_("Born {birth}, appointed in {year}, sex {sex}, serial {serial}.")
    values = {"birth": number.birth, "year": output["tahun_pengangkatan"], "sex": number.sex, "serial": number.serial}
    steps = [Step(text, _PPPK, values)]
    if not number.code_is_usual:
        output["flags"] = ["UNUSUAL_CODE"]
        text = N_("Digits 13 and 14 are {code} instead of 21: check the number in the decree.")
        steps.append(Step(text, _PPPK, {"code": number.code}))
    return Outcome(output, tuple(steps))


def _nik(inputs: Inputs, settings: RuleSettings) -> Outcome:
    number = parse_nik(inputs.text("nik"), pivot=settings.century_pivot)
    output = {
        "valid": True,
        "normalised": number.digits,
        "provinsi": number.province,
        "kabupaten": number.regency,
        "kecamatan": number.district,
        "tanggal_lahir": number.birth,
        "jenis_kelamin": number.sex,
        "urut": number.serial,
    }
    return Outcome(output, (_read(number),))


def _read(number: CitizenNumber) -> Step:
    text = N_("Born {birth}, sex {sex} (women have 40 added to the day); the place is that of first registration.")
    return Step(text, _NIK, {"birth": number.birth, "sex": number.sex})


_MISMATCH_ERRORS = {Mismatch.SEX: SexMismatchError, Mismatch.BIRTH: BirthMismatchError}


def _crosscheck(inputs: Inputs, _settings: RuleSettings) -> Outcome:
    employee = parse_employee_number(inputs.text("nip"))
    citizen = parse_nik(inputs.text("nik"), born=employee.birth)
    found = mismatches(citizen, employee)
    if found:
        raise _MISMATCH_ERRORS[found[0]](given=citizen.digits, other=employee.digits)
    return Outcome({"consistent": True}, (_read(citizen), Step(N_("Birth date and sex agree with the NIP."), _NIP)))


RULES = (
    Rule("NIP_PARSE", N_("what an employee number says"), _NIP, ("nip", "kind"), _nip, when_refused=_REFUSED),
    Rule("NIK_PARSE", N_("what a citizen number says"), _NIK, ("nik",), _nik, when_refused=_REFUSED),
    Rule(
        "NIK_NIP_CROSSCHECK",
        N_("whether a citizen and an employee number can be of one person"),
        _NIK,
        ("nik", "nip"),
        _crosscheck,
        when_refused={SexMismatchError: {"consistent": False}, BirthMismatchError: {"consistent": False}},
    ),
)
