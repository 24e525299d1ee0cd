"""Scoring: predicates follow from the ratings; the superior answers for a distribution that departs from the pattern.

Belongs here: the verb and the gate of this stage. Does not: applying the rule pack (tasks/scoring) or its pattern.
Source: SE MenPANRB 3/2023: a guide; a departing unit publishes with a written justification (SPEC §3.2).
"""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from models import decisions, looked_at
from models.actors import Actor
from models.database import Row, run
from models.errors import InvalidInputError
from models.gates import Due, Gate, ask, counted
from models.labels import listed
from models.language import N_
from models.vocabulary import Stage

_JUSTIFY = """
UPDATE distribution_check SET justified_by = %(approval)s WHERE period_id = %(period)s AND unit_id = %(unit)s
"""


def justify(session: Session, approval_id: int, *, by: Actor, reason: str, seen: str | None = None) -> None:
    """Justify in writing why a unit's predicates depart from the pattern; publication may then go on.

    `seen` is the mark of what they looked at (looked_at): in what they depart.

    Raises:
        InvalidInputError: no justification.
        NotFoundError, NotAllowedError, ConflictError, WrongStateError: as for `decisions.decide`.
    """
    if not reason.strip():
        raise InvalidInputError(N_("Write the justification: it is published with the unit's results."))
    request = decisions.decide(session, approval_id, "distribution", by=by, outcome="justified", reason=reason)
    looked_at.check(session, approval_id, seen)
    run(session, _JUSTIFY, approval=approval_id, period=request["period_id"], unit=request["unit_id"])


_CHECKED = """
SELECT u.unit_id, d.unit_id IS NOT NULL AS scored, 1 AS total,
       CASE WHEN d.conforms OR NOT d.binding OR d.justified_by IS NOT NULL THEN 0 ELSE 1 END AS remaining,
       coalesce(d.violations, '{}') AS violations
  FROM period_unit u LEFT JOIN distribution_check d USING (period_id, unit_id)
 WHERE u.period_id = %(period)s AND u.unit_id = ANY(%(units)s)
"""


def _judge(row: Row, due: Due) -> Gate:
    if row["scored"]:
        return counted(
            row | {"violations": listed(row["violations"])},
            due,
            N_("the distribution awaits a written justification ({violations}), due {due}"),
        )
    return counted(row, due, N_("not scored yet"))


def gate(session: Session, period_id: int, units: Sequence[int]) -> Mapping[int, Gate]:
    """Open when the distribution conforms, is justified, or the group is too small to judge."""
    return ask(session, _CHECKED, Stage.SCORING, period_id, units, _judge)
