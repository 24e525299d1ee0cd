"""`kinerja approvals`: what waits for whom, and deciding it with the same verbs as the portal.

Belongs here: options, and which verb answers which kind of request. Does not: the verbs (models).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Annotated, Any

import typer

from cli.headings import print_rows
from cli.output import AsJson, answers, numbered, print_json, quiet_or_told, say
from models.errors import InvalidInputError, NotFoundError
from models.language import N_, _
from models.vocabulary import OrganizationPredicate, Rating

app = typer.Typer(no_args_is_help=True, help=_("See pending approvals and decide them."))


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
    print_rows(_("Pending approvals"), columns, found, dispensable=(3, 4))
    say(_("Decide one: kinerja approvals decide ID --as NIP …  (kinerja approvals decide --help)"))


def _must_know(session: Any, period: str | None, unit: str | None) -> None:
    """A mistyped code must not look like an empty queue."""
    from models.board import find_period
    from models.database import one

    if period is not None:
        find_period(session, period)
    if unit is not None and one(session, "SELECT 1 FROM unit WHERE code = %(unit)s", unit=unit) is None:
        raise NotFoundError(N_("There is no unit {unit}. `kinerja period people` shows the codes."), unit=unit)


_DECIDE = N_(
    "Decide a request as the person who is asked. One request has one decision; a second one is refused.\n\n"
    "A plan: --approve, or --return with --reason.\n\n"
    "An evaluation: --work and --behavior (DI_ATAS, SESUAI, DI_BAWAH; agency heads: --behavior only), or --return.\n\n"
    "An organization: --predicate. A distribution: --reason. An objection: --reason, and new ratings to change it.\n\n"
    "Example: kinerja approvals decide 12 --as 197001011995031001 --approve"
)


@app.command(help=_(_DECIDE))
@answers
def decide(
    request: Annotated[int, typer.Argument(help=_("Number of the request, from `kinerja approvals list`."))],
    by: Annotated[str, typer.Option("--as", help=_("NIP of whoever decides (KDH: the regional head)."))],
    approve: Annotated[bool, typer.Option("--approve", help=_("Approve a plan."))] = False,
    send_back: Annotated[bool, typer.Option("--return", help=_("Return it with a reason."))] = False,
    work: Annotated[Rating | None, typer.Option(help=_("Rating of the work result."))] = None,
    behavior: Annotated[Rating | None, typer.Option(help=_("Rating of behavior."))] = None,
    predicate: Annotated[OrganizationPredicate | None, typer.Option(help=_("Predicate of the organization."))] = None,
    reason: Annotated[str, typer.Option(help=_("Reason, feedback or justification."))] = "",
    as_json: AsJson = False,
) -> None:
    """Decide a request."""
    from deployments import stack
    from models import actors, inbox
    from models.database import transaction

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        actor = actors.person(session, by, entered_by=actors.operator().name)
        kind = inbox.kind_of(session, numbered(request))
        if kind is None:
            raise NotFoundError(N_("There is no request {id}. `kinerja approvals list` shows them."), id=request)
        answer = Answer(approve, send_back, work, behavior, predicate, reason)
        verb = _verb(kind, answer)
        if verb is None:
            raise InvalidInputError(_MISSING[kind], id=request)
        verb(session, request, by=actor)
    if as_json:
        print_json({"request": request, "kind": kind, "decided": True})
        return
    say(
        _("Request {id} is decided and recorded. The unit goes on by itself when nothing else is missing.").format(
            id=request
        )
    )


@dataclass(frozen=True)
class Answer:
    """What was given at the command line."""

    approve: bool
    send_back: bool
    work: Rating | None
    behavior: Rating | None
    predicate: OrganizationPredicate | None
    reason: str


def _verb(kind: str, given: Answer) -> Callable[..., Any] | None:
    """The verb that answers a request of `kind` with what was given; None when something is missing."""
    from models import approval, objection, scoring, target_setting

    reason = given.reason
    ratings: dict[str, Any] = {"work": given.work, "behavior": given.behavior}
    predicate: Any = given.predicate
    choices: dict[str, list[tuple[bool, Callable[..., Any]]]] = {
        "plan": [
            (given.approve and not given.send_back, partial(target_setting.approve, reason=reason)),
            (given.send_back and not given.approve, partial(target_setting.send_back, reason=reason)),
        ],
        "evaluation": [
            (given.send_back, partial(approval.send_back, reason=reason)),
            (given.behavior is not None, partial(approval.rate, feedback=reason, **ratings)),
        ],
        "organization": [
            (
                given.predicate is not None,
                partial(approval.set_organization_predicate, predicate=predicate, note=reason),
            )
        ],
        "distribution": [(True, partial(scoring.justify, reason=reason))],
        "objection": [(True, partial(objection.decide, reason=reason, **ratings))],
    }
    return next((verb for fits, verb in choices[kind] if fits), None)


_MISSING = {
    "plan": N_("Request {id} is a plan: give --approve, or --return with --reason."),
    "evaluation": N_("Request {id} is an evaluation: give --work and --behavior, or --return with --reason."),
    "organization": N_("Request {id} asks for the organization predicate: give --predicate."),
}
