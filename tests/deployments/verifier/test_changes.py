"""What somebody changes in an archive is found and named: careless, with the list signed anew, or with every proof."""

import base64
import json
import zlib
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.chain import notes
from models.chain.keys import LedgerKey
from tests.deployments.verifier.conftest import Check, Made
from tests.deployments.verifier.forging import Edit, Files, change, compact, forged, opened, written
from tests.factories import MEMBER, OTHER_MEMBER, PEOPLE


def has(**wanted: Any) -> Any:
    """Whether a row says all of this."""
    return lambda row: all(row.get(name) == value for name, value in wanted.items())


def part(files: Files, stage: str) -> str:
    return next(name for name in files if name.endswith(f"-{stage}.jsonl"))


def row(name: str, found: Any, **values: Any) -> Edit:
    """An edit of one row; `name` is a file or a stage."""
    return lambda files: change(files, name if "." in name else part(files, name), found, **values)


def event(kind: str, **values: Any) -> Edit:
    return row("ledger/events.jsonl", has(event=kind), **values)


def both(*edits: Edit) -> Edit:
    def all_of(files: Files) -> None:
        for edit in edits:
            edit(files)

    return all_of


def swap(files: Files) -> None:
    events = files["ledger/events.jsonl"]
    events[3], events[4] = events[4], events[3]


def cut(files: Files) -> None:
    del files["ledger/events.jsonl"][-3:]


def cut_with_roots(files: Files) -> None:
    """Back to the first signed root: sound in itself."""
    files["ledger/roots.jsonl"] = files["ledger/roots.jsonl"][:1]
    files["ledger/events.jsonl"] = files["ledger/events.jsonl"][: json.loads(files["ledger/roots.jsonl"][0])["size"]]


def put_in(files: Files) -> None:
    files["ledger/events.jsonl"].insert(5, files["ledger/events.jsonl"][4])


def lose(name: str) -> Edit:
    return lambda files: files.pop(name if "." in name else part(files, name))  # type: ignore[func-returns-value]


def of_another(stage: str) -> Edit:
    """Two people get each other's results."""

    def swapped(files: Files) -> None:
        rows = [json.loads(line) for line in files[part(files, stage)]]
        one, other = [each for each in rows if each.get("head") is None and "segment" in each][:2]
        for name in ("segment",):
            one[name], other[name] = other[name], one[name]
        files[part(files, stage)] = [compact(each) for each in rows]

    return swapped


def drop_row(stage: str, found: Any) -> Edit:
    def dropped(files: Files) -> None:
        name = part(files, stage)
        files[name] = [line for line in files[name] if not found(json.loads(line))]

    return dropped


def result(made: Made, nip: str = OTHER_MEMBER, version: int = 1) -> Any:
    return has(segment=made.segments[nip], version=version)


def test_an_honest_archive_holds(made: Made, check: Check) -> None:
    known = ("--key", made.key.verifier, "--checkpoint", made.checkpoint, "--letter", made.letter)
    done = check(made.path, *known)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "Semuanya cocok" in done.stdout
    done = check(made.path, *known, "--lang", "en")
    assert "Everything holds" in done.stdout
    assert "sealed result in force" in done.stdout
    answer = json.loads(check(made.path, "--json").stdout)
    assert answer["holds"] is True
    counts = answer["counts"]
    assert (counts["seals"], counts["results"], counts["units"]) == (9, 22, 1)
    assert counts["credits"] == 4, "two versions, and what stands at the end"
    assert counts["acts"] == 2 * len(made.segments) + 3, "plans, ratings, organization, distribution, objection"


def test_only_whoever_was_disclosed_has_a_name_in_it(made: Made, check: Check) -> None:
    text = "\n".join(line for lines in opened(made.path).values() for line in lines)
    assert OTHER_MEMBER in text
    for nip in PEOPLE:
        assert (nip in text) == (nip == OTHER_MEMBER)
    assert "keliru" not in text, "no word that a person wrote"
    assert f"{OTHER_MEMBER} Pegawai 4" in check(made.path).stdout


