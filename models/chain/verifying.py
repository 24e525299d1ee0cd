"""Checking the chain: is every event what was sealed, is every root over those, was anything cut or swapped.

Belongs here: finding what is wrong, in order. Does not: repairing (nobody does), the stand-alone verifier.
Read only: an auditor's login is enough.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, LiteralString

from sqlmodel import Session

from models import digests
from models.chain import merkle, notes, results
from models.chain.leaves import canonical, changed
from models.chain.notes import Checkpoint, NotACheckpointError, VerifierKey
from models.chain.sealer import chained
from models.database import Row, one, rows
from models.language import N_, Message
from models.vocabulary import Stage

_CHUNK = 20_000
_LEAVES: LiteralString = """
SELECT e.*, l.place, l.event_id, l.content AS sealed, l.hash
  FROM ledger_leaf l LEFT JOIN audit_event e ON e.id = l.event_id
 WHERE l.place >= %(from_place)s ORDER BY l.place LIMIT %(chunk)s
"""
#: Younger ones are on their way into the chain.
_UNSEALED: LiteralString = """
SELECT count(*) AS count, min(e.id) AS first FROM audit_event e
 WHERE e.occurred_at < now() - make_interval(secs => %(seconds)s)
   AND NOT EXISTS (SELECT FROM ledger_leaf l WHERE l.event_id = e.id)
"""
_SEALS: LiteralString = """
SELECT s.period_id, s.unit_id, s.position, s.outputs_digest, s.stage_run_id, p.code AS period, u.name AS unit
  FROM stage_seal s JOIN period p ON p.id = s.period_id
  JOIN agency_then u ON (u.period_id, u.id) = (s.period_id, s.unit_id)
 ORDER BY s.period_id, s.unit_id, s.position
"""
_SEALED_EVENTS: LiteralString = """
SELECT e.id, e.period_id, e.unit_id, e.subject_id AS position, e.content ->> 'outputs_digest' AS digest,
       e.content ->> 'results_root' AS root
  FROM audit_event e WHERE e.event = 'stage.sealed'
"""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: a code for programs, and words that say what and where."""

    code: str
    message: Message
    #: The event concerned, if one is.
    event: int | None = None


@dataclass
class Verdict:
    """What was checked, and everything that is wrong, the first in the chain first."""

    events: int = 0
    roots: int = 0
    seals: int = 0
    #: Events that wait for their number.
    waiting: int = 0
    #: Size of the checkpoint that was given and that the ledger still begins with.
    checkpoint: int | None = None
    faults: list[Fault] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def verify(
    session: Session, keys: Sequence[VerifierKey], *, checkpoint: str = "", patience: int = 60, domain: bool = True
) -> Verdict:
    """Check the whole ledger, and that it still begins as a `checkpoint` (a signed note) says.

    Events without a number count as missing after `patience` seconds. With `domain`, today's rows of every sealed
    stage are compared with the digest that was sealed.

    Raises:
        NotACheckpointError: the given text is none, or no key of `keys` signed it.
    """
    given = notes.opened(checkpoint, keys) if checkpoint else None
    verdict = Verdict()
    roots = rows(session, "SELECT size, root, chain, note FROM ledger_root ORDER BY size")
    found = _tree(session, verdict, {row["size"] for row in roots} | ({given.size} if given else set()))
    _check_roots(verdict, roots, found, keys)
    if given:
        _check_given(verdict, given, found)
    _check_unsealed(session, verdict, patience)
    if domain:
        _check_seals(session, verdict)
    return verdict


def _tree(session: Session, verdict: Verdict, sizes: set[int]) -> dict[int, bytes]:
    """Read every leaf, name what is wrong with it, and return the roots over what the chain has, at these sizes."""
    edge: list[tuple[merkle.Node, bytes]] = []
    found: dict[int, bytes] = {0: merkle.root([])} if 0 in sizes else {}
    for place, leaf in enumerate(_leaves(session)):
        fault = _leaf_fault(place, leaf)
        if fault:
            verdict.faults.append(fault)
        _grow(edge, place, merkle.leaf_hash(leaf["sealed"].encode()))
        verdict.events = place + 1
        if place + 1 in sizes:
            found[place + 1] = merkle.root([each for _node, each in edge])
    return found


def _leaves(session: Session) -> Iterator[Row]:
    place = 0
    while chunk := rows(session, _LEAVES, from_place=place, chunk=_CHUNK):
        yield from chunk
        place = chunk[-1]["place"] + 1


