"""The chain itself: is every event what was sealed, is every root over those, was anything cut, swapped or rewritten.

Belongs here: leaves, roots, signatures, a checkpoint that was kept elsewhere. Does not: what the events say (the other
checks). Events and sealed copies are compared where they are, in the database; only hashes are read here.
"""

from collections.abc import Mapping, Sequence
from typing import LiteralString

from sqlmodel import Session

from models.chain import key_changes, merkle, notes
from models.chain.faults import Fault, Verdict, fault
from models.chain.leaves import canonical, changed
from models.chain.notes import Checkpoint, NotACheckpointError, VerifierKey
from models.chain.sealer import chained
from models.database import Row, connection_of, one, rows
from models.language import N_

#: Whether the event is as it was sealed, as far as the database can say: what is equal here is equal in canonical form,
#: and what is not is looked at again in Python. What the sealed copy says beside these columns, its hash tells.
_SAME: LiteralString = (
    "coalesce(l.hash = leaf AND said ->> 'occurred_at' ="
    " to_char(e.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') AND said -> 'content' = e.content"
    " AND said ->> 'id' = e.id::text AND said ->> 'event' = e.event AND said ->> 'actor_kind' = e.actor_kind"
    " AND (said ->> 'actor_name', said ->> 'subject_kind', said ->> 'text_digest')"
    " IS NOT DISTINCT FROM (e.actor_name, e.subject_kind, e.text_digest)"
    + "".join(
        " AND said ->> '" + name + "' IS NOT DISTINCT FROM e." + name + "::text"
        for name in ("actor_id", "acting_for_id", "period_id", "unit_id", "segment_id", "subject_id",
                     "subject_version", "stage_run_id", "flow_run_id")
    )
    + ", false)"
)  # fmt: skip
_LEAVES: LiteralString = (
    "SELECT l.place, leaf, " + _SAME + " AS same FROM ledger_leaf l LEFT JOIN audit_event e ON e.id = l.event_id"
    " CROSS JOIN LATERAL (SELECT sha256('\\x00'::bytea || convert_to(l.content, 'UTF8')) AS leaf, CASE WHEN l.content"
    " IS JSON OBJECT AND position('\\u0000' IN l.content) = 0 THEN l.content::jsonb END AS said OFFSET 0) AS sealed"
    " ORDER BY l.place"
)
_SUSPECT: LiteralString = """
SELECT e.*, l.place, l.event_id, l.content AS sealed, l.hash
  FROM ledger_leaf l LEFT JOIN audit_event e ON e.id = l.event_id WHERE l.place = ANY(%(places)s) ORDER BY l.place
"""
#: Younger ones are on their way into the chain.
_UNSEALED: LiteralString = """
SELECT count(*) AS count, min(e.id) AS first FROM audit_event e
 WHERE e.occurred_at < now() - make_interval(secs => %(seconds)s)
   AND NOT EXISTS (SELECT FROM ledger_leaf l WHERE l.event_id = e.id)
"""
_CHUNK = 20_000


def check(
    session: Session, verdict: Verdict, keys: Sequence[VerifierKey], given: Checkpoint | None, patience: int
) -> None:
    """Check every leaf and root, that the tree begins as `given` says, and that nothing old waits for its number."""
    roots = rows(session, "SELECT size, root, chain, note FROM ledger_root ORDER BY size")
    found = _tree(session, verdict, {row["size"] for row in roots} | ({given.size} if given else set()))
    _check_roots(verdict, roots, found, keys)
    _check_keys(verdict, roots, keys, key_changes.since(session))
    if given:
        _check_given(verdict, given, found)
    _check_unsealed(session, verdict, patience)


def _tree(session: Session, verdict: Verdict, sizes: set[int]) -> dict[int, bytes]:
    """Read every leaf, name what is wrong with it, and return the roots over what the chain has, at these sizes."""
    edge: list[bytes] = []
    found: dict[int, bytes] = {0: merkle.root([])} if 0 in sizes else {}
    suspect, gap = [], None
    size = 0
    with connection_of(session).cursor(name="leaves") as cursor:
        cursor.itersize = _CHUNK
        for place, leaf, same in cursor.execute(_LEAVES):
            if place != size and gap is None:
                gap = size
            if not same:
                suspect.append(place)
            merkle.add(edge, size, leaf)
            size += 1
            if size in sizes:
                found[size] = merkle.root(edge)
    verdict.events = size
    if gap is not None:
        verdict.faults.append(fault("gap", N_("number {place} of the chain is missing"), place=gap))
    for row in rows(session, _SUSPECT, places=suspect) if suspect else ():
        verdict.faults += [wrong] if (wrong := _leaf_fault(row)) else []
    return found


