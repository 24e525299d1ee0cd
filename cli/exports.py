"""`kinerja export`: files for SIASN and e-Kinerja, workbooks of results, and the comparison with e-Kinerja.

Belongs here: options and tables. Does not: what the files say (models/exchange).
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.acting import TakenBy, acting_as
from cli.output import AsJson, answers, print_json, print_table, quiet_or_told, say
from models.language import N_, _

app = typer.Typer(
    no_args_is_help=True,
    help=_("Write files for SIASN and e-Kinerja and workbooks of results; compare with e-Kinerja."),
)

Period = Annotated[str, typer.Argument(help=_("Code of a period."))]
Out = Annotated[Path, typer.Option(help=_("The file to write: .xlsx, .csv or .json."))]
Book = Annotated[Path, typer.Option(help=_("The .xlsx file to write."))]
_SHOWN = 20


_SIASN = {
    "skp22": N_(
        "Write the year's ratings as SIASN's skp22 names them, one row for each person.\n\n"
        "Only final results are written; the others are counted with the reason. Identifiers that only SIASN "
        "knows stay empty; nipBaru finds the person.\n\n"
        "Example: kinerja export skp22 2026 --out skp22.xlsx"
    ),
    "periodic": N_(
        "Write the ratings of each segment as SIASN's kinerjaperiodik names them, with months from and to.\n\n"
        "Example: kinerja export periodic 2026-T1 --out periodik.csv"
    ),
    "credit-points": N_(
        "Write the credit points of functional posts as SIASN's angkakredit names them, by level.\n\n"
        "Example: kinerja export credit-points 2026 --out angkakredit.xlsx"
    ),
}


def _of_siasn(kind: str) -> Callable[..., None]:
    def command(period: Period, out: Out, by: TakenBy = None, as_json: AsJson = False) -> None:
        from deployments import stack
        from models.database import transaction
        from models.exchange import taking
        from models.exchange.written import write_table

        with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
            export = taking.taken(session, period, kind, by=acting_as(session, by))
            write_table(export.rows, out, sheet=kind)
        _told({"period": period, "file": str(out), "rows": len(export.rows)}, export.held, as_json=as_json)

    return answers(command)


for _kind, _help in _SIASN.items():
    app.command(_kind, help=_(_help))(_of_siasn(_kind))


@app.command(
    "unit",
    help=_(
        N_("Write a unit's results, person by person.\n\nExample: kinerja export unit 2026 DISDIK --out disdik.xlsx")
    ),
)
@answers
def unit(
    period: Period,
    code: Annotated[str, typer.Argument(help=_("Code of a unit."))],
    out: Book,
    by: TakenBy = None,
    as_json: AsJson = False,
) -> None:
    """Write the workbook of a unit."""
    _write_book(period, out, code, by, as_json=as_json)


@app.command(
    "region",
    help=_(
        N_("Write all units with their counts, and who waits.\n\nExample: kinerja export region 2026 --out region.xlsx")
    ),
)
@answers
def region(period: Period, out: Book, by: TakenBy = None, as_json: AsJson = False) -> None:
    """Write the workbook of the region."""
    _write_book(period, out, None, by, as_json=as_json)


@app.command(
    "compare",
    help=_(
        N_(
            "Compare our final results with “Laporan Penilaian SKP” of e-Kinerja, brought in with `kinerja import`.\n\n"
            "Nothing is changed: a difference is for people to explain. The export's own date is shown.\n\n"
            "Example: kinerja export compare 2026 --out perbandingan.xlsx"
        )
    ),
)
@answers
def compare(
    period: Period,
    out: Annotated[Path | None, typer.Option(help=_("Write everybody to a file: .xlsx, .csv or .json."))] = None,
    by: TakenBy = None,
    as_json: AsJson = False,
) -> None:
    """Compare with e-Kinerja."""
    from deployments import stack
    from models.database import transaction
    from models.exchange import reconciliation, taking
    from models.exchange.written import write_table

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        found = taking.compared(session, period, by=acting_as(session, by), written=out is not None)
        counts = reconciliation.counted(found)
        if out:
            write_table(found, out, sheet=_("Comparison"))
    if as_json:
        print_json({"period": period, "counts": counts, "people": found})
        return
    print_table(
        _("Our results and e-Kinerja's"),
        [_("Standing"), _("People")],
        [(_(reconciliation.STANDINGS[standing]), number) for standing, number in counts.items()],
    )
    unlike = [row for row in found if row["standing"] in reconciliation.TO_EXPLAIN]
    if unlike:
        _print_unlike(unlike)
    if out:
        say(_("Written: {files}").format(files=out))


def _print_unlike(unlike: Sequence[dict[str, Any]]) -> None:
    from models.exchange.reconciliation import STANDINGS
    from models.labels import label

    words = {standing: _(text) for standing, text in STANDINGS.items()}
    lines = [
        (
            row["nip"],
            row["name"],
            row["unit"],
            *(label(row[side]) if row[side] else "-" for side in ("ours", "theirs")),
            row["drawn"] or "",
            words[row["standing"]],
        )
        for row in unlike[:_SHOWN]
    ]
    heads = [_("NIP"), _("Name"), _("Unit"), _("Here"), _("e-Kinerja"), _("Their export of"), _("Standing")]
    print_table(_("To be explained (the first 20)"), heads, lines, dispensable=(5, 2))


def _write_book(code: str, out: Path, unit: str | None, by: str | None, *, as_json: bool) -> None:
    from deployments import stack
    from models.database import transaction
    from models.exchange import taking

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        found = taking.book(session, code, out, unit=unit, by=acting_as(session, by))
    held = [row for row in found if row["held"]]
    _told({"period": code, "file": str(out), "rows": len(found) - len(held)}, held, as_json=as_json)


def _told(answer: dict[str, Any], held: list[dict[str, Any]], *, as_json: bool) -> None:
    from models.exchange.final_results import HELD, held_back

    counts = held_back(held)
    if as_json:
        print_json(answer | {"held": counts})
        return
    say(_("{file}: {rows} final results.").format(**answer))
    for reason, number in counts.items():
        say(_("Held back: {number}, because {reason}.").format(number=number, reason=_(HELD[reason])))
