"""`kinerja approvals changes`: what decided objections changed, and what followed from it.

Belongs here: options and tables. Does not: what changed (models/objection_delta).
"""

from typing import Annotated

import typer

from cli.acting import looked_at
from cli.output import AsJson, answers, print_json, print_table, quiet_or_told, say
from models.language import N_, _

HELP = N_(
    "Show what decided objections of a period changed: ratings, the year, credit points, the unit's pattern, and which "
    "letters and files still say the former result.\n\nExample: kinerja approvals changes 2026"
)


@answers
def changes(
    code: Annotated[str, typer.Argument(help=_("Code of the period."))],
    nip: Annotated[str | None, typer.Option(help=_("One person's only."))] = None,
    as_json: AsJson = False,
) -> None:
    """List them, by unit and name."""
    from deployments import stack
    from models.board import find_period
    from models.database import transaction
    from models.labels import label
    from models.objection_delta import deltas
    from models.objection_lines import lines

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        found = [row for row in deltas(session, find_period(session, code)["id"]) if nip in {None, row["nip"]}]
        looked_at(session, [row["segment"] for row in found])
    if as_json:
        print_json(found)
        return
    if not found:
        say(_("No decided objection changed a result in period {code}.").format(code=code))
        return
    for row in found:
        title = f"{row['name']} ({row['nip']}), {row['unit']}"
        print_table(title, (_("What"), _("Before"), _("Now")), lines(row))
        say(_("Letters of the former result: {letters}.").format(letters=row["letters"]))
        for each in row["files"]:
            say(
                _("Taken out before the change: {file}, {day}, by {name}.").format(
                    file=label(each["file"], of="file"), day=f"{each['at']:%Y-%m-%d}", name=each["by"]
                )
            )
