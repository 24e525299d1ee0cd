"""Opening 360-degree feedback rounds: for a unit or one person of a period, with who is asked.

Belongs here: the choice of givers, and opening. Does not: answering (rounds), results (round_results).
Source: SPEC §2.1: colleagues, subordinates and stakeholders give feedback; it is advisory.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import LiteralString

from sqlmodel import Session

from models import ledger
from models.actors import Actor
from models.database import Row, one, rows, run
from models.deadlines import is_hr_administrator
from models.errors import ConflictError, InvalidInputError, NotAllowedError, WrongStateError
from models.language import N_, Day
from models.ledger import Subject
from models.round_results import AT_LEAST

#: Colleagues and subordinates who are asked about one person: drawn by lot from those that there are.
MOST_OF_A_KIND = 10
_MOST_NAMED, _LONGEST = 20, 366


@dataclass(frozen=True)
class Opening:
    """What an administrator asks for: the code of a unit or one person's NIP, people named by NIP, the last day."""

    unit: str
    nip: str
    stakeholders: str
    closes_on: date


@dataclass(frozen=True)
class Drawn:
    """Who would be asked about whom: givers (person, relation) by segment, and people left out."""

    givers: dict[int, list[tuple[int, str]]]
    people: dict[int, Row]
    #: People about whom fewer than five could be asked.
    too_few: int
    #: People who have an open round.
    busy: int

    @property
    def invitations(self) -> int:
        """How many answers are asked for in all."""
        return sum(map(len, self.givers.values()))

    @property
    def asked(self) -> set[int]:
        """The people who are asked."""
        return {person for each in self.givers.values() for person, _relation in each}


#: In place: still there today or, after the period, at its end. Of several posts the main one.
_PEOPLE = """
SELECT DISTINCT ON (s.person_id) s.id AS segment, s.person_id, s.rater_id, s.unit_id, e.name, e.nip,
       EXISTS (SELECT FROM feedback_round r JOIN segment x ON x.id = r.segment_id
                WHERE x.person_id = s.person_id AND x.period_id = s.period_id AND r.closes_at > now()) AS busy
  FROM segment s JOIN person e ON e.id = s.person_id JOIN unit u ON u.id = s.unit_id JOIN period p ON p.id = s.period_id
 WHERE s.period_id = %(period)s AND (%(unit)s = '' OR u.code = %(unit)s) AND (%(nip)s = '' OR e.nip = %(nip)s)
   AND s.ends >= least((now() AT TIME ZONE p.timezone)::date, p.ends)
 ORDER BY s.person_id, s.is_acting, s.starts DESC, s.id
"""
_GIVERS: LiteralString = """
WITH about AS (SELECT s.id, s.period_id, s.person_id, s.rater_id FROM segment s WHERE s.id = ANY(%(segments)s)),
     others AS (
  SELECT s.person_id, s.rater_id, s.period_id FROM segment s JOIN period p ON p.id = s.period_id
   WHERE s.period_id = %(period)s AND s.ends >= least((now() AT TIME ZONE p.timezone)::date, p.ends)),
     around AS (
  SELECT a.id AS segment, o.person_id AS giver, 'peer' AS relation FROM about a JOIN others o ON o.rater_id = a.rater_id
   UNION SELECT a.id, o.person_id, 'subordinate' FROM about a JOIN others o ON o.rater_id = a.person_id
   UNION SELECT a.id, g.id, 'stakeholder' FROM about a JOIN person g ON g.nip = ANY(%(named)s)),
     once AS (
  SELECT DISTINCT ON (n.segment, n.giver) n.segment, n.giver, n.relation FROM around n JOIN about a ON a.id = n.segment
   WHERE n.giver NOT IN (a.person_id, a.rater_id)
     AND NOT EXISTS (SELECT FROM account c WHERE c.person_id = n.giver AND c.disabled_at IS NOT NULL)
   ORDER BY n.segment, n.giver, array_position(ARRAY['stakeholder', 'subordinate', 'peer'], n.relation)),
     drawn AS (SELECT *, row_number() OVER (PARTITION BY segment, relation ORDER BY random()) AS place FROM once)
SELECT segment, giver, relation FROM drawn WHERE relation = 'stakeholder' OR place <= %(most)s ORDER BY segment, giver
"""


