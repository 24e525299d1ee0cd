"""Result trees: one Merkle root over everything a stage left for a unit, in the event that seals it (DESIGN §4.7).

Belongs here: the root, its check against today's rows, and the proof that one result is under a signed checkpoint.
Does not: what a leaf says (result_rows), the tree over events (sealer), letters that carry a proof.
A million results so cost one event, and one person's can be shown without showing anybody else's.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

from sqlmodel import Session

from models.chain import merkle, pseudonyms, sealer
from models.chain.result_rows import LINES, LINES_OF_ALL, WITH_RESULTS
from models.database import Row, connection_of, one, rows
from models.errors import NotFoundError, WrongStateError
from models.language import N_
from models.vocabulary import Stage

#: Leaves that are read in one go.
_CHUNK = 20_000
_ORDERED: LiteralString = ' ORDER BY line COLLATE "C"'
#: The event that sealed a stage, with its number in the chain.
_SEALS: LiteralString = """
SELECT e.subject_id AS position, e.content ->> 'results_root' AS root, l.place, l.content AS event
  FROM audit_event e LEFT JOIN ledger_leaf l ON l.event_id = e.id
 WHERE e.period_id = %(period)s AND e.unit_id = %(unit)s AND e.event = 'stage.sealed'
   AND e.subject_id = ANY(%(positions)s) AND e.content ? 'results_root'
 ORDER BY e.subject_id DESC
"""


@dataclass(frozen=True)
class Tree:
    """What a stage left for a unit: the number of its rows and the root over them (RFC 6962), in hex."""

    root: str
    leaves: int


@dataclass(frozen=True)
class Proof:
    """That a result is under a signed checkpoint: from its line to the sealed root, from that event to the ledger's."""

    #: The result as it was sealed, in canonical form (RFC 8785).
    leaf: str
    index: int
    leaves: int
    path: tuple[str, ...]
    #: The event "stage.sealed" in canonical form; its content has the root (`results_root`).
    event: str
    place: int
    size: int
    event_path: tuple[str, ...]
    #: The checkpoint over `size` events (C2SP tlog-checkpoint).
    checkpoint: str

    def as_data(self) -> dict[str, Any]:
        """For JSON; hashes in hex, each path from the leaf upwards."""
        return {
            "format": "kinerja-proof/1",
            "result": {"leaf": self.leaf, "index": self.index, "leaves": self.leaves, "path": list(self.path)},
            "event": {"leaf": self.event, "place": self.place, "size": self.size, "path": list(self.event_path)},
            "checkpoint": self.checkpoint,
        }


def seal(session: Session, period_id: int, unit_id: int, stage: Stage) -> Tree:
    """The tree over what `stage` leaves for a unit, to be sealed with it; whoever is in it gets a pseudonym."""
    pseudonyms.give(session, period_id, unit_id)
    return tree(session, period_id, unit_id, stage)


def tree(session: Session, period_id: int, unit_id: int, stage: Stage) -> Tree:
    """The tree over what `stage` left for a unit, by today's rows: the same at its seal and ever after."""
    found = lines(session, period_id, unit_id, stage)
    levels = merkle.levels([merkle.leaf_hash(line.encode()) for line in found])
    return Tree(merkle.root(levels[-1]).hex(), len(found))


def lines(session: Session, period_id: int, unit_id: int, stage: Stage) -> list[str]:
    """The leaves of that tree, in order."""
    statement: LiteralString = "SELECT line FROM (" + LINES[stage] + ") AS lines" + _ORDERED
    found = rows(session, statement, period=period_id, unit=unit_id, position=stage.position)
    return [row["line"] for row in found]


_HASHES: LiteralString = "SELECT unit_id, sha256('\\x00'::bytea || convert_to(line, 'UTF8')) AS leaf FROM ("
_BY_UNIT: LiteralString = ') AS lines ORDER BY unit_id, line COLLATE "C"'


