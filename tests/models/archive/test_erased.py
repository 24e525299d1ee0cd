"""An archive taken after somebody was erased proves as much as one from before, and cannot name them any more."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from deployments.verifier import verify_archive
from models import actors, closing, database
from models.archive import taking
from models.chain import keys, sealer
from models.database import engine_for, transaction
from models.erasure.erasing import erase
from models.vocabulary import Stage
from tests.factories import MEMBER, OTHER_MEMBER, SmallPeriod


def archived(period: SmallPeriod, path: Path) -> dict[str, str]:
    """The parts of an archive that was taken now and holds."""
    with transaction() as session:
        sealer.seal(session, keys.signing_key())
    with transaction() as session:
        taking.take(session, period.code, path, by=actors.operator(), disclose=[OTHER_MEMBER])
    report = verify_archive.verify(str(path), [str(keys.signing_key().verifier)])
    assert report.faults == []
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_what_was_sealed_is_proven_after_an_erasure_too(
    fresh: Callable[[Stage], SmallPeriod], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KINERJA_LEDGER_KEY_FILE", str(tmp_path / "ledger.key"))
    period = fresh(Stage.CLOSING)
    period.pass_stage(Stage.CLOSING)
    with transaction() as session:
        assert closing.close_period(session, period.id)
    before = archived(period, tmp_path / "before.zip")
    with transaction(engine_for(database.database_url("owner"), 1)) as session:
        erase(session, MEMBER, by=actors.operator(), decree="No. 1/2027", reason="Permintaan sendiri")
    after = archived(period, tmp_path / "after.zip")
    assert {name: text for name, text in before.items() if name.startswith("sealed/")} == {
        name: text for name, text in after.items() if name.startswith("sealed/")
    }
    assert OTHER_MEMBER in after["persons.jsonl"]
    assert MEMBER not in "".join(after.values())
    known = [json.loads(line)["person"] for line in before["persons.jsonl"].splitlines()]
    assert known == [json.loads(line)["person"] for line in after["persons.jsonl"].splitlines()]
