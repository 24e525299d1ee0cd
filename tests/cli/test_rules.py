import json
import subprocess
import sys
from decimal import Decimal

import pytest
from typer.testing import CliRunner

from cli.rules import app
from models.rules.packs import PACKS
from models.rules.settings_table import SETTINGS
from tests.models.rules.contract.test_published_cases import CASES

CASE = {"id": "X-1", "rule": "PP46_SEBUTAN", "inputs": {"nilai": 91}, "expected": {"sebutan": "Sangat Baik"}}


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setenv("KINERJA_LANGUAGE", "en")
    monkeypatch.setenv("COLUMNS", "200")
    return lambda *arguments, stdin=None: CliRunner().invoke(app, arguments, input=stdin)


def written(tmp_path, value):
    path = tmp_path / "input.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return str(path)


def test_all_packs_and_rules_are_listed(run):
    shown = run("list")
    assert shown.exit_code == 0
    for pack in PACKS:
        assert f"{pack.name} {pack.version}" in shown.stdout
        for rule in pack.rules:
            assert rule.name in shown.stdout
    facts = json.loads(run("list", "--json").stdout)
    assert [pack["name"] for pack in facts] == [pack.name for pack in PACKS]
    assert [pack["name"] for pack in facts if pack["default"]] == ["PERMENPANRB6_2022"]
    assert facts[0]["rules"][0]["certainty"] == "◐"


def test_a_pack_is_shown_as_tables(run):
    shown = run("show", "PERMENPANRB6_2022")
    assert shown.exit_code == 0
    assert "No arithmetic score" in shown.stdout
    assert "KURANG_PLUS_BUTUH_PERBAIKAN_LT_10PCT" in shown.stdout
    facts = json.loads(run("show", "AK_2023", "--json").stdout)
    assert facts["tables"][0]["rows"][0] == ["Pemula", "3.75", "5.63", "3.75", "2.81", "1.88", "0.94"]


def test_all_settings_are_shown_with_their_defaults(run):
    shown = run("show", "settings")
    assert shown.exit_code == 0
    assert "BUTUH_PERBAIKAN → DI_BAWAH" in shown.stdout
    facts = {each["name"]: each["default"] for each in json.loads(run("show", "settings", "--json").stdout)}
    assert list(facts) == [setting.name for setting in SETTINGS]
    assert (facts["objection_days"], facts["holidays"], facts["distribution_mode"]) == ("14", "-", "warn")


def test_an_unknown_pack_is_refused(run):
    refused = run("show", "PP10")
    assert refused.exit_code == 1
    assert refused.stdout == ""
    assert "kinerja rules list" in refused.stderr
    assert json.loads(run("show", "PP10", "--json").stdout)["error"] == "UNKNOWN_RULE"


def test_a_rule_is_evaluated_from_a_file_and_from_standard_input(run, tmp_path):
    text = '\ufeff{"jenjang": "Ahli Pertama", "predikat": "BAIK", "months": 7, "decimals": 3}'
    for result in (
        run("evaluate", "AK_PERIODIC", "--input", written(tmp_path, text)),
        run("evaluate", "AK_PERIODIC", "--input", "-", stdin=text),
        run("evaluate", "AK_PERIODIC", "--json", "--input", "-", stdin=text),
    ):
        assert result.exit_code == 0
        output = json.loads(result.stdout, parse_float=Decimal)
        assert (output["angka_kredit"], output["decimals"]) == (Decimal("7.292"), 3)
        assert output["steps"][0]["article"] == "PermenPANRB 1/2023 Ps 37"
        assert output["would_change"]


def test_two_hundred_digits_come_out_as_they_went_in(run):
    digits = "1" + "0" * 198 + "1"
    text = f'{{"kondisi": "normal", "target": 100, "realisasi": {digits}}}'
    assert f'"capaian_pct": {digits}.00,' in run("evaluate", "PERMENPANRB8_IKI", "--input", "-", stdin=text).stdout


@pytest.mark.parametrize(
    ("rule", "text", "code"),
    [
        ("PERMENPANRB6_MATRIX", '{"rating_hasil_kerja": "SESUAI", "rating_perilaku_kerja": null}', "INCOMPLETE_RATING"),
        ("PP46_SEBUTAN", '{"nilai": 1,5}', "NOT_JSON"),
        ("PP46_SEBUTAN", '{"nilai": NaN}', "NOT_FINITE"),
        ("PP46_SEBUTAN", b'{"nilai": "\xff"}', "UNREADABLE_FILE"),
        ("PP10", "{}", "UNKNOWN_RULE"),
    ],
)
def test_a_bad_input_gives_a_named_error_and_exit_code_one(run, rule, text, code):
    refused = run("evaluate", rule, "--input", "-", stdin=text)
    assert refused.exit_code == 1
    output = json.loads(refused.stdout)
    assert output["error"] == code
    assert output["message"]


def test_a_missing_file_is_refused(run, tmp_path):
    refused = run("evaluate", "PP46_SEBUTAN", "--input", str(tmp_path / "none.json"))
    assert refused.exit_code == 1
    assert json.loads(refused.stdout)["error"] == "UNREADABLE_FILE"
    assert run("check", str(tmp_path)).exit_code == 1


def test_a_wrong_option_is_wrong_usage(run):
    assert run("evaluate", "PP46_SEBUTAN").exit_code == 2
    assert run("show").exit_code == 2


def test_published_cases_are_checked(run, tmp_path):
    path = written(tmp_path, json.dumps(CASES, default=float))
    shown = run("check", path)
    assert shown.exit_code == 0
    assert "111" in shown.stdout
    assert "MATRIX-01" not in shown.stdout
    assert "MATRIX-01" in run("check", path, "--all").stdout
    assert json.loads(run("check", path, "--json").stdout)["totals"] == {
        "agrees": 111,
        "differs": 0,
        "not shipped": 0,
    }


def test_a_difference_is_shown_and_exits_with_one(run, tmp_path):
    wrong = {**CASE, "id": "X-2", "expected": {"sebutan": "Baik"}}
    shown = run("check", written(tmp_path, [CASE, wrong]))
    assert shown.exit_code == 1
    assert "X-1" not in shown.stdout
    assert '{ "sebutan": "Baik" }' in shown.stdout
    assert '{ "sebutan": "Sangat Baik" }' in shown.stdout


def test_a_rule_we_do_not_ship_is_reported_and_no_difference(run, tmp_path):
    path = written(tmp_path, [CASE, {**CASE, "id": "X-3", "rule": "PP10_1979"}])
    shown = run("check", path)
    assert shown.exit_code == 0
    assert "X-3" in shown.stdout
    assert "not shipped" in shown.stdout


@pytest.mark.parametrize(("cases", "code"), [({}, "WRONG_TYPE"), ([{}], "MISSING_KEY"), ("[", "NOT_JSON")])
def test_a_bad_file_of_cases_is_refused(run, tmp_path, cases, code):
    refused = run("check", written(tmp_path, cases))
    assert refused.exit_code == 1
    assert code in refused.stderr
    assert json.loads(run("check", written(tmp_path, cases), "--json").stdout)["error"] == code


@pytest.mark.parametrize("command", ["list", "show", "evaluate", "check"])
def test_help_teaches_with_an_example(run, command):
    assert f"kinerja rules {command}" in run(command, "--help").stdout


def test_rules_are_pure_and_light():
    loaded = (
        "import cli.rules, sys; print([m for m in ('sqlalchemy', 'prefect', 'great_expectations') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
