"""Is this stack well? Every part looked at, in the order in which they need each other; nothing is started or changed.

Belongs here: the order, and what a look at a part tells. Does not: tables on a screen (cli/doctor).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from models.language import N_, Message


class State(StrEnum):
    """How a part is: well, worth a look, or broken (then the doctor's exit code is 1)."""

    WELL = "well"
    NOTICE = "notice"
    BROKEN = "broken"


@dataclass(frozen=True)
class Look:
    """What was found at one part, and how to mend it when it is not well."""

    part: str
    state: State
    found: Message
    remedy: Message | None = None


def well(part: str, text: str, **values: object) -> Look:
    """A part that is well."""
    return Look(part, State.WELL, Message(text, values))


def notice(part: str, text: str, remedy: str, **values: object) -> Look:
    """A part that works, or could, and that somebody should look at."""
    return Look(part, State.NOTICE, Message(text, values), Message(remedy, values))


def broken(part: str, text: str, remedy: str, **values: object) -> Look:
    """A part that does not work."""
    return Look(part, State.BROKEN, Message(text, values), Message(remedy, values))


def examine() -> list[Look]:
    """Look at every part; a look that fails itself is a broken part, so that the others are still seen."""
    # They import this module.
    from deployments import health_database, health_machine, health_mail, health_prefect  # noqa: PLC0415

    modules = (health_machine, health_database, health_prefect, health_mail)
    looks: dict[str, Callable[[], Look | None]] = {
        name: look for module in modules for name, look in module.LOOKS.items()
    }
    found = [_safely(name, look) for name, look in looks.items()]
    return [look for look in found if look]


def _safely(part: str, look: Callable[[], Look | None]) -> Look | None:
    try:
        return look()
    except Exception as error:  # noqa: BLE001 - whatever is wrong with a machine, the doctor must say the rest
        return broken(
            part,
            N_("Looking failed: {kind}: {error}"),
            N_("Mend the cause, or report this line if it makes no sense."),
            kind=type(error).__name__,
            error=error,
        )
