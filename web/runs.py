"""Runs of stages for auditors: how long each took, how it ended, and what it rests on; and the report of a validation.

Belongs here: these pages. Does not: events (tracing), the report itself (models/validation_page).
"""

import base64
import hashlib
import re
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from models import board, oversight, validation_page, validations
from models.database import transaction
from models.errors import NotYoursError
from models.stage_history import by_stage, stage_run, stage_runs
from models.vocabulary import RUN_OUTCOMES, Stage
from web.pages import page
from web.prefect_pages import prefect_root
from web.tracing import PageNumber, only_auditors
from web.visitor import SignedIn

router = APIRouter()
#: Runs on a page: a screenful.
SCREENFUL = 50
Word = Annotated[str, Query(max_length=100)]


@router.get("/runs")
def runs(
    request: Request,
    visitor: SignedIn,
    period: Word = "",
    unit: Word = "",
    stage: Word = "",
    outcome: Word = "",
    number: PageNumber = 1,
) -> Response:
    """Runs of stages, the newest first, narrowed by period, unit, stage and outcome; above them each stage in sum."""
    only_auditors(visitor, "run")
    given = {"period": period.strip(), "unit": unit.strip(), "stage": stage, "outcome": outcome}
    if stage not in set(Stage):
        given["stage"] = ""
    if outcome not in RUN_OUTCOMES:
        given["outcome"] = ""
    asked: dict[str, Any] = {name: value or None for name, value in given.items()}
    with transaction() as session:
        found = stage_runs(session, **asked, limit=SCREENFUL + 1, skip=SCREENFUL * (number - 1))
        summed = by_stage(session, **asked) if number == 1 else []
        periods = board.periods(session)
    return page(
        request, "runs.html", found=found[:SCREENFUL], more=len(found) > SCREENFUL, number=number, summed=summed,
        periods=periods, stages=tuple(Stage), outcomes=RUN_OUTCOMES, chosen=given,
        query=urlencode({name: value for name, value in given.items() if value}),
    )  # fmt: skip


@router.get("/runs/{number}")
def one_run(request: Request, visitor: SignedIn, number: int) -> Response:
    """One run: what it counted, digests, rules and software in force, its flow run, and the validations it rests on."""
    only_auditors(visitor, "run", number)
    with transaction() as session:
        found = stage_run(session, number)
    if found is None:
        raise NotYoursError
    return page(request, "runs_one.html", run=found, suites=validation_page.SUBJECTS, prefect=prefect_root(request))


@router.get("/periods/{code}/units/{unit}/quality/{suite}")
def quality_report(
    visitor: SignedIn,
    code: str,
    unit: str,
    suite: str,
    validation: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
) -> Response:
    """What a suite said of a unit's data, as it is kept for the record; without a number the newest."""
    with transaction() as session:
        seen = oversight.period(session, code, by=visitor.actor)
        oversight.unit(session, seen, unit, by=visitor.actor)
        if suite not in validation_page.SUBJECTS or (suite == "ratings" and seen.units is not None):
            raise NotYoursError
        number = validation or validation_page.newest_validation(session, code, unit, suite)
        found = validations.validation(session, number)
        if found is None or (found["period"], found["unit_code"], found["suite"]) != (code, unit, suite):
            raise NotYoursError
        text = validation_page.page(session, number, reader=visitor.person_id)
    return HTMLResponse(text, headers={"content-security-policy": _policy(text)})


def _policy(text: str) -> str:
    """What a page of its own may do: show itself with exactly the style that is written in it."""
    styles = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(each.encode()).digest()).decode()}'" for each in styles
    )
    return f"default-src 'none'; style-src {hashes}; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
