"""What attacks on the ledger start from: a key, a history that is sealed, a superuser."""

from pathlib import Path
from typing import Any

import psycopg
import pytest

from models import postgres
from models.chain import keys
from models.chain.keys import LedgerKey
from models.database import one, transaction
from tests.factories import SmallPeriod
from tests.models.chain.attacking import name_of, seal, superuser, wait_until_others_wrote


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LedgerKey:
    """A key of this test's own."""
    monkeypatch.setenv("KINERJA_LEDGER_KEY_FILE", str(tmp_path / "ledger.key"))
    return keys.signing_key()


@pytest.fixture
def checkpoint(period: SmallPeriod, key: LedgerKey) -> str:
    """A period whose results are published, sealed in several passes; the auditor keeps the checkpoint of then."""
    while seal(key, most=7).added:
        wait_until_others_wrote()
    with transaction() as session:
        last = one(session, "SELECT note FROM ledger_root ORDER BY size DESC LIMIT 1")
    assert last
    return str(last["note"])


@pytest.fixture
def attacker(server: postgres.Server, db: str, checkpoint: str) -> psycopg.Connection[Any]:
    """Whoever holds the database."""
    return superuser(server, name_of(db))
