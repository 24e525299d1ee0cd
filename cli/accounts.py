"""`kinerja accounts`: who may sign in to the portal."""

from typing import Annotated

import typer

from cli.acting import operator_does
from cli.output import AsJson, answers, print_json, quiet_or_told, say
from models.language import _

app = typer.Typer(no_args_is_help=True, help=_("Let people sign in to the portal, or no longer."))

Nip = Annotated[str, typer.Argument(help=_("NIP of the person (KDH: the regional head)."))]


@app.command()
@answers
def link(
    nip: Nip,
    address: Annotated[str, typer.Option(help=_("Another address of the portal than the one that is set."))] = "",
    hours: Annotated[int, typer.Option(min=1, max=336, help=_("How long the link may be used."))] = 72,
    as_json: AsJson = False,
) -> None:
    """Make a link by which a person chooses a password, once; earlier links of theirs end.

    Hand it to that person alone: whoever has it can sign in as them.

    Example: kinerja accounts link 198506152010011003 --hours 24
    """
    from deployments import stack
    from models import accounts, actors, portal_address
    from models.database import transaction

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        person = actors.person(session, nip)
        token = accounts.issue_link(session, person.person_id or 0, by=actors.operator(), hours=hours)
    made = f"{(address or portal_address.address()).rstrip('/')}/first-sign-in/{token}"
    if as_json:
        print_json({"nip": nip, "link": made, "hours": hours})
        return
    say(made)
    say(_("It works once, within {hours} hours. Hand it to that person alone.").format(hours=hours))


@app.command()
@answers
def disable(
    nip: Nip,
    reason: Annotated[str, typer.Option(help=_("Why; the auditor reads it."))],
    as_json: AsJson = False,
) -> None:
    """Let nobody sign in as this person any more; their sessions end at once. Records stay.

    Example: kinerja accounts disable 198506152010011003 --reason "Pindah ke provinsi"
    """
    from models import accounts

    operator_does(accounts.disable, nip, reason=reason, as_json=as_json)
    if as_json:
        print_json({"nip": nip, "disabled": True})
    else:
        say(_("Done. To undo it: kinerja accounts enable {nip}").format(nip=nip))


@app.command()
@answers
def enable(nip: Nip, as_json: AsJson = False) -> None:
    """Let a disabled account sign in again, with the password it had.

    Example: kinerja accounts enable 198506152010011003
    """
    from models import accounts

    operator_does(accounts.enable, nip, as_json=as_json)
    if as_json:
        print_json({"nip": nip, "disabled": False})
    else:
        say(_("Done."))
