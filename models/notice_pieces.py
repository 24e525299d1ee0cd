"""One notice in the language of its reader: title, paragraphs, a few facts, and the words of its link.

Belongs here: words and facts put together, and made harmless. Does not: gathering into mails (notice_mail). What a
person or a file brought (names, posts) is data: no line break, no mark that turns the direction of writing and no
endless name gets through; braces in it are two letters, since only texts of this program are filled.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal

from models.database import Row
from models.labels import label
from models.language import N_, Message, _
from models.notice_words import words_of
from models.vocabulary import Stage

_LONGEST = 120
#: Invisible letters that are part of some languages' words.
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True)
class Piece:
    """One notice, ready to be read. `notice_id` is the one its link names."""

    notice_id: int
    title: str
    what: str
    to_do: str
    action: str
    facts: tuple[tuple[str, str], ...] = ()
    #: A text that only counts letter by letter, as it stands (a checkpoint).
    exact: str = ""


def plain(value: object, longest: int = _LONGEST) -> str:
    """`value` on one line, without characters that steer a screen or a mail program, no longer than `longest`."""
    kept = "".join(
        " " if unicodedata.category(letter) in {"Cc", "Zl", "Zp"} else letter
        for letter in str(value)
        if unicodedata.category(letter) not in {"Cf", "Cs", "Co", "Cn"} or letter in _JOINERS
    )
    line = " ".join(kept.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def day(value: date | datetime | str | None, language: str, zone: str, *, last: bool = False) -> str:
    """A day in words in the period's time zone; `last`: of a time limit, whose last day ends at midnight."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
        except ValueError:
            return plain(value, 40)
    if value is None:
        return "–"  # noqa: RUF001
    if isinstance(value, datetime):
        value = (value - timedelta(seconds=1) if last else value).astimezone(ZoneInfo(zone)).date()
    return str(format_date(value, "d MMMM y", locale=language))


class _Known(dict[str, str]):
    """The values of a text; what its notice does not tell is a dash, and the notice goes out all the same."""

    def __missing__(self, _name: str) -> str:
        return "–"  # noqa: RUF001


def piece_of(row: Row) -> Piece:
    """The piece of one notice, from a row of `notice_mail`."""
    language, content = row["language"], row["content"]
    words = words_of(row["kind"], own=row["own"])
    values = _Known(_values(row))
    facts = [*_place(row), *_said(row, content)]
    return Piece(
        row["id"],
        _(words.title, language).format_map(values),
        _(words.what, language).format_map(values),
        _(words.to_do, language).format_map(values),
        _(words.action, language),
        tuple((plain(_(name, language)), plain(value)) for name, value in facts if value),
        str(content["note"]) if row["kind"] == "checkpoint" and content.get("note") else "",
    )


def _values(row: Row) -> Mapping[str, str]:
    content, language = row["content"], row["language"]
    counts = [plain(content[name]) for name in ("count", "findings", "entries", "requests") if name in content]
    values = {"count": counts[0] if counts else "1"}
    if content.get("stage"):
        values["stage"] = plain(label(str(content["stage"]), language))
    until = content.get("until") or content.get("due_at") or content.get("due")
    if until:
        values["until"] = day(until, language, row["timezone"], last=True)
    return values


def _place(row: Row) -> list[tuple[str, str]]:
    """What the notice is about: shown where it is known, so that somebody with two posts knows which."""
    facts = [(N_("Period"), row["period_title"] or ""), (N_("Unit"), row["unit"] or "")]
    if row["own"]:
        facts += [(N_("Your post"), row["post"] or ""), (N_("Your rater"), row["rater"] or "")]
    else:
        facts.append((N_("Employee"), row["employee"] or ""))
    return facts


