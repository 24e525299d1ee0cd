"""`kinerja rules`: what the law says, one rule at a time, and how it compares with published cases.

Belongs here: options, tables and exit codes. Does not: any rule (models/rules).
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from models.errors import InvalidInputError, KinerjaError
from models.language import N_, _
from models.law_words import LAW_WORDS
from models.rules.checking import Checked, Verdict, check_case
from models.rules.evaluation import evaluate
from models.rules.json_text import read_json, write_json
from models.rules.packs import DEFAULT_PACK, PACKS, pack_named
from models.rules.refusals import WrongTypeError, shown
from models.rules.rule import Pack
from models.rules.settings import DEFAULTS
from models.rules.settings_table import SETTINGS

app = typer.Typer(no_args_is_help=True, help=_("What the law says: packs, tables, one evaluation, published cases."))

AsJson = Annotated[bool, typer.Option("--json", help=_("Print JSON instead of tables."))]
_STDIN = "-"

_LIST_HELP = N_(
    "List rule packs with their regulation, dates and certainty, and every rule in them.\n\n"
    "Marks: ✔ seen in a stored source, ◐ secondary source, ○ recalled, △ our inference (a setting).\n\n"
    "Example: kinerja rules list --json"
)
_SHOW_HELP = N_(
    "Show the tables of a pack as a person reads them, or all settings a region may change.\n\n"
    "Example: kinerja rules show PERMENPANRB6_2022\n\n"
    "Example: kinerja rules show settings"
)
_EVALUATE_HELP = N_(
    "Apply one rule to a JSON object; print the result, its steps and what would have changed it.\n\n"
    "Example: kinerja rules evaluate SIASN_RATING_CODE --input rating.json\n\n"
    'where rating.json holds {"rating": "SESUAI"}. The key "decimals" asks for another rounding, and "settings" '
    "changes settings for this evaluation (kinerja rules show settings). A bad input gives error and message, and "
    "exit code 1."
)
_CHECK_HELP = N_(
    "Compare the rules with published cases; exit code 1 if any differs.\n\n"
    "Example: kinerja rules check cases.json\n\n"
    "A case has the keys rule, inputs and expected; id and source are shown when given. A case prints with its own "
    "decimals: put decimals beside the expected number."
)


class UnreadableFileError(InvalidInputError):
    """The file cannot be read: check its name and that it is a text file in UTF-8."""

    code = "UNREADABLE_FILE"


def _read(name: str) -> Any:
    """The JSON in the named file, or on standard input for “-”."""
    try:
        data = sys.stdin.buffer.read() if name == _STDIN else Path(name).read_bytes()
        return read_json(data.decode("utf-8-sig"))
    except OSError as error:
        text = N_("The file “{name}” cannot be read ({reason}). Check its name, or give - to read standard input.")
        raise UnreadableFileError(text, name=shown(name), reason=error.strerror) from None
    except UnicodeDecodeError:
        text = N_("The file “{name}” is no text in UTF-8. Save it as UTF-8 and try again.")
        raise UnreadableFileError(text, name=shown(name)) from None


def _refuse(error: KinerjaError, *, as_json: bool) -> typer.Exit:
    """Say what is wrong, as JSON on standard output or as a sentence on standard error."""
    if as_json:
        typer.echo(write_json({"error": error.code, "message": str(error.message)}))
    else:
        typer.echo(f"{error.code}: {error.message}", err=True)
    return typer.Exit(error.exit_code)


def _print(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = Table(title=escape(title), title_justify="left", show_lines=False)
    for column in columns:
        table.add_column(escape(_(column)), overflow="fold")
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    Console().print(table)


def _dates(pack: Pack) -> str:
    return f"{pack.applies_from} - {pack.applies_until or ''} {pack.dates_certainty}"


@app.command("list", help=_(_LIST_HELP))
def list_packs(as_json: AsJson = False) -> None:
    """List rule packs with their regulation, dates and certainty, and every rule in them."""
    if as_json:
        typer.echo(write_json([_pack_facts(pack) for pack in PACKS]))
        return
    packs = [(f"{each.name} {each.version}", each.regulation, _dates(each), _(each.title)) for each in PACKS]
    _print(_("Rule packs"), (N_("pack"), N_("regulation"), N_("applies"), N_("what for")), packs)
    rules = [(rule.name, str(rule.source), _(rule.purpose)) for pack in PACKS for rule in pack.rules]
    _print(_("Rules"), (N_("rule"), N_("article and certainty"), N_("what for")), rules)


def _pack_facts(pack: Pack) -> dict[str, Any]:
    return {
        "name": pack.name,
        "version": pack.version,
        "title": _(pack.title),
        "regulation": pack.regulation,
        "default": pack.name == DEFAULT_PACK,
        "applies_from": pack.applies_from,
        "applies_until": pack.applies_until,
        "dates_certainty": pack.dates_certainty,
        "note": _(pack.note),
        "rules": [
            {
                "name": rule.name,
                "purpose": _(rule.purpose),
                "regulation": rule.source.regulation,
                "article": rule.source.article,
                "certainty": rule.source.certainty,
                "keys": rule.keys,
            }
            for rule in pack.rules
        ],
    }


@app.command(help=_(_SHOW_HELP))
def show(
    pack: Annotated[str, typer.Argument(help=_("Name of a pack, or “settings”."))], as_json: AsJson = False
) -> None:
    """Show the tables of a pack as a person reads them, or all settings a region may change."""
    if pack == "settings":
        _show_settings(as_json=as_json)
        return
    try:
        found = pack_named(pack)
    except KinerjaError as error:
        raise _refuse(error, as_json=as_json) from None
    if as_json:
        tables = [{"title": _(each.title), "columns": each.columns, "rows": each.rows} for each in found.tables]
        typer.echo(write_json({**_pack_facts(found), "tables": tables}))
        return
    typer.echo(f"{found.name} {found.version}: {_(found.title)}\n{found.regulation}, {_dates(found)}\n{_(found.note)}")
    for table in found.tables:
        _print(
            _(table.title), [_in_words(name) for name in table.columns], [[*map(_in_words, row)] for row in table.rows]
        )
    rules = [(rule.name, str(rule.source), ", ".join(rule.keys)) for rule in found.rules]
    _print(_("Rules"), (N_("rule"), N_("article and certainty"), N_("keys")), rules)


def _in_words(words: str) -> str:
    """What a cell of a table says, its words of the law in full: “KURANG + BAIK” names two."""
    return " + ".join(LAW_WORDS.get(word, word) for word in words.split(" + "))


def _show_settings(*, as_json: bool) -> None:
    rows = [(each.name, _default(each.name), each.certainty.value, _(each.meaning)) for each in SETTINGS]
    if as_json:
        keys = ("name", "default", "certainty", "meaning")
        typer.echo(write_json([dict(zip(keys, row, strict=True)) for row in rows]))
        return
    _print(_("Settings of a region"), (N_("setting"), N_("default"), N_("certainty"), N_("meaning")), rows)


def _default(name: str) -> str:
    value = getattr(DEFAULTS, name)
    if isinstance(value, dict | frozenset) or hasattr(value, "items"):
        return ", ".join(f"{key} → {word}" for key, word in dict(value).items()) or "-"
    return str(value)


@app.command("evaluate", help=_(_EVALUATE_HELP))
def evaluate_rule(
    rule: Annotated[str, typer.Argument(help=_("Name of a rule, as in: kinerja rules list."))],
    source: Annotated[str, typer.Option("--input", help=_("JSON file with the rule's keys; - for standard input."))],
    as_json: Annotated[bool, typer.Option("--json", help=_("The output is always JSON."))] = True,
) -> None:
    """Apply one rule to a JSON object; print the result with its steps and what would have changed it."""
    try:
        found = evaluate(rule, _read(source))
    except KinerjaError as error:
        raise _refuse(error, as_json=as_json) from None
    typer.echo(write_json(found.as_output()))
    if found.refusal:
        raise typer.Exit(found.refusal.exit_code)


@app.command(help=_(_CHECK_HELP))
def check(
    cases: Annotated[str, typer.Argument(help=_("JSON file with a list of cases; - for standard input."))],
    everything: Annotated[bool, typer.Option("--all", help=_("List the cases that agree, too."))] = False,
    as_json: AsJson = False,
) -> None:
    """Compare the rules with published cases; exit code 1 if any differs."""
    try:
        checked = _checked(_read(cases))
    except KinerjaError as error:
        raise _refuse(error, as_json=as_json) from None
    if as_json:
        typer.echo(write_json(_report(checked)))
    else:
        _print_check(checked, everything=everything)
    if any(case.verdict is Verdict.DIFFERS for case in checked):
        raise typer.Exit(1)


def _checked(cases: Any) -> list[Checked]:
    if not isinstance(cases, list):
        raise WrongTypeError(
            N_("The file must hold a list of cases in brackets, but holds {given}."), given=shown(cases)
        )
    return [check_case(case, position) for position, case in enumerate(cases)]


def _report(checked: list[Checked]) -> dict[str, Any]:
    totals = {verdict: sum(case.verdict is verdict for case in checked) for verdict in Verdict}
    fields = ("case", "rule", "verdict", "source", "expected", "found")
    return {"totals": totals, "cases": [{name: getattr(case, name) for name in fields} for case in checked]}


def _print_check(checked: list[Checked], *, everything: bool) -> None:
    rules = sorted({case.rule for case in checked})
    counts = [
        (rule, *(str(sum(case.rule == rule and case.verdict is verdict for case in checked)) for verdict in Verdict))
        for rule in rules
    ]
    total = (_("all"), *(str(sum(case.verdict is verdict for case in checked)) for verdict in Verdict))
    _print(_("Rules against published cases"), (N_("rule"), *Verdict), [*counts, total])
    listed = [case for case in checked if everything or case.verdict is not Verdict.AGREES]
    rows = [(case.case, case.rule, _(case.verdict), _line(case.expected), _line(case.found)) for case in listed]
    if rows:
        columns = (N_("case"), N_("rule"), N_("verdict"), N_("expected"), N_("found"))
        _print(_("Cases"), columns, rows)


def _line(values: Any) -> str:
    return " ".join(write_json(values).split()) if values else ""
