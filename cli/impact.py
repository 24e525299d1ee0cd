"""`kinerja rules impact`: who would change predicate under a changed datum or setting. Stores nothing."""

import json
from typing import Annotated, Any

import typer

from cli.headings import heading, print_rows
from cli.output import AsJson, answers, print_json, print_table, say
from models.errors import InvalidInputError
from models.language import N_, _

HELP = N_(
    "Replay a whole period under a changed datum, pack or setting and list who would change predicate. "
    "Stores nothing.\n\n"
    "Example: kinerja rules impact --period 2026 --datum 198506152010011003:behavior=DI_ATAS\n\n"
    "Example: kinerja rules impact --period 2026 --set minimum_group=8\n\n"
    'Example: kinerja rules impact --period 2026 --set leader_mapping={"BAIK":"DI_ATAS",…}'
)


@answers
def impact(
    period: Annotated[str, typer.Option("--period", help=_("Code of the period."))],
    setting: Annotated[
        list[str] | None, typer.Option("--set", help=_("SETTING=VALUE (JSON); see `kinerja rules show settings`."))
    ] = None,
    datum: Annotated[
        list[str] | None, typer.Option("--datum", help=_("NIP:work=WORD, NIP:behavior=WORD or UNIT:organization=WORD."))
    ] = None,
    pack: Annotated[str | None, typer.Option("--pack", help=_("Another rule pack."))] = None,
    as_json: AsJson = False,
) -> None:
    """Show who would change predicate."""
    from deployments import stack
    from models.database import transaction
    from models.impact import impact as replay
    from models.impact import read_datum

    _check_pack(pack)
    data = [read_datum(text) for text in datum or ()]
    settings = dict(_setting(text) for text in setting or ())
    with stack.database_ready(), transaction() as session:
        found = replay(session, period, settings=settings, data=data)
    if as_json:
        print_json({"replayed": found.replayed, "people": found.people, "units": found.units})
        return
    say(
        _("{replayed} people replayed: {changed} would change predicate. Nothing was stored.").format(
            replayed=found.replayed, changed=len(found.people)
        )
    )
    if found.people:
        print_rows(_("People"), ("nip", "name", "unit", "before", "after"), found.people)
    if found.units:
        lines = [(row["unit"], ", ".join(row["before"]), ", ".join(row["after"])) for row in found.units]
        headings = [heading(name) for name in ("unit", "before", "after")]
        print_table(_("Units whose distribution would be judged otherwise"), headings, lines)


def _setting(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals:
        raise InvalidInputError(
            N_("“{text}” is no setting. Write SETTING=VALUE, for example minimum_group=8."), text=text
        )
    try:
        return name, json.loads(value)
    except json.JSONDecodeError:
        return name, value  # a plain word needs no quotation marks


def _check_pack(name: str | None) -> None:
    from models.period_file import RULE_PACKS
    from models.rules.packs import pack_named

    if name is not None and pack_named(name).name not in RULE_PACKS:
        raise InvalidInputError(
            N_("Pack {pack} needs values this period did not record (scores, not ratings); it can replay: {packs}."),
            pack=name,
            packs=", ".join(RULE_PACKS),
        )
