"""Figures of a unit's service to the public: how long cases take, what respondents say, how complaints are answered.

Belongs here: sums in the database and the published rules over them. Does not: the budget (budget_figures), judging
the data (expectations), or whom a figure may be held against: that is nobody's without a person's decision.
Sources: SPEC §4.5 (median, P90, share within the standard), §4.6 (IKM), §4.7 (complaints).
"""

from fractions import Fraction
from typing import Any, LiteralString

from psycopg.types.json import Jsonb
from sqlmodel import Session

from models.database import Row, one, rows
from models.rules import survey
from models.rules.complaints import ComplaintKind
from models.rules.exact import half_up
from models.rules.settings import RuleSettings
from models.tables.facts import ELEMENTS

#: Fewer people than these are not told apart (SPEC §9: aggregates of fewer than 5 are suppressed).
FEWEST_PEOPLE = 5
#: Decimals of a mean (NRR) as the rule shows it; the index is worked out from the mean itself.
MEAN_DECIMALS = 4

#: Current cases of a unit with the standard in force on the day of receipt. A case that was finished before it was
#: received, or whose minutes are not derived, has no minutes: counted as unclear, and in no figure.
CASES: LiteralString = """
standard AS (
  SELECT service, limit_minutes, decree, valid_from,
         lead(valid_from) OVER (PARTITION BY service ORDER BY valid_from) AS until
    FROM service_standard WHERE period_id = %(period)s AND unit_id = %(unit)s AND superseded_at IS NULL),
cases AS (
  SELECT c.segment_id, c.service, c.completed_at IS NULL AS open, t.limit_minutes,
         CASE WHEN c.completed_at >= c.received_at THEN c.working_minutes END AS minutes
    FROM service_case c JOIN period p ON p.id = c.period_id
    LEFT JOIN standard t ON t.service = c.service AND (c.received_at AT TIME ZONE p.timezone)::date >= t.valid_from
         AND (t.until IS NULL OR (c.received_at AT TIME ZONE p.timezone)::date < t.until)
   WHERE c.period_id = %(period)s AND c.unit_id = %(unit)s AND c.superseded_at IS NULL)"""
#: Nearest rank: a number that some case really took.
DURATIONS: LiteralString = """
count(minutes) AS n, count(*) FILTER (WHERE open) AS open, count(*) FILTER (WHERE NOT open AND minutes IS NULL)
  AS unclear, percentile_disc(0.5) WITHIN GROUP (ORDER BY minutes) AS median_minutes,
percentile_disc(0.9) WITHIN GROUP (ORDER BY minutes) AS p90_minutes,
count(minutes) FILTER (WHERE limit_minutes IS NOT NULL) AS with_standard,
count(*) FILTER (WHERE minutes <= limit_minutes) AS within"""

_SERVICES: LiteralString = (
    "WITH"
    + CASES
    + " SELECT f.*, t.limit_minutes, t.decree FROM (SELECT service, "
    + DURATIONS
    + " FROM cases GROUP BY service) f LEFT JOIN standard t ON t.service = f.service AND t.until IS NULL"
    ' ORDER BY f.service COLLATE "C"'
)


def services(session: Session, period_id: int, unit_id: int) -> list[dict[str, Any]]:
    """Each service of a unit: cases, median and P90 in working minutes, share within the standard at receipt.

    `percent` has one decimal; it is None where no finished case had a standard. `limit_minutes` and `decree` are those
    of the newest standard.
    """
    found = rows(session, _SERVICES, period=period_id, unit=unit_id)
    return [row | {"percent": percent(row["within"], row["with_standard"])} for row in found]


def percent(part: int, whole: int, decimals: int = 1) -> str | None:
    """`part` of `whole` in percent, half up; None where there is nothing to take a share of."""
    return f"{half_up(Fraction(100 * part, whole), decimals):f}" if whole else None


#: Answers outside 1 to 4 are no answers; a finding says so (DQ-V01).
_OF_ELEMENT: LiteralString = """,
 coalesce(sum({u}) FILTER (WHERE {u} BETWEEN 1 AND 4), 0)::bigint AS {u}_sum,
 count({u}) FILTER (WHERE {u} BETWEEN 1 AND 4) AS {u}_count, count({u}) AS {u}_given"""
_SURVEY: LiteralString = (
    "SELECT service, grouping(service) = 1 AS whole, count(*) AS n"
    + "".join(_OF_ELEMENT.replace("{u}", element) for element in ELEMENTS)
    + " FROM survey_answer WHERE period_id = %(period)s AND unit_id = %(unit)s AND superseded_at IS NULL"
    ' GROUP BY GROUPING SETS ((service), ()) HAVING count(*) > 0 ORDER BY whole, service COLLATE "C"'
)


