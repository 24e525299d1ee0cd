"""Working calendars for tests, whatever weekday it is: every day is worked from 8 to 16, but the days that are named.

Belongs here: changing a launched period's calendar and zone as its owner may. Does not: what must follow (the tests).
"""

import os
from collections.abc import Iterable
from datetime import date
from typing import Any

from psycopg.types.json import Jsonb

from models.database import engine_for, one, run, transaction

_DAYS = """
INSERT INTO work_day (period_id, day, minutes_before, opens, closes)
SELECT p.id, d.day, 480 * (count(*) FILTER (WHERE d.day <> ALL(%(off)s)) OVER (ORDER BY d.day)
                           - (d.day <> ALL(%(off)s))::int),
       CASE WHEN d.day <> ALL(%(off)s) THEN '{480}'::int[] ELSE '{}' END,
       CASE WHEN d.day <> ALL(%(off)s) THEN '{960}'::int[] ELSE '{}' END
  FROM period p CROSS JOIN LATERAL (
    SELECT g::date AS day FROM generate_series(p.starts - 366, p.ends + 366, interval '1 day') AS g) d
"""


def owner() -> str:
    """The address of the database in use for its owner."""
    return os.environ["KINERJA_OWNER_DATABASE_URL"]


def set_calendar(off: Iterable[date] = (), *, zone: str = "Asia/Jakarta", **definition: Any) -> date:
    """Give every period this calendar, zone and data; returns today there, by the database's clock."""
    with transaction(engine_for(owner(), 2)) as session:
        run(session, "DELETE FROM work_day")
        run(session, _DAYS, off=list(off))
        changed = {"zone": zone, "definition": Jsonb(definition)}
        run(session, "UPDATE period SET timezone = %(zone)s, definition = definition || %(definition)s", **changed)
    return today(zone)


def today(zone: str = "Asia/Jakarta") -> date:
    """The day in a time zone, by the database's clock."""
    with transaction() as session:
        found = one(session, "SELECT (now() AT TIME ZONE %(zone)s)::date AS day", zone=zone)
    assert found
    return found["day"]  # type: ignore[no-any-return]


def set_deadline(stage: str, last_day: date) -> None:
    """The stage ends for everybody with this day, whatever was before; a test may take back what was promised."""
    with transaction() as session:
        run(
            session,
            "INSERT INTO deadline (period_id, stage, due_at, reason) SELECT id, %(stage)s, "
            "(%(day)s::date + 1)::timestamp AT TIME ZONE timezone, '' FROM period",
            stage=str(stage),
            day=last_day,
        )
        run(
            session,
            "UPDATE approval SET due_at = stage_due(period_id, unit_id, segment_id, %(stage)s) WHERE closed_at IS NULL",
            stage=str(stage),
        )


def requests_are_older(days: int) -> None:
    """Open requests were asked for so many days ago, as their owner may say."""
    with transaction(engine_for(owner(), 2)) as session:
        run(
            session,
            "UPDATE approval SET opened_at = now() - make_interval(days => %(days)s) WHERE closed_at IS NULL",
            days=days,
        )
