"""`kinerja delegation`: who acts for whom (Plt, Plh), by decree."""

from datetime import datetime
from typing import Annotated

import typer

from cli.output import AsJson, answers, print_json, quiet_or_told, say
from cli.tables import print_table
from models.labels import label
from models.language import _

app = typer.Typer(no_args_is_help=True, help=_("Let a deputy (Plt, Plh) decide for somebody, by decree."))

_By = Annotated[
    str | None, typer.Option("--as", help=_("NIP of the HR administrator who enters it; default: the operator."))
]


def _day_option(text: str) -> object:
    return typer.Option(formats=["%Y-%m-%d"], help=text)


@app.command()
@answers
def make(
    principal: Annotated[str, typer.Argument(help=_("NIP of the person who is away (KDH: the regional head)."))],
    deputy: Annotated[str, typer.Argument(help=_("NIP of the deputy."))],
    kind: Annotated[str, typer.Option(help=_("plt (the post is vacant) or plh (its holder is away)."))],
    decree: Annotated[str, typer.Option(help=_("Number of the decree."))],
    decree_date: Annotated[datetime, _day_option(_("Date of the decree."))],
    starts: Annotated[datetime, _day_option(_("First day."))],
    ends: Annotated[datetime, _day_option(_("Last day; it ends by itself."))],
    reason: Annotated[str, typer.Option(help=_("Why; HR and the auditor read it."))],
    by: _By = None,
    as_json: AsJson = False,
) -> None:
    """Enter a delegation: from its first day to its last the deputy decides, and each decision names both people.

    Nothing is moved: after the last day, what still waits is back with whom it was for.

    Example: kinerja delegation make 197505052000032002 198506152010011003 --kind plt --decree 800/17/2026
    --decree-date 2026-03-01 --starts 2026-03-02 --ends 2026-03-31 --reason "Pejabat pensiun"
    """
    from cli.acting import acting_as
    from deployments import stack
    from models import delegation
    from models.database import transaction

    given = delegation.Given(
        principal, deputy, kind.lower(), decree, decree_date.date(), starts.date(), ends.date(), reason
    )
    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        actor = acting_as(session, by)
        found = delegation.preview(session, given, by=actor)
        number = delegation.make(session, given, by=actor)
    waiting = {row["kind"]: row["count"] for row in found["requests"]}
    if as_json:
        print_json({"delegation": number, "requests": waiting, "people": found["people"]})
        return
    say(
        _("Delegation {number}: {deputy} acts for {principal}; {requests} requests wait there.").format(
            number=number,
            deputy=found["deputy"]["name"],
            principal=found["principal"]["name"],
            requests=sum(waiting.values()),
        )
    )


@app.command("list")
@answers
def list_delegations(
    state: Annotated[str | None, typer.Option(help=_("Only: in_force, to_come or ended."))] = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help=_("At most so many lines."))] = 100,
    as_json: AsJson = False,
) -> None:
    """Show who acts for whom, those in force first.

    Example: kinerja delegation list --state in_force
    """
    from deployments import stack
    from models import delegation_pages
    from models.database import transaction

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        found = delegation_pages.listed(session, state=state, limit=limit)
    if as_json:
        print_json(found)
        return
    if not found:
        say(_("There is no delegation."))
        return
    words = {"in_force": _("in force"), "to_come": _("to come"), "ended": _("ended")}
    columns = ("No.", _("Deputy"), _("Kind"), _("Acts for"), _("Decree"), _("First day"), _("Last day"), _("State"))
    lines = [
        (
            row["id"],
            row["deputy"],
            label(row["kind"]),
            row["principal"],
            row["decree"],
            row["starts"],
            row["ends"],
            words[row["state"]],
        )
        for row in found
    ]
    print_table(_("Delegations"), columns, lines, dispensable=(4,))


@app.command()
@answers
def end(
    number: Annotated[int, typer.Argument(min=1, help=_("Number of the delegation, from the list."))],
    reason: Annotated[str, typer.Option(help=_("Why; HR and the auditor read it."))],
    by: _By = None,
    as_json: AsJson = False,
) -> None:
    """End a delegation before its last day, at once; what was decided by it stays.

    Example: kinerja delegation end 3 --reason "Pejabat kembali"
    """
    from cli.acting import acting_as
    from deployments import stack
    from models import delegation
    from models.database import transaction

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        delegation.end(session, number, by=acting_as(session, by), reason=reason)
    if as_json:
        print_json({"delegation": number, "ended": True})
    else:
        say(_("Ended. What waits is back with whom it was for."))
