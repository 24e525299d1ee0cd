"""Archives that are none, or made to harm: refused with a sentence and exit code 2, never a traceback."""

import io
import json
import random
import struct
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from deployments.verifier import verify_archive as alone
from models.chain.keys import LedgerKey
from tests.deployments.verifier import many
from tests.deployments.verifier.conftest import Check, Made
from tests.deployments.verifier.forging import Files, opened, sign_manifest, written


@pytest.fixture(scope="session")
def key() -> LedgerKey:
    return LedgerKey("kinerja-many", Ed25519PrivateKey.generate())


@pytest.fixture(scope="session")
def small(key: LedgerKey) -> Files:
    return many.archive(12, 2, key, months=2)


def refused(path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Checked within this process: whatever is not foreseen would be raised here."""
    assert alone.main([str(path), "--lang", "en"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("✘ ")
    assert "Traceback" not in error
    return error


def test_an_archive_without_a_database_holds_too(small: Files, key: LedgerKey, tmp_path: Path) -> None:
    path = written(small, tmp_path / "m.zip")
    report = alone.verify(str(path), [str(key.verifier)])
    assert report.faults == []
    assert (report.counts["results"], report.counts["indicators"], report.counts["seals"]) == (36, 96, 18)


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"not a zip", b"PK\x05\x06" + bytes(18), random.Random(7).randbytes(4000)]
)
def test_what_is_no_archive_is_refused(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    refused(tmp_path / "x.zip", capsys)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert f"there is no file {tmp_path / 'nowhere.zip'};" in refused(tmp_path / "nowhere.zip", capsys)
    assert f"{tmp_path} is a folder" in refused(tmp_path, capsys)


@pytest.mark.parametrize("option", ["--checkpoint", "--letter"])
def test_what_is_given_beside_it_and_is_not_there_is_named(
    made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    for given, words in ((tmp_path / "no.txt", "there is no file"), (tmp_path, "is a folder")):
        assert alone.main([str(made.path), option, str(given), "--lang", "en"]) == 2
        error = capsys.readouterr().err
        assert words in error
        assert "Errno" not in error


def test_a_truncated_archive_is_refused(made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = made.path.read_bytes()
    for length in (10, len(whole) // 2, len(whole) - 5):
        (tmp_path / "x.zip").write_bytes(whole[:length])
        refused(tmp_path / "x.zip", capsys)


@pytest.mark.parametrize(
    "name",
    ["../x.jsonl", "/etc/x.jsonl", "sealed/../../x.jsonl", "a\\b.jsonl", "sealed/1/12-x.jsonl", "x.exe",
     "\u202ex.jsonl", "\x1b[2Jx.jsonl", "sealed/1/1-scoring.jsonl", "C:x.jsonl", "sealed/01/1-briefing.jsonl",
     "sealed/0/1-briefing.jsonl", "x" * 300 + ".jsonl"]
)  # fmt: skip
def test_a_name_that_the_format_does_not_have_is_refused(
    name: str, small: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(small | {name: ["{}"]}, tmp_path / "x.zip")
    error = refused(path, capsys)
    assert "\x1b" not in error
    assert "\u202e" not in error
    assert sorted(tmp_path.iterdir()) == [path], "nothing is ever unpacked"


def test_a_part_that_is_there_twice_is_refused(
    small: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(small, tmp_path / "x.zip")
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("units.jsonl", "{}")
    assert "units.jsonl" in refused(path, capsys)


def test_a_bomb_is_refused_before_it_is_opened(
    small: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, lines in small.items():
            archive.writestr(name, "\n".join(lines) + "\n")
        archive.writestr("runs.jsonl", bytes(64 << 20))
    assert "too much" in refused(path, capsys)


def test_a_bomb_that_lies_about_its_size_is_refused(
    small: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("manifest.json", b" " * (32 << 20))
        for name, lines in small.items():
            if name != "manifest.json":
                archive.writestr(name, "\n".join(lines) + "\n")
    small_size = struct.pack("<I", 100)
    (tmp_path / "x.zip").write_bytes(held.getvalue().replace(struct.pack("<I", 32 << 20), small_size))
    refused(tmp_path / "x.zip", capsys)


def test_a_link_in_the_archive_leads_nowhere(small: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is unpacked: what claims to be a link is a part like any other, and no part has that text."""
    path = written(small, tmp_path / "x.zip")
    link = zipfile.ZipInfo("validations.jsonl")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    assert alone.main([str(path), "--lang", "en"]) == 1
    assert "validations.jsonl is not in the manifest" in capsys.readouterr().out


@pytest.mark.parametrize("number", ["1e999999999", "1/0", "9" * 5000, "\u0661", "NaN", "Infinity", "1_0", " 1", "--1"])
@pytest.mark.parametrize("name", ["a target", "a realization", "a setting"])
def test_what_is_no_number_is_never_computed(
    name: str, number: str, small: Files, key: LedgerKey, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {part: list(lines) for part, lines in small.items()}
    if name == "a setting":
        period = json.loads(files["period.json"][0])
        period["settings"]["inside_range_percent"] = number
        files["period.json"] = [json.dumps(period)]
    elif name == "a realization":
        row = json.loads(files["realizations.jsonl"][0])
        row["values"] = row["values"].rpartition("|")[0] + "|" + number
        files["realizations.jsonl"][0] = json.dumps(row)
    else:
        part = "sealed/1/5-approval.jsonl"
        place = next(at for at, line in enumerate(files[part]) if "measured" in line)
        row = json.loads(files[part][place])
        row["measured"] = f"1.1 normal {number} {number} 1 1 at"
        files[part][place] = json.dumps(row)
    sign_manifest(files, key)
    path = written(files, tmp_path / "x.zip")
    assert alone.main([str(path), "--lang", "en"]) in {1, 2}
    assert "Traceback" not in capsys.readouterr().err


def test_an_encrypted_part_is_refused(small: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(small, tmp_path / "x.zip")
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("units.jsonl")
    raw = bytearray(path.read_bytes())
    raw[info.header_offset + 6] |= 1
    at = raw.rindex(b"units.jsonl") - 46
    raw[at + 8] |= 1
    path.write_bytes(raw)
    refused(path, capsys)


HOSTILE_LINES = {
    "no JSON": "{",
    "a list": "[]",
    "a number": "1",
    "not UTF-8 text": '"\\ud800"',
    "NaN": '{"size": NaN}',
    "a huge number": '{"size": ' + "9" * 5000 + "}",
    "a number with an exponent": '{"size": 1e999999}',
    "very deep": "[" * 100_000 + "]" * 100_000,
    "other types": '{"id": {"a": 1}, "person": [], "segment": {}, "unit": [], "size": "x", "values": 7, "root": 7}',
    "nothing in it": "{}",
    "a long line": '{"a": "' + "x" * (9 << 20) + '"}',
}


@pytest.mark.parametrize("what", HOSTILE_LINES)
@pytest.mark.parametrize(
    "name",
    ["manifest.json", "period.json", "persons.jsonl", "realizations.jsonl", "findings.jsonl", "delegations.jsonl",
     "ledger/events.jsonl", "ledger/roots.jsonl", "sealed/1/1-briefing.jsonl", "sealed/1/5-approval.jsonl",
     "sealed/1/6-scoring.jsonl"]
)  # fmt: skip
def test_a_line_of_another_form_is_refused_or_named(
    name: str, what: str, small: Files, key: LedgerKey, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {part: list(lines) for part, lines in small.items()}
    files[name] = [HOSTILE_LINES[what]] if name.endswith(".json") else [*files[name], HOSTILE_LINES[what]]
    if not name.startswith(("manifest", "ledger/roots")):
        sign_manifest(files, key)
    path = written(files, tmp_path / "x.zip")
    assert alone.main([str(path), "--lang", "en"]) in {1, 2}
    assert "Traceback" not in capsys.readouterr().err


def test_what_an_archive_says_never_steers_the_terminal(
    made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = opened(made.path)
    name = next(each for each in files if each.endswith("6-scoring.jsonl"))
    files[name] = [line.replace("PERMENPANRB6_2022", "\\u001b[2J\\u202e") for line in files[name]]
    assert alone.main([str(written(files, tmp_path / "x.zip")), "--lang", "en"]) == 1
    shown = capsys.readouterr().out
    assert "scored by rule pack ?[2J?" in shown
    assert not {"\x1b", "\u202e"} & set(shown)


def test_changes_at_random_never_end_in_a_traceback(
    made: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every value of every kind of row, replaced by values of other kinds."""
    files = opened(made.path)
    chance = random.Random(20260101)
    values = (None, -1, 10**17, "", "x", "0" * 32, [], {}, [1], True, "2026-13-45", "9" * 17, "1e5", "-", "\u202e")
    for _ in range(150):
        changed = {name: list(lines) for name, lines in files.items()}
        name = chance.choice(
            [each for each in changed if changed[each] and each not in {"rules.json", "manifest.note"}]
        )
        if name.endswith(".json"):
            row = json.loads("\n".join(changed[name]))
            row[chance.choice(list(row))] = chance.choice(values)
            changed[name] = [json.dumps(row)]
        else:
            place = chance.randrange(len(changed[name]))
            row = json.loads(changed[name][place])
            if not isinstance(row, dict):
                continue
            row[chance.choice(list(row))] = chance.choice(values)
            changed[name][place] = json.dumps(row)
        if name != "manifest.json" and "size" not in name:
            _sign(changed, made)
        path = written(changed, tmp_path / "x.zip")
        assert alone.main([str(path), "--lang", "en"]) in {0, 1, 2}
        capsys.readouterr()


def _sign(files: Files, made: Made) -> None:
    try:
        sign_manifest(files, made.key)
    except (KeyError, ValueError, TypeError):
        return


def test_the_program_ends_with_its_exit_code_and_one_sentence(check: Check, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"nothing")
    done = check(tmp_path / "x.zip")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("✘ ")
    assert done.stderr.count("\n") == 1
    assert "Mintalah berkasnya" in done.stderr
    assert json.loads(check(tmp_path / "x.zip", "--json").stdout)["holds"] is None
    assert check().returncode == 2
