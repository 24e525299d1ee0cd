"""`kinerja period people` and `kinerja period results`: who is appraised in a period, and what came of it.

Belongs here: options and tables. Does not: the results (models/annual), the period itself (period).
"""

from typing import Annotated

import typer

from cli.acting import looked_at
from cli.headings import heading, print_rows
from cli.marks import say_marks, say_marks_of, signed
from cli.output import AsJson, answers, print_json, print_table, quiet_or_told, say
from cli.period import app
from models.errors import InvalidInputError
from models.labels import label
from models.language import N_, _

__all__ = ["app", "people", "results"]


@app.command()
@answers
def people(
    code: Annotated[str, typer.Argument(help=_("Code of the period."))],
    unit: Annotated[str | None, typer.Option(help=_("Code of one unit."))] = None,
    find: Annotated[str, typer.Option(help=_("Part of a name or NIP."))] = "",
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help=_("At most so many lines."))] = 50,
    as_json: AsJson = False,
) -> None:
    """Show who is appraised in a period, by whom, and what came of it.

    Example: kinerja period people 2026 --find Siti
    """
    from deployments import stack
    from models.database import transaction
    from models.people import people as find_people

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        found = find_people(session, code, unit=unit, part=find, limit=limit)
        looked_at(session, [each["segment"] for each in found])
    if not found:
        raise InvalidInputError(N_("Nobody in period {code} matches. Try a shorter part of the name."), code=code)
    if as_json:
        print_json(found)
        return
    columns = ("segment", "nip", "name", "post", "unit", "rater", "plan", "work_rating", "behavior_rating", "predicate")
    shown = [row | {"name": signed(row["name"], row["waived"])} for row in found]
    print_rows(_("People"), columns, shown, dispensable=(0, 3, 5, 7, 8, 4, 6))
    say_marks_of(found, "name")


@app.command()
@answers
def results(
    code: Annotated[str, typer.Argument(help=_("Code of the period."))],
    nip: Annotated[str | None, typer.Option(help=_("One person only."))] = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help=_("At most so many lines (JSON: all)."))] = 50,
    as_json: AsJson = False,
) -> None:
    """Show the year of every person: predicate of the main segment, months, credit points by level.

    Example: kinerja period results 2026 --nip 198506152010011003
    """
    from dataclasses import asdict

    from deployments import stack
    from models.annual import annual_results
    from models.database import transaction
    from models.looks import segments_of

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        found = annual_results(session, code, nip=nip)
        shown = found if as_json else found[:limit]
        looked_at(session, segments_of(session, code, [year.nip for year in shown]))
    if as_json:
        print_json([asdict(year) for year in found])
        return
    lines = [
        (
            year.nip,
            signed(year.name, year.waived),
            year.unit,
            label(year.predicate) if year.predicate else None,
            year.segments,
            year.months,
            ", ".join(f"{level} {points}" for level, points in year.credit_points.items()),
            "!" if year.under_discipline else "",
        )
        for year in shown
    ]
    read = [heading(name) for name in ("nip", "name", "unit", "predicate")]
    columns = (*read, _("Segments"), _("Months"), _("Credit points"), _("Sanction"))
    print_table(_("Results of the year"), columns, lines)
    for year in shown:
        say_marks(year.waived, about=year.name)
    if len(found) > limit:
        say(_("{more} more; --limit shows them, --json gives all.").format(more=len(found) - limit))
