"""Figures of a unit's budget by program: ceiling in force, realized, physical progress, and how far apart they are.

Belongs here: sums and shares. Does not: judging lines (DQ-B01, expectations). Source: SPEC §4.5 △.
"""

from fractions import Fraction
from typing import Any, LiteralString

from sqlmodel import Session

from models.database import Row, rows
from models.rules.exact import half_up

#: The newest month of each account; its ceiling is the changed one (P-APBD) from the day that is in force.
_PROGRAMS: LiteralString = """
WITH line AS (
  SELECT DISTINCT ON (code) program, month, realized, physical_percent,
         CASE WHEN revised_from < month + interval '1 month' THEN revised_ceiling ELSE ceiling END AS ceiling
    FROM budget_line WHERE period_id = %(period)s AND unit_id = %(unit)s AND superseded_at IS NULL
   ORDER BY code, month DESC)
SELECT program, count(*) AS lines, to_char(max(month), 'YYYY-MM') AS through, sum(ceiling) AS ceiling,
       sum(realized) AS realized, sum(physical_percent * ceiling) AS weighted,
       sum(ceiling) FILTER (WHERE physical_percent IS NOT NULL) AS weights
  FROM line GROUP BY program ORDER BY program COLLATE "C"
"""


def programs(session: Session, period_id: int, unit_id: int) -> list[dict[str, Any]]:
    """Each program of a unit, in rupiah and percent with one decimal; without a ceiling there is no percent.

    Physical progress is the mean of the accounts that tell it, weighted by their ceilings; `deviation` is physical less
    financial progress, in percentage points.
    """
    return [_program(row) for row in rows(session, _PROGRAMS, period=period_id, unit=unit_id)]


def _program(row: Row) -> dict[str, Any]:
    financial = Fraction(100 * row["realized"]) / Fraction(row["ceiling"]) if row["ceiling"] else None
    physical = Fraction(row["weighted"]) / Fraction(row["weights"]) if row["weights"] else None
    apart = physical - financial if physical is not None and financial is not None else None
    return {
        "program": row["program"],
        "lines": row["lines"],
        "through": row["through"],
        "ceiling": _amount(row["ceiling"]),
        "realized": _amount(row["realized"]),
        "percent": _one_decimal(financial),
        "physical_percent": _one_decimal(physical),
        "deviation": _one_decimal(apart),
    }


def _amount(value: Any) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _one_decimal(value: Fraction | None) -> str | None:
    return None if value is None else f"{half_up(value, 1):f}"
