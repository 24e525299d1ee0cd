"""`kinerja log`: the daily log of an employee, and what the rater decides on it; the portal has the same verbs."""

from datetime import datetime
from typing import Annotated, Any

import typer

from cli.acting import acting_as, looked_at, shown_segment
from cli.given import number_of, time_of
from cli.marks import say_marks_of, signed
from cli.output import AsJson, answers, numbered, print_json, print_table, quiet_or_told, say
from models.errors import InvalidInputError
from models.labels import label
from models.language import N_, _

app = typer.Typer(no_args_is_help=True, help=_("Keep a daily log of what was done; validate it or say what is wrong."))

Employee = Annotated[str, typer.Option("--as", help=_("NIP of the employee."))]
Rater = Annotated[str, typer.Option("--as", help=_("NIP of the rater (KDH: the regional head)."))]
Period = Annotated[str, typer.Option("--period", help=_("Code of the period."))]
OnePeriod = Annotated[str | None, typer.Option("--period", help=_("Code of a period."))]
Segment = Annotated[
    int | None, typer.Option(help=_("Number of the segment, for a person who has several (transfer, Plt)."))
]
Entries = Annotated[list[int], typer.Argument(help=_("Numbers of entries, from `kinerja log waiting`."))]
_DAY = ["%Y-%m-%d"]


_ADD = N_(
    "Record one activity; the same day and beginning again corrects it until the rater has validated it.\n\n"
    "Example: kinerja log add --as 198506152010011003 --period 2026 --day 2026-03-02 --from 08:00 --until 09:30 "
    '--work-result 1 --description "Verifikasi berkas akta" --volume 12 --of berkas'
)


@app.command(help=_(_ADD))
@answers
def add(
    nip: Employee,
    period: Period,
    day: Annotated[datetime, typer.Option(formats=_DAY, help=_("The day."))],
    starts: Annotated[str, typer.Option("--from", help=_("When it began, such as 08:30."))],
    ends: Annotated[str, typer.Option("--until", help=_("When it ended, such as 10:00."))],
    description: Annotated[str, typer.Option(help=_("What was done."))],
    work_result: Annotated[
        int | None, typer.Option(help=_("Number of the work result (RHK) it serves, from `kinerja my plan`."))
    ] = None,
    unrelated: Annotated[str, typer.Option(help=_("Why it belongs to no work result, if it belongs to none."))] = "",
    volume: Annotated[str | None, typer.Option(help=_("How much came out of it, such as 12 or 1.5."))] = None,
    volume_of: Annotated[str, typer.Option("--of", help=_("Of what, such as “berkas”."))] = "",
    segment: Segment = None,
    as_json: AsJson = False,
) -> None:
    """Record one activity."""
    from deployments import stack
    from models import activity_log
    from models.database import transaction
    from models.people import segment_of

    entry = activity_log.log_input(
        {
            "day": day.date(),
            "starts": time_of(starts),
            "ends": time_of(ends),
            "description": description,
            "work_result": work_result,
            "unrelated_reason": unrelated,
            "output_volume": None if volume is None else number_of(volume),
            "output_unit": volume_of,
        }
    )
    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        by = acting_as(session, nip)
        number = activity_log.record(session, segment_of(session, period, nip, segment=segment), entry, by=by)
    if as_json:
        print_json({"entry": number, "recorded": True})
        return
    say(_("Entry {id} is recorded; the rater sees it now.").format(id=number))


@app.command("list")
@answers
def list_entries(
    nip: Employee,
    period: Period,
    first: Annotated[datetime | None, typer.Option("--from", formats=_DAY, help=_("First day to show."))] = None,
    last: Annotated[datetime | None, typer.Option("--until", formats=_DAY, help=_("Last day to show."))] = None,
    status: Annotated[str | None, typer.Option(help=_("Only submitted, validated or rejected entries."))] = None,
    segment: Segment = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help=_("At most so many lines."))] = 100,
    as_json: AsJson = False,
) -> None:
    """List the entries of one employee, the newest first.

    Example: kinerja log list --as 198506152010011003 --period 2026 --status rejected
    """
    from deployments import stack
    from models import activity_log
    from models.database import transaction
    from models.tables.facts import LOG_STATES

    if status is not None and status not in LOG_STATES:
        raise InvalidInputError(N_("{given} is not one of: {words}."), given=status, words=", ".join(LOG_STATES))
    days = {"first": first.date() if first else None, "last": last.date() if last else None}
    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        meant = shown_segment(session, period, nip, segment=segment)
        found = activity_log.logs_of(session, meant, **days, status=status, limit=limit)
    _show(_("Daily log"), found, as_json=as_json, named=False)


@app.command()
@answers
def waiting(
    rater: Rater,
    of: Annotated[str | None, typer.Option("--of", help=_("NIP of one employee."))] = None,
    period: OnePeriod = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help=_("At most so many lines."))] = 100,
    as_json: AsJson = False,
) -> None:
    """List the entries that wait for a rater, by employee and day.

    Example: kinerja log waiting --as 197505052000032002
    """
    from deployments import stack
    from models.database import transaction

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        _by, found = _waiting(session, rater, of, period, limit)
        looked_at(session, [each["segment"] for each in found])
    _show(_("Entries that wait for the rater"), found, as_json=as_json, named=True)


