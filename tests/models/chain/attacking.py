"""What attacks on the ledger are made with: a superuser whom no trigger stops, the sealer, the check.

Belongs here: those. Does not: any one attack (test_attacks, test_row_attacks), what they start from (conftest).
"""

import time
from typing import Any

import psycopg
from sqlalchemy import make_url

from models import postgres
from models.chain import sealer
from models.chain.keys import LedgerKey
from models.chain.verifying import Verdict, verify
from models.database import one, transaction


def name_of(db: str) -> str:
    """The name of the database at an address."""
    return make_url(db).database or ""


def seal(key: LedgerKey, **how: Any) -> sealer.Sealed:
    with transaction() as session:
        return sealer.seal(session, key, **how)


def wait_until_others_wrote() -> None:
    """A root's watermark stays behind while anybody on the server writes, as another of pytest's workers may."""
    end = time.monotonic() + 60
    while not _others_wrote():
        assert time.monotonic() < end, "somebody writes for a minute"
        time.sleep(0.05)


def _others_wrote() -> bool:
    with transaction() as session:
        ended = one(
            session,
            "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint >= max(seen_transaction) AS done "
            "FROM ledger_root",
        )
    return bool(ended and ended["done"])


def superuser(server: postgres.Server, db: str) -> psycopg.Connection[Any]:
    connection = psycopg.connect(server.dsn(db, "kinerja_owner"), autocommit=True)
    connection.execute("SET session_replication_role = replica")  # no trigger stops whoever may say this
    return connection


def checked(key: LedgerKey, checkpoint: str = "") -> Verdict:
    with transaction() as session:
        return verify(session, [key.verifier], checkpoint=checkpoint)


def codes(verdict: Verdict) -> list[str]:
    return [fault.code for fault in verdict.faults]
