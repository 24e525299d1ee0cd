"""Sections of the evidence summary about the unit's service, and the person's own share where they are named.

Belongs here: tables and the notes under them. Does not: figures (models/service_figures, budget_figures).
"""

from collections.abc import Sequence
from typing import Any

from cli.summary_lines import empty, paragraph, section, share
from models.labels import label
from models.language import _


def services(content: dict[str, Any]) -> None:
    """How long cases take in working minutes, against the published standard: of the unit, and the person's own."""
    of_unit, own = content["services"]["unit"], content["services"]["own"]
    _durations(_("Services of the unit, in working minutes"), of_unit)
    if own:
        _durations(_("Cases that name this person as officer"), own)
    unclear = sum(each["unclear"] for each in of_unit)
    if unclear:
        paragraph(_("Cases without usable times, in no figure: {cases}.").format(cases=unclear))


def _durations(title: str, found: Sequence[dict[str, Any]]) -> None:
    lines = [
        (
            each["service"],
            each["n"],
            each["open"],
            each["median_minutes"],
            each["p90_minutes"],
            each.get("limit_minutes"),
            share(each["percent"]),
        )
        for each in found
    ]
    columns = (
        _("Service"),
        _("Finished"),
        _("Open cases"),
        _("Median"),
        _("P90"),
        _("Standard"),
        _("Within the standard"),
    )
    section(title, columns, lines, dispensable=(5, 2))


def survey(content: dict[str, Any]) -> None:
    """The satisfaction survey by service, with its n; few answers are attributed to nobody."""
    found = content["survey"]
    lines = [
        (
            _("all services") if each["service"] is None else each["service"],
            each["n"],
            *((None,) * 3 if each["suppressed"] else (each["index"], _letter(each), share(each["blank_percent"]))),
        )
        for each in found
    ]
    columns = (_("Service"), _("n"), _("IKM"), _("Quality"), _("Blank answers"))
    section(_("Satisfaction survey of the unit"), columns, lines)
    if any(each["suppressed"] for each in found):
        paragraph(_("Of fewer than five respondents only their number is told, here or by subtraction."))
    small = [each for each in found if not each["attributable"]]
    if small:
        text = _("Where n is under {smallest}, the figure may be attributed to nobody.")
        paragraph(text.format(smallest=small[0]["smallest_sample"]))
    if any(each.get("many_blanks") for each in found):
        paragraph(_("Many answers are blank; they are left out of the means."))


def _letter(each: dict[str, Any]) -> str | None:
    return None if each["quality"] is None else f"{each['quality']} ({each['performance']})"


def complaints(content: dict[str, Any]) -> None:
    """Complaints by kind against their limits; about a person only what was examined and found true."""
    of_unit, own = content["complaints"]["unit"], content["complaints"]["own"]
    if of_unit is None:
        empty(_("Complaints"))
        return
    lines = [
        (
            label(each["kind"]),
            each["limit_days"],
            each["n"],
            each["finished"],
            share(each["percent"]),
            each["open"],
            each["oldest_open"],
        )
        for each in of_unit["kinds"]
    ]
    columns = (
        _("Kind"),
        _("Limit in days"),
        _("n"),
        _("Finished"),
        _("Within the limit"),
        _("Open complaints"),
        _("Oldest open"),
    )
    section(_("Complaints"), columns, lines, dispensable=(3,))
    _answers(of_unit)
    for each in own:
        text = _("About this person, examined and found true: {ticket}, {kind}, received on {day}. {topic}")
        paragraph(
            text.format(
                ticket=each["ticket"], kind=label(each["kind"]), day=each["received_on"], topic=each["topic"]
            ).rstrip()
        )


def _answers(of_unit: dict[str, Any]) -> None:
    first, satisfied = of_unit["first_response"], of_unit["satisfaction"]
    if first["answered"]:
        text = _("First answers: {within} of {answered} within {limit_days} days ({percent} %).")
        paragraph(text.format(**first))
    if satisfied["percent"] is not None:
        text = _("Satisfied: {satisfied} of {n} who said so ({percent} %).")
        paragraph(text.format(**satisfied))


def budget(content: dict[str, Any]) -> None:
    """The budget by program: what was spent of the ceiling in force, beside physical progress."""
    lines = [
        (
            each["program"],
            each["through"],
            _grouped(each["ceiling"]),
            _grouped(each["realized"]),
            _("no ceiling") if each["percent"] is None else share(each["percent"]),
            share(each["physical_percent"]),
            each["deviation"],
        )
        for each in content["budget"]
    ]
    columns = (
        _("Program"),
        _("Through"),
        _("Ceiling (Rp)"),
        _("Spent (Rp)"),
        _("Spent"),
        _("Physical"),
        _("Difference"),
    )
    section(_("Budget of the unit"), columns, lines, dispensable=(6, 1))


def _grouped(amount: str) -> str:
    """Rupiah with a dot between thousands, and a comma before what is less than one (SPEC §3.8)."""
    whole, _dot, part = amount.partition(".")
    return f"{int(whole):,}".replace(",", ".") + (f",{part}" if part else "")