def draw(session: Session, period: Row, wanted: Opening, *, by: Actor) -> Drawn:
    """Who would be asked about whom if the round were opened now; nothing is written, and the lot falls anew each time.

    Raises:
        NotAllowedError: not an HR administrator.
        WrongStateError: the period is closed.
        InvalidInputError: nobody is meant, a NIP is unknown, the last day is no day to come, too few can be asked.
        ConflictError: everybody meant has an open round.
    """
    if not is_hr_administrator(session, by):
        raise NotAllowedError(N_("Only an HR administrator opens a feedback round."))
    if period["closed_at"]:
        raise WrongStateError(N_("The period is closed, so no feedback round is opened in it."))
    check_day(session, period, wanted.closes_on)
    _check_wanted(session, period, wanted.closes_on)
    nip = re.sub(r"\s", "", wanted.nip)
    if not wanted.unit and not nip:
        raise InvalidInputError(N_("Choose a unit, or give the NIP of one person."))
    found = rows(session, _PEOPLE, period=period["id"], unit=wanted.unit, nip=nip)
    if not found:
        raise InvalidInputError(
            N_("Nobody like that is appraised in this period now. Check the NIP and the unit; leave one of them empty.")
        )
    named = _named(session, wanted.stakeholders, found if nip else [])
    free = {row["segment"]: row for row in found if not row["busy"]}
    if not free:
        raise ConflictError(N_("A round is open already for everybody whom you mean. Wait until it closes."))
    givers: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    drawn = rows(session, _GIVERS, period=period["id"], segments=list(free), named=named, most=MOST_OF_A_KIND)
    for row in drawn:
        givers[row["segment"]].append((row["giver"], row["relation"]))
    enough = {segment: each for segment, each in givers.items() if len(each) >= AT_LEAST}
    if not enough:
        raise InvalidInputError(_TOO_FEW_OF_ONE if nip else _TOO_FEW_OF_ALL, least=AT_LEAST, count=len(drawn))
    return Drawn(
        enough, {segment: free[segment] for segment in enough}, len(free) - len(enough), len(found) - len(free)
    )


_TOO_FEW_OF_ONE = N_(
    "Only {count} people could be asked, and with fewer than {least} answers nothing is ever shown. "
    "Name more people by their NIP."
)
_TOO_FEW_OF_ALL = N_(
    "About nobody in this unit could {least} people be asked, and with fewer answers nothing is ever shown. "
    "Open rounds for one person at a time, and name more people by their NIP."
)


def check_day(session: Session, period: Row, closes_on: date) -> None:
    """That `closes_on` can be the last day of a round: tomorrow or later, within a year.

    Raises:
        InvalidInputError: it cannot.
    """
    today = (one(session, "SELECT (now() AT TIME ZONE %(zone)s)::date AS today", zone=period["timezone"]) or {})[
        "today"
    ]
    if not 0 < (closes_on - today).days <= _LONGEST:
        raise InvalidInputError(N_("The last day of a round is tomorrow or later, within a year. Choose such a day."))


def rules_of(session: Session, period_id: int) -> dict[str, str | None]:
    """Whether the period asks for rounds (`use`: none, optional, expected), and the days for it (`opens`, `closes`)."""
    found = one(session, "SELECT definition -> 'feedback_round' AS rules FROM period WHERE id = %(id)s", id=period_id)
    return {"use": "optional", "opens": None, "closes": None} | ((found or {}).get("rules") or {})


def _check_wanted(session: Session, period: Row, closes_on: date) -> None:
    rules = rules_of(session, period["id"])
    if rules["use"] == "none":
        raise WrongStateError(
            N_("The period file says that no feedback rounds are asked for in this period, so none is opened.")
        )
    asked = "SELECT (now() AT TIME ZONE %(zone)s)::date < %(day)s::date AS early"
    opens = rules["opens"]
    if opens and (one(session, asked, zone=period["timezone"], day=opens) or {})["early"]:
        raise WrongStateError(
            N_("By the period file rounds are asked for from {day} on. Open it then."),
            day=Day(date.fromisoformat(opens)),
        )
    check_end(session, period, closes_on)


