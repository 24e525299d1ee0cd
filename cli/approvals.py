"""`kinerja approvals`: what waits for whom, and deciding it with the same verbs as the portal.

Belongs here: options, and which verb answers which kind of request. Does not: the verbs (models).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import partial
from typing import Annotated, Any

import typer

from cli.acting import acting_as
from cli.headings import print_rows
from cli.marks import say_marks_of, signed
from cli.output import AsJson, answers, numbered, print_json, quiet_or_told, say
from models.errors import InvalidInputError, NotFoundError
from models.language import N_, _
from models.vocabulary import OrganizationPredicate, Rating

app = typer.Typer(no_args_is_help=True, help=_("See pending approvals and decide them."))

Request = Annotated[int, typer.Argument(help=_("Number of the request, from `kinerja approvals list`."))]


class Kind(StrEnum):
    """What a request may ask for."""

    PLAN = "plan"
    EVALUATION = "evaluation"
    ORGANIZATION = "organization"
    DISTRIBUTION = "distribution"
    OBJECTION = "objection"


@app.command("list")
@answers
def list_requests(
    asked: Annotated[
        str | None, typer.Option("--as", help=_("NIP of the person asked (KDH: the regional head)."))
    ] = None,
    period: Annotated[str | None, typer.Option(help=_("Code of a period."))] = None,
    unit: Annotated[str | None, typer.Option(help=_("Code of a unit."))] = None,
    kind: Annotated[
        Kind | None, typer.Option(help=_("plan, evaluation, organization, distribution or objection."))
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help=_("At most so many lines."))] = 100,
    as_json: AsJson = False,
) -> None:
    """List open requests, the most urgent first.

    Example: kinerja approvals list --as 197001011995031001
    """
    from deployments import stack
    from models import actors, inbox
    from models.database import transaction

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        person = actors.person(session, asked).person_id if asked else None
        _must_know(session, period, unit)
        found = inbox.waiting(session, asked=person, period=period, unit=unit, kind=kind, limit=limit)
    if as_json:
        print_json(found)
        return
    if not found:
        say(_("Nothing waits for a decision here."))
        return
    columns = ("id", "kind", "about", "unit", "asked", "asked_nip", "due_on")
    shown = [row | {"about": signed(row["about"], row["waived"])} for row in found]
    print_rows(_("Pending approvals"), columns, shown, dispensable=(3, 4))
    say_marks_of(found, "about")
    say(_("Decide one: kinerja approvals decide ID --as NIP …  (kinerja approvals decide --help)"))


def _must_know(session: Any, period: str | None, unit: str | None) -> None:
    """A mistyped code must not look like an empty queue."""
    from models.board import find_period
    from models.database import one

    if period is not None:
        find_period(session, period)
    if unit is not None and one(session, "SELECT 1 FROM unit WHERE code = %(unit)s", unit=unit) is None:
        raise NotFoundError(
            N_("There is no unit {unit}. Copy its code from the list of units of the period."), unit=unit
        )


_DECIDE = N_(
    "Decide a request as the person who is asked. One request has one decision; a second one is refused.\n\n"
    "A plan: --approve, or --return with --reason.\n\n"
    "An evaluation: --work and --behavior (DI_ATAS, SESUAI, DI_BAWAH; agency heads: --behavior only), or --return.\n\n"
    "An organization: --predicate. A distribution: --reason. An objection: --reason and either --uphold, or --work and "
    "--behavior to change it.\n\n"
    "Any other option is refused: what you give is what is decided.\n\n"
    "Example: kinerja approvals decide 12 --as 197001011995031001 --approve"
)


@app.command(help=_(_DECIDE))
@answers
def decide(
    request: Request,
    by: Annotated[str, typer.Option("--as", help=_("NIP of whoever decides (KDH: the regional head)."))],
    approve: Annotated[bool, typer.Option("--approve", help=_("Approve a plan."))] = False,
    send_back: Annotated[bool, typer.Option("--return", help=_("Return it with a reason."))] = False,
    work: Annotated[Rating | None, typer.Option(help=_("Rating of the work result."))] = None,
    behavior: Annotated[Rating | None, typer.Option(help=_("Rating of behavior."))] = None,
    predicate: Annotated[OrganizationPredicate | None, typer.Option(help=_("Predicate of the organization."))] = None,
    uphold: Annotated[bool, typer.Option("--uphold", help=_("Leave the ratings objected to as they are."))] = False,
    reason: Annotated[str, typer.Option(help=_("Reason, feedback or justification."))] = "",
    as_json: AsJson = False,
) -> None:
    """Decide a request."""
    from deployments import stack
    from models import inbox
    from models.database import transaction

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        actor = acting_as(session, by)
        kind = inbox.kind_of(session, numbered(request))
        if kind is None:
            raise NotFoundError(N_("There is no request {id}. `kinerja approvals list` shows them."), id=request)
        _verb(kind, Answer(approve, send_back, work, behavior, predicate, uphold, reason), request)(
            session, request, by=actor
        )
    if as_json:
        print_json({"request": request, "kind": kind, "decided": True})
        return
    say(
        _("Request {id} is decided and recorded. The unit goes on by itself when nothing else is missing.").format(
            id=request
        )
    )


@app.command()
@answers
def reassign(
    request: Request,
    to: Annotated[str, typer.Option(help=_("NIP of whoever shall decide instead (KDH: the regional head)."))],
    by: Annotated[str, typer.Option("--as", help=_("NIP of the HR administrator."))],
    reason: Annotated[str, typer.Option(help=_("Why somebody else is asked; both of them read it."))],
    as_json: AsJson = False,
) -> None:
    """Ask somebody else for a decision that does not come: a rater who is silent, on leave or gone.

    Never the person concerned; an objection never goes to the rater. The next request goes to the rater again.

    Example: kinerja approvals reassign 12 --to 197505052000032002 --as 197001011995031001 --reason "Penilai pensiun"
    """
    from deployments import stack
    from models import reassignment
    from models.database import transaction

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        actor = acting_as(session, by)
        reassignment.reassign(session, numbered(request), to=to, by=actor, reason=reason)
    if as_json:
        print_json({"request": request, "asked_nip": to, "reassigned": True})
        return
    say(_("Request {id} is now for {nip} to decide; both are told.").format(id=request, nip=to))


@dataclass(frozen=True)
class Answer:
    """What was given at the command line; a reason goes with every answer."""

    approve: bool
    send_back: bool
    work: Rating | None
    behavior: Rating | None
    predicate: OrganizationPredicate | None
    uphold: bool
    reason: str

    def options(self) -> frozenset[str]:
        """The names of the options that were given, but for the reason."""
        return frozenset(each.name for each in fields(self) if each.name != "reason" and getattr(self, each.name))


def _verb(kind: str, given: Answer, request: int) -> Callable[..., Any]:
    """The verb for exactly the options that were given: none is left out, none is read as another.

    Raises:
        InvalidInputError: a request of this `kind` does not take these options; says which it takes.
    """
    verb = _answers_to(kind, given).get(given.options())
    if verb is None:
        raise InvalidInputError(_TAKES[kind], id=request)
    return verb


def _answers_to(kind: str, given: Answer) -> Mapping[frozenset[str], Callable[..., Any]]:
    """What answers a request of `kind`, by the options that must be given together."""
    from models import approval, objection, scoring, target_setting

    why: dict[str, Any] = {"reason": given.reason}
    ratings: dict[str, Any] = {"work": given.work, "behavior": given.behavior}
    rate = partial(approval.rate, feedback=given.reason, **ratings)
    predicate: dict[str, Any] = {"predicate": given.predicate, "note": given.reason}
    change = partial(objection.decide, **why, **ratings)
    verbs: dict[str, dict[frozenset[str], Callable[..., Any]]] = {
        "plan": {
            frozenset({"approve"}): partial(target_setting.approve, **why),
            frozenset({"send_back"}): partial(target_setting.send_back, **why),
        },
        "evaluation": {
            frozenset({"work", "behavior"}): rate,
            frozenset({"behavior"}): rate,
            frozenset({"send_back"}): partial(approval.send_back, **why),
        },
        "organization": {frozenset({"predicate"}): partial(approval.set_organization_predicate, **predicate)},
        "distribution": {frozenset(): partial(scoring.justify, **why)},
        "objection": {
            frozenset({"uphold"}): partial(objection.decide, **why),
            frozenset({"work", "behavior"}): change,
            frozenset({"behavior"}): change,
        },
    }
    return verbs[kind]


_TAKES = {
    "plan": N_("Request {id} is a plan: give --approve, or --return with --reason, and nothing else."),
    "evaluation": N_(
        "Request {id} is an evaluation: give --work and --behavior (for an agency head --behavior only), or --return "
        "with --reason, and nothing else."
    ),
    "organization": N_("Request {id} asks for the organization predicate: give --predicate, and nothing else."),
    "distribution": N_("Request {id} asks to justify a distribution: give only --reason. It cannot be returned."),
    "objection": N_(
        "Request {id} is an objection: give --reason and either --uphold, or the new ratings --work and --behavior "
        "(for an agency head --behavior only)."
    ),
}
