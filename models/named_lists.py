"""Lists of talent, promotion, awards and training: a named official's decision with a decree, never the machine's.

Belongs here: naming a list, who is on which, and who meets stated conditions. Does not: rating, and no order of people:
everybody is listed by unit and name. Sources: SPEC §2.1 (the Tim Penilai Kinerja advises, the regional head decides),
§2.5 (uses of results), §2.6 (a result that is not final is not used), §10 (no public naming lists).
A list is in the ledger: an event for each person, with decree, purpose and their reason in the erasable words.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import LiteralString
from uuid import uuid4

from sqlmodel import Session

from models import ledger
from models.actors import Actor
from models.board import find_period
from models.database import Row, one, rows, run
from models.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from models.exchange import final_results
from models.language import N_
from models.ledger import Subject
from models.vocabulary import Predicate

LIST_KINDS = ("talent", "promotion", "award", "training")
#: A list is written by hand: a longer one is a decree of its own.
MOST = 100


@dataclass(frozen=True)
class Named:
    """What a list says of itself: kind (LIST_KINDS), purpose, number of the decree."""

    kind: str
    purpose: str
    decree: str


_SANCTIONED = """
SELECT DISTINCT person_id FROM discipline
 WHERE person_id = ANY(%(people)s) AND starts <= %(last)s AND ends >= %(first)s
"""


def candidates(session: Session, code: str, predicates: Collection[Predicate]) -> list[Row]:
    """Everybody of a period by unit and name, and which conditions each meets; no order of merit, and no choice.

    `final`: the result is final and may be used; `predicate_met`: it is one of `predicates`; `clear`: no sanction was
    in force in the period. `meets` says that all three hold.

    Raises:
        NotFoundError: no such period.
    """
    period = find_period(session, code)
    found = [row for row, _segments in final_results.by_person(session, period)]
    people = [row["person_id"] for row in found]
    span = {"first": period["starts"], "last": period["ends"]}
    sanctioned = {row["person_id"] for row in rows(session, _SANCTIONED, people=people, **span)}
    listed = [_conditions(row, predicates, clear=row["person_id"] not in sanctioned) for row in found]
    return sorted(listed, key=lambda row: (row["unit"], row["name"], row["nip"]))


def _conditions(row: Row, predicates: Collection[Predicate], *, clear: bool) -> Row:
    final = row["held"] is None
    met = final and row["predicate"] in set(predicates)
    kept = {name: row[name] for name in ("person_id", "segment", "nip", "name", "unit", "post")}
    return kept | {"final": final, "predicate_met": met, "clear": clear, "meets": final and met and clear}


#: The regional head (Pejabat Pembina Kepegawaian), or one of the performance team that prepares the decision.
_MAY = """
SELECT FROM person e WHERE e.id = %(by)s AND (e.official_code = 'KDH' OR EXISTS (
  SELECT FROM role_assignment r WHERE r.person_id = e.id AND r.role = 'performance_team'))
"""
_TELL = """
INSERT INTO notice (key, person_id, kind, content)
SELECT 'named_on_list:' || %(list)s::text || ':' || s.person_id, s.person_id, 'named_on_list',
       jsonb_build_object('segment', s.id)
  FROM segment s WHERE s.id = ANY(%(segments)s) ON CONFLICT (key) DO NOTHING