def roots_of_all(session: Session, period_id: int, stage: Stage) -> Mapping[int, str]:
    """The root (hex) of `tree` of every unit of a period, by unit; hashed where the rows are, and read in pieces."""
    edges: dict[int, list[bytes]] = defaultdict(list)
    sizes: dict[int, int] = defaultdict(int)
    statement: LiteralString = _HASHES + LINES_OF_ALL[stage] + _BY_UNIT
    with connection_of(session).cursor(name="leaves_of_all") as cursor:
        cursor.itersize = _CHUNK
        for unit, leaf in cursor.execute(statement, {"period": period_id, "position": stage.position}, binary=True):
            merkle.add(edges[unit], sizes[unit], leaf)
            sizes[unit] += 1
    found = {unit: merkle.root(edge).hex() for unit, edge in edges.items()}
    return defaultdict(lambda: merkle.root([]).hex(), found)


def inclusion(session: Session, period_id: int, unit_id: int, segment_id: int, *, version: int | None = None) -> Proof:
    """The proof of one person's result (that `version`, or the newest that is sealed).

    Raises:
        NotFoundError: no result of this segment was sealed with a root over results.
        WrongStateError: the seal has no number in the chain yet.
    """
    found = inclusions(session, period_id, unit_id, [segment_id], version=version)
    if segment_id not in found:
        raise NotFoundError(
            N_("No sealed result of this appraisal has a proof yet. It has one once its unit is scored.")
        )
    return found[segment_id]


def inclusions(
    session: Session, period_id: int, unit_id: int, segments: Sequence[int], *, version: int | None = None
) -> Mapping[int, Proof]:
    """The proofs of many people of a unit, with one reading of its rows; whoever has no sealed result is left out.

    Raises:
        WrongStateError: the seal has no number in the chain yet: seconds after the stage was sealed it has.
    """
    left = set(segments)
    found: dict[int, Proof] = {}
    positions = [stage.position for stage in WITH_RESULTS]
    last = one(session, "SELECT size, note FROM ledger_root ORDER BY size DESC LIMIT 1")
    for sealed in rows(session, _SEALS, period=period_id, unit=unit_id, positions=positions):
        if not left:
            break
        if last is None or sealed["place"] is None or sealed["place"] >= last["size"]:
            raise WrongStateError(
                N_("The seal of this result has no number in the ledger yet. Wait a moment, or: kinerja audit seal")
            )
        stage = list(Stage)[sealed["position"] - 1]
        shown = _of_stage(session, lines(session, period_id, unit_id, stage), left, version, sealed, last)
        found |= shown
        left -= shown.keys()
    return found


def _of_stage(
    session: Session, leaves: list[str], wanted: set[int], version: int | None, sealed: Row, last: Row
) -> dict[int, Proof]:
    levels = merkle.levels([merkle.leaf_hash(leaf.encode()) for leaf in leaves])
    event_path = _event_path(session, sealed["place"], last["size"])
    newest: dict[int, tuple[int, int]] = {}
    for index, leaf in enumerate(leaves):
        said = json.loads(leaf)
        segment, its = said.get("segment"), said.get("version")
        if segment in wanted and version in {None, its}:
            newest[segment] = max(newest.get(segment, (0, 0)), (its, index))
    return {
        segment: Proof(
            leaf=leaves[index],
            index=index,
            leaves=len(leaves),
            path=tuple(each.hex() for each in merkle.path(levels, index)),
            event=sealed["event"],
            place=sealed["place"],
            size=last["size"],
            event_path=event_path,
            checkpoint=last["note"],
        )
        for segment, (_its, index) in newest.items()
    }


def _event_path(session: Session, place: int, size: int) -> tuple[str, ...]:
    """The proof of an event in the ledger's tree; its nodes are read at once."""
    needed: list[merkle.Node] = []

    def noted(level: int, at: int) -> bytes:
        needed.append((level, at))
        return b""

    merkle.inclusion(place, size, noted)
    hashes = dict(zip(needed, sealer.kept(session, needed), strict=True))
    return tuple(each.hex() for each in merkle.inclusion(place, size, lambda level, at: hashes[level, at]))
