"""`kinerja import`: plans and realizations of many people from a file, through the same verbs as one by one."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import import_files
from cli.acting import acting_as
from cli.output import AsJson, answers, print_json, print_table, progress, quiet_or_told, say
from models.language import _

if TYPE_CHECKING:
    from models.entry_files import Whose

app = typer.Typer(no_args_is_help=True, help=_("Bring in files of any source; plans and realizations of many people."))

import_files.register(app)

Period = Annotated[str, typer.Option("--period", help=_("Code of the period."))]
Submit = Annotated[bool, typer.Option("--submit", help=_("Also submit what can be submitted now."))]
File = Annotated[Path, typer.Argument(help=_("A .csv file as `kinerja sample` writes it."))]


@app.command("plans")
@answers
def import_plans(file: File, period: Period, submit: Submit = False, as_json: AsJson = False) -> None:
    """Draft everybody's plan from a file, and with --submit ask the raters, superiors first.

    A person whose plan is already submitted, approved or waits for the rater's own plan is reported, not overwritten.
    Run it again after raters have decided: it goes on where it stopped.

    A person with several segments (transfer, Plt) needs the column segment_starts (first day) or segment (number).

    Example: kinerja import plans plans.csv --period 2026 --submit
    """
    from models import target_setting
    from models.entry_files import read_plans

    def draft(session: Any, segment: int, results: Any, by: Any) -> None:
        target_setting.draft(session, segment, results, by=by)
        if submit:
            session.commit()
            target_setting.submit(session, segment, by=by)

    _import(read_plans(file), period, draft, as_json=as_json)


@app.command("realizations")
@answers
def import_realizations(file: File, period: Period, submit: Submit = False, as_json: AsJson = False) -> None:
    """Record everybody's realizations from a file; equal values change nothing, corrections keep the old value.

    A person with several segments (transfer, Plt) needs the column segment_starts (first day) or segment (number).

    Example: kinerja import realizations realizations.csv --period 2026 --submit
    """
    from deployments import stack
    from models import collection
    from models.board import find_period
    from models.database import transaction
    from models.entry_files import read_realizations

    def record(session: Any, segment: int, entries: Any, by: Any) -> None:
        collection.record_realizations(session, segment, entries, by=by, source=f"file:{file.name}")
        if submit:
            collection.submit_report(session, segment, by=by)

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        year = find_period(session, period)["starts"].year
    _import(read_realizations(file, year), period, record, as_json=as_json)


@app.command("sanctions")
@answers
def import_sanctions(file: File, as_json: AsJson = False) -> None:
    """Record disciplinary sanctions by decree (nip, kind, decree, starts, ends); shown beside results, never in them.

    Example: kinerja import sanctions sanctions.csv
    """
    from deployments import stack
    from models import actors, discipline
    from models.database import transaction
    from models.entry_files import read_sanctions

    with stack.database_ready(), transaction() as session:
        added = sum(
            discipline.record_sanction(session, nip, by=actors.operator(), **sanction)
            for nip, sanctions in read_sanctions(file).items()
            for sanction in sanctions
        )
    if as_json:
        print_json({"added": added})
        return
    say(_("{added} sanctions recorded; those on record already were left as they are.").format(added=added))


def _import(
    content: Mapping["Whose", Any], period: str, store: Callable[[Any, int, Any, Any], None], *, as_json: bool
) -> None:
    from deployments import stack
    from models.board import find_period
    from models.database import transaction
    from models.errors import KinerjaError
    from models.people import segment_of

    done = 0
    problems: list[dict[str, str]] = []
    with stack.database_ready(quiet_or_told(as_json)):
        with transaction() as session:
            find_period(session, period)
        for whose, entered in progress(list(content.items()), _("Storing"), hidden=as_json):
            try:
                with transaction() as session:
                    by = acting_as(session, whose.nip)
                    mine = segment_of(session, period, whose.nip, segment=whose.segment, starts=whose.starts)
                    store(session, mine, entered, by)
                done += 1
            except KinerjaError as error:
                problems.append({"nip": whose.nip, "error": error.code, "message": str(error)})
    _report(done, problems, as_json=as_json)


def _report(done: int, problems: list[dict[str, str]], *, as_json: bool) -> None:
    """Say how many were stored and who was not; exit code 1 when somebody was not."""
    if as_json:
        print_json({"done": done, "problems": problems})
    else:
        say(_("{done} people done, {problems} not.").format(done=done, problems=len(problems)))
        if problems:
            shown = [(problem["nip"], problem["message"]) for problem in problems[:20]]
            print_table(_("Not done (the first 20)"), [_("NIP"), _("Why, and what to do")], shown)
    if problems:
        raise typer.Exit(1)
