"""`kinerja web`: serve the portal alone, beside a database of its own or that of a running stack."""

from typing import Annotated

import typer

from cli.output import answers, quiet_or_told, say
from cli.up import until_interrupted
from models.language import N_, _

HELP = N_(
    "Serve the portal: everybody's part in a browser. It needs the database only: decisions go on while Prefect or "
    "mail is down. `kinerja up` includes it.\n\n"
    "Put a TLS proxy in front of it for anybody but this machine.\n\n"
    "Example: kinerja web\n\n"
    "Example: kinerja web --host 0.0.0.0 --port 8420"
)
Host = Annotated[str, typer.Option(help=_("Address to listen on."))]
Port = Annotated[int, typer.Option(min=1, max=65535, help=_("Port; the next free one is taken."))]


@answers
def web(host: Host = "127.0.0.1", port: Port = 8420) -> None:
    """Serve the portal until Ctrl-C."""
    from deployments import portal, stack
    from models import portal_address

    portal_address.require(host)
    with stack.database_ready(quiet_or_told(as_json=False)), portal.serving(host, port) as address:
        say(_("The portal: {address}").format(address=address))
        say(_("Nobody can sign in yet? Make a first link: kinerja accounts link NIP. Ctrl-C stops it."))
        until_interrupted()
