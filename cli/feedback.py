"""`kinerja feedback`: appreciation and corrections between people who work together; the portal has the same verbs."""

from typing import Annotated, Any

import typer

from cli.acting import acting_as, shown_segment
from cli.output import AsJson, answers, print_json, print_table, quiet_or_told, say
from models.labels import label
from models.language import N_, _

app = typer.Typer(no_args_is_help=True, help=_("Tell somebody what was good or should change; read what was said."))

Period = Annotated[str, typer.Option("--period", help=_("Code of the period."))]
_GIVE = N_(
    "Tell somebody what was good (appreciation) or should change (correction); they read it at once, with your name."
    "\n\n"
    "Core values: BERORIENTASI_PELAYANAN, AKUNTABEL, KOMPETEN, HARMONIS, LOYAL, ADAPTIF, KOLABORATIF.\n\n"
    "Example: kinerja feedback give --as 199008202015042004 --to 198506152010011003 --period 2026 --kind appreciation "
    '--value HARMONIS --words "Sigap membantu loket lain"'
)


@app.command(help=_(_GIVE))
@answers
def give(
    giver: Annotated[str, typer.Option("--as", help=_("NIP of whoever gives it (KDH: the regional head)."))],
    to: Annotated[str, typer.Option(help=_("NIP of whoever receives it."))],
    period: Period,
    kind: Annotated[str, typer.Option(help=_("appreciation or correction."))],
    words: Annotated[str, typer.Option(help=_("The feedback, in full sentences."))],
    value: Annotated[str | None, typer.Option(help=_("The core value it is about, if it is about one."))] = None,
    work_result: Annotated[
        int | None, typer.Option(help=_("Number of the receiver's work result (RHK), if it is about one."))
    ] = None,
    segment: Annotated[
        int | None, typer.Option(help=_("Number of the receiver's segment, if they have several (transfer, Plt)."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tell somebody what was good or should change."""
    from deployments import stack
    from models import feedback
    from models.database import transaction
    from models.people import segment_of

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        number = feedback.give(
            session,
            to_segment=segment_of(session, period, to, segment=segment),
            kind=kind.lower(),
            words=words,
            core_value=value.upper().replace(" ", "_") if value else None,
            work_result=work_result,
            by=acting_as(session, giver),
        )
    if as_json:
        print_json({"feedback": number, "to": to, "given": True})
        return
    say(_("Given; {nip} reads it now.").format(nip=to))


@app.command("list")
@answers
def list_feedback(
    nip: Annotated[str, typer.Option("--as", help=_("NIP of whoever received it."))],
    period: Period,
    segment: Annotated[
        int | None, typer.Option(help=_("Number of the segment, for a person who has several (transfer, Plt)."))
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help=_("At most so many lines."))] = 100,
    as_json: AsJson = False,
) -> None:
    """Show the feedback an employee received, the newest first, and how often each core value was spoken of.

    Example: kinerja feedback list --as 198506152010011003 --period 2026
    """
    from deployments import stack
    from models import feedback
    from models.database import transaction

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        mine = shown_segment(session, period, nip, segment=segment)
        found = feedback.feedback_of(session, mine, limit=limit)
        counts = feedback.counts_by_core_value(session, mine)
    if as_json:
        print_json({"feedback": found, "core_values": counts})
        return
    if not found:
        say(_("No feedback yet."))
        return
    _print(found, counts)


def _print(found: list[Any], counts: list[Any]) -> None:
    lines = [
        (
            row["day"],
            label(row["kind"]),
            label(row["core_value"]) if row["core_value"] else "",
            row["work_result"],
            row["giver"],
            row["words"],
        )
        for row in found
    ]
    columns = (_("Day"), _("Kind"), _("Core value"), _("Work result"), _("By"), _("Words"))
    print_table(_("Feedback"), columns, lines, dispensable=(3,))
    values = [(label(row["core_value"]), row["appreciation"], row["correction"]) for row in counts]
    print_table(_("By core value"), (_("Core value"), label("appreciation"), label("correction")), values)
