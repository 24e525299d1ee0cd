"""A result's own proof, as a letter carries it: got once it is sealed, checked without the ledger.

Belongs here: the proof of a result (form kinerja-proof/1, chain/results) and what holds of it. Does not: trees
(merkle), the ledger as a whole (verifying), letters (letter_checking).
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import rfc8785
from pydantic import BaseModel, NonNegativeInt, ValidationError
from sqlmodel import Session

from models.chain import merkle, notes, results
from models.chain.notes import Checkpoint, VerifierKey
from models.database import rows
from models.errors import InvalidInputError, WrongStateError
from models.language import N_, Message

_FORM = Message(N_("it has another form than ours"))
_PLACES = "SELECT id, period_id, unit_id FROM segment WHERE id = ANY(%(segments)s)"


class NotProvenError(InvalidInputError):
    """The proof does not hold: something in it was changed, or it belongs to another result."""

    code = "NOT_PROVEN"

    def __init__(self, reason: Message) -> None:
        """Say which step does not hold."""
        super().__init__(
            N_("The proof does not hold: {reason}. Have the person open the letter anew; show both to the auditor."),
            reason=reason,
        )


@dataclass(frozen=True)
class Proven:
    """What a proof shows: the result as it was sealed, and the checkpoint that it stands under."""

    result: Mapping[str, Any]
    checkpoint: Checkpoint


def of_versions(session: Session, versions: Mapping[int, int]) -> Mapping[tuple[int, int], str]:
    """The proofs of these results (version by segment), as canonical JSON by both; those not sealed yet: left out."""
    together: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    for place in rows(session, _PLACES, segments=list(versions)):
        together[place["period_id"], place["unit_id"], versions[place["id"]]].append(place["id"])
    found: dict[tuple[int, int], str] = {}
    for (period, unit, version), segments in together.items():
        try:
            proofs = results.inclusions(session, period, unit, segments, version=version)
        except WrongStateError:
            continue  # sealed a moment ago: it has its number in the chain within seconds
        found |= {(each, version): rfc8785.dumps(proof.as_data()).decode() for each, proof in proofs.items()}
    return found


class _Result(BaseModel):
    leaf: str
    index: NonNegativeInt
    leaves: NonNegativeInt
    path: list[str]


class _Event(BaseModel):
    leaf: str
    place: NonNegativeInt
    size: NonNegativeInt
    path: list[str]


class _Proof(BaseModel):
    format: Literal["kinerja-proof/1"]
    result: _Result
    event: _Event
    checkpoint: str


def proven(proof: Any, keys: Sequence[VerifierKey], anchor: Checkpoint | None = None) -> Proven:
    """What a proof (its JSON values) shows, step by step from the result to a signed checkpoint.

    The checkpoint is believed when one of `keys` signed it, or when it is `anchor`, one kept elsewhere.

    Raises:
        NotProvenError: it has another form, or a step does not lead to the next.
        NotACheckpointError: it is not `anchor`, and none of `keys` signed it.
    """
    try:
        given = _Proof.model_validate(proof, strict=True)
    except ValidationError as problem:
        raise NotProvenError(_FORM) from problem
    result, event, checkpoint = given.result, given.event, notes.said(given.checkpoint)
    said, sealed = _said(result.leaf), _said(event.leaf)
    content = sealed.get("content")
    root = _led_to(result.leaf, result.index, result.leaves, result.path)
    if sealed.get("event") != "stage.sealed" or not isinstance(content, dict):
        raise NotProvenError(Message(N_("what it leads to is no seal of a stage")))
    if root is None or content.get("results_root") != root.hex():
        raise NotProvenError(Message(N_("the result is not among those that were sealed")))
    led_to = _led_to(event.leaf, event.place, event.size, event.path)
    if (event.size, led_to) != (checkpoint.size, checkpoint.root):
        raise NotProvenError(Message(N_("the seal is not under the checkpoint")))
    if anchor is None or not _is(checkpoint, anchor, believed=bool(keys)):
        checkpoint = notes.opened(given.checkpoint, keys)
    return Proven(said, checkpoint)


def _is(checkpoint: Checkpoint, anchor: Checkpoint, *, believed: bool) -> bool:
    """Whether a proof's checkpoint is the one kept elsewhere; another of the same ledger is for its key to prove."""
    same_place = (checkpoint.origin, checkpoint.size) == (anchor.origin, anchor.size)
    if same_place and checkpoint.root != anchor.root:
        raise NotProvenError(Message(N_("your checkpoint is of another history of the same ledger")))
    if not same_place and not believed:
        text = N_(
            "its checkpoint is over {size} events and yours over {given}, so that only the key shows that both are of "
            "one ledger: give it too, with --key"
        )
        raise NotProvenError(Message(text, {"size": checkpoint.size, "given": anchor.size}))
    return same_place


def _said(leaf: str) -> dict[str, Any]:
    try:
        found = json.loads(leaf)
    except (ValueError, RecursionError) as problem:
        raise NotProvenError(_FORM) from problem
    if not isinstance(found, dict):
        raise NotProvenError(_FORM)
    return found


def _led_to(leaf: str, place: int, size: int, path: Sequence[str]) -> bytes | None:
    try:
        hashes = [bytes.fromhex(each) for each in path]
    except ValueError:
        return None
    return merkle.root_by_inclusion(merkle.leaf_hash(leaf.encode()), place, size, hashes)
