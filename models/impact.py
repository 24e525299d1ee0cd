"""What-if over a whole period: who would have another predicate under a changed datum, setting or pack. Stores nothing.

Belongs here: replaying recorded ratings through the plain-Python pack. Does not: scoring for real (tasks/scoring).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from models.board import find_period
from models.database import Row, rows
from models.errors import InvalidInputError, NotFoundError
from models.language import N_
from models.period_rules import choices_of
from models.rules.choices import settings_on
from models.rules.permenpanrb6 import distribution, leader_rating, predicate
from models.rules.segments import Segment, main_segment
from models.rules.settings import DistributionMode, RuleSettings
from models.rules.settings_table import settings_from
from models.vocabulary import OrganizationPredicate, Predicate, Rating

_RATED = """
SELECT s.id, e.nip, e.name, u.code AS unit_code, u.name AS unit, s.is_agency_head, s.is_acting, v.work_rating, s.starts,
       s.ends, v.behavior_rating, o.predicate AS organization, r.predicate AS recorded
  FROM segment s JOIN person e ON e.id = s.person_id
  JOIN agency_then u ON (u.period_id, u.id) = (s.period_id, s.unit_id)
  JOIN LATERAL (SELECT * FROM evaluation WHERE segment_id = s.id ORDER BY version DESC LIMIT 1) v ON true
  JOIN organization_evaluation o ON o.period_id = s.period_id AND o.unit_id = s.unit_id
  LEFT JOIN result r ON r.evaluation_id = v.id
 WHERE s.period_id = %(period)s ORDER BY u.name, e.name
"""
#: What of a person (by NIP) or a unit (by code) may be changed in a what-if, and the words it takes.
WORDS: Mapping[str, type[Rating] | type[OrganizationPredicate]] = {
    "work": Rating,
    "behavior": Rating,
    "organization": OrganizationPredicate,
}


@dataclass(frozen=True)
class Datum:
    """One changed datum: `subject` (NIP or unit code), `field` (a word of WORDS) and its other value."""

    subject: str
    field: str
    value: str


@dataclass(frozen=True)
class Impact:
    """Who would change predicate, and which units would leave or rejoin their pattern."""

    people: list[Row] = field(default_factory=list)
    units: list[Row] = field(default_factory=list)
    replayed: int = 0


def read_datum(text: str) -> Datum:
    """A change as written at the command line: ``NIP:behavior=SESUAI`` or ``UNIT:organization=BAIK``.

    Raises:
        InvalidInputError: another form, an unknown field or word.
    """
    subject, colon, rest = text.partition(":")
    name, equals, value = rest.partition("=")
    if not (colon and equals and name in WORDS):
        raise InvalidInputError(
            N_("“{text}” is no change. Write NIP:work=SESUAI, NIP:behavior=DI_ATAS or UNIT:organization=BAIK."),
            text=text,
        )
    if value not in list(WORDS[name]):
        raise InvalidInputError(
            N_("“{value}” is no word for {field}: use one of {words}."),
            value=value,
            field=name,
            words=", ".join(WORDS[name]),
        )
    return Datum(subject, name, value)


def impact(
    session: Session, code: str, *, settings: Mapping[str, Any] | None = None, data: Iterable[Datum] = ()
) -> Impact:
    """Replay every rated person of a period under changed settings and data, and compare with today's rules and data.

    Raises:
        NotFoundError: no such period, or a datum of somebody who is not rated there.
        InvalidInputError: an unknown setting, or a value of the wrong kind.
    """
    period = find_period(session, code)
    now = settings_on(period["ends"], choices_of(period["definition"]))
    then = settings_from(settings or {}, now)
    people = rows(session, _RATED, period=period["id"])
    changed = _change(people, list(data))
    before = [_replay(person, now) for person in people]
    after = [_replay(person, then) for person in changed]
    moved = [
        {"nip": person["nip"], "name": person["name"], "unit": person["unit"], "before": old, "after": new}
        for person, old, new in zip(people, before, after, strict=True)
        if old != new
    ]
    return Impact(moved, _units(people, before, now, changed, after, then), len(people))


def _change(people: list[Row], data: list[Datum]) -> list[Row]:
    columns = {"work": "work_rating", "behavior": "behavior_rating", "organization": "organization"}
    changed = [dict(person) for person in people]
    for datum in data:
        key = "unit_code" if datum.field == "organization" else "nip"
        concerned = [person for person in changed if person[key] == datum.subject]
        if not concerned:
            raise NotFoundError(N_("{subject} is not rated in this period."), subject=datum.subject)
        for person in concerned:
            person[columns[datum.field]] = datum.value
    return changed


def _replay(person: Row, settings: RuleSettings) -> str:
    work = person["work_rating"]
    if work is None:
        work = leader_rating(OrganizationPredicate(person["organization"]), mapping=settings.leader_mapping)
    return str(predicate(Rating(work), Rating(person["behavior_rating"])))


def _units(
    people: list[Row], before: list[str], now: RuleSettings, changed: list[Row], after: list[str], then: RuleSettings
) -> list[Row]:
    verdicts = _to_justify(people, before, now), _to_justify(changed, after, then)
    names = {person["unit_code"]: person["unit"] for person in people}
    return [
        {"code": code, "unit": name, "before": verdicts[0][code], "after": verdicts[1][code]}
        for code, name in names.items()
        if verdicts[0][code] != verdicts[1][code]
    ]


def _to_justify(people: list[Row], predicates: list[str], settings: RuleSettings) -> dict[str, list[str]]:
    """What each unit (code) must justify of its distribution; nothing for a small group, or where the check is off."""
    counts: dict[str, Counter[Predicate]] = defaultdict(Counter)
    organizations = {person["unit_code"]: person["organization"] for person in people}
    counted = _counted(people, settings)
    for person, word in zip(people, predicates, strict=True):
        if person["id"] in counted and not person["is_agency_head"]:
            counts[person["unit_code"]][Predicate(word)] += 1
    verdicts = {
        code: distribution(
            OrganizationPredicate(organization),
            {word: counts[code][word] for word in Predicate},
            minimum_group=settings.minimum_group,
        )
        for code, organization in organizations.items()
    }
    checked = settings.distribution_mode is not DistributionMode.OFF
    return {
        code: list(verdict.violations) if checked and verdict.needs_justification else []
        for code, verdict in verdicts.items()
    }


def _counted(people: list[Row], settings: RuleSettings) -> set[int]:
    """The segments that stand for their person in a unit: the pattern counts members, each once (SPEC §2.7, §3.2)."""
    of_member: dict[tuple[str, str], list[Segment]] = defaultdict(list)
    for row in people:
        place = row["unit_code"], row["nip"]
        of_member[place].append(Segment(str(row["id"]), row["starts"], row["ends"], row["is_acting"]))
    mains = (main_segment(segments, settings.main_segment) for segments in of_member.values())
    return {int(main.key) for main in mains if main}
