"""`kinerja audit export`: the archive of a period, for whoever checks it on a machine without this software.

Belongs here: options and words. Does not: what is in it (models/archive), checking it (deployments/verifier).
"""

from pathlib import Path
from typing import Annotated

import typer

from cli.acting import TakenBy, acting_as
from cli.output import AsJson, answers, errors, print_json, quiet_or_told, say
from models.language import N_, _

HELP = N_(
    "Write everything that proves the results of a period to one file: results and what they rest on, events, signed "
    "roots, rule pack, settings.\n\n"
    "An auditor checks it with one Python file (deployments/verifier/verify_archive.py) on any machine. People are "
    "pseudonyms in it; --disclose names those whom the auditor asks about. Taking it is on record.\n\n"
    "Example: kinerja audit export 2026 --out archive-2026.zip --disclose 197001011995031001"
)


@answers
def export(
    period: Annotated[str, typer.Argument(help=_("Code of a period."))],
    out: Annotated[Path | None, typer.Option(help=_("The file to write; default: archive-PERIOD.zip."))] = None,
    disclose: Annotated[list[str] | None, typer.Option(help=_("NIP of a person whose name is put in."))] = None,
    by: TakenBy = None,
    as_json: AsJson = False,
) -> None:
    """Write the archive of a period."""
    from deployments import sealing, stack
    from models.archive import taking
    from models.database import transaction

    path = out or Path(f"archive-{period}.zip")
    with stack.database_ready(quiet_or_told(as_json)):
        sealing.seal_all()
        with transaction() as before:  # the archive is one state, and nothing of it may be read before
            actor = acting_as(before, by)
        with errors.status(_("Writing the archive")) as shown, transaction() as session:

            def progress(part: str, done: int, steps: int) -> None:
                shown.update(
                    _("Writing the archive: {percent} % ({part})").format(percent=100 * done // steps, part=part)
                )

            taken = taking.take(session, period, path, by=actor, disclose=disclose or (), progress=progress)
        sealing.seal_all()
    if as_json:
        print_json({"file": str(path), "events": taken.events, "sealed_stages": taken.seals, "lines": taken.lines,
                    "manifest": taken.digest, "disclosed": len(disclose or ())})  # fmt: skip
        return
    say(_("Written: {files}").format(files=path))
    say(_("It proves {events} events and {seals} sealed stages. Hash of its manifest: {digest}").format(
        events=taken.events, seals=taken.seals, digest=taken.digest))  # fmt: skip
    say(_("Check it: python3 verify_archive.py {file}. The auditor has that program and a checkpoint from elsewhere.")
        .format(file=path))  # fmt: skip
