"""Notices on paper: what could not be sent, a sheet for each person, for HR to print and hand over.

Belongs here: who could not be told, and their sheets. Does not: sending again (outbox_retry), recording that somebody
signed for a result (receipts). A person without any address is told all the same (PP 30/2019 Pasal 59; SPEC §2.6).
"""

from itertools import groupby
from typing import LiteralString

from sqlmodel import Session

from models.database import Row, rows
from models.language import _
from models.notice_mail import LOAD, templates
from models.notice_pieces import piece_of, plain

#: Words that stand on every sheet are the person's own language's.
_UNTOLD: LiteralString = """
SELECT n.id, n.person_id, p.name, coalesce(p.nip, p.official_code) AS nip, p.language, n.outcome,
       coalesce(place.unit, '') AS unit, coalesce(place.code, '') AS unit_code
  FROM notice n JOIN person p ON p.id = n.person_id
  LEFT JOIN LATERAL (SELECT u.name AS unit, u.code FROM segment s JOIN unit u ON u.id = s.unit_id
                      WHERE s.person_id = p.id ORDER BY s.ends DESC, s.id DESC LIMIT 1) place ON true
 WHERE n.status = 'failed' AND (%(unit)s::text IS NULL OR place.code = %(unit)s)
 ORDER BY place.unit, p.name, p.id, n.id
"""


def untold(session: Session, *, unit: str | None = None) -> list[Row]:
    """People with notices that could not be sent, by unit and name: how many (`notices`), and how they failed."""
    found = rows(session, _UNTOLD, unit=unit)
    return [_person(list(theirs)) for _key, theirs in groupby(found, key=lambda row: row["person_id"])]


def _person(theirs: list[Row]) -> Row:
    kept = {name: theirs[0][name] for name in ("person_id", "name", "nip", "unit", "unit_code", "language")}
    outcomes = sorted({row["outcome"] for row in theirs})
    return kept | {"notices": len(theirs), "outcomes": outcomes, "ids": [row["id"] for row in theirs]}


def sheets(session: Session, *, unit: str | None = None) -> tuple[str, int]:
    """A page (HTML) to print with a sheet for each of those people, in their language; and how many sheets it has."""
    made = written(session, unit=unit)
    return templates().get_template("paper.html").render(sheets=made), len(made)


def written(session: Session, *, unit: str | None = None) -> list[Row]:
    """What the sheet of each of those people says, in their language, ready to be laid out."""
    people = untold(session, unit=unit)
    ids = [number for each in people for number in each["ids"]]
    known = {row["id"]: row for row in rows(session, LOAD, notices=ids)}
    return [
        {
            "language": each["language"],
            "name": plain(each["name"]),
            "nip": each["nip"],
            "unit": plain(each["unit"]),
            "region": plain(known[each["ids"][0]]["region"] or ""),
            "pieces": [piece_of(known[number]) for number in each["ids"]],
            "greeting": _("Dear {name},", each["language"]).format(name=plain(each["name"])),
            "received": _("Received on", each["language"]),
            "signature": _("Signature", each["language"]),
        }
        for each in people
    ]