CARELESS = {
    "one rating": (row("approval", has(work="SESUAI"), work="DI_ATAS"), {"file_hash", "seal_root", "ratings"}),
    "one predicate": (
        row("scoring", has(predicate="BAIK"), predicate="SANGAT_BAIK"),
        {"file_hash", "seal_root", "predicate"},
    ),
    "one event": (event("plan.approved", actor_id=1), {"file_hash", "root"}),
    "swapped events": (swap, {"file_hash", "root"}),
    "cut tail": (cut, {"file_hash", "event_lost"}),
    "a doubled event": (put_in, {"file_hash", "root", "event_lost"}),
    "missing file": (lose("closing"), {"file_missing", "seal_part"}),
    "missing validations": (lose("validations.jsonl"), {"file_missing"}),
    "a setting": (row("period.json", lambda _row: True), {"file_hash"}),
}


@pytest.mark.parametrize("what", CARELESS)
def test_a_careless_change_is_found(made: Made, check: Check, tmp_path: Path, what: str) -> None:
    edit, codes = CARELESS[what]
    if what == "a setting":
        edit = lambda files: files["period.json"].append(" ")  # noqa: E731
    path = forged(made.path, tmp_path / "x.zip", edit, made.key, how="careless")
    done = check(path, "--json")
    assert done.returncode == 1, done.stdout + done.stderr
    found = {fault["code"] for fault in json.loads(done.stdout)["faults"]}
    assert codes <= found


def test_what_was_changed_is_told_once_and_in_words(made: Made, check: Check, tmp_path: Path) -> None:
    pattern = row("scoring", lambda each: "good" in each, good=1, binding=False)
    edit = both(CARELESS["one predicate"][0], pattern)
    path = forged(made.path, tmp_path / "x.zip", edit, made.key, how="careless")
    shown = check(path).stdout
    lines = [line for line in shown.splitlines() if line.startswith("  ✘ ")]
    assert len(set(lines)) == len(lines)
    assert f"✘ {len(lines)} hal tidak cocok." in shown
    assert "predikat Sangat Baik, menurut matriks Baik" in shown
    assert "baris tahap penetapan predikat bukan yang disegel" in shown
    assert "sebaran Sangat Baik 0, Baik 1, Butuh Perbaikan 0" in shown
    assert ", tidak mengikat" in shown
    assert ", mengikat" in shown
    assert "SANGAT_BAIK" not in shown


def test_one_checkpoint_is_not_told_as_several(made: Made, check: Check) -> None:
    shown = check(made.path, "--lang", "en", "--checkpoint", made.checkpoint).stdout
    assert "The archive begins as your checkpoints say (given: 1)." in shown
    assert "1 distributions" not in shown


KEYHOLDER = {
    "a result": (row("scoring", has(predicate="BAIK"), predicate="SANGAT_BAIK"), "seal_root"),
    "results of two people": (of_another("closing"), "seal_root"),
    "a finding": (lambda files: files[part(files, "quality")].pop(), "seal_root"),
    "an event": (event("evaluation.rated", occurred_at="2020-01-01T00:00:00.000000Z"), "root"),
    "a cut": (cut, "event_lost"),
    "a lost stage": (lose("objection"), "seal_part"),
    "an extra file": (lambda files: files.update({"more.jsonl": ["{}"]}), None),
}


@pytest.mark.parametrize("what", KEYHOLDER)
def test_a_list_of_files_that_was_signed_anew_hides_nothing_that_is_proven(
    made: Made, check: Check, tmp_path: Path, what: str
) -> None:
    edit, code = KEYHOLDER[what]
    path = forged(made.path, tmp_path / "x.zip", edit, made.key, how="manifest")
    done = check(path, "--json", "--key", made.key.verifier)
    found = {fault["code"] for fault in json.loads(done.stdout)["faults"]}
    assert "file_hash" not in found
    assert (code in found) if code else not found


def test_the_manifest_is_signed(made: Made, check: Check, tmp_path: Path) -> None:
    def edit(files: Files) -> None:
        files["manifest.json"] = [json.dumps(json.loads("\n".join(files["manifest.json"])) | {"software": "x"})]

    path = forged(made.path, tmp_path / "x.zip", edit, made.key, how="careless")
    assert "tanda tangan manifes" in check(path).stdout


BEFORE = "2020-01-01T00:00:00.000000Z"
EVENTS = "ledger/events.jsonl"


