"""What attacks on the ledger are made with: a superuser whom no trigger stops, the sealer, the check.

Belongs here: those. Does not: any one attack (test_attacks, test_row_attacks), what they start from (conftest).
"""

from typing import Any

import psycopg
from sqlalchemy import make_url

from models import postgres
from models.chain import sealer
from models.chain.keys import LedgerKey
from models.chain.verifying import Verdict, verify
from models.database import transaction


def name_of(db: str) -> str:
    """The name of the database at an address."""
    return make_url(db).database or ""


def seal(key: LedgerKey, **how: Any) -> sealer.Sealed:
    with transaction() as session:
        return sealer.seal(session, key, **how)


def superuser(server: postgres.Server, db: str) -> psycopg.Connection[Any]:
    connection = psycopg.connect(server.dsn(db, "kinerja_owner"), autocommit=True)
    connection.execute("SET session_replication_role = replica")  # no trigger stops whoever may say this
    return connection


def checked(key: LedgerKey, checkpoint: str = "") -> Verdict:
    with transaction() as session:
        return verify(session, [key.verifier], checkpoint=checkpoint)


def codes(verdict: Verdict) -> list[str]:
    return [fault.code for fault in verdict.faults]
