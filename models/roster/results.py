"""Builds the report from what the checks noted on each person and unit.

Belongs here: sorting rows into accepted, held and excluded. Does not: any judgement.
"""

from collections.abc import Iterable
from datetime import date

from models.language import Message
from models.roster.chains import levels
from models.roster.entry import ExcludedRow, HeldRow, RosterEntry, UnitEntry
from models.roster.people import Person
from models.roster.problem import Problem
from models.roster.report import RosterReport
from models.roster.roster import Roster
from models.roster.units import Unit


def build_report(
    roster: Roster,
    people: list[Person],
    units: dict[str, Unit],
    *,
    on: date,
    superiors: dict[int, Person | None],
    problems: list[Problem],
) -> RosterReport:
    """The report: every row of the roster appears exactly once as accepted, held or excluded."""
    accepted = [person for person in people if not person.excluded and person.because is None]
    depth = levels(accepted)
    heads = {id(unit.heads[0]) for unit in units.values() if len(unit.heads) == 1 and unit.agency is unit}
    return RosterReport(
        source=roster.source,
        on=on,
        problems=sorted(problems, key=Problem.sort_key),
        accepted=[_entry(person, superiors, depth[person.row], id(person) in heads) for person in accepted],
        held=_held(people),
        excluded=_excluded(people),
        units=[_unit(unit) for unit in units.values()],
    )


def _held(people: Iterable[Person]) -> list[HeldRow]:
    return [
        HeldRow(
            row=person.row,
            nip=person.nip or person.source.nip,
            name=person.name,
            unit_code=person.unit_code,
            agency_name=person.agency_name,
            codes=tuple(dict.fromkeys(person.codes)),
            because=person.because,
            identity_sound=person.identity_sound,
        )
        for person in people
        if not person.excluded and person.because is not None
    ]


def _excluded(people: Iterable[Person]) -> list[ExcludedRow]:
    return [
        ExcludedRow(
            person.row, person.nip or person.source.nip, person.name, person.unit_code, Message(person.excluded)
        )
        for person in people
        if person.excluded
    ]


def _entry(person: Person, superiors: dict[int, Person | None], level: int, is_agency_head: bool) -> RosterEntry:  # noqa: FBT001
    source, rater = person.source, person.rater
    superior = superiors.get(rater.row) if rater is not None else None
    return RosterEntry(
        row=person.row, nip=person.nip, name=person.name, front_title=source.front_title,
        back_title=source.back_title, nik=person.nik, birth_date=person.birth, sex=person.sex,
        employment=person.employment, grade=person.grade, post=person.post, post_kind=person.kind,
        echelon=person.echelon, functional_level=person.level_name, unit_code=person.unit_code,
        agency_code=person.agency_code, agency_name=person.agency_name,
        rater_nip=rater.nip if rater is not None else None, rated_by_regional_head=person.regional,
        superior_nip=superior.nip if superior is not None else None, is_agency_head=is_agency_head,
        is_acting=person.acting, level=level, starts=person.starts, ends=person.ends, email=source.email,
        phone=source.phone,
    )  # fmt: skip


def _unit(unit: Unit) -> UnitEntry:
    row, agency = unit.source, unit.agency or unit
    head = unit.heads[0] if len(unit.heads) == 1 else None
    return UnitEntry(
        code=row.code,
        parent_code=unit.above.source.code if unit.above is not None else None,
        agency_code=agency.source.code,
        name=row.name,
        head_post=row.head_post,
        echelon=unit.echelon,
        head_nip=head.nip if head is not None and head.identity_sound else None,
    )
