"""The period file as a form: its fields as text and back, what stands in them first, and what is wrong with which.

Belongs here: the fields' names and their meaning in the file. Does not: what is right (period_file), the page (web).
"""

import re
from collections.abc import Mapping
from datetime import date
from itertools import count
from typing import Any, LiteralString

from sqlmodel import Session

from models.database import one
from models.language import Message
from models.period_file import RULE_PACKS, ZONES, PeriodFile, problems_of
from models.rules.settings import DEFAULTS
from models.rules.settings_table import SETTINGS
from models.vocabulary import Stage

Fields = dict[str, str]

#: Settings that regions change most; others stay as the period before had them, or are written in the file.
THRESHOLDS = (
    "explanation_below", "signal_below", "signal_above", "minimum_group", "log_late_days", "log_validation_days",
)  # fmt: skip
TARGET_PARTS = ("code", "statement", "indicator", "unit_of_measure", "target", "direction")
_PEOPLE = ("administrators", "performance_team", "auditors")
_ROUND_DAYS = ("feedback_round-opens", "feedback_round-closes")
_ROUNDS = ("use", "opens", "closes")
_OBJECTION = ("days", "day_kind", "delivery_fallback_days", "answer_days")
#: Stage -> month and day of its deadline, and whether it falls in the year after the period (SPEC §2.2).
_DUE: Mapping[Stage, tuple[int, int, int]] = {
    Stage.BRIEFING: (1, 10, 0),
    Stage.TARGET_SETTING: (1, 31, 0),
    Stage.COLLECTION: (12, 31, 0),
    Stage.QUALITY: (1, 8, 1),
    Stage.APPROVAL: (1, 20, 1),
    Stage.SCORING: (1, 25, 1),
    Stage.NOTIFICATION: (1, 31, 1),
    Stage.OBJECTION: (2, 28, 1),
    Stage.CLOSING: (3, 31, 1),
}
_NEWEST: LiteralString = """
SELECT definition, extract(year FROM now() AT TIME ZONE 'Asia/Jakarta')::int AS year
  FROM (VALUES (1)) AS always LEFT JOIN (SELECT definition FROM period ORDER BY ends DESC, id DESC LIMIT 1) p ON true
"""


def newest(session: Session) -> tuple[dict[str, Any] | None, int]:
    """What the period that ends last was launched from (None before the first), and the year it is now."""
    found = one(session, _NEWEST) or {}
    return found.get("definition"), int(found["year"])


def first_fields(before: Mapping[str, Any] | None, year: int) -> Fields:
    """What stands in the form first: the period before, a year later; before the first period an annual one."""
    if before is None:
        fields = {
            "code": str(year), "kind": "annual", "starts": f"{year}-01-01", "ends": f"{year}-12-31",
            "timezone": ZONES[0], "rule_pack": RULE_PACKS[0],
        }  # fmt: skip
        for stage, (month, day, later) in _DUE.items():
            fields[f"deadline-{stage}"] = date(year + later, month, day).isoformat()
        return fields | {"objection-days": "14", "objection-day_kind": "calendar"}
    fields = fields_of(before)
    for name, text in fields.items():
        if name in {"starts", "ends", *_ROUND_DAYS} or name.startswith("deadline-"):
            fields[name] = _a_year_later(text)
    old = before["starts"][:4]
    for name in ("code", "title"):
        fields[name] = fields[name].replace(old, str(int(old) + 1))
    return fields | {"holidays": ""}  # the joint decree names those of each year


def _a_year_later(text: str) -> str:
    day = date.fromisoformat(text)
    last_of_february = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if last_of_february else day.day).isoformat()


def fields_of(content: Mapping[str, Any]) -> Fields:
    """The fields of a period file: dates as year-month-day, lists one to a line."""
    region = content.get("region") or {}
    head = region.get("regional_head") or {}
    fields = {
        name: str(content.get(name) or "")
        for name in ("code", "title", "kind", "starts", "ends", "timezone", "rule_pack")
    }
    fields |= {"region": region.get("name", ""), "head_name": head.get("name", ""), "head_post": head.get("post", "")}
    fields |= {f"deadline-{stage}": str(day) for stage, day in (content.get("deadlines") or {}).items()}
    fields |= {f"objection-{name}": str(value) for name, value in (content.get("objection") or {}).items()}
    rounds = content.get("feedback_round") or {}
    fields |= {f"feedback_round-{name}": str(value) for name, value in rounds.items() if value}
    fields |= {name: "\n".join(content.get(name) or []) for name in _PEOPLE}
    units = content.get("unit_administrators") or []
    fields["unit_administrators"] = "\n".join(f"{each['nip']} {each['unit']}" for each in units)
    fields["holidays"] = "\n".join(str(day) for day in content.get("holidays") or [])
    for choice in content.get("settings") or []:
        if choice["setting"] in THRESHOLDS:
            fields[f"setting-{choice['setting']}"] = str(choice["value"])
            fields["decree"] = choice["decree"]
    for number, target in enumerate(content.get("strategic_targets") or []):
        fields |= {f"target-{number}-{part}": str(target.get(part, "")) for part in TARGET_PARTS}
    return fields


