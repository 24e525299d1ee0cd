"""The signing key: made once, never over another, changed with the old one's signature; notes read back as written."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import actors, ledger
from models.chain import key_changes, keys, notes, sealer
from models.chain.verifying import verify
from models.database import one, transaction
from models.errors import InvalidInputError, UnavailableError


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's key is."""
    path = tmp_path / "keys" / "ledger.key"
    monkeypatch.setenv("KINERJA_LEDGER_KEY_FILE", str(path))
    return path


def test_a_key_is_made_once_for_its_owner_only(file: Path) -> None:
    first = keys.signing_key()
    assert keys.signing_key().verifier == first.verifier
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert notes.VerifierKey.read(str(first.verifier)) == first.verifier


@pytest.mark.parametrize("content", ["", "something else\n", "kinerja-ledger-key x AAAA\n"])
def test_another_file_is_refused_and_left(file: Path, content: str) -> None:
    file.parent.mkdir()
    file.write_text(content)
    with pytest.raises(UnavailableError) as refused:
        keys.signing_key()
    assert str(file) in str(refused.value)
    assert file.read_text() == content


def test_a_changed_key_is_trusted_through_the_old_one(db: str, file: Path) -> None:
    old = keys.signing_key()
    _happened()
    with transaction() as session:
        new = key_changes.change(session, by=actors.operator(), reason="operator left")
    assert new == keys.signing_key().verifier != old.verifier
    assert keys.signing_key().origin == old.origin
    assert len(list(file.parent.glob("ledger.key.*"))) == 1, "the old key's file stays"
    _happened()
    with transaction() as session:
        for given_keys in ([], [old.verifier]):
            trusted = key_changes.trusted(session, given_keys)
            assert set(map(str, trusted)) == {str(old.verifier), str(new)}
            assert verify(session, trusted, patience=0).faults == []
        assert key_changes.trusted(session, [new]) == [new], "trust goes on to later keys, not back"
        last = one(session, "SELECT note FROM ledger_root ORDER BY size DESC LIMIT 1")
    assert last
    assert notes.opened(last["note"], [new]).size == 3


def test_a_key_that_was_replaced_signs_nothing_any_more(db: str) -> None:
    """Whoever stole the old key goes on with it after the change."""
    old = keys.signing_key()
    _happened()
    with transaction() as session:
        key_changes.change(session, by=actors.operator(), reason="stolen")
    _happened()
    with transaction() as session:
        ledger.record(session, "test.happened", by=actors.SYSTEM, subject=ledger.Subject(kind="test", id=2))
    with transaction() as session:
        sealer.seal(session, old)
    with transaction() as session:
        for given in ([], [old.verifier]):
            verdict = verify(session, key_changes.trusted(session, given), patience=0)
            assert [fault.code for fault in verdict.faults] == ["old_key"]
            assert "first 4 events" in verdict.faults[0].message.render("en")


def test_a_change_needs_a_reason_and_a_failed_one_keeps_the_key(db: str) -> None:
    old = keys.signing_key()
    with transaction() as session, pytest.raises(InvalidInputError):
        key_changes.change(session, by=actors.operator(), reason=" ")
    assert keys.signing_key().verifier == old.verifier


def _happened() -> None:
    with transaction() as session:
        ledger.record(session, "test.happened", by=actors.SYSTEM, subject=ledger.Subject(kind="test", id=1))
    with transaction() as session:
        sealer.seal(session, keys.signing_key())


LINES = st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_characters="+\x7f"), min_size=1)


@given(LINES, st.integers(0, 2**60), st.binary(min_size=32, max_size=32), st.lists(LINES, max_size=3))
def test_a_signed_checkpoint_is_read_back_and_one_changed_letter_is_found(
    origin: str, size: int, root: bytes, more: list[str]
) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 - one test's key

    private = Ed25519PrivateKey.from_private_bytes(bytes(32))
    said = notes.Checkpoint(origin, size, root, tuple(more))
    key = notes.verifier("name", private)
    note = notes.signed(said.text, "name", private)
    assert notes.opened(note, [key]) == said
    with pytest.raises(notes.NotACheckpointError):
        notes.opened(note.replace(f"\n{size}\n", f"\n{size + 1}\n", 1), [key])
    with pytest.raises(notes.NotACheckpointError):
        notes.opened(note, [notes.verifier("other", private)])


def test_the_published_example_of_the_format_holds() -> None:
    """The example of C2SP's tlog-checkpoint is read; its key is not ours, so it is not believed."""
    example = (
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        "\u2014 example.com/behind-the-sofa "
        "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    )
    assert notes.said(example).size == 20852163
    with pytest.raises(notes.NotACheckpointError):
        notes.opened(example, [keys.signing_key().verifier])
