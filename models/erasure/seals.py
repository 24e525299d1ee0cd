"""The sealed stages in which a person stands: their digests before and after the person is erased.

Belongs here: reading both, and refusing when the rows are not those that were sealed. Does not: following the records
afterwards (models/chain/erased_seals).
"""

from typing import Any, LiteralString

from sqlmodel import Session

from models import digests
from models.chain import erased_seals
from models.database import Row, rows
from models.errors import ConflictError
from models.language import N_
from models.vocabulary import Stage

#: Of every unit whose rows have this person's number, or whose findings name them.
_SEALS: LiteralString = """
WITH here AS (
  SELECT period_id, unit_id FROM segment WHERE %(person)s IN (person_id, rater_id, superior_id)
  UNION SELECT period_id, unit_id FROM audit_event WHERE event = 'finding.waived' AND actor_id = %(person)s
  UNION SELECT period_id, unit_id FROM finding
         WHERE concat_ws(' ', subject, observed, details::text) ~* %(named)s)
SELECT s.period_id, s.unit_id, s.position, p.code AS period, u.name AS unit
  FROM stage_seal s JOIN here USING (period_id, unit_id) JOIN period p ON p.id = s.period_id
  JOIN agency_then u ON (u.period_id, u.id) = (s.period_id, s.unit_id)
 ORDER BY s.period_id, s.unit_id, s.position
"""


def of_person(session: Session, person_id: int, named: str) -> list[Row]:
    """Those stages, each with its digest now (`before`).

    Raises:
        ConflictError: the rows of one are not those that were sealed: erasing would hide what somebody changed.
    """
    standing = erased_seals.standing(session)
    found = rows(session, _SEALS, person=person_id, named=named)
    for seal in found:
        seal["before"] = _digest(session, seal)
        if seal["before"] != standing[seal["period_id"], seal["unit_id"], seal["position"]]:
            raise ConflictError(
                N_(
                    "The rows of stage {stage} of {unit} in {period} are not those that were sealed. Erasing would "
                    "hide what was changed: show `kinerja audit verify` to the auditor first. Nothing was erased."
                ),
                stage=list(Stage)[seal["position"] - 1],
                unit=seal["unit"],
                period=seal["period"],
            )
    return found


def changed(session: Session, seals: list[Row]) -> list[dict[str, Any]]:
    """Of these, the ones whose digest is another now: for the event, so that whoever verifies can follow."""
    said = [
        {
            "period": seal["period_id"],
            "unit": seal["unit_id"],
            "position": seal["position"],
            "before": seal["before"],
            "after": _digest(session, seal),
        }
        for seal in seals
    ]
    return [each for each in said if each["before"] != each["after"]]


def _digest(session: Session, seal: Row) -> str:
    return digests.outputs(session, seal["period_id"], seal["unit_id"], list(Stage)[seal["position"] - 1])
