"""`kinerja trace`: every event of a person, a unit, a period or a request, in order."""

from typing import Annotated, Any

import typer

from cli.output import AsJson, answers, numbered, print_json, print_table, quiet_or_told, say
from models.errors import InvalidInputError, NotFoundError
from models.labels import event_label, label
from models.language import N_, _

HELP = N_(
    "Show every event of a person (NIP), unit, period or request in order, with actor, time, reason and flow run.\n\n"
    "A narrow terminal shows fewer columns; --json has everything. Whose record you see reads that you looked.\n\n"
    "Example: kinerja trace 197001011995031001\n\n"
    "Example: kinerja trace --request 12"
)


@answers
def trace(
    person: Annotated[str | None, typer.Argument(help=_("NIP of a person (KDH: the regional head)."))] = None,
    unit: Annotated[str | None, typer.Option(help=_("Code of a unit."))] = None,
    period: Annotated[str | None, typer.Option(help=_("Code of a period."))] = None,
    request: Annotated[int | None, typer.Option(help=_("Number of a request."))] = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help=_("At most so many events."))] = 1000,
    as_json: AsJson = False,
) -> None:
    """Show every event of a person, unit, period or request."""
    from deployments import stack
    from models import actors
    from models.database import transaction
    from models.trace import trace as read

    if request is not None:
        numbered(request)
    given = {"person": person, "unit": unit, "period": period, "request": request}
    asked = {subject: str(key) for subject, key in given.items() if key is not None}
    if len(asked) != 1:
        raise InvalidInputError(N_("Name one thing to trace: a NIP, or --unit, --period or --request."))
    [(subject, key)] = asked.items()
    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        found = read(session, subject, key, by=actors.operator(), limit=limit)
    if not found:
        raise NotFoundError(
            N_("Nothing is recorded for {subject} {key}. Check the number or code."), subject=label(subject), key=key
        )
    if as_json:
        print_json(found)
        return
    lines = [
        (
            f"{event['occurred_at']:%Y-%m-%d %H:%M:%S}",
            event_label(event["event"]),
            _actor(event),
            event["about"] or event["unit"],
            f"v{event['subject_version']}" if event["subject_version"] else "",
            event["reason"],
            event["flow_run_id"],
        )
        for event in found
    ]
    columns = (_("Time (UTC)"), _("Event"), _("By"), _("About"), _("Version"), _("Reason"), _("Flow run"))
    title = _("Trace of {subject} {key}").format(subject=label(subject), key=key)
    print_table(title, columns, lines, dispensable=(6, 4, 3))
    if len(found) == limit:
        say(_("These are the newest {limit} events; --limit shows more.").format(limit=limit))


def _actor(event: dict[str, Any]) -> str:
    """Who acted, and who typed it where that was somebody else."""
    typed = event["entered_by"]
    return label(event["actor"]) + (f" ({typed})" if typed not in {None, event["actor"]} else "")