def rules_broken(made: Made) -> dict[str, tuple[Edit, str, bool]]:
    """Edits by somebody who makes every proof anew: what they change, what is found, whether a person is named."""
    mine = has(segment=made.segments[MEMBER], event="evaluation.rated")
    theirs = has(segment_id=made.segments[OTHER_MEMBER], event="evaluation.rated")
    changed = has(event="objection.changed")
    rated = has(event="evaluation.rated", segment_id=made.segments[MEMBER])
    assert mine
    return {
        "a predicate": (row("scoring", result(made), predicate="SANGAT_BAIK"), "predicate", True),
        "a rating in the result": (row("scoring", result(made), work="DI_ATAS"), "ratings", True),
        "a rating at approval": (row("approval", result(made), work="DI_ATAS"), "ratings", True),
        "a rating in its event": (
            row(EVENTS, theirs, content={"work_rating": "DI_BAWAH"}), "ratings", True,
        ),
        "credit points": (row("scoring", result(made, MEMBER), credit_points="25.01"), "credit", True),
        "credit points for a post without": (row("scoring", result(made), credit_points="25"), "credit", True),
        "a final result": (row("closing", result(made), predicate="SANGAT_BAIK", work="DI_ATAS"), "final", True),
        "a changed result without a decision": (
            row(EVENTS, changed, event="objection.upheld"), "final", True,
        ),
        "nobody's result": (row("scoring", result(made), segment=10**9), "stranger", False),
        "another's pseudonym": (row("scoring", result(made), person="0" * 32), "stranger", True),
        "a person left out": (drop_row("closing", result(made)), "no_result", True),
        "an unknown rule pack": (row("scoring", result(made), pack="OTHER"), "pack", True),
        "the counts": (row("scoring", lambda r: "good" in r, good=1), "counts", False),
        "the pattern": (row("scoring", lambda r: "good" in r, violations=""), "pattern", False),
        "the organization": (
            row("approval", lambda r: "organization" in r, organization="KURANG"), "organization", False,
        ),
        "no justification": (
            event("distribution.justified", event="distribution.other"), "unjustified", False,
        ),
        "attainment": (measured(" 100 at", " 99 at"), "attainment", True),
        "what data indicate": (measured(" 100 at", " 100 above"), "signal", True),
        "a realized value": (measured(" 90 100", " 91 101"), "realized", True),
        "realizations": (row("realizations.jsonl", lambda _row: True, values="1|1|2026-01-01|90"), "report_hash", True),
        "rated by oneself": (
            row(EVENTS, theirs, actor_id=person_id(made, OTHER_MEMBER)), "self", True,
        ),
        "rated by somebody else": (
            row(EVENTS, theirs, actor_id=person_id(made, MEMBER)), "not_asked", True,
        ),
        "an organization predicate by somebody else": (
            event("organization.set", actor_id=person_id(made, MEMBER)), "own_unit", True,
        ),
        "a justification by somebody else": (
            event("distribution.justified", actor_id=person_id(made, MEMBER)), "not_asked", True,
        ),
        "a deputy without a decree": (event("delegation.made", event="delegation.other"), "no_delegation", True),
        "a deputy whose days were over": (
            event("delegation.made", content={"ends": "2020-01-01"}), "no_delegation", True,
        ),
        "the rater decides": (row(EVENTS, changed, actor_id=rater(made)), "rater_decides", True),
        "no approved plan": (
            row(EVENTS, has(event="plan.approved", segment_id=made.segments[MEMBER]), event="plan.other"),
            "no_plan", True,
        ),
        "another plan": (row("target_setting", result(made), hash="0" * 64), "plan_hash", True),
        "no rating": (row(EVENTS, rated, event="evaluation.other"), "no_rating", True),
        "rated before the plan": (
            row(EVENTS, rated, occurred_at=BEFORE), "early_rating", True,
        ),
        "rated after the seal": (
            row(EVENTS, rated, occurred_at="2999-01-01T00:00:00.000000Z"), "late_step", True,
        ),
        "an unreported realization": (
            row(EVENTS, rated, content={"content_hash": "0" * 64}), "no_report", True,
        ),
        "a blocking finding": (blocking(made, None), "open_finding", True),
        "a finding that was made milder": (milder, "finding_other", True),
        "another decider of a request": (
            row("requests.jsonl", has(kind="plan", segment=made.segments[MEMBER]), decided_by="0" * 32),
            "request", True,
        ),
        "a request left out": (lambda files: files["requests.jsonl"].clear(), "request", True),
        "a finding left out": (lambda files: files["findings.jsonl"].clear(), "finding_lost", True),
        "a waiver out of nothing": (blocking(made, "0" * 32), "waiver_event", True),
        "seals in another order": (
            row(EVENTS, has(event="stage.sealed", subject_id=6), occurred_at=BEFORE),
            "seal_order", False,
        ),
        "another NIP": (row("persons.jsonl", has(number=OTHER_MEMBER), number=MEMBER), "disclosed", True),
    }  # fmt: skip


