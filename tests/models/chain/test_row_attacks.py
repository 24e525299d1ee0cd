"""Rows and keys that a superuser changes behind the ledger, really done: named by what they are."""

import base64
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from models.chain import key_changes, keys
from models.chain.keys import LedgerKey
from models.chain.verifying import verify
from models.database import transaction
from models.vocabulary import Stage
from tests.models.chain.attacking import checked, codes, seal

_FIRST = "(SELECT min(segment_id) FROM result)"
_LAST = "(SELECT max(segment_id) FROM result)"
#: Of a and b first -a and -b, then (a + b) - a and (a + b) - b.
_EXCHANGE = (
    f"UPDATE result SET segment_id = -segment_id WHERE segment_id IN ({_FIRST}, {_LAST});"
    "UPDATE result SET segment_id = segment_id - (SELECT sum(segment_id) FROM result WHERE segment_id < 0)"
    " WHERE segment_id < 0"
)
#: What was done to rows, and what is said of it among the rest.
ROWS = {
    "credit points off by a thousandth": (
        f"UPDATE result SET credit_points = coalesce(credit_points, 0) + 0.001 WHERE segment_id = {_FIRST}",
        "rows_changed",
    ),
    "results of two people exchanged": (_EXCHANGE, "result_without_rating"),
    "a segment dropped": (f"DELETE FROM segment WHERE id = {_LAST}", "rows_changed"),
    "a justification by nobody": (
        "UPDATE distribution_check SET justified_by = CASE WHEN justified_by IS NULL THEN 1 END",
        "justification_changed",
    ),
    "a result that was published to nobody": ("DELETE FROM publication", "rows_changed"),
}


@pytest.fixture
def stands_at() -> Stage:
    return Stage.OBJECTION


@pytest.mark.parametrize("what", ROWS)
def test_a_row_changed_by_a_superuser_is_named(
    attacker: psycopg.Connection[Any], key: LedgerKey, checkpoint: str, what: str
) -> None:
    statement, code = ROWS[what]
    attacker.execute(statement)  # type: ignore[arg-type]
    assert code in codes(checked(key, checkpoint))


def test_a_forged_change_of_key_gives_no_trust(
    attacker: psycopg.Connection[Any], key: LedgerKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new key signs itself in the old one's name, and everything is signed anew by it."""
    monkeypatch.setenv("KINERJA_LEDGER_KEY_FILE", str(tmp_path / "forged.key"))
    forged = keys.signing_key()
    text = str(forged.verifier)
    signature = base64.b64encode(forged.private.sign(text.encode())).decode()
    attacker.execute(
        "INSERT INTO audit_event (event, actor_kind, content) VALUES ('ledger.key_changed', 'operator', %s)",
        [Jsonb({"old": str(key.verifier), "new": text, "signature": signature})],
    )
    for table in ("ledger_leaf", "ledger_node", "ledger_root"):
        attacker.execute(f"TRUNCATE {table}")  # type: ignore[arg-type]
    seal(forged)
    with transaction() as session:
        trusted = key_changes.trusted(session, [key.verifier])
        assert trusted == [key.verifier]
        assert codes(verify(session, trusted)) == ["signature"]