def _grow(edge: list[tuple[merkle.Node, bytes]], place: int, leaf: bytes) -> None:
    nodes = [each for _node, each in edge]
    made = list(merkle.grown(place, nodes, [leaf]))
    top, found = made[-1]
    del edge[len(edge) - (len(made) - 1) :]
    edge.append((top, found))


def _leaf_fault(place: int, leaf: Row) -> Fault | None:
    number = leaf["event_id"]
    if leaf["place"] != place:
        return _fault("gap", N_("number {place} of the chain is missing"), None, place=place)
    if leaf["hash"] != merkle.leaf_hash(leaf["sealed"].encode()):
        return _fault("leaf_changed", N_("the sealed copy of event {event} was changed"), number)
    if leaf["id"] is None:
        return _fault("event_removed", N_("event {event} was removed; it said: {said}"), number, said=leaf["sealed"])
    now = canonical(leaf)
    if now != leaf["sealed"]:
        what = "; ".join(changed(leaf["sealed"], now))
        return _fault("event_changed", N_("event {event} was changed: {what}"), number, what=what)
    return None


def _check_roots(verdict: Verdict, roots: Sequence[Row], found: dict[int, bytes], keys: Sequence[VerifierKey]) -> None:
    chain = bytes(32)
    for row in roots:
        verdict.roots += 1
        size = row["size"]
        if size not in found:
            verdict.faults.append(
                _fault("cut", N_("the chain had {size} events and has {events} now: its end was cut"), None, size=size,
                       events=verdict.events)
            )  # fmt: skip
            return
        chain = chained(chain, size, row["root"])
        if found[size] != row["root"] or chain != row["chain"]:
            text = N_(
                "the root over the first {size} events is not the one that was sealed: something before was changed"
            )
            verdict.faults.append(_fault("root", text, None, size=size))
            return
        if not _is_signed(row, keys):
            text = N_("the root over the first {size} events is not signed by a key that is known here")
            verdict.faults.append(_fault("signature", text, None, size=size))
            return
    if roots and roots[-1]["size"] < verdict.events:
        text = N_("the root over the last events is missing: {events} have numbers, {size} are signed")
        verdict.faults.append(_fault("root_missing", text, None, events=verdict.events, size=roots[-1]["size"]))


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
        verdict.faults.append(_fault("checkpoint_ahead", text, None, size=given.size, events=verdict.events))
    elif found[given.size] != given.root:
        text = N_("the first {size} events are not those of your checkpoint: history before it was rewritten")
        verdict.faults.append(_fault("checkpoint_differs", text, None, size=given.size))
    else:
        verdict.checkpoint = given.size


def _check_unsealed(session: Session, verdict: Verdict, patience: int) -> None:
    waiting = one(session, _UNSEALED, seconds=0) or {"count": 0}
    verdict.waiting = waiting["count"]
    late = one(session, _UNSEALED, seconds=patience)
    if late and late["count"]:
        text = N_("{count} events have no number though they are old, the first is {event}: is the sealer at work?")
        verdict.faults.append(_fault("unsealed", text, late["first"], count=late["count"]))


def _check_seals(session: Session, verdict: Verdict) -> None:
    sealed = {(row["period_id"], row["unit_id"], row["position"]): row for row in rows(session, _SEALED_EVENTS)}
    for row in rows(session, _SEALS):
        verdict.seals += 1
        place = (row["period_id"], row["unit_id"], row["position"])
        stage = list(Stage)[row["position"] - 1]
        event = sealed.pop(place, None)
        about = {"stage": str(stage), "unit": row["unit"], "period": row["period"]}
        if event is None or event["digest"] not in {None, row["outputs_digest"]}:
            text = N_("stage {stage} of {unit} in {period} is sealed, but no event says so as it is")
            verdict.faults.append(_fault("seal", text, event["id"] if event else None, **about))
        elif digests.outputs(session, row["period_id"], row["unit_id"], stage) != row["outputs_digest"]:
            text = N_("the rows of stage {stage} of {unit} in {period} are not those that were sealed")
            verdict.faults.append(_fault("rows_changed", text, event["id"], **about))
        elif results.differs(session, row["period_id"], row["unit_id"], stage, event["root"]):
            text = N_("the results that stage {stage} of {unit} in {period} left are not under the root that was sealed")
            verdict.faults.append(_fault("results_changed", text, event["id"], **about))
    for event in sealed.values():
        text = N_("event {event} says that a stage was sealed, and the seal is gone")
        verdict.faults.append(_fault("seal_removed", text, event["id"]))


def _fault(code: str, text: str, event: int | None, **values: Any) -> Fault:
    return Fault(code, Message(text, values | ({"event": event} if event is not None else {})), event)
