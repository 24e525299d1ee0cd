"""The quality report of a period: findings by unit, code and owner, their trend, validations, and what was held back.

Belongs here: reading. Does not: printing it (cli), one finding (findings), one validation's page (templates/quality).
"""

from typing import Any, LiteralString

from sqlmodel import Session

from models.board import find_period
from models.database import Row, one, rows
from models.errors import NotFoundError
from models.findings import MENDABLE, STAGES
from models.language import N_
from models.sources.deliveries import deliveries
from models.unpublished import OWN_RATINGS
from models.validations import newest_validations

#: A finding that made way for another defect of the same datum was replaced, not mended, and the other is no new one.
_FINDINGS: LiteralString = (
    """
WITH found AS (
  SELECT f.*, coalesce(lead(f.opened_at) OVER datum = f.fixed_at, false) AS replaced,
         coalesce(lag(f.fixed_at) OVER datum = f.opened_at, false) AS replacing,
         f.fixed_at IS NULL AND coalesce(f.waived_until < now(), true) AS bare, """
    + MENDABLE
    + """ AS mendable
    FROM finding f JOIN unit u ON u.id = f.unit_id JOIN stage_run run ON run.id = f.stage_run_id
    JOIN period_unit pu ON pu.period_id = f.period_id AND pu.unit_id = f.unit_id
    LEFT JOIN segment s ON s.id = f.segment_id LEFT JOIN quality_rule q ON q.id = f.rule_id
   WHERE f.period_id = %(period)s AND (%(unit)s::text IS NULL OR u.code = %(unit)s)
     AND NOT (q.suite IS NOT DISTINCT FROM 'ratings' AND (%(unrated)s OR """
    + OWN_RATINGS
    + """))
  WINDOW datum AS (PARTITION BY f.unit_id, f.rule, f.subject, f.segment_id ORDER BY f.id))
"""
)
_BY: LiteralString = (
    _FINDINGS
    + """
SELECT u.code AS unit_code, u.name AS unit, f.code, f.severity, f.owner_role, e.name AS owner,
       coalesce(e.nip, e.official_code) AS owner_nip,
       count(*) FILTER (WHERE f.bare AND f.mendable) AS open, count(*) FILTER (WHERE f.bare AND NOT f.mendable) AS kept,
       count(*) FILTER (WHERE f.fixed_at IS NULL AND f.waived_until >= now()) AS waived,
       count(*) FILTER (WHERE f.fixed_at IS NOT NULL AND NOT f.replaced) AS fixed
  FROM found f JOIN agency_then u ON (u.period_id, u.id) = (f.period_id, f.unit_id) JOIN person e ON e.id = f.owner_id
 GROUP BY u.code, u.name, e.id, f.code, f.severity, f.owner_role
 ORDER BY u.name, array_position(ARRAY['block', 'warn', 'info'], f.severity), f.code, owner, owner_nip
"""
)
#: Week after week, as the region counts days, until today or the period's close: what was opened and mended in it, and
#: what was open at its end.
_TREND: LiteralString = (
    _FINDINGS
    + """,
days AS (SELECT timezone, coalesce(closed_at, now()) AT TIME ZONE timezone AS last FROM period WHERE id = %(period)s),
moved AS (
  SELECT date_trunc('week', m.at AT TIME ZONE days.timezone) AS week, sum(m.opened) AS opened, sum(m.fixed) AS fixed
    FROM found CROSS JOIN LATERAL (VALUES (opened_at, 1, 0), (fixed_at, 0, 1)) AS m(at, opened, fixed) CROSS JOIN days
   WHERE m.at IS NOT NULL AND NOT (replacing AND m.opened = 1) AND NOT (replaced AND m.fixed = 1) GROUP BY 1)
SELECT week::date AS week, coalesce(opened, 0)::int AS opened, coalesce(fixed, 0)::int AS fixed,
       (sum(coalesce(opened, 0) - coalesce(fixed, 0)) OVER (ORDER BY week))::int AS open
  FROM (SELECT generate_series(min(moved.week), greatest(max(moved.week), min(days.last)), interval '7 days') AS week
          FROM moved CROSS JOIN days) weeks LEFT JOIN moved USING (week) ORDER BY week
"""
)
_UNIT = "SELECT 1 AS here FROM unit WHERE code = %(unit)s"


def quality_report(
    session: Session, period: str, *, unit: str | None = None, reader: int | None = None, unrated: bool = False
) -> dict[str, Any]:
    """How good the data of a period (code) are, of all units or one: findings, trend, validations, deliveries.

    `open` are the findings that can be mended, as the list of findings counts them; `kept` stay on record, because
    their unit is past them. What was found on the ratings of `reader` before publication is left out; with `unrated`,
    all that was found on ratings.

    Raises:
        NotFoundError: no such period or unit.
    """
    place = find_period(session, period)
    if unit is not None and one(session, _UNIT, unit=unit) is None:
        raise NotFoundError(
            N_("There is no unit {unit}. Copy its code from the list of units of the period."), unit=unit
        )
    asked = {"period": place["id"], "unit": unit, "reader": reader, "unrated": unrated} | STAGES
    found = rows(session, _BY, **asked)
    judged = newest_validations(session, place["id"], unit=unit)
    return {
        "period": place["code"],
        "title": place["title"],
        "findings": found,
        "units": _summed(found, "unit_code", "unit"),
        "codes": _summed(found, "code", "severity"),
        "owners": _summed(found, "owner", "owner_nip", "owner_role"),
        "trend": rows(session, _TREND, **asked),
        "validations": [each for each in judged if each["suite"] != "ratings"] if unrated else judged,
        "imports": [] if unit else deliveries(session, period, limit=1000),
    }


def _summed(found: list[Row], *names: str) -> list[dict[str, Any]]:
    """The counts by some columns, the one with most open findings first."""
    sums: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in found:
        key = tuple(row[name] for name in names)
        line = sums.setdefault(
            key, dict(zip(names, key, strict=True)) | {"open": 0, "blocking": 0, "kept": 0, "waived": 0, "fixed": 0}
        )
        for count in ("open", "kept", "waived", "fixed"):
            line[count] += row[count]
        line["blocking"] += row["open"] if row["severity"] == "block" else 0
    return sorted(sums.values(), key=lambda line: (-line["blocking"], -line["open"], str(line[names[0]])))
