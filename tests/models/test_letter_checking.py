"""Whether a letter is what was sealed: by code without a value, by file with its own proof, changed in every part."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import make_url

from models import letter_checking, letter_files, letters, postgres
from models.chain import checkpoints, keys, notes, proofs, sealer
from models.chain.keys import LedgerKey
from models.chain.notes import NotACheckpointError
from models.chain.proofs import NotProvenError
from models.database import transaction
from models.errors import InvalidInputError
from models.letter_checking import Sealed
from models.letter_files import Carried
from models.letters import Written
from models.vocabulary import Rating, Stage
from tasks.letters import pdf
from tests.acts import World, decide
from tests.factories import MEMBER, OTHER_MEMBER, SmallPeriod

PORTAL = "https://kinerja.example.go.id"


@pytest.fixture
def key(db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LedgerKey:
    """A key of this test's own."""
    monkeypatch.setenv("KINERJA_LEDGER_KEY_FILE", str(tmp_path / "ledger.key"))
    return keys.signing_key()


@pytest.fixture
def stands_at() -> Stage:
    return Stage.OBJECTION


@pytest.fixture
def published(period: SmallPeriod, key: LedgerKey) -> SmallPeriod:
    """Everybody has a published result, whose seal has its number."""
    number(key)
    return period


def number(key: LedgerKey) -> None:
    with transaction() as session:
        sealer.seal(session, key)


def written(period: SmallPeriod, kind: str = "evaluation", nip: str = MEMBER) -> Written:
    with transaction() as session:
        return letters.written(session, kind, period.segments[nip], "id")


def carried(letter: Written) -> Carried:
    return letter_files.carried(pdf(letter, PORTAL))


def standing(letter: Written) -> tuple[bool, Sealed]:
    with transaction() as session:
        found = letter_checking.of_code(session, letters.grouped(letter.code).lower())
    assert found
    assert MEMBER not in json.dumps(found, default=str), "nobody is named"
    return found["in_force"], found["sealed"]


def test_a_letter_carries_the_proof_of_its_result(published: SmallPeriod, key: LedgerKey) -> None:
    letter = written(published)
    assert standing(letter) == (True, Sealed.YES)
    shown = letter_checking.of_file(carried(letter), [key.verifier])
    assert (shown.result["segment"], shown.result["predicate"]) == (published.segments[MEMBER], "BAIK")
    assert written(published) == letter, "also when the ledger has grown"
    with transaction() as session:
        kept = checkpoints.newest(session)["note"]
    assert letter_checking.of_file(carried(letter), [], notes.said(kept)) == shown, "without a key, by a checkpoint"


def test_before_the_seal_has_its_number_there_is_no_proof(period: SmallPeriod, key: LedgerKey) -> None:
    letter = written(period)
    assert standing(letter) == (True, Sealed.WAITING)
    with pytest.raises(InvalidInputError, match="carries no proof"):
        letter_checking.of_file(carried(letter), [key.verifier])
    number(key)
    after = written(period)
    assert (after.code, after.said) == (letter.code, letter.said)
    assert standing(after) == (True, Sealed.YES)
    number(key)
    assert pdf(written(period), PORTAL) == pdf(after, PORTAL), "the first proof stays"


def test_an_objection_replaces_the_letter_and_has_its_own_proof(published: SmallPeriod, key: LedgerKey) -> None:
    old = written(published)
    with transaction() as session:
        request = World(session, published).objected(MEMBER)
    published.accept_all(but=(MEMBER,))
    with transaction() as session:
        decide(World(session, published), request, reason="Bukti sah", work=Rating.ABOVE, behavior=Rating.ABOVE)
    assert published.run(Stage.OBJECTION).outcome == "sealed"
    number(key)
    new, decision = written(published), written(published, "decision")
    assert (standing(old), standing(new), standing(decision)) == (
        (False, Sealed.YES), (True, Sealed.YES), (True, Sealed.YES),
    )  # fmt: skip
    assert letter_checking.of_file(carried(new), [key.verifier]).result["version"] == 2


def test_a_plan_rests_on_no_result(published: SmallPeriod, key: LedgerKey) -> None:
    letter = written(published, "plan")
    assert standing(letter) == (True, Sealed.NONE)
    assert carried(letter).proof is None


