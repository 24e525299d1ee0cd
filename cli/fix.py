"""`kinerja my fix`: the performance team fixes a plan that employee and rater did not agree in time.

Belongs here: the command, and which rows of the file are meant. Does not: the right to fix (models/target_setting).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.acting import acting_as
from cli.output import AsJson, answers, print_json, quiet_or_told, say
from models.errors import InvalidInputError
from models.language import N_, _

if TYPE_CHECKING:
    from models.entry_files import Whose

HELP = N_(
    "Fix the plan of one employee after the deadline, from the employee's rows of a file; it is approved with that.\n\n"
    "The right of the performance team (tim pengelola kinerja; PermenPANRB 8/2021, Lampiran E). Never one's own "
    "plan.\n\n"
    "Example: kinerja my fix plans.csv --for 198506152010011003 --period 2026 --as 197505052000032002 "
    "--reason Terlambat"
)


@answers
def fix(
    file: Annotated[Path, typer.Argument(help=_("A .csv file as `kinerja import plans` reads it."))],
    nip: Annotated[str, typer.Option("--for", help=_("NIP of the employee whose plan is fixed."))],
    period: Annotated[str, typer.Option("--period", help=_("Code of the period."))],
    by: Annotated[str, typer.Option("--as", help=_("NIP of a member of the performance team."))],
    reason: Annotated[str, typer.Option(help=_("Why; employee and rater are told."))],
    segment: Annotated[int | None, typer.Option(help=_("Number of the segment, if the employee has several."))] = None,
    as_json: AsJson = False,
) -> None:
    """Fix the plan of one employee after the deadline."""
    from deployments import stack
    from models import target_setting
    from models.database import transaction
    from models.entry_files import read_plans

    plans = {whose: results for whose, results in read_plans(file).items() if _bare(whose.nip) == _bare(nip)}
    if not plans:
        raise InvalidInputError(N_("{path} has no row for {nip}. Nothing was stored."), path=file, nip=nip)
    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        actor = acting_as(session, by)
        meant, results = _meant(session, plans, period, nip, segment)
        plan = target_setting.fix(session, meant, results, by=actor, reason=reason)
    if as_json:
        print_json({"nip": nip, "period": period, "segment": meant, "plan": plan, "fixed": True})
        return
    say(_("The plan is fixed and in force; employee and rater are told."))


def _meant(session: Any, plans: Mapping["Whose", Any], period: str, nip: str, segment: int | None) -> tuple[int, Any]:
    """The segment whose plan is fixed, and the rows for it; a file may hold those of several."""
    from models.people import segment_of

    found = {}
    for whose, results in plans.items():
        number = segment if whose.segment is None and whose.starts is None else whose.segment
        found[segment_of(session, period, nip, segment=number, starts=whose.starts)] = results
    if segment is None and len(found) == 1:
        return next(iter(found.items()))
    if segment not in found:
        raise InvalidInputError(
            N_("The file has rows for the segments {segments} of {nip}. Say which one is fixed: --segment NUMBER."),
            segments=", ".join(map(str, found)),
            nip=nip,
        )
    return segment, found[segment]


def _bare(nip: str) -> str:
    """A NIP without the spaces that people group its digits with."""
    return nip.replace(" ", "")
