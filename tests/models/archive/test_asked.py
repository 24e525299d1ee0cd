"""Archives that were asked for: one after the other, whole or not at all, and gone after some days or an erasure."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from deployments.verifier import verify_archive
from models import actors, asked_work, leftovers
from models.archive import asked, taking
from models.chain import keys, sealer
from models.database import Row, one, rows, run, transaction
from models.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from models.vocabulary import Stage
from tests.factories import HEAD, MEMBER, OTHER_MEMBER, SmallPeriod
from tests.models.lived import lived
from tests.models.test_erasure import erased, owner
from tests.web.oversight import grant

ASKED = {"reason": "Reviu"}


@pytest.fixture
def period(fresh: Callable[[Stage], SmallPeriod], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallPeriod:
    """A closed period; HEAD is an HR administrator and may take its archive."""
    monkeypatch.setenv("KINERJA_LEDGER_KEY_FILE", str(tmp_path / "ledger.key"))
    for name in ("FILES_FOLDER", "MAIL_FOLDER"):
        monkeypatch.setenv(f"KINERJA_{name}", str(tmp_path / name))
    return lived(fresh)


def seal() -> None:
    with transaction() as session:
        sealer.seal(session, keys.signing_key())


def ask(nip: str = HEAD, *disclose: str) -> int:
    with transaction() as session:
        return asked.ask(session, "2026", by=actors.person(session, nip), disclose=disclose, **ASKED)


def found(number: int, nip: str = HEAD) -> Row:
    with transaction() as session:
        return asked.archive(session, number, by=actors.person(session, nip)) or {}


def test_what_is_written_proves_the_period(period: SmallPeriod) -> None:
    number = ask()
    assert asked.work_off(seal) == number
    its = found(number)
    path = asked.file_of(its)
    assert path is not None
    assert (its["percent"], its["bytes"]) == (100, path.stat().st_size)
    assert verify_archive.verify(str(path), [str(keys.signing_key().verifier)]).faults == []


def test_what_cannot_be_asked_for_is_refused(period: SmallPeriod) -> None:
    with transaction() as session:
        by = actors.person(session, HEAD)
        for problem, changes in (
            (InvalidInputError, {"reason": " "}),
            (NotFoundError, {"code": "1999"}),
            (NotFoundError, {"disclose": ["1"]}),
            (NotAllowedError, {"by": actors.person(session, MEMBER)}),
        ):
            with pytest.raises(problem):
                asked.ask(session, **({"code": "2026", "by": by} | ASKED | changes))  # type: ignore[arg-type]
    ask()
    with pytest.raises(ConflictError):
        ask()


def test_one_after_the_other(period: SmallPeriod) -> None:
    grant(OTHER_MEMBER, "auditor")
    first, second = ask(), ask(OTHER_MEMBER)
    assert [asked.work_off(seal), asked.work_off(), asked.work_off()] == [first, second, None]
    assert not found(first, OTHER_MEMBER), "each is for whoever asked"


def test_killed_in_the_middle_nothing_is_there_and_it_is_written_anew(
    period: SmallPeriod, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = ask()
    seal()
    with monkeypatch.context() as broken:
        broken.setattr(taking, "_manifest", lambda *_args: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            asked.work_off()
    assert list(asked.folder().iterdir()) == []
    assert asked.file_of(found(number)) is None
    with transaction() as session:
        assert one(session, "SELECT FROM audit_event WHERE event = 'period.exported'") is None
    assert asked.work_off() == number
    assert asked.file_of(found(number)) is not None


def taken_for(number: int) -> list[str]:
    with transaction() as session:
        said = "SELECT content FROM audit_event WHERE event = 'period.exported' ORDER BY id"
        return [row["content"]["manifest"] for row in rows(session, said) if row["content"]["asked"] == number]


def lying() -> list[str]:
    return [path.name for path in asked.folder().iterdir()]


def test_what_was_taken_and_not_noted_is_found_again_and_taken_once(
    period: SmallPeriod, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = ask(HEAD, MEMBER)
    with monkeypatch.context() as broken:
        broken.setattr(asked, "_WRITTEN", "SELECT 1 / 0")
        with pytest.raises(psycopg.errors.DivisionByZero):
            asked.work_off(seal)
    [left] = lying()
    sweep()
    assert lying() == [left], "it is taken up again"
    assert asked.work_off(seal) == number
    its = found(number)
    assert (lying(), taken_for(number)) == ([its["name"]], [its["manifest"]]), "one file, one taking"
    assert its["name"] == left
    path = asked.file_of(its)
    assert path is not None
    assert path.stat().st_size == its["bytes"]


def breaks_off_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is whole, and its taking is not on record."""
    take = taking.take

    def broken(*given: Any, **more: Any) -> None:
        take(*given, **more)
        raise OSError(28, "No space left", str(given[2]))

    monkeypatch.setattr(taking, "take", broken)