"""


def name(session: Session, code: str, reasons: Mapping[str, str], named: Named, *, by: Actor) -> str:
    """Name the people (NIP → reason) of a list of a period; each is told and reads it. Returns the list's mark.

    Raises:
        NotFoundError: no such period, or somebody who is not appraised in it.
        NotAllowedError: not a person who is the regional head or of the performance team; or they name themselves.
        InvalidInputError: an unknown kind, no purpose, decree, people or reason, or too many people.
        WrongStateError: somebody's result is not final: it is not used before.
    """
    period = find_period(session, code)
    found = {row["nip"]: row for row in preview(session, code, reasons, named, by=by)}
    mark = uuid4().hex
    for nip, reason in sorted(reasons.items()):
        subject = Subject(period["id"], None, found[nip]["segment"], "person", found[nip]["person_id"])
        words = "\n".join((_line(named.decree), _line(named.purpose), reason.strip()))
        ledger.record(session, "list.named", by=by, subject=subject, text=words, list=mark, of=named.kind)
    run(session, _TELL, list=mark, segments=[found[nip]["segment"] for nip in reasons])
    return mark


def preview(session: Session, code: str, reasons: Mapping[str, str], named: Named, *, by: Actor) -> list[Row]:
    """The people whom `name` would name, as `candidates` says them; nothing is written.

    Raises:
        KinerjaError: whatever `name` raises.
    """
    _check(session, reasons, named, by)
    found = {row["nip"]: row for row in candidates(session, code, list(Predicate))}
    _check_people(found, reasons, code, by)
    return [found[nip] for nip in reasons]


def may_name(session: Session, *, by: Actor) -> bool:
    """Whether somebody, as themselves, may name a list."""
    return by.kind == "person" and by.acting_for is None and one(session, _MAY, by=by.person_id) is not None


def _line(text: str) -> str:
    """What somebody wrote, on one line: the lines of an event's words are told apart."""
    return " ".join(text.split())


def _check(session: Session, reasons: Mapping[str, str], named: Named, by: Actor) -> None:
    if not may_name(session, by=by):
        raise NotAllowedError(
            N_(
                "A list is the decision of a named official: the regional head, or a member of the performance team. "
                "Give the NIP of whoever decided."
            )
        )
    if named.kind not in LIST_KINDS:
        known = ", ".join(LIST_KINDS)
        raise InvalidInputError(N_("There is no list of {kind}. There are: {all}."), kind=named.kind, all=known)
    if not named.purpose.strip() or not named.decree.strip():
        raise InvalidInputError(N_("A list needs its purpose and the number of its decree."))
    if not reasons or len(reasons) > MOST:
        raise InvalidInputError(N_("A list names between one person and {most}."), most=MOST)
    if not all(reason.strip() for reason in reasons.values()):
        raise InvalidInputError(N_("Give a reason for each person: they read it."))


def _check_people(found: Mapping[str, Row], reasons: Mapping[str, str], code: str, by: Actor) -> None:
    for nip in reasons:
        if nip not in found:
            raise NotFoundError(N_("Nobody with the NIP {nip} is appraised in period {code}."), nip=nip, code=code)
        if found[nip]["person_id"] == by.person_id:
            raise NotAllowedError(N_("Nobody names themselves. Let another official decide about you."))
        if not found[nip]["final"]:
            raise WrongStateError(
                N_("The result of {nip} is not final, so it is not used yet (PP 30/2019 Pasal 59). Name them later."),
                nip=nip,
            )


#: Older events have decree and purpose in their content, and the reason alone as words.
_LISTED: LiteralString = """
SELECT x.content ->> 'list' AS list, x.content ->> 'of' AS kind, official.name AS decided_by, x.occurred_at AS named_at,
       x.segment_id AS segment, e.nip, e.name,
       CASE WHEN x.content ? 'decree' THEN x.content ->> 'decree' ELSE split_part(t.text, E'\n', 1) END
       AS decree, CASE WHEN x.content ? 'purpose' THEN x.content ->> 'purpose' ELSE split_part(t.text, E'\n', 2) END
       AS purpose, CASE WHEN x.content ? 'decree' THEN t.text ELSE regexp_replace(t.text, '^[^\n]*\n[^\n]*\n', '') END
       AS reason
  FROM audit_event x JOIN person e ON e.id = x.subject_id JOIN person official ON official.id = x.actor_id
  LEFT JOIN audit_text t ON t.event_id = x.id
 WHERE x.event = 'list.named' AND x.subject_kind = 'person' AND
"""


def of_period(session: Session, code: str) -> list[Row]:
    """Who was named on which list of a period, by whom, why; the newest list first. For HR and auditors.

    Raises:
        NotFoundError: no such period.
    """
    period = find_period(session, code)
    statement: LiteralString = _LISTED + " x.period_id = %(period)s ORDER BY x.occurred_at DESC, e.name"
    return rows(session, statement, period=period["id"])


def of_person(session: Session, segment_id: int) -> list[Row]:
    """The lists on which the person of a segment is named for it, the newest first."""
    statement: LiteralString = _LISTED + " x.segment_id = %(segment)s ORDER BY x.occurred_at DESC"
    return rows(session, statement, segment=segment_id)
