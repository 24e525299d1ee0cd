"""What an archive says of the period as a whole: its dates and settings, and the text of its rule pack.

Belongs here: those two documents. Does not: rows. Words of the pack are as the program has them, in English.
"""

from typing import Any

from sqlmodel import Session

from models.database import one
from models.errors import KinerjaError
from models.period_rules import rules_of
from models.rules.packs import pack_named
from models.rules.rule import Pack

_PERIOD = """
SELECT id, code, title, kind, region_name AS region, starts::text, ends::text, timezone, rule_pack, definition_digest,
       roster_digest, software_version, launched_at, closed_at, definition -> 'settings' AS choices,
       coalesce((definition #>> '{objection,answer_days}')::int, 5) AS answer_days
  FROM period WHERE id = %(period)s
"""
#: Packs that the default one leans on in every period.
_BESIDE = ("AK_2023", "PERMENPANRB8_2021")


def period_document(session: Session, period_id: int) -> dict[str, Any]:
    """The period as launched, with the settings in force on its last day and the choices they come from."""
    found = one(session, _PERIOD, period=period_id)
    assert found is not None  # noqa: S101 - the caller has read it
    rules = rules_of(session, period_id)
    answer_days = found.pop("answer_days")
    settings = {
        "minimum_group": rules.minimum_group,
        "distribution_mode": str(rules.distribution_mode),
        "leader_mapping": {str(key): str(value) for key, value in rules.leader_mapping.items()},
        "main_segment": str(rules.main_segment),
        "inside_range_percent": str(rules.inside_range_percent),
        "signal_below": rules.signal_below,
        "signal_above": rules.signal_above,
        "objection_days": rules.objection_days,
        "objection_day_kind": str(rules.objection_day_kind),
        "objection_answer_days": answer_days,
    }
    return found | {"settings": settings}


def rules_document(name: str) -> dict[str, Any]:
    """The rule pack of that name and those it leans on: version, regulation, rules with their articles, tables."""
    found = {}
    for each in (name, *_BESIDE):
        try:
            found[each] = _told(pack_named(each))
        except KinerjaError:
            continue
    return {"pack": name, "packs": found}


def _told(pack: Pack) -> dict[str, Any]:
    return {
        "version": pack.version,
        "title": pack.title,
        "regulation": pack.regulation,
        "applies_from": pack.applies_from.isoformat(),
        "applies_until": pack.applies_until.isoformat() if pack.applies_until else None,
        "rules": [{"name": rule.name, "purpose": rule.purpose, "source": str(rule.source)} for rule in pack.rules],
        "tables": [
            {"title": table.title, "columns": list(table.columns), "rows": [list(row) for row in table.rows]}
            for table in pack.tables
        ],
    }