def measured(old: str, new: str) -> Edit:
    def edit(files: Files) -> None:
        name = part(files, "approval")
        place = next(at for at, line in enumerate(files[name]) if old in line)
        files[name][place] = files[name][place].replace(old, new, 1)

    return edit


def person_id(made: Made, nip: str) -> int:
    files = opened(made.path)
    segment = made.segments[nip]
    frozen = [json.loads(line) for line in files[part(files, "briefing")]]
    person = next(each["person"] for each in frozen if each["segment"] == segment)
    return next(each["id"] for line in files["persons.jsonl"] if (each := json.loads(line))["person"] == person)


def rater(made: Made) -> int:
    events = [json.loads(line) for line in opened(made.path)[EVENTS]]
    return next(
        each["acting_for_id"] for each in events if isinstance(each, dict) and each.get("acting_for_id") is not None
    )


def blocking(made: Made, waived_by: str | None) -> Edit:
    row = {
        "finding": 10**6, "unit": 1, "segment": made.segments[MEMBER], "code": "DQ-R07", "rule": "x",
        "severity": "block", "opened_at": "2020-01-01T00:00:00+00:00", "fixed_at": None,
        "waived_until": None, "waived_by": waived_by,
    }  # fmt: skip
    return lambda files: files["findings.jsonl"].append(json.dumps(row))


def milder(files: Files) -> None:
    sealed = {each["finding"] for line in files[part(files, "quality")] if "severity" in (each := json.loads(line))}
    change(files, "findings.jsonl", lambda row: row["finding"] in sealed, severity="info")


NAMES = (
    "a predicate", "a rating in the result", "a rating at approval", "a rating in its event", "credit points",
    "credit points for a post without", "a final result", "a changed result without a decision", "nobody's result",
    "another's pseudonym", "a person left out", "an unknown rule pack", "the counts", "the pattern", "the organization",
    "no justification", "attainment", "what data indicate", "a realized value", "realizations", "rated by oneself",
    "rated by somebody else", "an organization predicate by somebody else", "a justification by somebody else",
    "a deputy without a decree", "a deputy whose days were over", "the rater decides",
    "no approved plan", "another plan", "no rating", "rated before the plan", "rated after the seal",
    "an unreported realization", "a blocking finding", "a waiver out of nothing",
    "a finding that was made milder", "a finding left out", "another decider of a request",
    "a request left out", "seals in another order",
    "another NIP",
)  # fmt: skip


@pytest.mark.parametrize("what", NAMES)
def test_whoever_makes_every_proof_anew_still_has_to_follow_the_rules(
    made: Made, check: Check, tmp_path: Path, what: str
) -> None:
    edits = rules_broken(made)
    assert set(edits) == set(NAMES)
    edit, code, names_person = edits[what]
    path = forged(made.path, tmp_path / "x.zip", edit, made.key, how="all")
    done = check(path, "--json", "--key", made.key.verifier)
    assert done.returncode == 1, done.stdout + done.stderr
    faults = json.loads(done.stdout)["faults"]
    found = [fault for fault in faults if fault["code"] == code]
    assert found, faults
    assert bool(found[0]["person"]) == names_person
    assert not {fault["code"] for fault in faults} & {"root", "root_sign", "seal_root", "file_hash", "manifest_sign"}


def test_a_rewritten_history_is_found_by_whoever_holds_a_checkpoint(made: Made, check: Check, tmp_path: Path) -> None:
    edit = event("plan.submitted", text_digest="0" * 64)
    path = forged(made.path, tmp_path / "x.zip", edit, made.key, how="all")
    assert check(path, "--key", made.key.verifier).returncode == 0, "sound in itself"
    done = check(path, "--key", made.key.verifier, "--checkpoint", made.checkpoint, "--lang", "en")
    assert done.returncode == 1
    assert "history was rewritten" in done.stdout


def test_a_history_that_was_put_back_is_shorter_than_the_checkpoint(made: Made, check: Check, tmp_path: Path) -> None:
    late = tmp_path / "late.txt"
    late.write_text(json.loads(opened(made.path)["ledger/roots.jsonl"][-1])["note"])
    path = forged(made.path, tmp_path / "x.zip", cut_with_roots, made.key, how="manifest")
    done = check(path, "--checkpoint", late, "--json")
    assert "checkpoint_ahead" in {fault["code"] for fault in json.loads(done.stdout)["faults"]}


