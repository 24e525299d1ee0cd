"""Attacks by whoever holds the ledger's key and makes every proof anew: what no hash tells, the checks do.

Belongs here: attacks that leave the archive sound in itself, and forks of history. Does not: simple edits
(test_changes), archives made to harm the verifier (test_hostile).
"""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.chain import merkle, notes
from models.chain.keys import LedgerKey
from models.chain.notes import Checkpoint
from models.chain.sealer import chained
from tests.deployments.verifier.conftest import Check, Made
from tests.deployments.verifier.forging import Edit, Files, change, compact, forged, opened, written
from tests.deployments.verifier.forging import sign_manifest as sign
from tests.deployments.verifier.test_changes import (
    BEFORE,
    EVENTS,
    blocking,
    both,
    drop_row,
    event,
    has,
    of_another,
    part,
    person_id,
    rater,
    result,
    row,
)
from tests.factories import MEMBER, OTHER_MEMBER


def codes_of(check: Check, path: Path, *more: object) -> list[dict[str, Any]]:
    done = check(path, "--json", *more)
    assert done.returncode == 1, done.stdout + done.stderr
    faults: list[dict[str, Any]] = json.loads(done.stdout)["faults"]
    return faults


def line_of(files: Files, name: str, found: Callable[[dict[str, Any]], bool]) -> int:
    for place, line in enumerate(files[name]):
        row_ = json.loads(line)
        if isinstance(row_, dict) and found(row_):
            return place
    raise AssertionError(name)


def rewritten(name: str, found: Any, old: str, new: str) -> Edit:
    """The text of one line, not only what it means."""

    def edit(files: Files) -> None:
        where = name if "." in name else part(files, name)
        place = line_of(files, where, found)
        assert old in files[where][place]
        files[where][place] = files[where][place].replace(old, new, 1)

    return edit


def moved_to_the_end(found: Any) -> Edit:
    """An event that really came last, with its old date and number."""

    def edit(files: Files) -> None:
        files[EVENTS].append(files[EVENTS].pop(line_of(files, EVENTS, found)))

    return edit


def told_again(found: Any, **values: Any) -> Edit:
    """A second event like one there is, slipped in at the end."""

    def edit(files: Files) -> None:
        first = json.loads(files[EVENTS][line_of(files, EVENTS, found)])
        files[EVENTS].append(compact(first | {"id": 10**6} | values))

    return edit


def said_by_hash(found: Any) -> Edit:
    """An event of this period passed off as one of another: its hash alone leaves every proof sound."""

    def edit(files: Files) -> None:
        place = line_of(files, EVENTS, found)
        files[EVENTS][place] = json.dumps(merkle.leaf_hash(files[EVENTS][place].encode()).hex())

    return edit


def left_out(segment: int) -> Edit:
    """Somebody who is in no stage's rows any more."""

    def edit(files: Files) -> None:
        for name in files:
            if name.startswith("sealed/"):
                files[name] = [line for line in files[name] if json.loads(line).get("segment") != segment]

    return edit


def frozen_again(segment: int) -> Edit:
    def edit(files: Files) -> None:
        name = part(files, "briefing")
        first = json.loads(files[name][line_of(files, name, has(segment=segment))])
        files[name].append(compact(first | {"segment": 10**6}))

    return edit


def numbers_swapped(one: int, other: int) -> Edit:
    """Whoever rated themselves gets the number of somebody else, and the other way round."""

    def edit(files: Files) -> None:
        for place, line in enumerate(files["persons.jsonl"]):
            person = json.loads(line)
            person["id"] = {one: other, other: one}.get(person["id"], person["id"])
            files["persons.jsonl"][place] = compact(person)

    return edit


def waived_too_late(made: Made) -> Edit:
    """A waiver for whom was rated with a blocking finding: dated before, recorded after."""
    said = {"code": "DQ-R07", "until": "2999-01-01T00:00:00+00:00"}
    rated = has(event="evaluation.rated", segment_id=made.segments[MEMBER])
    waiver = told_again(
        rated, event="finding.waived", subject_id=10**6, content=said, occurred_at="2020-01-02T00:00:00.000000Z"
    )
    return both(blocking(made, "0" * 32), waiver)


def unreported(segment: int) -> Edit:
    def edit(files: Files) -> None:
        files["realizations.jsonl"] = [
            line for line in files["realizations.jsonl"] if json.loads(line)["segment"] != segment
        ]
        change(files, part(files, "approval"), has(segment=segment), measured="")

    return edit


