"""What the rows of a sealed stage are after somebody in them was erased: the digest that the act put on record.

Belongs here: following those records from the seal on. Does not: erasing (models/erasure), checking (seal_checks).
The rows are told apart by NIP, and a finding may quote a name: without them their digest is another one. Each act
therefore says of every such stage what its digest was and is, in an event of the ledger. Only what follows on what was
sealed counts; ratings and results have no name in them and stay under the root that was sealed with them (results).
"""

from collections.abc import Mapping
from typing import Any, LiteralString

from sqlmodel import Session

from models.database import rows

Place = tuple[int, int, int]
_SEALED: LiteralString = "SELECT period_id, unit_id, position, outputs_digest FROM stage_seal"
_ERASED: LiteralString = (
    "SELECT content -> 'stages' AS stages FROM audit_event WHERE event = 'person.erased' ORDER BY id"
)


def standing(session: Session) -> Mapping[Place, str]:
    """By period, unit and position, the digest that the rows of each sealed stage must have now."""
    found = {
        (row["period_id"], row["unit_id"], row["position"]): row["outputs_digest"] for row in rows(session, _SEALED)
    }
    for act in rows(session, _ERASED):
        for said in act["stages"] or ():
            _follow(found, said)
    return found


def _follow(found: dict[Place, str], said: Mapping[str, Any]) -> None:
    place = (said["period"], said["unit"], said["position"])
    if found.get(place) == said["before"]:
        found[place] = said["after"]
