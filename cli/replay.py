"""`kinerja audit replay`: does this software still work out of the recorded inputs what was recorded.

Belongs here: options and words. Does not: working it out (tasks/replay), checking the ledger (cli/audit).
"""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from cli.output import AsJson, answers, print_json, print_table, quiet_or_told, say, working
from models.labels import label
from models.language import N_, _

HELP = N_(
    "Work out the machine's results of a period again from the recorded inputs: attainment, ratings of unit heads, "
    "predicates, credit points and distributions. They must be what was recorded, to the byte.\n\n"
    "What this software, its libraries or its rules would give otherwise now is named by person and step; it is not "
    "adopted, and nothing is written. Exit code 1 when something differs.\n\n"
    "Example: kinerja audit replay 2026 --unit U000014"
)
_SHOWN = 50


@answers
def replay(
    period: Annotated[str, typer.Argument(help=_("Code of a period."))],
    unit: Annotated[str | None, typer.Option(help=_("Code of a unit."))] = None,
    as_json: AsJson = False,
) -> None:
    """Work out a period's results again."""
    from deployments import stack
    from models.database import transaction
    from tasks.replay import replay as again

    with (
        stack.database_ready(quiet_or_told(as_json)),
        working(_("Working out the results again"), as_json=as_json),
        transaction() as session,
    ):
        done = again(session, period, unit=unit)
        session.rollback()
    if as_json:
        then = {part: sorted(each or "" for each in was) for part, was in done.changed.items()}
        print_json(asdict(done) | {"changed": then, "same": done.same})
    else:
        _say(done)
    if not done.same:
        raise typer.Exit(1)


def _say(done: Any) -> None:
    counts = {"units": done.units, "results": done.results, "indicators": done.indicators, "stages": done.stages}
    if done.same:
        text = _(
            "✔ {results} results and {indicators} attainments of {units} units came out as they were recorded; "
            "{stages} sealed stages to the byte."
        )
        say(text.format(**counts))
    else:
        lines = [
            (each.unit, each.who, each.nip, f"v{each.version}" if each.version else "", _step(each.step),
             each.recorded, each.replayed)
            for each in done.differences[:_SHOWN]
        ]  # fmt: skip
        columns = (_("Unit"), _("Name"), _("NIP"), _("Version"), _("Step"), _("Recorded"), _("Now"))
        print_table(_("What comes out otherwise now"), columns, lines, dispensable=(2, 3))
        if len(done.differences) > _SHOWN:
            more = len(done.differences) - _SHOWN
            say(_("… and {count} more; --json lists all.").format(count=more))
        text = _(
            "✘ Something comes out otherwise than it was recorded. The record stays as it is: it counts. Whether rows "
            "were changed says: kinerja audit verify"
        )
        say(text)
    _say_changed(done)


#: What results are made with (models/made_with), in words.
_PARTS = {
    "software": N_("version of this software"),
    "rule_packs": N_("rule packs and their versions"),
    "rules_code": N_("code of the rules"),
    "python": N_("Python"),
    "psycopg": N_("database driver (psycopg)"),
    "postgresql": N_("database (PostgreSQL)"),
}
#: Enough of a digest to be told from another.
_SHORT = 12


def _say_changed(done: Any) -> None:
    """What is another one than then: it may be why something differs, or it made no difference."""
    for part, then in done.changed.items():
        was = ", ".join(_shown(part, each) for each in sorted(then, key=str))
        name = _(_PARTS[part])
        say(_("  {part}: then {then}, now {now}").format(part=name, then=was, now=_shown(part, done.made_now[part])))
    if not done.changed:
        say(_("The software, the rules, their code, Python and the database are the same as then."))
        if not done.same:
            say(_("So recorded rows were changed, or something they rest on: show this to the auditor."))
    elif done.changed.get("rules_code", {None}) != {None}:
        same = _("The code of the rules has changed since, and gives the same results.")
        say(same if done.same else _("The code of the rules has changed since: what differs may come of that."))


def _shown(part: str, value: str | None) -> str:
    if value is None:
        return _("not recorded then")
    return value[:_SHORT] if part == "rules_code" else value


def _step(step: str) -> str:
    name, _space, place = step.partition(" ")
    return f"{label(name)} {place}" if name == "attainment" else label(step)
