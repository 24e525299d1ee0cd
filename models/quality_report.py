"""The quality report of a period: findings by unit, code and owner, their trend, validations, and what was held back.

Belongs here: reading. Does not: printing it (cli), one finding (findings), one validation's page (templates/quality).
"""

from typing import Any

from sqlmodel import Session

from models.board import find_period
from models.database import Row, one, rows
from models.errors import NotFoundError
from models.language import N_
from models.sources.deliveries import deliveries
from models.validations import validations

_BY = """
SELECT u.code AS unit_code, u.name AS unit, f.code, f.severity, f.owner_role, coalesce(e.name, '') AS owner,
       count(*) FILTER (WHERE f.fixed_at IS NULL AND coalesce(f.waived_until < now(), true)) AS open,
       count(*) FILTER (WHERE f.fixed_at IS NULL AND f.waived_until >= now()) AS waived,
       count(*) FILTER (WHERE f.fixed_at IS NOT NULL) AS fixed
  FROM finding f JOIN unit u ON u.id = f.unit_id JOIN person e ON e.id = f.owner_id
 WHERE f.period_id = %(period)s AND (%(unit)s::text IS NULL OR u.code = %(unit)s)
 GROUP BY GROUPING SETS ((u.code, u.name, f.code, f.severity, f.owner_role, e.name))
 ORDER BY u.name, array_position(ARRAY['block', 'warn', 'info'], f.severity), f.code, owner
"""
#: Week after week until today: what was opened and fixed in it, and what was open at its end.
_TREND = """
SELECT w.starts::date AS week,
       count(*) FILTER (WHERE f.opened_at >= w.starts AND f.opened_at < w.starts + interval '7 days') AS opened,
       count(*) FILTER (WHERE f.fixed_at >= w.starts AND f.fixed_at < w.starts + interval '7 days') AS fixed,
       count(*) FILTER (WHERE f.opened_at < w.starts + interval '7 days'
                          AND (f.fixed_at IS NULL OR f.fixed_at >= w.starts + interval '7 days')) AS open
  FROM (SELECT generate_series(date_trunc('week', min(opened_at)), now(), interval '7 days') AS starts
          FROM finding WHERE period_id = %(period)s) w
  JOIN finding f ON f.period_id = %(period)s JOIN unit u ON u.id = f.unit_id
 WHERE (%(unit)s::text IS NULL OR u.code = %(unit)s) GROUP BY w.starts ORDER BY w.starts
"""
_UNIT = "SELECT 1 AS here FROM unit WHERE code = %(unit)s"


def quality_report(session: Session, period: str, *, unit: str | None = None) -> dict[str, Any]:
    """How good the data of a period (code) are, of all units or one: findings, trend, validations, deliveries.

    Raises:
        NotFoundError: no such period or unit.
    """
    place = find_period(session, period)
    if unit is not None and one(session, _UNIT, unit=unit) is None:
        raise NotFoundError(N_("There is no unit {unit}. `kinerja period people` shows the codes."), unit=unit)
    found = rows(session, _BY, period=place["id"], unit=unit)
    return {
        "period": place["code"],
        "title": place["title"],
        "findings": found,
        "units": _summed(found, "unit_code", "unit"),
        "codes": _summed(found, "code", "severity"),
        "owners": _summed(found, "owner", "owner_role"),
        "trend": rows(session, _TREND, period=place["id"], unit=unit),
        "validations": _newest(validations(session, place["id"], unit=unit, limit=2000)),
        "imports": [] if unit else deliveries(session, period, limit=1000),
    }


def _summed(found: list[Row], *names: str) -> list[dict[str, Any]]:
    """The counts by some columns, the one with most open findings first."""
    sums: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in found:
        key = tuple(row[name] for name in names)
        line = sums.setdefault(
            key, dict(zip(names, key, strict=True)) | {"open": 0, "blocking": 0, "waived": 0, "fixed": 0}
        )
        for count in ("open", "waived", "fixed"):
            line[count] += row[count]
        line["blocking"] += row["open"] if row["severity"] == "block" else 0
    return sorted(sums.values(), key=lambda line: (-line["blocking"], -line["open"], str(line[names[0]])))


def _newest(found: list[Row]) -> list[Row]:
    """Of each unit and suite the newest validation; `found` has the newest first."""
    newest: dict[tuple[str, str], Row] = {}
    for row in found:
        newest.setdefault((row["unit_code"], row["suite"]), row)
    return sorted(newest.values(), key=lambda row: (row["unit"], row["suite"]))