def attacks(made: Made) -> dict[str, tuple[Edit, str]]:
    """What whoever holds the key does, and the first thing that must be said of it."""
    mine, theirs = made.segments[MEMBER], made.segments[OTHER_MEMBER]
    rated = has(event="evaluation.rated", segment_id=theirs)
    changed, answered = has(event="objection.changed"), has(event="objection.answered")
    sealed = has(event="stage.sealed", subject_id=6)
    second = has(segment=mine, version=2)
    return {
        "a name twice in an event": (
            rewritten(EVENTS, rated, '"event":', '"event":"evaluation.returned","event":'), "not_canonical",
        ),
        "a letter written as its number": (
            rewritten("scoring", result(made), '"BAIK"', '"\\u0042AIK"'), "not_canonical",
        ),
        "a space that no reader sees": (rewritten("closing", result(made), '":', '": '), "not_canonical"),
        "letters that look alike": (row("scoring", result(made), predicate="\u0412AIK"), "predicate"),
        "digits of another script": (row("scoring", result(made, MEMBER), credit_points="\u0662\u0665"), "credit"),
        "credit points off by a thousandth": (
            row("scoring", result(made, MEMBER), credit_points="25.001"), "credit",
        ),
        "credit points as a quotient": (row("scoring", result(made, MEMBER), credit_points="50/2"), "credit"),
        "a number too great to be computed": (
            row("scoring", result(made, MEMBER), credit_points="1e999999999"), "credit",
        ),
        "a second rating behind the seal": (told_again(rated, occurred_at=BEFORE), "rated_twice"),
        "a rating that came after the seal": (moved_to_the_end(rated), "late_step"),
        "a stage sealed once more": (told_again(sealed), "seal_twice"),
        "a waiver that was antedated": (waived_too_late(made), "open_finding"),
        "a delegation that was made afterwards": (moved_to_the_end(has(event="delegation.made")), "no_delegation"),
        "another delegation": (
            row(EVENTS, has(acting_for_id=rater(made)), content={"delegation": 999}), "no_delegation",
        ),
        "a deputy from day to day": (event("delegation.made", content={"kind": "plh"}), "plh"),
        "a plan approved after the rating": (
            moved_to_the_end(has(event="plan.approved", segment_id=theirs)), "early_rating",
        ),
        "a report after its approval": (
            moved_to_the_end(has(event="report.submitted", segment_id=theirs)), "no_report",
        ),
        "a person in no stage": (left_out(theirs), "lost_segment"),
        "a person listed twice": (
            lambda files: files["persons.jsonl"].append(files["persons.jsonl"][0]), "person_twice",
        ),
        "a person frozen twice": (frozen_again(theirs), "frozen_twice"),
        "numbers of two people swapped": (
            numbers_swapped(person_id(made, MEMBER), person_id(made, OTHER_MEMBER)), "not_theirs",
        ),
        "plans of two people swapped": (of_another("target_setting"), "elsewhere"),
        "results of two people swapped": (of_another("scoring"), "stranger"),
        "a result that was not published": (drop_row("notification", has(segment=theirs)), "untold"),
        "a justification by nobody": (row("scoring", lambda r: "good" in r, justified=False), "justified"),
        "the old result in force again": (
            lambda files: files.update({part(files, "closing"): [
                each for line in files[part(files, "closing")] if (each := line) and not second(json.loads(line))
            ] + [as_closing(files, mine)]}), "versions",
        ),
        "a changed result hidden": (both(drop_row("objection", second), drop_row("closing", second)), "versions"),
        "an objection decided unheard": (event("objection.answered", event="objection.other"), "unheard"),
        "an answer after the decision": (moved_to_the_end(answered), "unheard"),
        "an answer by somebody else": (row(EVENTS, answered, actor_id=person_id(made, OTHER_MEMBER)), "not_asked"),
        "an objection of nobody": (event("objection.filed", event="objection.other"), "not_filed"),
        "an objection filed by somebody else": (
            event("objection.filed", actor_id=person_id(made, OTHER_MEMBER)), "not_theirs",
        ),
        "two decisions on one request": (told_again(changed), "decided_twice"),
        "a decision in another unit": (row(EVENTS, rated, unit_id=10**6), "other_unit"),
        "realizations made to vanish": (unreported(theirs), "report_hash"),
        "an indicator that nobody was shown": (row("approval", result(made), measured=""), "unmeasured"),
        "an approval told as a hash": (said_by_hash(has(event="plan.approved", segment_id=theirs)), "no_plan"),
        "a rating told as a hash": (said_by_hash(rated), "no_rating"),
        "a decision on an objection told as a hash": (said_by_hash(changed), "final"),
        "an event with an old date": (
            told_again(has(event="plan.submitted"), event="plan.drafted", occurred_at="2026-01-01T00:00:00.000000Z"),
            "antedated",
        ),
    }  # fmt: skip