def check_end(session: Session, period: Row, closes_on: date) -> None:
    """That a round may last until `closes_on` by the period file.

    Raises:
        InvalidInputError: it ends rounds earlier.
    """
    closes = rules_of(session, period["id"])["closes"]
    if closes and closes_on > date.fromisoformat(closes):
        raise InvalidInputError(
            N_("By the period file rounds end by {day}. Choose that day or an earlier one."),
            day=Day(date.fromisoformat(closes)),
        )


def _named(session: Session, text: str, about: list[Row]) -> list[str]:
    """The NIPs in `text`, each of somebody who is neither the person nor their rater."""
    named = sorted(set(re.findall(r"[^\s,;]+", text.replace("\0", ""))))
    if not named:
        return []
    if not about:
        raise InvalidInputError(
            N_("People are named for one person's round: give that person's NIP too, or name nobody.")
        )
    if len(named) > _MOST_NAMED:
        raise InvalidInputError(N_("Name at most {most} people."), most=_MOST_NAMED)
    known = {
        row["nip"]: row["id"] for row in rows(session, "SELECT id, nip FROM person WHERE nip = ANY(%(n)s)", n=named)
    }
    for nip in named:
        if nip not in known:
            raise InvalidInputError(N_("Nobody has the NIP {nip}. Write the 18 digits without spaces."), nip=nip[:30])
        if known[nip] in {about[0]["person_id"], about[0]["rater_id"]}:
            raise InvalidInputError(
                N_("{nip} is the person or their rater. They are not asked: the rater says it in the rating."), nip=nip
            )
    return named


#: Of two administrators one waits, and finds the first one's round.
_TAKE_TURNS = "SELECT pg_advisory_xact_lock(hashtextextended('feedback_round', %(period)s))"
_ADD = """
INSERT INTO feedback_round (segment_id, opened_by, closes_at)
SELECT segment, %(by)s, (%(closes_on)s::date + 1)::timestamp AT TIME ZONE %(zone)s
  FROM unnest(%(segments)s::bigint[]) AS segment RETURNING id, segment_id
"""
_ASK = """
INSERT INTO round_giver (round_id, person_id, relation)
SELECT * FROM unnest(%(rounds)s::bigint[], %(people)s::bigint[], %(relations)s::text[])
"""
#: One notice for each person, however many rounds ask them; as models/notices.queue, for all at once.
_TELL = """
INSERT INTO notice (key, person_id, kind) SELECT %(kind)s || ':round:' || %(first)s::text || ':' || person, person,
  %(kind)s FROM unnest(%(people)s::bigint[]) AS person ON CONFLICT (key) DO NOTHING
"""


def open_round(session: Session, period: Row, wanted: Opening, *, by: Actor) -> Drawn:
    """Open the round: one for each person meant, with its givers; they and the person are told.

    Raises:
        NotAllowedError, WrongStateError, InvalidInputError, ConflictError: as `draw`.
    """
    run(session, _TAKE_TURNS, period=period["id"])
    drawn = draw(session, period, wanted, by=by)
    made = rows(
        session, _ADD, segments=list(drawn.givers), by=by.person_id, closes_on=wanted.closes_on, zone=period["timezone"]
    )
    asked = [(row["id"], *each) for row in made for each in drawn.givers[row["segment_id"]]]
    rounds, people, relations = (list(column) for column in zip(*asked, strict=True))
    run(session, _ASK, rounds=rounds, people=people, relations=relations)
    first = min(row["id"] for row in made)
    run(session, _TELL, kind="round_asked", first=first, people=sorted(drawn.asked))
    run(session, _TELL, kind="round_opened", first=first, people=[row["person_id"] for row in drawn.people.values()])
    for row in made:
        unit = drawn.people[row["segment_id"]]["unit_id"]
        about = Subject(period["id"], unit, row["segment_id"], "round", row["id"])
        invited = len(drawn.givers[row["segment_id"]])
        ledger.record(session, "round.opened", by=by, subject=about, invited=invited, closes_on=str(wanted.closes_on))
    return drawn