def test_another_key_is_not_believed(made: Made, check: Check, tmp_path: Path) -> None:
    other = LedgerKey(made.key.origin, Ed25519PrivateKey.generate())
    path = forged(made.path, tmp_path / "x.zip", lambda _files: None, other, how="all")
    done = check(path)
    assert done.returncode == 0
    assert "--key" in done.stdout, "says whose key it believed"
    done = check(path, "--key", made.key.verifier, "--json")
    assert {"root_sign", "manifest_sign"} <= {fault["code"] for fault in json.loads(done.stdout)["faults"]}


def test_a_change_of_key_is_followed_if_the_old_one_signed_it(made: Made, check: Check, tmp_path: Path) -> None:
    new = LedgerKey(made.key.origin, Ed25519PrivateKey.generate())
    for signer, holds in ((made.key, True), (new, False)):
        signature = base64.b64encode(signer.private.sign(str(new.verifier).encode())).decode()
        said = {"old": str(made.key.verifier), "new": str(new.verifier), "signature": signature}
        told = {"id": 10**6, "event": "ledger.key_changed", "actor_kind": "operator", "content": said,
                "occurred_at": json.loads(opened(made.path)[EVENTS][-1])["occurred_at"]}  # fmt: skip
        edit: Edit = lambda files, told=told: files[EVENTS].append(compact(told))  # type: ignore[misc]  # noqa: E731
        path = forged(made.path, tmp_path / f"{holds}.zip", edit, new, how="all")
        done = check(path, "--key", made.key.verifier, "--json")
        codes = {fault["code"] for fault in json.loads(done.stdout)["faults"]}
        assert codes == (set() if holds else {"key_change", "root_sign", "manifest_sign"})


def test_a_letter_with_another_result_is_not_proven(made: Made, check: Check, tmp_path: Path) -> None:
    proof = json.loads(made.letter.read_text())
    forged_letter = tmp_path / "l.json"
    leaf = proof["result"]["leaf"].replace("BAIK", "KURANG")
    forged_letter.write_text(json.dumps(proof | {"result": proof["result"] | {"leaf": leaf}}))
    done = check(made.path, "--letter", forged_letter, "--json")
    assert [fault["code"] for fault in json.loads(done.stdout)["faults"]] == ["letter_bad"]
    for text in ("", "[]", "{}", '{"result": 1, "event": 2}'):
        forged_letter.write_text(text)
        assert check(made.path, "--letter", forged_letter).returncode == 1


def test_the_code_on_a_letter_says_whether_its_result_is_in_force(made: Made, check: Check) -> None:
    done = check(made.path, "--letter", "BBBB-BBBB-BBBB-BBBB", "--lang", "en")
    assert done.returncode == 0
    assert "BBBB-BBBB-BBBB-BBBB: this is the sealed result in force" in done.stdout
    for code, found in (("a" * 16, "letter_old"), ("C" * 16, "code_unknown")):
        done = check(made.path, "--letter", code, "--json")
        assert [fault["code"] for fault in json.loads(done.stdout)["faults"]] == [found]


def test_the_proof_that_a_letter_carries_is_found_in_its_pdf(made: Made, check: Check, tmp_path: Path) -> None:
    letter = tmp_path / "letter.pdf"
    proof = made.letter.read_bytes()
    for stream in (zlib.compress(proof), proof):
        letter.write_bytes(b"%PDF-1.7\n1 0 obj\n<<>>\nstream\nabc\nendstream\nstream\n" + stream + b"\nendstream\n")
        done = check(made.path, "--letter", letter, "--lang", "en")
        assert done.returncode == 0, done.stdout
        assert "sealed result in force" in done.stdout
    letter.write_bytes(b"%PDF-1.7\nnothing")
    assert check(made.path, "--letter", letter).returncode == 1


def test_a_checkpoint_that_is_none_is_named(made: Made, check: Check, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("something\n")
    done = check(made.path, "--checkpoint", other, "--lang", "en")
    assert done.returncode == 1
    assert "no checkpoint signed by a key that is trusted" in done.stdout
    assert check(made.path, "--checkpoint", tmp_path / "nowhere").returncode == 2
    assert check(made.path, "--key", "x").returncode == 2
    assert notes.said(made.checkpoint.read_text()).size > 5
    assert written(opened(made.path), tmp_path / "again.zip").exists()
