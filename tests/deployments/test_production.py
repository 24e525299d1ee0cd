"""The production files can be read, keep programs unprivileged, and hold no secret. No engine runs them here."""

import configparser
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from cli.main import app
from deployments import lock, prefect_settings
from models.settings import Settings

FOLDER = lock.ROOT / "deployments"
COMPOSE = yaml.safe_load((FOLDER / "compose.yaml").read_text())
CLUSTER = [part for path in sorted(FOLDER.glob("kubernetes/*.yaml")) for part in yaml.safe_load_all(path.read_text())]
PODS = [part["spec"]["template"]["spec"] for part in CLUSTER if part["kind"] in {"Deployment", "Job"}]
UNITS = sorted(FOLDER.glob("systemd/*.service"))
FILES = [FOLDER / "compose.yaml", FOLDER / "Dockerfile", FOLDER / "logins.sh", *FOLDER.glob("kubernetes/*"), *UNITS]
#: What only the database's initialization reads; everything else named KINERJA_* is a setting of the program.
_LOGINS = {"KINERJA_APP_PASSWORD", "KINERJA_AUDITOR_PASSWORD"}


def _unit(path: Path) -> configparser.ConfigParser:
    # A unit may name Environment twice, which this reader only takes when told so.
    unit = configparser.ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(path)
    return unit


def _variables(pod: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for container in pod["containers"] for each in container["env"]}


def test_every_setting_they_name_exists() -> None:
    known = {f"KINERJA_{name}".upper() for name in Settings.model_fields} | _LOGINS
    named = {name for path in FILES for name in re.findall(r"\bKINERJA_[A-Z_]+", path.read_text())}
    assert named - known == set()


def test_every_command_they_start_exists() -> None:
    pods = [container.get("args") for pod in PODS for container in pod["containers"]]
    composed = [service.get("command") for service in COMPOSE["services"].values()]
    units = [
        line.split()[1:] for line in (_unit(path)["Service"]["ExecStart"] for path in UNITS) if "/kinerja " in line
    ]
    started = [words for words in pods + composed + units if words]
    assert ["up"] in started
    for words in started:
        result = CliRunner().invoke(app, [*words, "--help"])
        assert result.exit_code == 0, f"{words}: {result.output}"


@pytest.mark.parametrize("name", [name for name in COMPOSE["services"] if name != "database"])
def test_composed_programs_have_no_rights(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


def test_composed_ports_are_this_machines_only() -> None:
    ports = [port for service in COMPOSE["services"].values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_composed_secrets_must_be_given() -> None:
    for service in COMPOSE["services"].values():
        for name, value in service.get("environment", {}).items():
            if re.search(r"PASSWORD|AUTH_STRING|DATABASE.*URL", name):
                assert value is None or re.search(r"\$\{[A-Z_]+:\?\}", value), f"{name} has a default"


@pytest.mark.parametrize("pod", PODS, ids=lambda pod: pod["containers"][0]["name"])
def test_pods_are_restricted(pod: dict[str, Any]) -> None:
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for container in pod["containers"]:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert "memory" in container["resources"]["limits"]


@pytest.mark.parametrize("pod", PODS, ids=lambda pod: pod["containers"][0]["name"])
def test_pods_take_secrets_from_the_cluster(pod: dict[str, Any]) -> None:
    for name, variable in _variables(pod).items():
        if re.search(r"AUTH_STRING|DATABASE.*URL", name):
            assert variable["valueFrom"]["secretKeyRef"]["name"] == "kinerja"


def test_prefect_is_guarded_wherever_it_runs() -> None:
    guarded = "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED"
    (pod,) = (pod for pod in PODS if pod["containers"][0]["name"] == "prefect")
    here = prefect_settings.SERVER[guarded]
    assert here == "true"
    assert COMPOSE["services"]["prefect"]["environment"][guarded] == here
    assert _variables(pod)[guarded]["value"] == here


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_run_an_ordinary_account_in_a_closed_folder(path: Path) -> None:
    service = _unit(path)["Service"]
    assert service["User"] == "kinerja"
    assert service["NoNewPrivileges"] == "true"
    assert service["UMask"] == "0077"
    assert service["ExecStart"].startswith("/opt/kinerja/.venv/bin/")


def test_image_installs_the_lock_and_is_not_root() -> None:
    lines = (FOLDER / "Dockerfile").read_text().splitlines()
    assert any("--require-hashes" in line for line in lines)
    assert [line for line in lines if line.startswith("USER")] == ["USER 10001"]
    assert lines.index("USER 10001") < next(
        number for number, line in enumerate(lines) if line.startswith("ENTRYPOINT")
    )
