"""`kinerja my attach`, `evidence`, `withdraw-evidence`: what proves a realization; the portal has the same verbs."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.acting import acting_as, shown_segment
from cli.marks import say_marks, signed
from cli.my import Nip, Period, Segment
from cli.output import AsJson, answers, numbered, print_json, print_table, quiet_or_told, say
from models.labels import label
from models.language import N_, _

ATTACH_HELP = N_(
    "Attach a file or a link to an indicator, for one month or (without --month) for the whole period.\n\n"
    "Taken are PDF, JPEG, PNG, WEBP, XLSX, DOCX, PPTX, ODS, ODT, and text or CSV in UTF-8, by what they are and not by "
    "their names. A link must open for everybody without signing in: on Google Drive or OneDrive share the document "
    "with “anyone with the link” first.\n\n"
    "Example: kinerja my attach laporan.pdf --as 198506152010011003 --period 2026 --work-result 1 --indicator 1 "
    "--month 2026-03"
)
EVIDENCE_HELP = N_(
    "List the employee's evidence by indicator and month, and whether it could be opened.\n\n"
    "Example: kinerja my evidence --as 198506152010011003 --period 2026"
)
WITHDRAW_HELP = N_(
    "Take back a piece of evidence until the rater has decided; it stays on record, out of force.\n\n"
    "Example: kinerja my withdraw-evidence 12 --as 198506152010011003"
)
_DAY, _MONTH = ["%Y-%m-%d"], ["%Y-%m"]


@answers
def attach(
    what: Annotated[str, typer.Argument(help=_("Path of a file, or a link that begins with https://"))],
    nip: Nip,
    period: Period,
    work_result: Annotated[int, typer.Option(help=_("Number of the work result (RHK), from `kinerja my plan`."))],
    indicator: Annotated[int, typer.Option(help=_("Number of the indicator within the work result."))],
    month: Annotated[
        datetime | None, typer.Option(formats=_MONTH, help=_("The month it proves, such as 2026-03."))
    ] = None,
    dated: Annotated[datetime | None, typer.Option(formats=_DAY, help=_("Day of the document."))] = None,
    description: Annotated[str, typer.Option(help=_("What it shows."))] = "",
    segment: Segment = None,
    as_json: AsJson = False,
) -> None:
    """Attach a file or a link."""
    from deployments import stack
    from models import evidence
    from models.database import transaction
    from models.people import segment_of

    about: dict[str, Any] = {
        "work_result": work_result,
        "indicator": indicator,
        "month": _day(month),
        "dated": _day(dated),
        "description": description,
    }
    is_link = "://" in what
    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        by = acting_as(session, nip)
        mine = segment_of(session, period, nip, segment=segment)
        if is_link:
            number = evidence.attach_link(session, mine, address=what, by=by, **about)
        else:
            number = evidence.attach_file(session, mine, path=Path(what), by=by, **about)
    advise = is_link and evidence.must_be_shared(what)
    if as_json:
        print_json({"evidence": number, "kind": "link" if is_link else "file", "must_be_shared": advise})
        return
    say(_("Evidence {id} is attached; the rater sees it beside the indicator.").format(id=number))
    if advise:
        say(_("It lies on a drive: share it with “anyone with the link”, or whoever judges cannot open it."))


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


@answers
def list_evidence(nip: Nip, period: Period, segment: Segment = None, as_json: AsJson = False) -> None:
    """List evidence."""
    from deployments import stack
    from models import evidence, waivers
    from models.database import transaction

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        mine = shown_segment(session, period, nip, segment=segment)
        found = evidence.evidence_of(session, mine)
        waived = waivers.of_segment(session, mine, code=evidence.RULES)
    if as_json:
        print_json(found)
        return
    if found:
        _print(found)
    else:
        say(_("No evidence is attached yet: kinerja my attach --help"))
    say_marks(waived)  # also where evidence may be missing


def _print(found: list[Any]) -> None:
    lines = [
        (
            row["id"],
            signed(f"{row['work_result']}.{row['indicator']}", row["waived"]),
            f"{row['month']:%Y-%m}" if row["month"] else _("whole period"),
            label(row["kind"]),
            row["address"],
            row["dated"],
            label(row["opened"]) if row["opened"] else _("not tried yet"),
            row["description"],
        )
        for row in found
    ]
    columns = (
        _("No."),
        _("Indicator"),
        _("Month"),
        _("Kind"),
        _("File or link"),
        _("Dated"),
        _("Opened"),
        _("What it shows"),
    )
    print_table(_("Evidence"), columns, lines, dispensable=(5, 3, 7))


@answers
def withdraw_evidence(
    number: Annotated[int, typer.Argument(help=_("Number of the evidence, from `kinerja my evidence`."))],
    nip: Nip,
    as_json: AsJson = False,
) -> None:
    """Take back a piece of evidence."""
    from deployments import stack
    from models import evidence
    from models.database import transaction

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        by = acting_as(session, nip)
        evidence.withdraw(session, numbered(number), by=by)
    if as_json:
        print_json({"evidence": number, "withdrawn": True})
        return
    say(_("Evidence {id} is withdrawn.").format(id=number))
