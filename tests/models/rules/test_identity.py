from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.identity import (
    CivilServantNumber,
    ContractEmployeeNumber,
    Mismatch,
    Sex,
    mismatches,
    nip_oddities,
    parse_employee_number,
    parse_nik,
    parse_nip,
    parse_pppk_number,
)
from models.rules.identity_errors import BirthAfterAppointmentError, IdentityError

NIP = "198609262015051001"


def test_a_nip_says_birth_appointment_sex_and_serial():
    number = parse_nip(NIP)
    assert number == CivilServantNumber(NIP, date(1986, 9, 26), date(2015, 5, 1), Sex.MALE, "001")
    assert str(number) == "19860926 201505 1 001"


@pytest.mark.parametrize("text", ["19680411 199303 1 009", "'196804111993031009", "19680411.199303.1.009\u00a0"])
def test_writing_aids_are_dropped(text):
    assert parse_nip(text).digits == "196804111993031009"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("198613262015051001", "BIRTH_DATE"),
        ("198602302015051001", "BIRTH_DATE"),
        ("189909262015051001", "BIRTH_DATE"),
        ("198609262015131001", "TMT_MONTH"),
        ("198609262015001001", "TMT_MONTH"),
        ("198609260015051001", "TMT_MONTH"),
        ("198609262015053001", "SEX_DIGIT"),
        ("198609262015050001", "SEX_DIGIT"),
        ("198609262015051000", "SERIAL_ZERO"),
        ("19860926201505100", "LENGTH"),
        ("1986092620150510011", "LENGTH"),
        ("", "LENGTH"),
        ("1.98609E+17", "NOT_DIGITS"),
        ("".join(chr(0xFF10 + int(digit)) for digit in NIP), "NOT_DIGITS"),
        ("19860926201505100\u0661", "NOT_DIGITS"),
        (NIP + "\n", "NOT_DIGITS"),
        ("1986\u200b09262015051001", "NOT_DIGITS"),
        ("19860926201505100O", "NOT_DIGITS"),
        ("201505262015051001", "BIRTH_AFTER_TMT"),
        ("201505012015051001", "BIRTH_AFTER_TMT"),
    ],
)
def test_a_wrong_nip_is_refused_by_name(text, code):
    with pytest.raises(IdentityError) as refusal:
        parse_nip(text)
    assert refusal.value.code == code
    assert refusal.value.message.render("en")


def test_the_year_1900_and_the_eve_of_the_appointment_are_still_possible():
    assert parse_nip("190001011920011001").birth == date(1900, 1, 1)
    assert parse_nip("201504302015051001").appointed == date(2015, 5, 1)
    assert parse_nip("190001011900121001").appointed == date(1900, 12, 1)


def test_a_contract_employee_number_is_told_from_a_nip_by_its_code():
    number = parse_employee_number("19900101 2021 21 2 007")
    assert number == ContractEmployeeNumber("199001012021212007", date(1990, 1, 1), 2021, "21", Sex.FEMALE, "007")
    assert number.code_is_usual
    assert isinstance(parse_employee_number(NIP), CivilServantNumber)


def test_an_unusual_contract_code_is_kept_and_marked():
    assert not parse_pppk_number("199001012021221001").code_is_usual


def test_a_contract_employee_is_not_appointed_before_birth():
    with pytest.raises(BirthAfterAppointmentError):
        parse_pppk_number("199001011990211001")
    assert parse_pppk_number("199001011991211001").appointed_year == 1991


def test_a_nik_says_place_birth_and_sex():
    number = parse_nik("3515140508680001")
    assert (number.province, number.regency, number.district) == ("35", "15", "14")
    assert (number.birth, number.sex, number.serial) == (date(1968, 8, 5), Sex.MALE, "0001")


def test_a_womans_nik_has_forty_added_to_the_day():
    number = parse_nik("3515147108680001")
    assert (number.birth, number.sex) == (date(1968, 8, 31), Sex.FEMALE)
    assert parse_nik("3515144108680001").birth == date(1968, 8, 1)


@pytest.mark.parametrize(
    ("year", "born", "full"),
    [("25", None, 2025), ("26", None, 1926), ("24", 1924, 1924), ("05", 1905, 1905), ("05", 2005, 2005)],
)
def test_the_century_of_a_nik_comes_from_the_nip_or_the_pivot(year, born, full):
    reference = date(born, 1, 1) if born else None
    assert parse_nik(f"3515140508{year}0001", born=reference).birth.year == full


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("351514400868000", "LENGTH"),
        ("3515144008680001", "BIRTH_DATE"),
        ("3515140008680001", "BIRTH_DATE"),
        ("3515147208680001", "BIRTH_DATE"),
        ("3515140513680001", "BIRTH_DATE"),
        ("3515140508680000", "SERIAL_ZERO"),
        ("35151405O8680001", "NOT_DIGITS"),
    ],
)
def test_a_wrong_nik_is_refused_by_name(text, code):
    with pytest.raises(IdentityError) as refusal:
        parse_nik(text)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("nik", "found"),
    [
        ("3515142609860001", ()),
        ("3515146609860001", (Mismatch.SEX,)),
        ("3515142709860001", (Mismatch.BIRTH,)),
        ("3515142610860001", (Mismatch.BIRTH,)),
        ("3515142609870001", (Mismatch.BIRTH,)),
        ("3515146709860001", (Mismatch.SEX, Mismatch.BIRTH)),
    ],
)
def test_a_nik_is_compared_with_the_nip(nik, found):
    assert mismatches(parse_nik(nik), parse_nip(NIP)) == found


@pytest.mark.parametrize(
    ("nip", "found"),
    [
        (NIP, ()),
        ("199705022015051001", ("AGE_UNDER_18",)),
        ("199705012015051001", ()),
        ("197404302015051001", ("AGE_OVER_40",)),
        ("197405022015051001", ()),
        ("198609262026121001", ("TMT_IN_FUTURE",)),
    ],
)
def test_odd_but_possible_numbers_only_warn(nip, found):
    assert nip_oddities(parse_nip(nip), today=date(2026, 11, 22)) == found
    assert nip_oddities(parse_nip(nip)) == tuple(code for code in found if code != "TMT_IN_FUTURE")


def test_an_appointment_of_today_is_not_in_the_future():
    assert nip_oddities(parse_nip(NIP), today=date(2015, 5, 1)) == ()


@given(st.sampled_from([parse_nip, parse_pppk_number, parse_nik]), st.text() | st.from_regex(r"[0-9]{16,18}"))
def test_any_text_is_read_or_refused_by_name(parse, text):
    outcome = ""
    try:
        outcome = parse(text).digits
    except IdentityError as refusal:
        outcome = refusal.code
    assert outcome.isascii()
    assert outcome != "IDENTITY"
