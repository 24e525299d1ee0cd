"""`kinerja findings`: what is wrong with which datum, and letting one stand by name, reason and expiry.

Belongs here: options and the table. Does not: the rules (expectations) or who may waive (models/quality).
"""

from datetime import datetime
from typing import Annotated, Any

import typer

from cli.acting import acting_as, looked_at
from cli.output import AsJson, answers, numbered, print_json, print_table, quiet_or_told, say
from models.labels import label
from models.language import _

app = typer.Typer(no_args_is_help=True, help=_("See what is wrong with the data, and let a finding stand for a time."))


@app.command("list")
@answers
def list_findings(
    owner: Annotated[str | None, typer.Option("--as", help=_("NIP of the person whose turn it is."))] = None,
    period: Annotated[str | None, typer.Option(help=_("Code of a period."))] = None,
    unit: Annotated[str | None, typer.Option(help=_("Code of a unit."))] = None,
    holding: Annotated[bool, typer.Option("--holding", help=_("Only those that hold a unit up now."))] = False,
    passed: Annotated[
        bool, typer.Option("--all", help=_("Also those of units that are past the stage where they could be mended."))
    ] = False,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help=_("At most so many lines."))] = 100,
    as_json: AsJson = False,
) -> None:
    """List findings that can still be mended, or stand by a waiver, blocking ones first.

    Example: kinerja findings list --period 2026 --holding
    """
    from deployments import stack
    from models import actors, findings
    from models.database import transaction

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        person = actors.person(session, owner).person_id if owner else None
        asked: dict[str, Any] = {"owner": person, "period": period, "unit": unit, "holding": holding}
        found = findings.open_findings(session, **asked, passed=passed, limit=limit)
        looked_at(session, [each["segment"] for each in found])
        left = 0 if passed else findings.count_passed(session, **asked)
    if as_json:
        print_json(found)
        return
    if found:
        _print(found)
    else:
        say(_("No finding is open here."))
    if left:
        text = _(
            "{count} more stay on record: their units are past the stage where data are mended (--all shows them)."
        )
        say(text.format(count=left))


def _print(found: list[Any]) -> None:
    lines = [
        (
            row["id"],
            label(row["severity"]),
            row["code"],
            f"{row['name']} ({row['nip']})" if row["nip"] else row["name"],
            row["subject"],
            row["observed"],
            row["expected"],
            row["owner"],
            _state(row),
        )
        for row in found
    ]
    columns = (
        _("No."),
        _("Severity"),
        _("Rule"),
        _("About"),
        _("Indicator"),
        _("Found"),
        _("Expected"),
        _("Whose turn"),
        _("State"),
    )
    print_table(_("Findings"), columns, lines, dispensable=(6, 2, 7))
    say(_("What is wrong and what to do: kinerja findings show NO. To let one stand: kinerja findings waive NO. …"))


def _state(row: dict[str, Any]) -> str:
    """Open, standing by a waiver, mended, or a record that nobody can mend any more."""
    if row["fixed_at"]:
        return label("fixed", of="finding")
    waived = _("waived through {day}").format(day=row["waived_through"]) if row["waived"] else ""
    if row["mendable"]:
        return waived or _("open")
    return ", ".join(filter(None, (waived, _("on record: the unit is past it"))))


@app.command()
@answers
def show(
    finding: Annotated[int, typer.Argument(help=_("Number of the finding, from `kinerja findings list`."))],
    as_json: AsJson = False,
) -> None:
    """Show one finding: what is wrong, what to do, whose turn it is, and how it ended.

    Example: kinerja findings show 3
    """
    from deployments import stack
    from models import findings
    from models.database import transaction

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        found = findings.finding(session, numbered(finding))
        found["history"] = findings.history(session, finding)
        looked_at(session, [found["segment"]])
    if as_json:
        print_json(found)
        return
    waived = _("by {name} through {day}: {reason}").format(
        name=found["waived_by"], day=found["waived_through"], reason=found["waived_reason"]
    )
    lines = [
        (_("Rule"), f"{found['code']}, {label(found['severity'])}"),
        (_("About"), f"{found['name']} ({found['nip'] or found['unit_code']}), {found['unit']}"),
        (_("Datum"), found["subject"]),
        (_("Found"), found["observed"]),
        (_("Expected"), found["expected"]),
        (_("Problem"), found["message"]),
        (_("What to do"), found["remedy"]),
        (_("Whose turn"), f"{found['owner']} ({label(found['owner_role'])})"),
        (_("State"), _state(found)),
        (_("Opened"), found["opened_at"]),
        (_("Mended"), found["fixed_at"]),
        (_("Waived"), waived if found["waived_by"] else None),
        (_("Stage run"), found["stage_run_id"]),
    ]
    print_table(_("Finding {id}").format(id=finding), [_("What"), _("Value")], lines)
    _print_history(found["history"])


def _print_history(history: list[Any]) -> None:
    lines = [
        (each["id"], each["at"], label(each["event"], of="finding"), each["observed"], each["by"], each["reason"])
        for each in history
    ]
    columns = (_("No."), _("When"), _("Event"), _("Found"), _("By"), _("Reason"))
    print_table(_("What became of it"), columns, lines)


@app.command()
@answers
def waive(
    finding: Annotated[int, typer.Argument(help=_("Number of the finding, from `kinerja findings list`."))],
    by: Annotated[str, typer.Option("--as", help=_("NIP of the administrator, of HR or of the unit."))],
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help=_("The last day on which it may stand."))],
    reason: Annotated[str, typer.Option(help=_("Why it may stand; the rater and the auditor read it."))],
    as_json: AsJson = False,
) -> None:
    """Let a finding stand until a day: the datum is marked wherever it is shown. Never one about one's own data.

    Example: kinerja findings waive 3 --as 197001011995031001 --until 2027-01-31 --reason "Arsip rusak karena banjir"
    """
    from deployments import stack
    from models import findings
    from models.database import transaction

    day = until.date()
    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        actor = acting_as(session, by)
        findings.waive_through(session, numbered(finding), by=actor, reason=reason, last_day=day)
    if as_json:
        print_json({"finding": finding, "waived_through": day, "waived": True})
        return
    say(_("Finding {id} may stand through {day}. The unit goes on by itself.").format(id=finding, day=day))
