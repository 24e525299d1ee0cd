"""Our results beside those of e-Kinerja BKN: who has the same predicate, who another, who stands on one side only.

Belongs here: the comparison. Does not: reading the export (sources, `bkn_rating`), which is compared and never rated
on. Source: SPEC §7.3: the row that is not acting with the latest end counts; “-” is no predicate.
"""

from collections.abc import Mapping
from typing import LiteralString

from sqlmodel import Session

from models.database import Row, rows
from models.exchange.final_results import by_person
from models.language import N_

#: How a person stands in the two systems, the first that applies; the first two ask for somebody's attention.
STANDINGS: Mapping[str, str] = {
    "differs": N_("another predicate in e-Kinerja"),
    "only_there": N_("in e-Kinerja only"),
    "not_rated_there": N_("not evaluated in e-Kinerja yet"),
    "missing_there": N_("not in the export of e-Kinerja"),
    "held_here": N_("our result is not final yet"),
    "equal": N_("the same predicate"),
}
#: Standings that somebody must explain.
TO_EXPLAIN = frozenset({"differs", "only_there"})
_EXPORTED: LiteralString = """
SELECT DISTINCT ON (b.nip) b.nip, b.name, b.unit_name, nullif(b.predicate, '') AS predicate, b.ends,
       coalesce(nullif(d.stamped, ''), b.recorded_at::date::text) AS drawn
  FROM bkn_rating b LEFT JOIN delivery d ON d.id = b.delivery_id
 WHERE b.period_id = %(period)s AND b.superseded_at IS NULL AND NOT b.is_acting
 ORDER BY b.nip, b.ends DESC NULLS LAST, b.id DESC
"""


def compare(session: Session, period: Row) -> list[Row]:
    """Everybody in either system: nip, name, unit, ours, theirs, standing, and of when their export is (`drawn`).

    Those who need attention come first, then by unit and name. `theirs` is None where they have no predicate.
    """
    theirs = {row["nip"]: row for row in rows(session, _EXPORTED, period=period["id"])}
    found = [_beside(main, theirs.pop(main["nip"], None)) for main, _regular in by_person(session, period)]
    found += [
        {
            "nip": row["nip"],
            "name": row["name"],
            "unit": row["unit_name"],
            "ours": None,
            "theirs": row["predicate"],
            "standing": "only_there",
            "drawn": row["drawn"],
        }
        for row in theirs.values()
    ]
    order = list(STANDINGS)
    return sorted(found, key=lambda row: (order.index(row["standing"]), row["unit"], row["name"], row["nip"]))


def counted(found: list[Row]) -> dict[str, int]:
    """How many people stand how; every standing is named, also with none."""
    return {standing: sum(row["standing"] == standing for row in found) for standing in STANDINGS}


def _beside(main: Row, other: Row | None) -> Row:
    final = main["held"] is None
    return {
        "nip": main["nip"],
        "name": main["name"],
        "unit": main["unit"],
        "ours": main["predicate"] if final else None,
        "theirs": other and other["predicate"],
        "standing": _standing(main, other),
        "drawn": other and other["drawn"],
    }


def _standing(main: Row, other: Row | None) -> str:
    if main["held"] is not None:
        return "held_here"
    if other is None:
        return "missing_there"
    if other["predicate"] is None:
        return "not_rated_there"
    return "equal" if other["predicate"] == main["predicate"] else "differs"
