"""`kinerja runs`: every run of a stage as our own record keeps it, also after Prefect has forgotten it.

Belongs here: options and tables. Does not: reading the record (models/stage_history), tracing events (cli/trace).
"""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from cli.output import AsJson, answers, numbered, print_json, print_table, quiet_or_told, say
from cli.run_counts import counted, worked_on
from models.errors import InvalidInputError, NotFoundError
from models.labels import event_label, label
from models.language import N_, _
from models.vocabulary import RUN_OUTCOMES, Stage

app = typer.Typer(no_args_is_help=True, help=_("See how the machine's work went: runs of stages, attempts, outcomes."))

_LIST = N_(
    "List runs of stages, the newest first: attempt, duration, how it ended, whether the data held, Prefect run.\n\n"
    "The record is kept as long as the law needs, also after Prefect has forgotten its runs.\n\n"
    "Example: kinerja runs list --period 2026 --outcome failed --since 2026-03-01"
)
_SHOW = N_(
    "Show one run whole: what it worked on and left (digests), by which rules and software, what judged its data, the "
    "events it wrote, and its Prefect run.\n\n"
    "Example: kinerja runs show 12"
)
_DAYS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]


@app.command("list", help=_(_LIST))
@answers
def list_runs(
    period: Annotated[str | None, typer.Option(help=_("Code of a period."))] = None,
    unit: Annotated[str | None, typer.Option(help=_("Code or part of the name of a unit."))] = None,
    stage: Annotated[str | None, typer.Option(help=_("One stage, such as target_setting or scoring."))] = None,
    outcome: Annotated[
        str | None, typer.Option(help=_("How it ended: running, waiting, sealed, failed or lost."))
    ] = None,
    since: Annotated[datetime | None, typer.Option(formats=_DAYS, help=_("Begun on this day (UTC) or later."))] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help=_("At most so many runs."))] = 50,
    as_json: AsJson = False,
) -> None:
    """List runs of stages."""
    from deployments import stack
    from models.board import find_period
    from models.database import transaction
    from models.stage_history import stage_runs

    _check("stage", stage, tuple(Stage))
    _check("outcome", outcome, RUN_OUTCOMES)
    asked: dict[str, Any] = {"period": period, "unit": unit, "stage": stage, "outcome": outcome}
    asked["since"] = since.replace(tzinfo=UTC) if since else None
    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        if period is not None:
            find_period(session, period)
        found = stage_runs(session, **asked, limit=limit)
    if as_json:
        print_json(found)
        return
    if not found:
        say(_("No run of a stage is recorded for what you asked. `kinerja runs list` without options shows all."))
        return
    columns = (_("Run"), _("Began (UTC)"), _("Unit"), _("Stage"), _("Attempt"), _("Outcome"), _("Seconds"),
               _("Its data"), _("Said"), _("Flow run"))  # fmt: skip
    lines = [
        (run["id"], f"{run['started_at']:%Y-%m-%d %H:%M:%S}", run["unit"], label(run["stage"]), run["attempt"],
         label(run["outcome"]), f"{run['seconds']:.1f}", _held(run["data_hold"]), run["said"], run["flow_run_id"])
        for run in found
    ]  # fmt: skip
    print_table(_("Runs of stages"), columns, lines, dispensable=(9, 8, 6, 4))
    if len(found) == limit:
        say(_("These are the newest {limit} runs; --limit shows more.").format(limit=limit))


def _check(name: str, given: str | None, known: tuple[str, ...]) -> None:
    if given is not None and given not in known:
        raise InvalidInputError(
            N_("There is no {field} {given}. Choose one of: {known}."),
            field=label(name),
            given=given,
            known=", ".join(known),
        )


def _held(data_hold: bool | None) -> str:
    return "" if data_hold is None else _("hold") if data_hold else _("faults")


@app.command("show", help=_(_SHOW))
@answers
def show(
    number: Annotated[int, typer.Argument(help=_("Number of a run, from `kinerja runs list`."))],
    as_json: AsJson = False,
) -> None:
    """Show one run."""
    from deployments import stack
    from models.database import transaction
    from models.stage_history import events_of, stage_run

    numbered(number)
    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        run = stage_run(session, number)
        events = events_of(session, number) if run else []
    if run is None:
        raise NotFoundError(N_("There is no run {number}. `kinerja runs list` shows them."), number=number)
    run |= {"events": events, "prefect": _address(run["flow_run_id"])}
    if as_json:
        print_json(run)
        return
    _say(run)


def _address(flow_run_id: Any) -> str | None:
    """Where Prefect shows the run, if it runs beside us and still knows it."""
    from deployments import prefect_server
    from models.settings import settings

    server = prefect_server.running(settings().home) if flow_run_id and not settings().prefect_api_url else None
    return f"{server.pages}runs/flow-run/{flow_run_id}" if server else None


def _ended(run: dict[str, Any]) -> str:
    """How it ended, and what it said where that is more."""
    outcome = label(run["outcome"])
    return outcome if run["said"] in {"", outcome} else f"{outcome}: {run['said']}"


def _say(run: dict[str, Any]) -> None:
    facts = [
        (_("Unit"), f"{run['unit']} ({run['unit_code']}), {run['period']}"),
        (_("Stage"), f"{label(run['stage'])} #{run['attempt']}"),
        (_("Outcome"), _ended(run)),
        (_("Began (UTC)"), f"{run['started_at']:%Y-%m-%d %H:%M:%S}"),
        (_("Seconds"), f"{run['seconds']:.3f}"),
        (_("Counts"), counted(run["counts"])),
        (_("Worked on (digest)"), worked_on(run["inputs_digest"])),
        (_("Left (digest)"), run["outputs_digest"]),
        (_("Sealed (UTC)"), f"{run['seal']['sealed_at']:%Y-%m-%d %H:%M:%S}" if run["seal"] else None),
        (_("Rules"), run["rule_pack"]),
        (_("Software"), run["software_version"]),
        (_("Worker"), run["worker"]),
        (_("Flow run"), run["prefect"] or run["flow_run_id"]),
    ]
    print_table(_("Run {number}").format(number=run["id"]), (_("What"), _("Recorded")), facts)
    if run["judged"]:
        judged = [
            (each["id"], each["suite"], _held(each["success"]), each["evaluated"], each["failed"])
            for each in run["judged"]
        ]
        columns = (_("Validation"), _("Suite"), _("Its data"), _("Rows"), _("Faults"))
        print_table(_("What judged its data (kinerja quality report --validation NO.)"), columns, judged)
    if run["events"]:
        lines = [
            (each["id"], f"{each['occurred_at']:%Y-%m-%d %H:%M:%S}", event_label(each["event"]),
             _("this run") if each["own"] else _("the same Prefect run"))
            for each in run["events"]
        ]  # fmt: skip
        print_table(_("Events"), (_("Event"), _("Time (UTC)"), _("What"), _("Written by")), lines)
