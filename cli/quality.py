"""`kinerja quality`: how good the data are, what is checked and with which thresholds, and the record of a validation.

Belongs here: options, tables and files. Does not: judging (tasks/quality), one finding (cli/findings).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.output import AsJson, answers, print_json, print_table, quiet_or_told, say
from models.errors import InvalidInputError
from models.labels import label
from models.language import N_, _

app = typer.Typer(no_args_is_help=True, help=_("See how good the data are, what is checked, and what was judged."))

#: A sheet holds no more rows.
_MOST_IN_WORKBOOK = 1_000_000

Unit = Annotated[str | None, typer.Option(help=_("Code of a unit."))]


@app.command()
@answers
def show(
    period: Annotated[str, typer.Argument(help=_("Code of a period."))],
    unit: Unit = None,
    out: Annotated[Path | None, typer.Option(help=_("Write the whole report to an .xlsx file."))] = None,
    as_json: AsJson = False,
) -> None:
    """Show the quality of a period's data: findings by unit, code and owner, their trend, validations, imports.

    Example: kinerja quality show 2026 --out mutu.xlsx
    """
    from deployments import stack
    from models.database import transaction
    from models.findings import open_findings
    from models.quality_report import quality_report
    from models.quality_workbook import write_workbook

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        report = quality_report(session, period, unit=unit)
        if out:
            every = open_findings(session, period=period, unit=unit, passed=True, limit=_MOST_IN_WORKBOOK)
            write_workbook(report | {"open_findings": every}, out)
    if as_json:
        print_json(report)
        return
    _print(report)
    if out:
        say(_("Written: {files}").format(files=out))


_COUNTS = ("open", "blocking", "kept", "waived", "fixed")


def _counts(line: dict[str, Any]) -> list[Any]:
    return [line[name] for name in _COUNTS]


def _print(report: dict[str, Any]) -> None:
    heads = [_("Open"), _("Blocking"), _("On record"), _("Waived"), _("Mended")]
    if not report["findings"]:
        say(_("No finding was opened in period {period}.").format(period=report["period"]))
    else:
        print_table(_("By unit"), [_("Unit"), *heads], [(line["unit"], *_counts(line)) for line in report["units"]])
        lines = [(line["code"], label(line["severity"]), *_counts(line)) for line in report["codes"]]
        print_table(_("By rule"), [_("Rule"), _("Severity"), *heads], lines)
        lines = [(line["owner"], label(line["owner_role"]), *_counts(line)) for line in report["owners"][:20]]
        print_table(_("Whose turn it is (the first 20)"), [_("Name"), _("As"), *heads], lines)
        lines = [(line["week"], line["opened"], line["fixed"], line["open"]) for line in report["trend"]]
        print_table(_("By week"), [_("Week from"), _("Opened"), _("Mended"), _("Not mended at its end")], lines)
    _print_validations(report["validations"])
    held = sum(each["held_open"] for each in report["imports"])
    if report["imports"]:
        say(_("{imports} imports; {held} rows are held back (kinerja import held --period {period}).").format(
            imports=len(report["imports"]), held=held, period=report["period"]))  # fmt: skip


def _print_validations(found: Sequence[dict[str, Any]]) -> None:
    lines = [
        (
            each["id"],
            each["unit"],
            each["suite"],
            each["evaluated"],
            each["failed"],
            each["judged_at"],
            each["stage_run"],
        )
        for each in found
        if each["evaluated"]
    ]
    columns = [_("No."), _("Unit"), _("Suite"), _("Rows"), _("Failures"), _("Judged"), _("Stage run")]
    print_table(_("Validations, the newest of each"), columns, lines, dispensable=(6, 5))
    if lines:
        say(_("One as a page: kinerja quality report --validation NO. --out report.html"))


@app.command()
@answers
def rules(
    suite: Annotated[str | None, typer.Argument(help=_("Only this suite."))] = None,
    period: Annotated[
        str | None, typer.Option(help=_("A period whose thresholds are in force; default: ours."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List what is checked: rule, severity, who mends it, and the thresholds in force.

    Example: kinerja quality rules indicators --period 2026
    """
    from expectations.rules import all_suites, filled, load
    from models.rules.settings import DEFAULTS

    names = [each.name for each in all_suites()]
    if suite is not None and suite not in names:
        raise InvalidInputError(N_("There is no suite {suite}. There are: {all}."), suite=suite, all=", ".join(names))
    settings = _settings(period, as_json) if period else DEFAULTS
    found = [
        {
            "suite": each.name,
            "code": rule.code,
            "name": rule.name,
            "severity": str(rule.severity),
            "owner": rule.owner,
            "failed_when": " ".join(filled(rule.failed_when, settings).split()),
            "expected": filled(_(rule.expected), settings),
            "stages": [str(stage) for stage in each.stages],
        }
        for each in ([load(suite)] if suite else all_suites())
        for rule in each.rules
    ]
    if as_json:
        print_json(found)
        return
    lines = [
        (each["suite"], each["code"], label(str(each["severity"])), label(str(each["owner"])), each["expected"])
        for each in found
    ]
    print_table(_("What is checked"), [_("Suite"), _("Rule"), _("Severity"), _("Who mends it"), _("Expected")], lines)
    say(_("The conditions themselves: kinerja quality rules --json, or the files in expectations/."))


def _settings(period: str, as_json: bool) -> Any:
    from deployments import stack
    from models.board import find_period
    from models.database import transaction
    from models.period_rules import rules_of

    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        return rules_of(session, find_period(session, period)["id"])


@app.command()
@answers
def report(
    period: Annotated[str | None, typer.Option(help=_("Code of a period."))] = None,
    unit: Unit = None,
    suite: Annotated[str, typer.Option(help=_("Which suite, with --period and --unit."))] = "indicators",
    validation: Annotated[int | None, typer.Option(min=1, help=_("Number of a validation."))] = None,
    out: Annotated[Path, typer.Option(help=_("The .html file to write."))] = Path("report.html"),
    as_json: AsJson = False,
) -> None:
    """Write what a suite said of a unit's data as a page for the record: rules, counts and every row that failed.

    Example: kinerja quality report --period 2026 --unit U000015 --out mutu.html
    """
    from deployments import stack
    from models.database import transaction
    from models.exchange import written
    from models.validation_page import newest_validation, page

    if validation is None and (period is None or unit is None):
        raise InvalidInputError(N_("Say which: --validation NUMBER, or --period CODE and --unit CODE."))
    with stack.database_ready(quiet_or_told(as_json)), transaction() as session:
        number = validation or newest_validation(session, period or "", unit or "", suite)
        text = page(session, number)
    with written.said(out):
        out.write_text(text, encoding="utf-8")
    if as_json:
        print_json({"validation": number, "written": str(out)})
    else:
        say(_("Validation {id} written to {path}.").format(id=number, path=out))
