"""The sealer: gives committed events their numbers, grows the tree over them, chains and signs the new root.

Belongs here: one pass, as one transaction. Does not: when passes are made (deployments), checking (verifying).
A pass may be killed anywhere, and two may run at once: one waits for the other, and finds its work done.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from models.chain import merkle
from models.chain.keys import LedgerKey
from models.chain.leaves import canonical
from models.chain.notes import Checkpoint, signed
from models.database import Row, connection_of, copy_in, one, rows, run

#: Events in one pass: a second's work, so that the lock is never held long.
MOST = 10_000

#: Below every number an event can have, also one that somebody chose.
_BELOW_ALL = -(2**63)

_LOCK = "SELECT pg_advisory_xact_lock(hashtext('kinerja ledger'))"
_LAST = "SELECT * FROM ledger_root ORDER BY size DESC LIMIT 1"
#: What commits late has a small number, and is found again above the watermark.
_NEW = """
SELECT e.* FROM audit_event e
 WHERE e.id > %(watermark)s AND NOT EXISTS (SELECT FROM ledger_leaf l WHERE l.event_id = e.id)
 ORDER BY e.id LIMIT %(most)s
"""
_NODES = """
SELECT w.level, w.place, coalesce(n.hash, l.hash) AS hash
  FROM unnest(%(levels)s::int[], %(places)s::bigint[]) AS w (level, place)
  LEFT JOIN ledger_node n ON n.level = w.level AND n.place = w.place
  LEFT JOIN ledger_leaf l ON w.level = 0 AND l.place = w.place
"""
#: `horizon`: every transaction below this number has ended. `next`: none that has begun has this number or a later one.
_NOW = """
SELECT coalesce((SELECT max(id) FROM audit_event), 0) AS newest,
       pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon,
       pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next
"""
_ROOT = """
INSERT INTO ledger_root (size, root, chain, note, watermark, seen_event, seen_transaction)
VALUES (%(size)s, %(root)s, %(chain)s, %(note)s, %(watermark)s, %(seen_event)s, %(seen_transaction)s)
"""


@dataclass(frozen=True)
class Sealed:
    """What a pass did: how many events got numbers, and how many there are now."""

    added: int
    size: int


def seal(session: Session, key: LedgerKey, *, most: int = MOST, thorough: bool = False) -> Sealed:
    """Number up to `most` events that are committed and have no number yet, and sign the root over all.

    Nothing new leaves everything as it is. The caller's transaction holds all of it or none. A `thorough` pass looks
    at all events there are, and not only at those above the watermark.
    """
    connection_of(session).execute(_LOCK)
    last = one(session, _LAST)
    now = one(session, _NOW)
    assert now is not None  # noqa: S101 - a row without a table
    new = rows(session, _NEW, watermark=last["watermark"] if last and not thorough else _BELOW_ALL, most=most)
    size = last["size"] if last else 0
    if not new:
        return Sealed(0, size)
    # Where more wait than one pass takes, those after its last are for the next.
    newest = new[-1]["id"] if len(new) == most else now["newest"]
    contents = [canonical(event) for event in new]
    hashes = [merkle.leaf_hash(content.encode()) for content in contents]
    lines = [(size + at, event["id"], contents[at], hashes[at]) for at, event in enumerate(new)]
    copy_in(session, "ledger_leaf (place, event_id, content, hash)", lines)
    grown = dict(merkle.grown(size, kept(session, merkle.frontier(size)), hashes))
    full = [(level, place, found) for (level, place), found in grown.items() if level]
    copy_in(session, "ledger_node (level, place, hash)", full)
    size += len(new)
    edge = kept(session, merkle.frontier(size))
    _sign(session, key, last, size, merkle.root(edge), _seen(last, now, newest))
    return Sealed(len(new), size)


def kept(session: Session, nodes: Sequence[merkle.Node]) -> list[bytes]:
    """The hashes of these nodes, in their order."""
    levels, places = [level for level, _place in nodes], [place for _level, place in nodes]
    found = {(row["level"], row["place"]): row["hash"] for row in rows(session, _NODES, levels=levels, places=places)}
    return [found[node] for node in nodes]


def _seen(last: Row | None, now: Row, newest: int) -> dict[str, int]:
    """The watermark for the next pass: what was the newest when all who then were writing have ended since."""
    if last is None:
        return {"watermark": _BELOW_ALL, "seen_event": newest, "seen_transaction": now["next"]}
    if now["horizon"] < last["seen_transaction"]:
        return {name: last[name] for name in ("watermark", "seen_event", "seen_transaction")}
    watermark = max(last["watermark"], min(last["seen_event"], newest))
    return {"watermark": watermark, "seen_event": newest, "seen_transaction": now["next"]}


def chained(before: bytes, size: int, root: bytes) -> bytes:
    """The chain's next link: over the link before it (32 zero bytes at first), the size and the root."""
    return hashlib.sha256(before + size.to_bytes(8) + root).digest()


def _sign(session: Session, key: LedgerKey, last: Row | None, size: int, root: bytes, seen: dict[str, int]) -> None:
    chain = chained(last["chain"] if last else bytes(32), size, root)
    note = signed(Checkpoint(key.origin, size, root, (f"chain {chain.hex()}",)).text, key.origin, key.private)
    run(session, _ROOT, size=size, root=root, chain=chain, note=note, **seen)