def test_a_file_whose_taking_is_not_on_record_goes_before_it_is_written_anew(
    period: SmallPeriod, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = ask(HEAD, MEMBER)
    with monkeypatch.context() as broken:
        breaks_off_at_the_end(broken)
        with pytest.raises(OSError, match="No space"):
            asked.work_off(seal)
    [left] = lying()
    (asked.folder() / f".{left}.ab12").touch()
    assert asked.work_off() == number
    its = found(number)
    assert left != its["name"]
    assert (lying(), taken_for(number)) == ([its["name"]], [its["manifest"]])


def test_what_nobody_names_goes_with_the_next_sweep(period: SmallPeriod, monkeypatch: pytest.MonkeyPatch) -> None:
    number = ask(HEAD, MEMBER)
    breaks_off_at_the_end(monkeypatch)
    with pytest.raises(OSError, match="No space"):
        asked.work_off(seal)
    assert asked.work_off() == number
    assert lying(), "it broke off once more"
    with transaction() as session:
        assert asked_work.has_turn(session, "asked archive")
        sweep()
        assert lying(), "somebody may be writing it"
    sweep()
    assert lying() == []


def test_what_breaks_off_twice_ends_after_all_others_and_names_no_file(
    period: SmallPeriod, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant(OTHER_MEMBER, "auditor")
    first, second = ask(), ask(OTHER_MEMBER)
    seal()
    with monkeypatch.context() as broken:
        broken.setenv("KINERJA_FILES_FOLDER", "/dev/null/files")
        with pytest.raises(NotADirectoryError):
            asked.work_off()
    assert asked.work_off() == second, "what was not tried yet comes first"
    monkeypatch.setattr(taking, "_manifest", full)
    assert asked.work_off() == first
    said = str(found(first)["said"])
    assert "Tell your operator" in said
    assert "zip" not in said
    assert str(asked.folder()) not in said


def full(*_given: object) -> None:
    raise OSError(28, "No space left on device")


def sweep() -> None:
    with transaction() as session:
        leftovers.sweep(session)


def test_how_far_it_is_is_seen_meanwhile(period: SmallPeriod, monkeypatch: pytest.MonkeyPatch) -> None:
    number = ask()
    monkeypatch.setattr(asked, "_NOTED", 0.0)
    seen = []
    written = taking.sealed.lines
    monkeypatch.setattr(taking.sealed, "lines", lambda *given: seen.append(found(number)["percent"]) or written(*given))
    asked.work_off(seal)
    assert seen == sorted(seen)
    assert 0 < seen[-1] < 100


def test_files_go_after_some_days(period: SmallPeriod) -> None:
    number = ask()
    asked.work_off(seal)
    with transaction() as session:
        assert leftovers.sweep(session)["archive_file"] == 0
    with transaction(owner()) as session:
        run(session, "SET LOCAL session_replication_role = replica")
        run(session, "UPDATE asked_archive SET ended_at = ended_at - interval '8 days'")
    with transaction() as session:
        assert leftovers.sweep(session)["archive_file"] == 1
    assert asked.file_of(found(number)) is None
    assert list(asked.folder().iterdir()) == []
    with transaction() as session:
        assert leftovers.sweep(session)["archive_file"] == 0


def test_whoever_is_erased_is_in_no_archive_that_lies_here(period: SmallPeriod) -> None:
    grant(OTHER_MEMBER, "auditor")
    named, nameless = ask(HEAD, MEMBER), ask(OTHER_MEMBER)
    asked.work_off(seal)
    asked.work_off()
    erased(MEMBER)
    with transaction() as session:
        leftovers.sweep(session)
    assert asked.file_of(found(named)) is None
    assert asked.file_of(found(nameless, OTHER_MEMBER)) is not None