def surveys(session: Session, period_id: int, unit_id: int, settings: RuleSettings) -> list[dict[str, Any]]:
    """The satisfaction survey (SKM) of each service of a unit, and of all together (service None) where it has several.

    Under five respondents only their number is told, and the whole not either where it would give them away by
    subtraction (SPEC §9); under the region's smallest sample nothing may be attributed to anybody (SPEC §4.6 △). The
    index (IKM) is exact to its two decimals.
    """
    found = rows(session, _SURVEY, period=period_id, unit=unit_id)
    of_services = [row for row in found if not row["whole"]]
    few = sum(row["n"] for row in of_services if row["n"] < FEWEST_PEOPLE)
    shown = found if len(of_services) > 1 else of_services  # of one service, the whole is the same answers
    return [_survey(row, settings, hidden=row["whole"] and 0 < few < FEWEST_PEOPLE) for row in shown]


def _survey(row: Row, settings: RuleSettings, *, hidden: bool) -> dict[str, Any]:
    n = row["n"]
    about = {"service": row["service"], "n": n, "smallest_sample": settings.smallest_sample}
    if hidden or n < FEWEST_PEOPLE:
        return about | {"suppressed": True, "attributable": False}
    means = {u: Fraction(row[f"{u}_sum"], row[f"{u}_count"]) for u in ELEMENTS if row[f"{u}_count"]}
    cells = n * len(ELEMENTS)
    given = sum(row[f"{u}_given"] for u in ELEMENTS)
    elements = [
        {
            "element": u.upper(),
            "n": row[f"{u}_count"],
            "mean": f"{half_up(means[u], MEAN_DECIMALS):f}" if u in means else None,
        }
        for u in ELEMENTS
    ]
    return about | {
        "suppressed": False,
        "attributable": n >= settings.smallest_sample,
        "elements": elements,
        **_index(means),
        "blank_percent": percent(cells - given, cells),
        "many_blanks": 100 * (cells - given) > settings.blank_percent * cells,
        "out_of_range": given - sum(row[f"{u}_count"] for u in ELEMENTS),
    }


def _index(means: dict[str, Fraction]) -> dict[str, str | None]:
    """IKM with the exact weight 1/9 (SKM-05), its letter and word; none while an element has no answer at all."""
    if len(means) < len(ELEMENTS):
        return {"index": None, "quality": None, "performance": None}
    value = survey.index(survey.weighted_total(list(means.values()), [Fraction(1, len(ELEMENTS))] * len(ELEMENTS)))
    letter = survey.quality(value)
    index = f"{half_up(value, survey.INDEX_DECIMALS):f}"
    return {"index": index, "quality": str(letter), "performance": survey.PERFORMANCE[letter]}


#: A complaint about a person counts only once it was examined and found true (SPEC §4.7).
COMPLAINTS: LiteralString = """
complaints AS (
  SELECT *, (%(limits)s::jsonb ->> kind)::int AS limit_days FROM complaint
   WHERE period_id = %(period)s AND unit_id = %(unit)s AND superseded_at IS NULL
     AND (segment_id IS NULL OR verified))"""
_KINDS: LiteralString = (
    "WITH"
    + COMPLAINTS
    + """
SELECT kind, limit_days, count(*) AS n, count(finished_on) AS finished,
       count(*) FILTER (WHERE finished_on - received_on <= limit_days) AS within,
       count(*) FILTER (WHERE finished_on IS NULL AND status IN ('verified', 'processed')) AS open,
       min(received_on) FILTER (WHERE finished_on IS NULL AND status IN ('verified', 'processed'))::text AS oldest_open
  FROM complaints GROUP BY kind, limit_days ORDER BY limit_days, kind"""
)
_ANSWERED: LiteralString = (
    "WITH"
    + COMPLAINTS
    + """
SELECT count(*) AS n, count(first_response_on) AS answered, count(satisfied) AS asked,
       count(*) FILTER (WHERE satisfied) AS satisfied,
       count(*) FILTER (WHERE first_response_on - received_on <= %(first)s) AS within FROM complaints"""
)


def complaints(session: Session, period_id: int, unit_id: int, settings: RuleSettings) -> dict[str, Any] | None:
    """The complaints of a unit by kind: finished within the limit, open and since when; first answers; satisfaction.

    None where there is no complaint. Which complainants were satisfied is not told of fewer than five.
    """
    limits = settings.complaint_limits
    values = {"period": period_id, "unit": unit_id, "limits": Jsonb(limits)}
    kinds = rows(session, _KINDS, **values)
    whole = one(session, _ANSWERED, **values, first=limits[ComplaintKind.FIRST_RESPONSE])
    if not kinds or whole is None:
        return None
    few = whole["asked"] < FEWEST_PEOPLE
    return {
        "n": whole["n"],
        "kinds": [row | {"percent": percent(row["within"], row["finished"])} for row in kinds],
        "first_response": {
            "limit_days": limits[ComplaintKind.FIRST_RESPONSE],
            "answered": whole["answered"],
            "within": whole["within"],
            "percent": percent(whole["within"], whole["answered"]),
        },
        "satisfaction": {
            "n": whole["asked"],
            "satisfied": None if few else whole["satisfied"],
            "percent": None if few else percent(whole["satisfied"], whole["asked"]),
        },
    }