def as_closing(files: Files, segment: int) -> str:
    """The scored result of somebody, as a row of the last stage."""
    name = part(files, "scoring")
    scored = json.loads(files[name][line_of(files, name, has(segment=segment))])
    return compact(scored | {"stage": "closing"})


NAMES = (
    "a name twice in an event", "a letter written as its number", "a space that no reader sees",
    "letters that look alike", "digits of another script", "credit points off by a thousandth",
    "credit points as a quotient", "a number too great to be computed", "a second rating behind the seal",
    "a rating that came after the seal", "a stage sealed once more", "a waiver that was antedated",
    "a delegation that was made afterwards", "another delegation", "a deputy from day to day",
    "a plan approved after the rating", "a report after its approval", "a person in no stage", "a person listed twice",
    "a person frozen twice", "numbers of two people swapped", "plans of two people swapped",
    "results of two people swapped", "a result that was not published", "a justification by nobody",
    "the old result in force again", "a changed result hidden", "an objection decided unheard",
    "an answer after the decision", "an answer by somebody else", "an objection of nobody",
    "an objection filed by somebody else", "two decisions on one request", "a decision in another unit",
    "realizations made to vanish", "an indicator that nobody was shown", "an approval told as a hash",
    "a rating told as a hash", "a decision on an objection told as a hash", "an event with an old date",
)  # fmt: skip


@pytest.mark.parametrize("what", NAMES)
def test_an_attack_by_whoever_holds_the_key_is_named(made: Made, check: Check, tmp_path: Path, what: str) -> None:
    every = attacks(made)
    assert set(every) == set(NAMES)
    edit, code = every[what]
    path = forged(made.path, tmp_path / "x.zip", edit, made.key, how="all")
    faults = codes_of(check, path, "--key", made.key.verifier)
    found = {fault["code"] for fault in faults}
    assert code in found, found
    assert not found & {"root", "root_sign", "seal_root", "file_hash", "manifest_sign"}
    assert all(fault["message"] for fault in faults)