def _leaf_fault(leaf: Row) -> Fault | None:
    number = leaf["event_id"]
    if leaf["hash"] != merkle.leaf_hash(leaf["sealed"].encode()):
        return fault("leaf_changed", N_("the sealed copy of event {event} was changed"), number)
    if leaf["id"] is None:
        return fault("event_removed", N_("event {event} was removed; it said: {said}"), number, said=leaf["sealed"])
    now = canonical(leaf)
    if now != leaf["sealed"]:
        what = "; ".join(changed(leaf["sealed"], now))
        return fault("event_changed", N_("event {event} was changed: {what}"), number, what=what)
    return None


def _check_roots(verdict: Verdict, roots: Sequence[Row], found: dict[int, bytes], keys: Sequence[VerifierKey]) -> None:
    chain = bytes(32)
    for row in roots:
        verdict.roots += 1
        size = row["size"]
        if size not in found:
            text = N_("the chain had {size} events and has {events} now: its end was cut")
            verdict.faults.append(fault("cut", text, size=size, events=verdict.events))
            return
        chain = chained(chain, size, row["root"])
        if found[size] != row["root"] or chain != row["chain"]:
            text = N_(
                "the root over the first {size} events is not the one that was sealed: something before was changed"
            )
            verdict.faults.append(fault("root", text, size=size))
            return
        if not _is_signed(row, keys):
            text = N_("the root over the first {size} events is not signed by a key that is known here")
            verdict.faults.append(fault("signature", text, size=size))
            return
    if roots and roots[-1]["size"] < verdict.events:
        text = N_("the root over the last events is missing: {events} have numbers, {size} are signed")
        verdict.faults.append(fault("root_missing", text, events=verdict.events, size=roots[-1]["size"]))


def _check_keys(
    verdict: Verdict, roots: Sequence[Row], keys: Sequence[VerifierKey], since: Mapping[VerifierKey, int]
) -> None:
    """Once a new key has signed, the one before signs nothing any more: whoever stole it does not go on with it."""
    newest = 0
    for row in roots[: verdict.roots] if since else ():
        key = notes.signer(row["note"], keys)
        change = since.get(key, 0) if key else newest
        if change < newest:
            text = N_("the root over the first {size} events is signed by a key that had been replaced by then")
            verdict.faults.append(fault("old_key", text, size=row["size"]))
            return
        newest = change


def _is_signed(row: Row, keys: Sequence[VerifierKey]) -> bool:
    try:
        said = notes.opened(row["note"], keys)
    except NotACheckpointError:
        return False
    return (said.size, said.root, said.more) == (row["size"], row["root"], (f"chain {row['chain'].hex()}",))


def _check_given(verdict: Verdict, given: Checkpoint, found: dict[int, bytes]) -> None:
    if given.size > verdict.events:
        text = N_(
            "your checkpoint is over {size} events, and there are {events}: the end was cut, or an older copy of the "
            "database was put in its place"
        )
        verdict.faults.append(fault("checkpoint_ahead", text, size=given.size, events=verdict.events))
    elif found[given.size] != given.root:
        text = N_("the first {size} events are not those of your checkpoint: history before it was rewritten")
        verdict.faults.append(fault("checkpoint_differs", text, size=given.size))
    else:
        verdict.checkpoint = given.size


def _check_unsealed(session: Session, verdict: Verdict, patience: int) -> None:
    waiting = one(session, _UNSEALED, seconds=0) or {"count": 0}
    verdict.waiting = waiting["count"]
    late = one(session, _UNSEALED, seconds=patience)
    if late and late["count"]:
        text = N_("{count} events have no number though they are old, the first is {event}: is the sealer at work?")
        verdict.faults.append(fault("unsealed", text, late["first"], count=late["count"]))