def _said(row: Row, content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the content tells, each key in its own words; a key without words here is for programs."""
    language, zone = row["language"], row["timezone"]
    facts = []
    for name, (text, form) in _TOLD.items():
        if content.get(name) not in (None, "", [], {}):
            value = content[name]
            if form == "day":
                shown = day(value, language, zone, last=name in _LIMITS)
            elif form == "label":
                shown = _sentence(label(str(value), language))
            else:
                shown = _number(value, language)
            facts.append((text, shown))
    facts += [_owed(owed, language, zone) for owed in content.get("owed") or ()]
    units = content.get("stages") or {}
    for stage in [each for each in Stage if each in units]:
        place = Message(N_("Units at: {stage}"), {"stage": label(stage, language)})
        facts.append((place.render(language), _number(units[stage], language)))
    return facts


#: Times that end at midnight after their last day.
_LIMITS = frozenset({"until", "due_at", "due"})
_TOLD: Mapping[str, tuple[str, str]] = {
    "stage": (N_("Stage"), "label"),
    "until": (N_("Until"), "day"),
    "due_at": (N_("Due"), "day"),
    "due": (N_("Due"), "day"),
    "deputy": (N_("Acting"), "text"),
    "principal": (N_("For"), "text"),
    "decree": (N_("Decree"), "text"),
    "starts": (N_("From"), "day"),
    "ends": (N_("Until"), "day"),
    "decision": (N_("Decision"), "label"),
    "waits_since": (N_("Waits since"), "day"),
    "files": (N_("Files taken out before the change"), "text"),
    "people": (N_("People appraised"), "text"),
    "finished": (N_("Units that are finished"), "text"),
    "late": (N_("Units past their deadline"), "text"),
    "open_findings": (N_("Blocking findings"), "text"),
    "waiting_requests": (N_("Requests that wait"), "text"),
    "overdue_requests": (N_("Requests past their day"), "text"),
    "failed_notices": (N_("Notices that could not be delivered"), "text"),
    "size": (N_("Events sealed"), "text"),
    "root": (N_("Root"), "text"),
    "signature": (N_("Signature"), "text"),
}
_OWED: Mapping[str, str] = {
    "plan": N_("Plan (SKP) to submit"),
    "report": N_("Report of realizations to submit"),
    "finding": N_("Findings to mend"),
}


def _owed(owed: Mapping[str, Any], language: str, zone: str) -> tuple[str, str]:
    """A line of what somebody owes: what, how many, until when."""
    what = str(owed.get("what", ""))
    asked = Message(N_("To decide: {kind}"), {"kind": label(what.removesuffix("_request"), language)})
    text = _OWED.get(what) or asked.render(language)
    count, until = owed.get("count", 1), owed.get("due_at")
    if not until:
        return text, str(count)
    shown = {"count": count, "day": day(until, language, zone, last=True)}
    return text, Message(N_("{count}, until {day}"), shown).render(language)


def requests_piece(row: Row, waiting: list[Row]) -> Piece:
    """All that waits for one person's decision, as it stands now, a line for each kind and period."""
    language = row["language"]
    words = words_of("approval_pending", own=False)
    values = {"count": str(sum(each["count"] for each in waiting))}
    facts = tuple(
        (plain(f"{_sentence(label(each['kind'], language))} – {each['title']}"), _line(each, language))  # noqa: RUF001
        for each in waiting
    )
    title, what, to_do = (_(text, language).format_map(values) for text in (words.title, words.what, words.to_do))
    return Piece(row["id"], title, what, to_do, _(words.action, language), facts)


def _line(each: Row, language: str) -> str:
    values = {"count": each["count"], "day": day(each["due_at"], language, each["timezone"], last=True)}
    if each["due_at"] is None:
        return str(each["count"])
    if each["count"] == 1:
        return Message(N_("{count}, late") if each["late"] else N_("{count}, until {day}"), values).render(language)
    if each["late"]:
        return Message(N_("{count}, {late} of them late"), values | {"late": each["late"]}).render(language)
    return Message(N_("{count}, the first until {day}"), values).render(language)


def _number(value: object, language: str) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(format_decimal(value, locale=language))
    return str(value)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