@app.command()
@answers
def withdraw(
    entry: Annotated[int, typer.Argument(help=_("Number of the entry, from `kinerja log list`."))],
    nip: Employee,
    as_json: AsJson = False,
) -> None:
    """Take back an entry that is not validated; it stays on record, out of force.

    Example: kinerja log withdraw 12 --as 198506152010011003
    """
    from deployments import stack
    from models import activity_log
    from models.database import transaction

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        by = acting_as(session, nip)
        activity_log.withdraw(session, numbered(entry), by=by)
    if as_json:
        print_json({"entry": entry, "withdrawn": True})
        return
    say(_("Entry {id} is withdrawn.").format(id=entry))


@app.command()
@answers
def validate(
    rater: Rater,
    entries: Annotated[
        list[int] | None, typer.Argument(help=_("Numbers of entries, from `kinerja log waiting`."))
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help=_("Everything that waits for this rater."))] = False,
    of: Annotated[str | None, typer.Option("--of", help=_("With --all: NIP of one employee."))] = None,
    period: OnePeriod = None,
    yes: Annotated[bool, typer.Option("--yes", help=_("Do not ask before validating everything."))] = False,
    as_json: AsJson = False,
) -> None:
    """Validate entries by number, or everything that waits; all of them or none. What is validated stays.

    Example: kinerja log validate 12 13 --as 197505052000032002

    Example: kinerja log validate --all --of 198506152010011003 --as 197505052000032002
    """
    from deployments import stack
    from models.database import transaction

    chosen = list(entries or ())
    if bool(chosen) == everything or (of is not None and not everything):
        raise InvalidInputError(N_("Give numbers of entries, or --all (with --of for one employee): one of the two."))
    if everything and as_json and not yes:
        raise InvalidInputError(N_("With --json nobody can be asked: add --yes to validate everything."))
    with stack.database_ready(quiet_or_told(as_json)):
        if everything:
            with transaction() as session:
                _by, found = _waiting(session, rater, of, period, None)
            chosen = [row["id"] for row in found]
            if chosen and not yes:
                people = len({row["nip"] for row in found})
                question = _("Validate {count} entries of {people} people?").format(count=len(chosen), people=people)
                typer.confirm(question, abort=True)
        count = _decide(rater, chosen, "validated")
    _say_decided(count, "validated", as_json=as_json)


@app.command()
@answers
def reject(
    entries: Entries,
    rater: Rater,
    reason: Annotated[str, typer.Option(help=_("What is wrong; the employee corrects it by that."))],
    as_json: AsJson = False,
) -> None:
    """Reject entries with a reason; the employees are told, and may correct and record them again.

    Example: kinerja log reject 12 --as 197505052000032002 --reason "Jam tidak sesuai undangan rapat"
    """
    from deployments import stack

    with stack.database_ready(quiet_or_told(as_json)):
        count = _decide(rater, entries, "rejected", reason)
    _say_decided(count, "rejected", as_json=as_json)


def _waiting(session: Any, rater: str, of: str | None, period: str | None, limit: int | None) -> tuple[Any, list[Any]]:
    """Who is asked, and what waits for them; a mistyped code or NIP must not look like an empty list."""
    from models import activity_log, actors
    from models.board import find_period

    by = acting_as(session, rater)
    if period is not None:
        find_period(session, period)
    if of is not None:
        actors.person(session, of)
    return by, activity_log.waiting_for(session, by.person_id or 0, period=period, nip=of, limit=limit)


def _decide(rater: str, entries: list[int], outcome: str, reason: str = "") -> int:
    from models import activity_log
    from models.database import transaction

    with transaction() as session:
        by = acting_as(session, rater)
        chosen = [numbered(entry) for entry in entries]
        return activity_log.decide(session, chosen, by=by, outcome=outcome, reason=reason)


def _say_decided(count: int, outcome: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"entries": count, "outcome": outcome})
        return
    say(_("{count} entries: {outcome}.").format(count=count, outcome=label(outcome)))


def _show(title: str, found: list[Any], *, as_json: bool, named: bool) -> None:
    if as_json:
        print_json(found)
        return
    if not found:
        say(_("No entry here."))
        return
    _print(title, found, named=named)


def _print(title: str, found: list[Any], *, named: bool) -> None:
    lines = [
        (
            row["id"],
            f"{row['name']} ({row['nip']})",
            row["day"],
            signed(f"{row['starts']}–{row['ends']}", row["waived"]),  # noqa: RUF001
            row["description"],
            row["work_result"] or row["unrelated_reason"],
            "" if row["output_volume"] is None else f"{row['output_volume']:f} {row['output_unit']}",
            label(row["status"]) + (f": {row['decision_reason']}" if row["decision_reason"] else ""),
        )
        for row in found
    ]
    columns = (
        _("No."),
        _("About"),
        _("Day"),
        _("Time"),
        _("What was done"),
        _("Work result"),
        _("Output"),
        _("State"),
    )
    shown = [place for place in range(len(columns)) if place != (7 if named else 1)]
    picked = [[line[place] for place in shown] for line in lines]
    print_table(title, [columns[place] for place in shown], picked, dispensable=(5,))
    say_marks_of(found, "name")
