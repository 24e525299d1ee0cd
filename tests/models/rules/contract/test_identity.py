import pytest

from tests.models.rules.contract.asking import ask, sentences


def test_a_nip_in_its_parts():
    evaluation = ask("NIP_PARSE", '{"nip": "19680411 199303 1 009", "kind": "PNS"}')
    assert {key: f"{value}" for key, value in evaluation.output.items()} == {
        "valid": "True",
        "normalised": "196804111993031009",
        "display": "19680411 199303 1 009",
        "tanggal_lahir": "1968-04-11",
        "tmt_cpns": "1993-03",
        "jenis_kelamin": "L",
        "urut": "009",
    }
    assert sentences(evaluation.steps) == [
        "Born 1968-04-11, candidate from 1993-03, sex L, serial 009. A NIP has no check digit."
    ]


def test_an_unusual_age_at_appointment_is_a_warning():
    evaluation = ask("NIP_PARSE", '{"nip": "199905022015051001"}')
    assert (evaluation.output["valid"], evaluation.output["flags"]) == (True, ["AGE_UNDER_18"])
    assert sentences(evaluation.steps)[1] == (
        "Unusual but possible age at appointment (AGE_UNDER_18): compare the number with the decree."
    )


def test_a_contract_employees_number_in_its_parts():
    evaluation = ask("NIP_PARSE", '{"nip": "199001012021212007", "kind": "PPPK"}')
    assert {key: f"{value}" for key, value in evaluation.output.items()} == {
        "valid": "True",
        "normalised": "199001012021212007",
        "tanggal_lahir": "1990-01-01",
        "tahun_pengangkatan": "2021",
        "kode_pppk": "21",
        "jenis_kelamin": "P",
        "urut": "007",
    }
    assert sentences(evaluation.steps) == ["Born 1990-01-01, appointed in 2021, sex P, serial 007."]


def test_an_unusual_contract_code_is_a_warning():
    evaluation = ask("NIP_PARSE", '{"nip": "199001012021222007", "kind": "PPPK"}')
    assert evaluation.output["valid"] is True
    assert evaluation.output["flags"] == ["UNUSUAL_CODE"]
    assert sentences(evaluation.steps)[1] == ("Digits 13 and 14 are 22 instead of 21: check the number in the decree.")


@pytest.mark.parametrize(
    ("rule", "text", "code"),
    [
        ("NIP_PARSE", '{"nip": "199001012021212007"}', "TMT_MONTH"),
        ("NIP_PARSE", '{"nip": "1.98609E+17"}', "NOT_DIGITS"),
        ("NIP_PARSE", '{"nip": "19860926201505100"}', "LENGTH"),
        ("NIP_PARSE", '{"nip": "198609262015051000"}', "SERIAL_ZERO"),
        ("NIP_PARSE", '{"nip": "198609262015053001"}', "SEX_DIGIT"),
        ("NIK_PARSE", '{"nik": "3515143208680001"}', "BIRTH_DATE"),
    ],
)
def test_a_wrong_number_is_not_valid(rule, text, code):
    output = ask(rule, text).output
    assert (output["valid"], output["error"]) == (False, code)


def test_a_nik_in_its_parts():
    evaluation = ask("NIK_PARSE", '{"nik": "3515144508680002"}')
    assert {key: f"{value}" for key, value in evaluation.output.items()} == {
        "valid": "True",
        "normalised": "3515144508680002",
        "provinsi": "35",
        "kabupaten": "15",
        "kecamatan": "14",
        "tanggal_lahir": "1968-08-05",
        "jenis_kelamin": "P",
        "urut": "0002",
    }
    assert sentences(evaluation.steps) == [
        "Born 1968-08-05, sex P (women have 40 added to the day); the place is that of first registration."
    ]
    text = '{"nik": "3515140508300001", "settings": {"century_pivot": 30}}'
    assert ask("NIK_PARSE", text).output["tanggal_lahir"].year == 2030


@pytest.mark.parametrize(
    ("nik", "code"), [("3515146609860001", "SEX_MISMATCH"), ("3515142709860001", "BIRTH_MISMATCH")]
)
def test_a_contradiction_is_named(nik, code):
    evaluation = ask("NIK_NIP_CROSSCHECK", f'{{"nik": "{nik}", "nip": "198609262015051001"}}')
    assert evaluation.output["consistent"] is False
    assert evaluation.output["error"] == code
    assert evaluation.refusal.message.values == {"given": nik, "other": "198609262015051001"}


def test_agreeing_numbers():
    for nip in ("198609262015051001", "198609262021211001"):
        evaluation = ask("NIK_NIP_CROSSCHECK", f'{{"nik": "3515142609860001", "nip": "{nip}"}}')
        assert evaluation.output == {"consistent": True}
        assert sentences(evaluation.steps)[1] == "Birth date and sex agree with the NIP."


def test_the_nip_tells_the_century_of_the_nik():
    text = '{"nik": "3515142609200001", "nip": "192009261945051001"}'
    assert "Born 1920-09-26" in sentences(ask("NIK_NIP_CROSSCHECK", text).steps)[0]
