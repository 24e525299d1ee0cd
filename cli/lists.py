"""`kinerja lists`: who meets stated conditions, and lists that a named official decided on.

Belongs here: options and tables. Does not: the rules (models/named_lists).
"""

from typing import Annotated, Any

import typer

from cli.acting import acting_as, looked_at
from cli.output import AsJson, answers, print_json, print_table, quiet_or_told, say
from models.language import _
from models.vocabulary import Predicate

app = typer.Typer(
    no_args_is_help=True, help=_("Talent, promotion, award and training lists: named officials' decisions, no ranking.")
)

Period = Annotated[str, typer.Argument(help=_("Code of the period."))]


@app.command()
@answers
def candidates(
    code: Period,
    predicate: Annotated[
        list[Predicate] | None,
        typer.Option(help=_("A predicate that meets the condition; may be given several times.")),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show by unit and name who meets the conditions: final result, predicate, no sanction in force.

    Nobody is chosen or ranked by that; a list is decided by an official, who names it.

    Example: kinerja lists candidates 2026 --predicate SANGAT_BAIK
    """
    from deployments import stack
    from models import named_lists
    from models.database import transaction

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        found = named_lists.candidates(session, code, predicate or list(Predicate))
        looked_at(session, [each["segment"] for each in found])
    if as_json:
        print_json(found)
        return
    columns = (_("Unit"), _("Name"), _("NIP"), _("Final result"), _("Predicate"), _("No sanction"))
    lines = [
        (each["unit"], each["name"], each["nip"], *(_yes(each[key]) for key in ("final", "predicate_met", "clear")))
        for each in found
    ]
    print_table(_("Who meets the conditions"), columns, lines)
    say(
        _("The order is of unit and name; nobody is chosen by it. `kinerja lists name` records an official's decision.")
    )


def _yes(met: object) -> str:
    return _("yes") if met else _("no")


@app.command()
@answers
def name(
    code: Period,
    person: Annotated[list[str], typer.Option(help=_("NIP=reason; once for each person. They read the reason."))],
    purpose: Annotated[str, typer.Option(help=_("What the list is for."))],
    decree: Annotated[str, typer.Option(help=_("Number of the decree."))],
    by: Annotated[str, typer.Option("--as", help=_("NIP of the official who decided (KDH: the regional head)."))],
    kind: Annotated[str, typer.Option(help=_("talent, promotion, award or training."))] = "talent",
    as_json: AsJson = False,
) -> None:
    """Record that an official named these people; each is told, and reads it on their own page.

    Example: kinerja lists name 2026 --as KDH --purpose "Rencana suksesi" --decree 800/21
    --person "199001012020121001=Memimpin tim dengan baik"
    """
    from deployments import stack
    from models import named_lists
    from models.database import transaction

    reasons = dict(_pair(each) for each in person)
    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        official = acting_as(session, by)
        mark = named_lists.name(session, code, reasons, named_lists.Named(kind, purpose, decree), by=official)
    if as_json:
        print_json({"list": mark, "people": len(reasons)})
        return
    say(_("Recorded. {count} people are told and read it on their own page.").format(count=len(reasons)))


def _pair(text: str) -> tuple[str, str]:
    nip, sign, reason = text.partition("=")
    if not sign:
        raise typer.BadParameter(_("Write each person as NIP=reason."))
    return nip.replace(" ", ""), reason


@app.command()
@answers
def show(code: Period, as_json: AsJson = False) -> None:
    """Show the lists of a period: who was named on which, by whom, by which decree and why.

    Example: kinerja lists show 2026
    """
    from deployments import stack
    from models import named_lists
    from models.database import transaction
    from models.labels import label

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        found = named_lists.of_period(session, code)
        looked_at(session, [each["segment"] for each in found])
    if as_json:
        print_json(found)
        return
    if not found:
        say(_("No list was named in period {code}.").format(code=code))
        return
    columns = (_("List"), _("Purpose"), _("Decree"), _("Decided by"), _("Name"), _("NIP"), _("Reason"))
    lines: list[tuple[Any, ...]] = [(label(each["kind"], of="list"), *(each[key] for key in _SHOWN)) for each in found]
    print_table(_("Lists"), columns, lines)


_SHOWN = ("purpose", "decree", "decided_by", "name", "nip", "reason")
