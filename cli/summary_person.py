"""Sections of the evidence summary that are the person's own: indicators, attendance, daily log, feedback.

Belongs here: plain sentences about each. Does not: what a signal is (models/evidence_summary_sql).
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from cli.output import say
from cli.summary_lines import empty, paragraph, section
from models.labels import label
from models.language import N_, _

#: Nothing stronger than below, at or above, and always why (SPEC §3.6).
_SIGNALS = {
    "below": N_("Data indicate below target: {realized} of {target} {unit}, {percent} %; the limit is {below} %."),
    "at": N_("Data indicate at target: {realized} of {target} {unit}, {percent} %; from {below} % to {above} %."),
    "above": N_("Data indicate above target: {realized} of {target} {unit}, {percent} %; the limit is {above} %."),
    "missing": N_("Nothing was recorded yet; the target is {target} {unit}. Missing is not zero."),
    "no_target": N_("{realized} {unit} was recorded; {target} is no target that it can be measured against."),
}


def indicators(content: dict[str, Any], zone: ZoneInfo) -> None:
    """Each indicator: what the data indicate and why, its months, evidence, flags and explanation."""
    title = _("Indicators")
    if not content["indicators"]:
        empty(title)
    else:
        say(title)
    for each in content["indicators"]:
        paragraph(f"{each['work_result']}.{each['indicator']} {each['statement']}")
        for line in _about(each, zone):
            paragraph(line, 4)
    for flag in content["flags"]:
        paragraph(_flag(flag, zone))
    say()


def _about(each: dict[str, Any], zone: ZoneInfo) -> Iterator[str]:
    low, high = each["target_min"], each["target_max"]
    values = {
        "realized": each["realized"],
        "target": low if low == high else f"{low}–{high}",  # noqa: RUF001
        "unit": each["unit_of_measure"],
        "percent": each["percent"],
        **each["why"],
    }
    indicated = _SIGNALS[each["signal"]]
    yield _(indicated).format(**values)
    if each["direction"] == "reversed":
        yield _("Less is better here.")
    if each["months"]:
        yield _("Months: {months}").format(
            months=" · ".join(f"{month[:7]}: {value}" for month, value, _source, _delivery in each["months"])
        )
        yield _("Source: {sources}").format(sources=_sources(each["months"]))
    yield _proof(each["evidence"])
    for flag in each["flags"]:
        yield _flag(flag, zone)
    if each["explanation"]:
        yield _explained(each["explanation"])


def _sources(months: list[list[Any]]) -> str:
    """Where the values came from, each source once: recorded by the person, or which deliveries of a source."""
    said = [
        _("recorded by the employee")
        if source == "self"
        else source.removeprefix("source:")
        + ("" if delivery is None else " " + _("(delivery {number})").format(number=delivery))
        for _month, _value, source, delivery in months
    ]
    return ", ".join(dict.fromkeys(said))


def _proof(evidence: dict[str, int]) -> str:
    if not evidence["files"] and not evidence["links"]:
        return _("Evidence: none.")
    text = _(
        "Evidence: files {files}, links {links}; opened {opened}, not opened {not_opened}, not tried yet {unchecked}."
    )
    return text.format(**evidence)


def _flag(flag: dict[str, Any], zone: ZoneInfo) -> str:
    values = {
        "code": flag["code"],
        "severity": label(flag["severity"]),
        "subject": flag["subject"],
        "observed": flag["observed"],
        "finding": flag["finding"],
    }
    if flag["waived_until"] is None:
        text = _("! {code} ({severity}), {subject}: {observed}. Finding {finding} is open.")
        return text.format(**values)
    day = datetime.fromisoformat(flag["waived_until"]).astimezone(zone).date()
    text = _("! {code} ({severity}), {subject}: {observed}. WAIVED through {day} (finding {finding}): {reason}")
    return text.format(**values, day=day, reason=flag["waived_reason"])


def _explained(given: dict[str, str]) -> str:
    text = _("Explanation ({cause}): {words}").format(cause=label(given["cause"]), words=given["words"])
    return text + (" " + _("Remedy: {remedy}").format(remedy=given["remedy"]) if given["remedy"] else "")


def work(content: dict[str, Any]) -> None:
    """Attendance and the daily log in a sentence each, and feedback by core value."""
    attendance, activity = content["attendance"], content["activity"]
    if attendance:
        text = _(
            "Attendance; months reported: {months}; present {present_days} of {working_days} working days, leave "
            "{leave_days}, ill {sick_days}, without excuse {unexcused_days}, times late {late_times}."
        )
        paragraph(text.format(**attendance))
    else:
        empty(_("Attendance"))
    if activity:
        text = _(
            "Daily log; entries: {entries}, days: {days}, hours: {hours}; validated: {validated} (hours: "
            "{validated_hours}), rejected: {rejected}. It shows effort, not the work result."
        )
        hours = {"hours": _hours(activity["minutes"]), "validated_hours": _hours(activity["validated_minutes"])}
        paragraph(text.format(**activity, **hours))
        for each in activity["work_results"]:
            paragraph(_of_result(each), 4)
    else:
        empty(_("Daily log"))
    _feedback(content["feedback"])


def _of_result(each: dict[str, Any]) -> str:
    values = {"entries": each["entries"], "hours": _hours(each["minutes"])}
    if each["work_result"] is None:
        return _("no work result: entries {entries}, hours {hours}").format(**values)
    return _("work result {number}: entries {entries}, hours {hours}").format(number=each["work_result"], **values)


def _hours(minutes: int) -> str:
    """Hours and minutes, exactly: 1:30."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def _feedback(given: list[dict[str, Any]]) -> None:
    lines = [
        (
            _("no core value") if each["core_value"] is None else label(each["core_value"]),
            each["appreciation"],
            each["correction"],
        )
        for each in given
    ]
    columns = (_("Core value"), _("Appreciation"), _("Correction"))
    section(_("Feedback by core value"), columns, lines)
