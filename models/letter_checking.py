"""Whether a letter is what was sealed: by its code for anybody, by its file for whoever holds it.

Belongs here: the verdict. Does not: codes (letters), reading files (letter_files), proofs (chain/proofs).
Of a code nobody learns names or results; a file shows only what is in it.
"""

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, LiteralString

from sqlmodel import Session

from models import letters
from models.chain import key_changes, proofs
from models.chain.notes import Checkpoint, NotACheckpointError, VerifierKey
from models.chain.proofs import NotProvenError, Proven
from models.database import Row, one
from models.errors import InvalidInputError
from models.language import N_, Message
from models.letter_files import Carried

_CONTENT: LiteralString = """
SELECT l.segment_id, c.content, c.proof FROM letter l LEFT JOIN letter_content c USING (kind, segment_id, version)
 WHERE l.code = %(code)s
"""
#: What a sealed result says, as the letter's facts name it.
_SAME = {"version": "version", "work": "work_rating", "behavior": "behavior_rating", "predicate": "predicate"}


class Sealed(StrEnum):
    """How a letter stands to the ledger."""

    #: It says the result that was sealed, and its proof leads to a signed checkpoint.
    YES = "sealed"
    #: The result is not sealed yet, or its seal has no number yet.
    WAITING = "not_sealed_yet"
    #: What was sealed is something else, or the proof does not hold: for the auditor.
    DIFFERS = "differs"
    #: Plans and letters about a unit or a period rest on no one result.
    NONE = "no_result"


def of_code(session: Session, code: str, keys: Sequence[VerifierKey] = ()) -> Row | None:
    """What letters.check says, and how the letter stands to the ledger (`sealed`); None when the code is not ours."""
    found = letters.check(session, code)
    if found is None:
        return None
    kept = one(session, _CONTENT, code=letters.ungrouped(code))
    return found | {"sealed": _standing(session, found["kind"], kept or {}, keys)}


def _standing(session: Session, kind: str, kept: Mapping[str, Any], keys: Sequence[VerifierKey]) -> Sealed:
    if kind not in {"evaluation", "decision"} or not kept.get("content"):
        return Sealed.NONE
    if kept["proof"] is None:
        return Sealed.WAITING
    try:
        shown = proofs.proven(json.loads(kept["proof"]), key_changes.trusted(session, keys))
    except (NotProvenError, NotACheckpointError):
        return Sealed.DIFFERS
    told = json.loads(kept["content"])["result"]
    same = all(shown.result.get(name) == told[ours] for name, ours in _SAME.items())
    return Sealed.YES if same and shown.result.get("segment") == kept["segment_id"] else Sealed.DIFFERS


def of_file(carried: Carried, keys: Sequence[VerifierKey], anchor: Checkpoint | None = None) -> Proven:
    """What the proof in a letter's file shows, without this installation: by keys, or a checkpoint kept elsewhere.

    Raises:
        InvalidInputError: the file carries no proof.
        NotProvenError: its proof does not hold, or was made for another letter.
        NotACheckpointError: none of `keys` signed its checkpoint, and it is not `anchor`.
    """
    if carried.proof is None:
        raise InvalidInputError(
            N_("This letter carries no proof: plans have none, and others have one once their result is sealed. Have "
               "its person open it anew after that.")
        )  # fmt: skip
    shown = proofs.proven(carried.proof, keys, anchor)
    letter = carried.proof.get("letter")
    if not isinstance(letter, dict) or letter.get("code") != carried.code:
        raise NotProvenError(Message(N_("it was made for another letter")))
    return shown


def of_own_file(session: Session, carried: Carried) -> tuple[Row | None, Proven | None]:
    """What of_code says of a file's code, and what the proof in the file shows when it is the letter's own.

    Raises:
        NotProvenError: the proof in the file does not hold, or was made for another letter.
        NotACheckpointError: no key of this installation signed its checkpoint.
    """
    found = of_code(session, carried.code)
    if found is None or carried.proof is None or found["sealed"] != Sealed.YES:
        return found, None
    shown = of_file(carried, key_changes.trusted(session, ()))
    kept = one(session, _CONTENT, code=carried.code)
    own = kept and json.loads(json.loads(kept["proof"])["result"]["leaf"])
    return (found, shown) if shown.result == own else (found | {"sealed": Sealed.DIFFERS}, shown)