def content_from(fields: Mapping[str, str], before: Mapping[str, Any] | None) -> dict[str, Any]:
    """The fields of the period file that a filled form means; what the form does not ask for is as it was before."""
    given = {name: text.strip() for name, text in fields.items()}
    content: dict[str, Any] = {
        name: given.get(name, "") for name in ("code", "title", "kind", "starts", "ends", "timezone", "rule_pack")
    }
    head = {"name": given.get("head_name", ""), "post": given.get("head_post", "")}
    content["region"] = {"name": given.get("region", ""), "regional_head": head}
    content |= {name: _lines(given.get(name, "")) for name in _PEOPLE}
    units = [_unit_administrator(line) for line in given.get("unit_administrators", "").splitlines() if line.strip()]
    if units:
        content["unit_administrators"] = units
    content["deadlines"] = {str(stage): given.get(f"deadline-{stage}", "") for stage in Stage}
    content["holidays"] = _lines(given.get("holidays", ""))
    content["objection"] = {
        name: given[f"objection-{name}"] for name in _OBJECTION if given.get(f"objection-{name}", "")
    }
    rounds = {name: given.get(f"feedback_round-{name}", "") for name in _ROUNDS}
    if any(rounds[name] for name in ("opens", "closes")) or rounds["use"] not in {"", "optional"}:
        content["feedback_round"] = {name: text for name, text in rounds.items() if text}
    unasked = set(PeriodFile.model_fields) - set(content) - {"unit_administrators", "feedback_round"}
    content |= {name: value for name, value in (before or {}).items() if name in unasked}
    content["settings"] = _settings(given, before)
    content["strategic_targets"] = [_target(given, number) for number in _filled(given)]
    return content


def _target(given: Mapping[str, str], number: int) -> dict[str, str]:
    target = {part: given.get(f"target-{number}-{part}", "") for part in TARGET_PARTS}
    if re.fullmatch("[0-9]+,[0-9]+", target["target"]):  # as numbers are written in Indonesian
        target["target"] = target["target"].replace(",", ".")
    return target | {"direction": target["direction"] or "normal"}


def targets_in(fields: Mapping[str, str]) -> int:
    """How many places for strategic targets a form with these fields has."""
    return next(number for number in count() if f"target-{number}-code" not in fields)


def _filled(given: Mapping[str, str]) -> list[int]:
    """The places of strategic targets in which something stands."""
    parts = [part for part in TARGET_PARTS if part != "direction"]
    return [
        number for number in range(targets_in(given)) if any(given.get(f"target-{number}-{part}") for part in parts)
    ]


def _lines(text: str) -> list[str]:
    """What stands in a list, one to a line or with commas between; spaces inside a NIP do not matter."""
    return [re.sub(r"\s", "", line) for line in re.split(r"[\n,;]", text) if line.strip()]


def _unit_administrator(line: str) -> dict[str, str]:
    nip, _between, unit = line.strip().partition(" ")
    return {"nip": nip, "unit": unit.strip()}


def _settings(given: Mapping[str, str], before: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    kept = [dict(each) for each in (before or {}).get("settings") or [] if each["setting"] not in THRESHOLDS]
    for name in THRESHOLDS:
        text = given.get(f"setting-{name}", "")
        if text and text != str(getattr(DEFAULTS, name)):
            value: Any = int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else text  # noqa: PLR2004 - what a number of days can be
            decided = {"applies_from": given.get("starts", ""), "decree": given.get("decree", "")}
            kept.append({"setting": name, "value": value, **decided})
    return kept


def meaning(setting: str) -> str:
    """What a setting means, in English: to be translated."""
    return next(each.meaning for each in SETTINGS if each.name == setting)


def default(setting: str) -> str:
    """What counts where the region decided nothing."""
    return str(getattr(DEFAULTS, setting))


def problems(content: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, Message]:
    """What is wrong, by the name of the form's field; empty when the period can be launched with it."""
    filled = _filled({name: text.strip() for name, text in fields.items()})
    found: dict[str, Message] = {}
    for place, text in problems_of(dict(content)):
        found.setdefault(_field(place, content, filled), text)
    return found


_RENAMED = {
    ("region", "name"): "region",
    ("region", "regional_head", "name"): "head_name",
    ("region", "regional_head", "post"): "head_post",
}


def _field(place: tuple[str | int, ...], content: Mapping[str, Any], filled: list[int]) -> str:
    """The field of the form for a place in the period file."""
    match place:
        case ("deadlines", str(stage), *_rest):
            name = f"deadline-{stage}"
        case (("objection" | "feedback_round") as part, str(field), *_rest):
            name = f"{part}-{field}"
        case ("strategic_targets", int(number), str(part), *_rest):
            name = f"target-{filled[number]}-{part}"
        case ("strategic_targets", *_rest):
            name = "target-0-code"
        case ("settings", int(_number), "decree", *_rest):
            name = "decree"
        case ("settings", int(number), *_rest):
            name = f"setting-{content['settings'][number]['setting']}"
        case (str(first), *_rest):
            name = _RENAMED.get(tuple(map(str, place)), first)
        case _:
            name = "code"
    return name
