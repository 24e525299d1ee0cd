"""The rule settings in force in a period: the region's choices, by decree and date, over the defaults.

Belongs here: reading them from a launched period. Does not: what a setting means (models/rules).
"""

from datetime import date
from typing import Any

from sqlmodel import Session

from models.database import one
from models.rules.choices import Choice, exact_value, settings_on
from models.rules.settings import RuleSettings

_DEFINITION = "SELECT ends, definition FROM period WHERE id = %(period)s"


def rules_of(session: Session, period_id: int) -> RuleSettings:
    """The settings in force on the last day of the period."""
    found = one(session, _DEFINITION, period=period_id)
    assert found is not None  # noqa: S101 - the period exists
    return settings_on(found["ends"], choices_of(found["definition"]))


def choices_of(definition: dict[str, Any]) -> list[Choice]:
    """The region's choices as the period file declared them."""
    return [
        Choice(
            choice["setting"],
            exact_value(choice["value"]),
            date.fromisoformat(choice["applies_from"]),
            choice["decree"],
        )
        for choice in definition["settings"]
    ]
