"""The period board: every unit with its stage, what it waits for, since when, and its last run.

Belongs here: what an HR administrator reads of a period. Does not: printing it (cli, web).
"""

from collections import defaultdict
from typing import Any

from sqlmodel import Session

from models.database import Row, one, rows
from models.errors import NotFoundError
from models.gates import Gate, due
from models.language import N_, Message
from models.period import gates
from models.vocabulary import Stage

_PERIODS = """
SELECT p.code, p.title, p.kind, p.region_name, p.starts, p.ends, p.rule_pack, p.launched_at, p.closed_at,
       (SELECT count(*) FROM period_unit u WHERE u.period_id = p.id) AS units,
       (SELECT count(*) FROM period_unit u WHERE u.period_id = p.id AND u.position > 9) AS finished,
       (SELECT count(*) FROM segment s WHERE s.period_id = p.id) AS people
  FROM period p ORDER BY p.starts DESC, p.code
"""
_PERIOD = "SELECT * FROM period WHERE code = %(code)s"
_UNITS = """
SELECT u.unit_id, unit.code, u.name, u.position, s.people, r.started_at, r.ended_at, r.stage AS run_stage, r.attempt,
       r.outcome, r.message, r.flow_run_id
  FROM period_unit u JOIN unit ON unit.id = u.unit_id
  LEFT JOIN (SELECT unit_id, count(*) AS people FROM segment WHERE period_id = %(period)s GROUP BY unit_id) s
         ON s.unit_id = u.unit_id
  LEFT JOIN LATERAL (SELECT * FROM stage_run r WHERE r.period_id = u.period_id AND r.unit_id = u.unit_id
                      ORDER BY r.id DESC LIMIT 1) r ON true
 WHERE u.period_id = %(period)s ORDER BY u.position, u.name
"""


def periods(session: Session) -> list[Row]:
    """Every period with how many of its units are finished, the newest first."""
    return rows(session, _PERIODS)


def find_period(session: Session, code: str) -> Row:
    """The period with this code.

    Raises:
        NotFoundError: there is none.
    """
    found = one(session, _PERIOD, code=code)
    if found is None:
        raise NotFoundError(N_("There is no period {code}. `kinerja period list` shows them."), code=code)
    return found


def was_launched(session: Session, code: str) -> str | None:
    """The code of a period that exists; None for any other text."""
    found = one(session, _PERIOD, code=code) if code.isprintable() and code else None
    return str(found["code"]) if found else None


def board(session: Session, code: str) -> dict[str, Any]:
    """The period and, for each unit: stage, people, what is missing, what it waits for, due date, lateness, last run.

    `goes_on` where the system is at work on a unit, or takes it on by itself next.

    Raises:
        NotFoundError: no period with this code.
    """
    period = find_period(session, code)
    units = rows(session, _UNITS, period=period["id"])
    standing: dict[int, list[int]] = defaultdict(list)
    for unit in units:
        standing[unit["position"]].append(unit["unit_id"])
    answers: dict[int, tuple[Stage, Gate, Any]] = {}
    for position, ids in standing.items():
        if position <= len(Stage):
            stage = list(Stage)[position - 1]
            dates = due(session, period["id"], ids, stage)
            answers |= {
                unit: (stage, gate, dates[unit]) for unit, gate in gates(session, period["id"], ids, stage).items()
            }
    head = {name: period[name] for name in ("code", "title", "region_name", "starts", "ends", "rule_pack", "closed_at")}
    return head | {"units": [_unit(unit, answers.get(unit["unit_id"])) for unit in units]}


def _unit(unit: Row, answer: tuple[Stage, Gate, Any] | None) -> dict[str, Any]:
    shown: dict[str, Any] = {"code": unit["code"], "name": unit["name"], "people": unit["people"] or 0}
    if answer is None:
        shown |= {"stage": "finished", "sealed": len(Stage), "remaining": 0, "total": 0, "waiting_for": ""}
        shown |= {"due": None, "late": False, "goes_on": False}
    else:
        stage, gate, date = answer
        shown |= {"stage": str(stage), "sealed": stage.position - 1, "remaining": gate.remaining, "total": gate.total}
        shown |= {"waiting_for": str(_reason(unit, gate)), "due": date.at, "late": date.passed and not gate.open}
        shown["goes_on"] = unit["outcome"] == "running" or (gate.open and unit["outcome"] != "failed")
    run = ("run_stage", "attempt", "started_at", "ended_at", "outcome", "flow_run_id")
    return shown | {"last_run": {name: unit[name] for name in run} if unit["outcome"] else None}


def _reason(unit: Row, gate: Gate) -> Message:
    if unit["outcome"] == "failed":
        return Message(N_("the last run failed: {problem}"), {"problem": unit["message"]["values"].get("problem", "")})
    if gate.open:
        return Message(N_("goes on with the next run"))
    return gate.message
