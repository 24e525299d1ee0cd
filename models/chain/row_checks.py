"""Today's rows against the events that recorded them, where a seal does not (yet) hold them: what people decided.

Belongs here: running such checks, and the words for a difference. Does not: any one check (decision_rows, person_rows,
plan_rows), rows that a stage sealed (seal_checks). Each check is one statement over everything there is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import LiteralString

from sqlmodel import Session

from models.chain.faults import Verdict, fault
from models.chain.row_words import spoken
from models.database import rows


@dataclass(frozen=True)
class RowCheck:
    """One comparison: a code for programs, the words, and the statement.

    Its rows are what differs: `event` (its number, if there is one), `what` differs, and the values of the words. How
    many rows were compared is `compared`, a statement of its own.
    """

    code: str
    text: str
    differing: LiteralString
    compared: LiteralString


#: Between what the event says and what the row says now.
ARROW: LiteralString = " || ' → ' || "


def differs(name: LiteralString, then: LiteralString, now: LiteralString) -> LiteralString:
    """SQL that says "name: then → now" where the two differ, else nothing."""
    return (
        "CASE WHEN (" + then + ") IS DISTINCT FROM (" + now + ") THEN '" + name + ": ' || coalesce((" + then
        + ")::text, '-')" + ARROW + "coalesce((" + now + ")::text, '-') END"
    )  # fmt: skip


def recorded(event: LiteralString, row: LiteralString, parts: Sequence[LiteralString]) -> LiteralString:
    """SQL that says what differs where both the event and the row are there, or which of the two is missing."""
    listed: LiteralString = ", ".join(parts)
    return (
        "CASE WHEN " + event + " IS NULL THEN 'no event says so' WHEN " + row + " IS NULL THEN 'it was removed' ELSE"
        " concat_ws('; ', NULL, " + listed + ") END"
    )  # fmt: skip


def rewritten(name: LiteralString, digest: LiteralString, said: LiteralString, now: LiteralString) -> LiteralString:
    """SQL that says "name: then → now" where words are not those of a digest; `said` is the row of audit_text.

    Words that were erased are gone from there, and only their digest is left.
    """
    return (
        "CASE WHEN " + said + ".text <> '' AND " + digest + " <> encode(sha256(" + said + ".salt || convert_to(" + now
        + ", 'UTF8')), 'hex') THEN '" + name + ": ' || " + said + ".text" + ARROW + now + " END"
    )  # fmt: skip


#: The unit of an event `x`, under the name that it had in that period.
UNIT: LiteralString = "agency_then u ON (u.period_id, u.id) = (x.period_id, x.unit_id)"
#: The name of a person by number, and of whom a segment is about.
NAME: LiteralString = "(SELECT who.name FROM person who WHERE who.id = "
PERSON: LiteralString = "(SELECT who.name FROM segment part JOIN person who ON who.id = part.person_id WHERE part.id = "


def differing(select: LiteralString, what: Sequence[LiteralString], source: LiteralString) -> LiteralString:
    """SQL for the rows of `source` of which any of `what` (see `differs`) says something."""
    listed: LiteralString = ", ".join(what)
    return (
        "SELECT * FROM (SELECT " + select + ", concat_ws('; ', NULL, " + listed + ") AS what " + source
        + ") AS compared WHERE what <> '' ORDER BY event NULLS FIRST"
    )  # fmt: skip


def check(session: Session, verdict: Verdict, checks: Sequence[RowCheck]) -> int:
    """Name every row that is not what its event recorded; returns how many rows were compared."""
    compared = 0
    for each in checks:
        compared += rows(session, each.compared)[0]["count"]
        for row in rows(session, each.differing):
            event = row.pop("event")
            if "what" in row:
                row["what"] = spoken(row["what"])
            verdict.faults.append(fault(each.code, each.text, event, **row))
    return compared