def test_a_result_changed_behind_the_ledger_is_told(published: SmallPeriod, server: postgres.Server) -> None:
    letter = written(published)
    name = make_url(os.environ["KINERJA_DATABASE_URL"]).database or ""
    with psycopg.connect(server.dsn(name, postgres.OWNER), autocommit=True) as attacker:
        attacker.execute("SET session_replication_role = replica")
        attacker.execute("UPDATE letter_content SET content = replace(content, '\"BAIK\"', '\"SANGAT_BAIK\"')")
    assert standing(letter) == (True, Sealed.DIFFERS)


def _other_leaf(proof: dict[str, Any]) -> None:
    proof["result"]["leaf"] = proof["result"]["leaf"].replace("BAIK", "SANGAT_BAIK")


def _other_index(proof: dict[str, Any]) -> None:
    proof["result"]["index"] ^= 1


def _other_event(proof: dict[str, Any]) -> None:
    proof["event"]["leaf"] = proof["event"]["leaf"].replace("stage.sealed", "plan.approved")


def _other_root(proof: dict[str, Any]) -> None:
    said = json.loads(proof["event"]["leaf"])
    said["content"]["results_root"] = "00" * 32
    proof["event"]["leaf"] = json.dumps(said)


def _other_place(proof: dict[str, Any]) -> None:
    proof["event"]["path"] = proof["event"]["path"][1:]


def _other_letter(proof: dict[str, Any]) -> None:
    proof["letter"]["code"] = "A" * 16


def _no_hash(proof: dict[str, Any]) -> None:
    proof["result"]["path"] = ["zz"]


@pytest.mark.parametrize(
    "change", [_other_leaf, _other_index, _other_event, _other_root, _other_place, _other_letter, _no_hash]
)
def test_a_changed_proof_does_not_hold(
    published: SmallPeriod, key: LedgerKey, change: Callable[[dict[str, Any]], None]
) -> None:
    own = carried(written(published))
    change(own.proof)
    with pytest.raises(NotProvenError):
        letter_checking.of_file(own, [key.verifier])


def test_the_proof_of_another_person_is_told(published: SmallPeriod) -> None:
    own, other = carried(written(published)), carried(written(published, nip=OTHER_MEMBER))
    other.proof["letter"]["code"] = own.code
    with transaction() as session:
        found, _shown = letter_checking.of_own_file(session, Carried(own.code, other.proof))
    assert found
    assert found["sealed"] == Sealed.DIFFERS


def test_another_key_or_another_history_is_not_believed(published: SmallPeriod, key: LedgerKey) -> None:
    own = carried(written(published))
    stranger = notes.VerifierKey(key.verifier.name, bytes(32))
    with pytest.raises(NotACheckpointError):
        letter_checking.of_file(own, [stranger])
    true = notes.said(own.proof["checkpoint"])
    with pytest.raises(NotProvenError, match="another history"):
        letter_checking.of_file(own, [key.verifier], notes.Checkpoint(true.origin, true.size, bytes(32)))
    later = notes.Checkpoint(true.origin, true.size + 1, bytes(32))
    with pytest.raises(NotProvenError, match="--key"):
        letter_checking.of_file(own, [], later)
    assert letter_checking.of_file(own, [key.verifier], later).checkpoint.size == true.size


def test_a_file_that_is_no_letter_says_what_to_do(published: SmallPeriod) -> None:
    content = pdf(written(published), PORTAL)
    for other in (b"", b"PK\x03\x04", b"%PDF-1.7\n" + b"0" * 21_000_000):
        with pytest.raises(InvalidInputError, match="no PDF of a letter"):
            letter_files.carried(other)
    with pytest.raises(InvalidInputError, match="carries no code"):
        letter_files.carried(content.replace(b"kinerja:", b"kinerja-"))
    cut = content[: content.index(b"/EmbeddedFile") + 200]
    assert letter_files.carried(cut + b"kinerja:" + b"A" * 16 + b" ").proof is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["format", "result", "event", "checkpoint", "leaf", "index", "leaves", "path"]), inner,
        max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(json_values)
def test_whatever_is_given_as_proof_is_refused_in_words(value: Any) -> None:
    with pytest.raises((NotProvenError, NotACheckpointError)):
        proofs.proven(value, [])
