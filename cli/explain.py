"""`kinerja my explain`, `shortfalls`: why an indicator stayed under its target; the portal has the same verbs."""

from typing import Annotated, Any

import typer

from cli.acting import acting_as, shown_segment
from cli.marks import say_marks, signed
from cli.my import Nip, Period, Segment
from cli.output import AsJson, answers, print_json, print_table, quiet_or_told, say
from models.labels import label
from models.language import N_, _

EXPLAIN_HELP = N_(
    "Say why an indicator stayed under its target: the rater cannot rate before that (DQ-R07), and reads it beside the "
    "number.\n\n"
    "Causes: EXTRA_WORK (additional work), LATE_BUDGET, EQUIPMENT (or network), REGULATION, OTHER_UNIT (dependence), "
    "LESS_DEMAND, COMPETENCE, LEAVE (or illness), DISASTER, OTHER.\n\n"
    "Example: kinerja my explain --as 198506152010011003 --period 2026 --work-result 1 --indicator 1 "
    '--cause LATE_BUDGET --words "Anggaran baru cair di bulan Oktober"'
)
SHORTFALLS_HELP = N_(
    "List the employee's indicators under target, each with its explanation if there is one.\n\n"
    "Example: kinerja my shortfalls --as 198506152010011003 --period 2026"
)


@answers
def explain(
    nip: Nip,
    period: Period,
    work_result: Annotated[int, typer.Option(help=_("Number of the work result (RHK)."))],
    indicator: Annotated[int, typer.Option(help=_("Number of the indicator within the work result."))],
    cause: Annotated[str, typer.Option(help=_("The cause, one of those above."))],
    words: Annotated[str, typer.Option(help=_("What happened, in full sentences."))],
    remedy: Annotated[str, typer.Option(help=_("What will be done about it."))] = "",
    segment: Segment = None,
    as_json: AsJson = False,
) -> None:
    """Say why an indicator stayed under its target."""
    from deployments import stack
    from models import explanation
    from models.database import transaction
    from models.people import segment_of

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        number = explanation.explain(
            session,
            segment_of(session, period, nip, segment=segment),
            work_result=work_result,
            indicator=indicator,
            cause=cause.upper(),
            words=words,
            remedy=remedy,
            by=acting_as(session, nip),
        )
    if as_json:
        print_json({"explanation": number, "explained": True})
        return
    say(_("Recorded; your rater reads it beside the number."))


@answers
def list_shortfalls(nip: Nip, period: Period, segment: Segment = None, as_json: AsJson = False) -> None:
    """List indicators under target."""
    from deployments import stack
    from models import explanation
    from models.database import transaction

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        found = explanation.shortfalls(session, shown_segment(session, period, nip, segment=segment))
    if as_json:
        print_json(found)
        return
    if not found:
        say(_("No indicator is under its target."))
        return
    lines = [
        (
            signed(f"{row['work_result']}.{row['indicator']}", row["waived"]),
            row["statement"],
            f"{row['value']:f} ({row['month']:%Y-%m})",
            f"{row['target_max'] if row['direction'] == 'reversed' else row['target_min']:f} {row['unit_of_measure']}",
            _explained(row),
        )
        for row in found
    ]
    columns = (_("No."), _("Indicator"), _("Newest"), _("Target"), _("Explanation"))
    print_table(_("Indicators under target"), columns, lines, dispensable=(1,))
    say_marks(mark for row in found for mark in row["waived"])
    if any(row["explanation"] is None for row in found):
        say(_("Explain what is missing (kinerja my explain --help): nobody is rated before that."))


def _explained(row: dict[str, Any]) -> str:
    if row["explanation"] is None:
        return _("missing: it is your turn")
    return f"{label(row['cause'])}: {row['words']}"