def test_a_number_that_is_not_whole_is_refused(made: Made, check: Check, tmp_path: Path) -> None:
    actor = person_id(made, MEMBER)
    edit = rewritten(EVENTS, has(actor_id=actor), f'"actor_id":{actor}', f'"actor_id":{actor}.0')
    path = forged(made.path, tmp_path / "x.zip", edit, made.key, how="all")
    done = check(path, "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert "a number that is not whole" in done.stderr


def test_an_answer_whose_time_ran_out_counts_as_heard(made: Made, check: Check, tmp_path: Path) -> None:
    """The same day the rater still had time; with less than none of it, it had run out."""
    period = json.loads("\n".join(opened(made.path)["period.json"]))
    period["settings"]["objection_answer_days"] = -2

    def edit(files: Files) -> None:
        files["period.json"] = [json.dumps(period)]
        event("objection.answered", event="objection.other")(files)

    path = forged(made.path, tmp_path / "x.zip", edit, made.key, how="all")
    assert check(path, "--key", made.key.verifier).returncode == 0


# ----------------------------------------------------------------------------------------------- histories and keys
def note(made: Made, size: int, root: bytes, key: LedgerKey | None = None) -> str:
    key = key or made.key
    return notes.signed(Checkpoint(key.origin, size, root, ()).text, key.origin, key.private)


def test_two_checkpoints_of_one_size_show_two_histories(made: Made, check: Check, tmp_path: Path) -> None:
    size = notes.said(made.checkpoint.read_text()).size
    other = tmp_path / "other.txt"
    other.write_text(note(made, size, bytes(32)))
    done = check(made.path, "--checkpoint", made.checkpoint, other, "--lang", "en")
    assert done.returncode == 1
    assert f"{other} ({size} events) says: history was rewritten, or there are two" in done.stdout
    assert "The archive begins as" not in done.stdout


def test_a_letter_of_another_history_is_named(made: Made, check: Check, tmp_path: Path) -> None:
    """The result is the same, but the letter's holder was shown another ledger than the auditor."""
    forked = opened(made.path)
    event("plan.submitted", text_digest="0" * 64)(forked)
    proof = json.loads(made.letter.read_text())
    leaves = [json.loads(e) if e[0] == '"' else merkle.leaf_hash(e.encode()).hex() for e in forked[EVENTS]]
    place, size = proof["event"]["place"], proof["event"]["size"]
    levels = merkle.levels([bytes.fromhex(each) for each in leaves[:size]])
    path = merkle.inclusion(place, size, lambda level, at: levels[level][at])
    proof["event"]["path"] = [each.hex() for each in path]
    proof["checkpoint"] = note(made, size, levels[-1][0])
    letter = tmp_path / "letter.json"
    letter.write_text(json.dumps(proof))
    assert [fault["code"] for fault in codes_of(check, made.path, "--letter", letter)] == ["letter_fork"]


def test_letters_that_were_exchanged_say_whose_they_are(made: Made, check: Check) -> None:
    files = opened(made.path)
    name = part(files, "briefing")
    person = json.loads(files[name][line_of(files, name, has(segment=made.segments[MEMBER]))])["person"]
    done = check(made.path, "--letter", made.letter, "--lang", "en")
    ratings = "(work Di Atas Ekspektasi, behavior Di Atas Ekspektasi)"
    assert f"sealed result in force: {person}: predicate Sangat Baik {ratings}" in done.stdout


def rotated(made: Made, new: LedgerKey) -> dict[str, Any]:
    signature = base64.b64encode(made.key.private.sign(str(new.verifier).encode())).decode()
    said = {"old": str(made.key.verifier), "new": str(new.verifier), "signature": signature}
    last = json.loads(opened(made.path)[EVENTS][-1])["occurred_at"]
    return {"id": 10**6, "event": "ledger.key_changed", "actor_kind": "operator", "content": said, "occurred_at": last}


def sign_roots_in_turn(files: Files, turns: list[tuple[int, LedgerKey]]) -> None:
    """Roots over so many events, each by its key, chained."""
    hashes = [
        bytes.fromhex(e.strip('"')) if e[0] == '"' else merkle.leaf_hash(e.encode())
        for e in files["ledger/events.jsonl"]
    ]
    chain, rows = bytes(32), []
    for size, key in turns:
        root = merkle.levels(hashes[:size])[-1][0]
        chain = chained(chain, size, root)
        text = Checkpoint(key.origin, size, root, (f"chain {chain.hex()}",)).text
        told = {"size": size, "root": root.hex(), "chain": chain.hex()}
        rows.append(json.dumps(told | {"note": notes.signed(text, key.origin, key.private)}))
    files["ledger/roots.jsonl"] = rows


def test_a_key_that_was_replaced_signs_nothing_any_more(made: Made, check: Check, tmp_path: Path) -> None:
    """Whoever stole the old key goes on with it after the change."""
    new = LedgerKey(made.key.origin, Ed25519PrivateKey.generate())
    files = opened(made.path)
    files[EVENTS].append(compact(rotated(made, new)))
    size = len(files[EVENTS])
    for turns, code in (
        ([(size - 1, made.key), (size, new)], None),
        ([(size - 1, new), (size, made.key)], "old_key"),
    ):
        sign_roots_in_turn(files, turns)
        sign(files, turns[-1][1])
        path = written(files, tmp_path / "x.zip")
        done = check(path, "--json", "--key", made.key.verifier)
        assert {fault["code"] for fault in json.loads(done.stdout)["faults"]} == ({code} if code else set())
    late = tmp_path / "late.txt"
    sign_roots_in_turn(files, [(size - 1, new), (size, new)])
    sign(files, new)
    root = bytes.fromhex(json.loads(files["ledger/roots.jsonl"][-1])["root"])
    late.write_text(note(made, size, root))
    path = written(files, tmp_path / "x.zip")
    faults = codes_of(check, path, "--key", made.key.verifier, "--checkpoint", late)
    assert [fault["code"] for fault in faults] == ["old_key"]
    assert str(late) in faults[0]["message"]


@pytest.mark.parametrize("size", ["\u0661\u0662", "1_2", "+12", "012", "-1", "0", ""])
def test_a_size_that_is_written_oddly_is_none(made: Made, check: Check, tmp_path: Path, size: str) -> None:
    text = note(made, 12, bytes(32)).replace("\n12\n", f"\n{size}\n", 1)
    (tmp_path / "c.txt").write_text(text)
    faults = codes_of(check, made.path, "--checkpoint", tmp_path / "c.txt")
    assert [fault["code"] for fault in faults] == ["checkpoint_bad"]


def test_it_says_what_holds_first_then_what_does_not_then_what_to_do(made: Made, check: Check, tmp_path: Path) -> None:
    path = forged(made.path, tmp_path / "x.zip", row("scoring", result(made), predicate="KURANG"), made.key, how="all")
    shown = check(path, "--lang", "en").stdout.splitlines()
    marks = [line[0] for line in shown if line[0] in "✔✘•"]
    assert marks.index("✘") > marks.index("✔")
    assert "✔" not in marks[marks.index("✘") :]
    assert any(line.startswith("• ") and OTHER_MEMBER in line and "predicate" in line for line in shown)
    assert shown[-1].startswith("Keep this archive as it is.")
