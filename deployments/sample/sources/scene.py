"""The scene that all sources share: people and agencies of the period, its working hours, and the last day of data.

Belongs here: who, where and when. Does not: what happened (the other files of this folder).
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cached_property
from random import Random
from typing import TypeVar

from deployments.sample.holidays import holidays
from deployments.sample.node import Node
from deployments.sample.plans import PlanRow
from deployments.sample.region import Region
from models.roster.entry import RosterEntry
from models.rules.settings import DEFAULTS
from models.rules.working_time import DayHours, hours_of

T = TypeVar("T")
#: Files stay quick to write at any size of the regency: they are of so many people at most.
MOST_PEOPLE = 2_000


class Scene:
    """People who serve the whole year and are in the period, by agency; the office's hours; the last day of data."""

    def __init__(self, region: Region, until: date) -> None:
        """`until` is the last day of which there are data."""
        self.region, self.year, self.until = region, region.year, until

    def chance(self, subject: str) -> Random:
        """The source of chance of one subject: another subject does not move it."""
        return Random(f"{subject}-{self.region.seed}")  # noqa: S311 - sample data, not a secret

    @cached_property
    def people(self) -> list[RosterEntry]:
        """Those with one post over the whole year: no other row of theirs is in doubt."""
        first, last = date(self.year, 1, 1), date(self.year, 12, 31)
        rows: dict[str, list[RosterEntry]] = defaultdict(list)
        for entry in self.region.accepted:
            rows[entry.nip].append(entry)
        return [
            each
            for (each, *others) in rows.values()
            if not others and not each.is_acting and (each.starts or first) <= first and (each.ends or last) >= last
        ]

    @cached_property
    def of_agency(self) -> Mapping[str, Sequence[RosterEntry]]:
        """Agency code → its people."""
        found: dict[str, list[RosterEntry]] = defaultdict(list)
        for entry in self.people:
            found[entry.agency_code].append(entry)
        return found

    @cached_property
    def agencies(self) -> list[Node]:
        """The agencies of which somebody is in the period."""
        return [node for node in self.region.agencies if node.code in self.of_agency]

    @cached_property
    def plans(self) -> Mapping[str, Sequence[PlanRow]]:
        """NIP → the indicators of that person's plan."""
        found: dict[str, list[PlanRow]] = defaultdict(list)
        for row in self.region.plans:
            found[row.nip].append(row)
        return found

    @cached_property
    def some(self) -> Sequence[RosterEntry]:
        """At most MOST_PEOPLE of the people, of all agencies alike."""
        return self.people[:: -(-len(self.people) // MOST_PEOPLE) or 1]

    def some_people(self, percent: int, most: int, subject: str) -> list[RosterEntry]:
        """Every so many of the people, in their order; never none while there is anybody."""
        if not self.people:
            return []
        count = min(most, max(1, len(self.people) * percent // 100))
        places = self.chance(f"who-{subject}").sample(range(len(self.people)), count)
        return [self.people[place] for place in sorted(places)]

    @cached_property
    def months(self) -> list[date]:
        """First days of the months that have begun."""
        return [date(self.year, month, 1) for month in range(1, self.until.month + 1)]

    @cached_property
    def days(self) -> list[date]:
        """Working days up to the last one."""
        return [day for day, hours in self._open_days if hours.spans and day <= self.until]

    @cached_property
    def minutes(self) -> int:
        """Working minutes from the beginning of the year to the end of the last day."""
        last = bisect_right([day for day, _hours in self._open_days], self.until)
        return self._before[last]

    def moment(self, minute: int) -> datetime:
        """When so many working minutes of the year are over; beyond the year, the end of its last working day."""
        at = min(bisect_right(self._before, minute) - 1, len(self._open_days) - 1)
        day, hours = self._open_days[at]
        rest = min(minute - self._before[at], hours.until(24 * 60))
        for opens, closes in hours.spans:
            if rest < closes - opens:
                return datetime.combine(day, time(*divmod(opens + rest, 60)))
            rest -= closes - opens
        return datetime.combine(day, time(*divmod(hours.spans[-1][1], 60)))

    @cached_property
    def _open_days(self) -> list[tuple[date, DayHours]]:
        free = set(holidays(self.year)[0])
        first = date(self.year, 1, 1)
        year = [first + timedelta(days=count) for count in range((date(self.year + 1, 1, 1) - first).days)]
        hours = [(day, hours_of(day, DEFAULTS.working_hours, free)) for day in year]
        return [(day, today) for day, today in hours if today.spans]

    @cached_property
    def _before(self) -> list[int]:
        """Working minutes before each open day, and at last those of the year."""
        found = [0]
        for _day, hours in self._open_days:
            found.append(found[-1] + hours.until(24 * 60))
        return found
