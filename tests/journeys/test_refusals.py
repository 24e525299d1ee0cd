"""Whatever is wrong with what a person gives: one clear sentence, exit code 1, JSON on request, nothing written."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from cli.main import app
from models.vocabulary import Stage
from tests.factories import HEAD, MEMBER, SmallPeriod, changed_tables, snapshot
from tests.journeys.commands import told

RUN = CliRunner()
NOBODY = "197001011995031999"

#: What is asked → what the answer names: the thing that is wrong, or what to do instead.
UNKNOWN = {
    "period show 2099": "period list",
    "period show 2099-lama": "2099-lama",
    "period advance 2099": "period list",
    "period people 2099": "period list",
    "period people 2026 --unit NOWHERE": "Nobody in period 2026",
    "period extend 2099 briefing 2026-12-31 --reason x": "2099",
    "period extend 2026 briefing 2026-12-31 --reason x --unit NOWHERE": "NOWHERE",
    f"period extend 2026 briefing 2026-12-31 --reason x --as {NOBODY}": NOBODY,
    "approvals list --period 2099": "period list",
    "approvals list --unit NOWHERE": "NOWHERE",
    f"approvals list --as {NOBODY}": NOBODY,
    f"approvals decide 99 --as {HEAD} --approve": "approvals list",
    f"approvals decide 99999999999999999999 --as {HEAD} --approve": "99999999999999999999",
    f"approvals decide 1 --as {NOBODY} --approve": NOBODY,
    f"my plan --as {NOBODY} --period 2026": NOBODY,
    f"my submit --as {NOBODY} --period 2026": NOBODY,
    f"my submit --as {HEAD} --period 2099": "2099",
    f"my result --as {HEAD} --period 2026": "",
    f"my accept --as {HEAD} --period 2026": "",
    f"my object --as {HEAD} --period 2026 --statement x": "",
    f"my answer 99 --as {HEAD} --statement x": "",
    f"trace {NOBODY}": NOBODY,
    "trace --unit NOWHERE": "NOWHERE",
    "trace --request 99": "99",
    "trace --request 99999999999999999999": "99999999999999999999",
    "trace": "--unit",
    f"trace {HEAD} --unit X": "--unit",
    "import plans missing.csv --period 2026": "missing.csv",
    "import realizations missing.csv --period 2026": "missing.csv",
    "import realizations missing.csv --period 2099": "2099",
    "period launch missing.yaml --roster missing.xlsx": "missing.yaml",
}


def _refused(words: list[str]) -> str:
    """The one sentence with which a command refuses, the same on stderr and in JSON."""
    before = snapshot()
    plain = RUN.invoke(app, words)
    answered = RUN.invoke(app, [*words, "--json"])
    assert (plain.exit_code, answered.exit_code) == (1, 1), (plain.output, answered.output, plain.exception)
    assert plain.stdout == ""
    assert plain.stderr.startswith("✘ ")
    assert "Traceback" not in plain.stderr
    answer: Any = json.loads(answered.stdout)
    assert set(answer) == {"error", "message"}
    assert plain.stderr.strip() == f"✘ {answer['message']}"
    assert changed_tables(before) == set()
    return str(answer["message"])


@pytest.mark.usefixtures("prefect_api")
@pytest.mark.parametrize("asked", UNKNOWN)
def test_what_does_not_exist_is_named_with_what_to_do(asked: str, period: SmallPeriod) -> None:
    assert UNKNOWN[asked] in _refused(asked.split())


@pytest.mark.parametrize(
    "words",
    [
        "period show",
        "period extend 2026 lunch 2026-12-31 --reason x",
        "period extend 2026 briefing 31-12-2026 --reason x",
        "approvals decide first --as 1",
        "approvals decide 1",
        "approvals decide 1 --as 1 --work TINGGI",
        "approvals list --kind cuti",
        "approvals list --limit 0",
        "my submit --period 2026",
        "trace --request twelve",
        "worker",
        "no-such-command",
    ],
)
def test_wrong_usage_ends_with_2_and_no_traceback(words: str) -> None:
    done = RUN.invoke(app, words.split())
    assert done.exit_code == 2
    assert "Traceback" not in done.output


def test_decisions_that_cannot_be_are_refused(period: SmallPeriod) -> None:
    period.run(Stage.BRIEFING)
    period.run(Stage.TARGET_SETTING)
    request = str(period.submit_plan(HEAD))
    decide = ["approvals", "decide", request]
    assert "--approve" in _refused([*decide, "--as", "KDH"])
    assert "--approve" in _refused([*decide, "--as", "KDH", "--approve", "--return", "--reason", "x"])
    _refused([*decide, "--as", "KDH", "--return"])
    _refused([*decide, "--as", MEMBER, "--approve"])
    told(*decide, "--as", "KDH", "--approve")
    assert "decided" in _refused([*decide, "--as", "KDH", "--approve"])
    _refused(["my", "submit", "--as", HEAD, "--period", "2026"])


@pytest.fixture
def sample(db: str, tmp_path: Path) -> Path:
    told("sample", "--employees", 30, "--no-mistakes", "--year", 2026, "--out", tmp_path)
    return tmp_path


def _changed(**changes: Any) -> Callable[[Path], None]:
    """A period file with other fields; None takes a field away."""

    def change(folder: Path) -> None:
        file = folder / "period.yaml"
        content = yaml.safe_load(file.read_text(encoding="utf-8")) | changes
        kept = {name: value for name, value in content.items() if value is not None}
        file.write_text(yaml.safe_dump(kept, allow_unicode=True), encoding="utf-8")

    return change


def _written(name: str, content: bytes) -> Callable[[Path], None]:
    return lambda folder: folder.joinpath(name).write_bytes(content) and None


def _folder_instead(name: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        folder.joinpath(name).unlink()
        folder.joinpath(name).mkdir()

    return change


#: What is wrong with the files → what the refusal names.
FILES: dict[str, tuple[Callable[[Path], None], str]] = {
    "bad date": (_changed(starts="2026-02-30"), "starts"),
    "missing key": (_changed(region=None), "region"),
    "unknown key": (_changed(dedlines={}), "dedlines"),
    "unknown rule pack": (_changed(rule_pack="permenpanrb-99"), "rules list"),
    "NIP as a number": (_changed(administrators=[198001012005011001]), "quotation marks"),
    "administrator not in the roster": (_changed(administrators=[NOBODY]), NOBODY),
    "ends before it starts": (_changed(ends="2025-12-31"), "ends"),
    "a list instead of fields": (_written("period.yaml", b"- a"), "period.yaml"),
    "broken YAML": (_written("period.yaml", b"a: [b"), "period.yaml"),
    "empty period file": (_written("period.yaml", b""), "period.yaml"),
    "period file in Latin-1": (_written("period.yaml", "title: caf\u00e9".encode("latin-1")), "period.yaml"),
    "folder as period file": (_folder_instead("period.yaml"), "period.yaml"),
    "empty roster": (_written("roster.xlsx", b""), "roster.xlsx"),
    "old .xls renamed": (_written("roster.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), "roster.xlsx"),
    "folder as roster": (_folder_instead("roster.xlsx"), "roster.xlsx"),
}


@pytest.mark.parametrize("wrong", FILES)
def test_wrong_files_launch_nothing(wrong: str, sample: Path) -> None:
    break_it, named = FILES[wrong]
    break_it(sample)
    assert named in _refused(
        ["period", "launch", str(sample / "period.yaml"), "--roster", str(sample / "roster.xlsx"), "--no-start"]
    )


def test_overlapping_and_changed_periods_are_refused(sample: Path) -> None:
    words = ["period", "launch", str(sample / "period.yaml"), "--roster", str(sample / "roster.xlsx"), "--no-start"]
    assert told(*words)["created"]
    _changed(title="Lain")(sample)
    assert "choose another code" in _refused(words)
    _changed(code="2026-b")(sample)
    assert "period list" in _refused(words)
