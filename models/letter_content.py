"""What a letter says: of a result, a plan, or a decided objection, as plain values that a template lays out.

Belongs here: wording, in the language of a reader. Does not: what it is made of (letter_facts, letter_fixing), who may
have it (letters), layout (templates/letters), PDF (tasks).
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal

from models.advice import advice
from models.labels import label
from models.language import N_, Day, _
from models.letter_facts import Facts
from models.rules.evaluation import evaluate

Said = dict[str, Any]


def content(kind: str, facts: Facts, language: str) -> Said:
    """The values of a letter of `kind` (tables.letters.LETTER_KINDS), in `language`; every value text or a list."""
    head = _head(facts["party"], language) | {"version": facts["version"], "kind": kind, "language": language}
    return head | _KINDS[kind](facts, language)


def _head(parties: Facts, language: str) -> Said:
    return {
        "region": parties["region_name"],
        "period": parties["title"],
        "person": [
            [_("Name", language), parties["name"]],
            [_("NIP", language), spaced(parties["nip"])],
            [_("Grade", language), parties["grade"]],
            [_("Post", language), _post(parties["post"], parties["functional_level"])],
            [_("Unit", language), parties["unit"]],
            [_("In this post", language), _span(parties, language)],
        ],
        "rater": [
            [_("Rater", language), parties["rater"]],
            *([[_("NIP", language), spaced(parties["rater_nip"])]] if parties["rater_nip"] else []),
            *([[_("Post", language), parties["rater_post"]]] if parties["rater_post"] else []),
        ],
        "signer": parties["rater"],
        "signer_number": f"NIP {spaced(parties['rater_nip'])}" if parties["rater_nip"] else "",
        "receiver": parties["name"],
        "receiver_number": f"NIP {spaced(parties['nip'])}",
    }


def _post(post: str, level: str | None) -> str:
    """A post with its functional level, which the post's own name often has already."""
    return post if not level or post.lower().endswith(level.lower()) else f"{post} {level}"


def spaced(nip: str | None) -> str:
    """A NIP as it is printed: 19680411 199303 1 009 (SPEC §4.1)."""
    return f"{nip[:8]} {nip[8:14]} {nip[14:15]} {nip[15:]}" if nip else ""


def _evaluation(facts: Facts, language: str) -> Said:
    found, parties, attained = facts["result"], facts["party"], facts["indicators"]
    praised = advice(facts["feedback"], attained, language)
    explained = evaluate(
        "PERMENPANRB6_MATRIX",
        {"rating_hasil_kerja": found["work_rating"], "rating_perilaku_kerja": found["behavior_rating"]},
    )
    points = found["credit_points"]
    return {
        "title": _("Performance evaluation document", language),
        "dated": _day(found["published_at"], parties, language),
        "predicate": label(found["predicate"], language),
        "ratings": [
            *_ratings(found, language),
            *([[_("Credit points (angka kredit)", language), number(points, language)]] if points is not None else []),
            *([[_("Version", language), _second(found, language)]] if found["version"] > 1 else []),
        ],
        "by": _by(found, language),
        "steps": [
            [step.render(language), f"{step.source.regulation} {step.source.article}"] for step in explained.steps
        ],
        "feedback": found["feedback"],
        "strengths": praised.strengths,
        "improvements": [list(each) for each in praised.improvements],
        "indicators": [_line(row, language) for row in attained],
        "waived": [
            _("{subject}: {reason} ({name}, {code})", language).format(
                subject=mark["subject"], reason=mark["waived_reason"], name=mark["waived_by"], code=mark["code"]
            )
            for mark in facts["waived"]
        ],
        "rights": _rights(found, parties, language),
    }


def _ratings(found: Facts, language: str, *, old: str = "") -> list[list[str]]:
    return [
        [_("Rating of the work result", language), label(found[old + "work_rating"], language)],
        [_("Rating of behavior", language), label(found[old + "behavior_rating"], language)],
    ]


def _rights(found: Facts, parties: Facts, language: str) -> str:
    if found["version"] > 1:
        return _("This result follows from a decided objection, which is final (PP 30/2019 Pasal 59).", language)
    if parties["superior"] is None:
        return _(
            "If you do not agree, write to BKPSDM with your reasons: your rater is the regional head, who has no "
            "superior here. An objection costs you nothing.",
            language,
        )
    text = _(
        "If you do not agree, you may object with reasons, once, within the days that run from when you received this; "
        "{superior} hears both sides and decides (PP 30/2019 Pasal 59). An objection costs you nothing.",
        language,
    )
    return text.format(superior=parties["superior"])


def _second(found: Facts, language: str) -> str:
    return _("{version}, after the decision on your objection", language).format(version=found["version"])


def _by(found: Facts, language: str) -> str:
    if not found["acting_for"]:
        return ""
    text = _("Rated by {deputy}, acting for {name} ({kind}, decree {decree}).", language)
    kind = label(found["acting_as"], language)
    return text.format(deputy=found["decided_by"], name=found["acting_for"], kind=kind, decree=found["decree"])


def _line(row: Facts, language: str) -> list[str]:
    realized = number(row["realized"], language) if row["realized"] is not None else "–"  # noqa: RUF001
    percent = f"{number(row['percent'], language)} %" if row["percent"] is not None else "–"  # noqa: RUF001
    target = _target(row, language)
    return [f"{row['work_result']}.{row['indicator']}", row["statement"], target, realized, percent]


def _target(row: Mapping[str, Any], language: str) -> str:
    low, high = number(row["target_min"], language), number(row["target_max"], language)
    return f"{low if low == high else f'{low} – {high}'} {row['unit_of_measure']}"  # noqa: RUF001


#: Main and additional, as the portal says it.
_WORK = {"main": N_("main work result"), "additional": N_("additional work result")}


def _supports(above: str, language: str) -> str:
    """What a work result supports: one of the rater's, by number, or a target of the region, by code."""
    if not above:
        return ""
    text = N_("supports work result {above} of the rater") if above.isdecimal() else N_("supports the target {above}")
    return _(text, language).format(above=above)


def _plan(facts: Facts, language: str) -> Said:
    decided = _day(facts["decided_at"], facts["party"], language) if facts["decided_at"] else ""
    return {
        "title": _("Performance plan (SKP)", language),
        "dated": decided,
        "agreed": _("Version {version}, agreed on {day}.", language).format(
            version=facts["version"],
            day=decided or "–",  # noqa: RUF001
        ),
        "results": [
            {
                "number": str(result["number"]),
                "kind": _(_WORK[result["kind"]], language),
                "statement": result["statement"],
                "supports": _supports(result["supports"], language),
                "indicators": [
                    [
                        label(indicator["aspect"], language, of="aspect"),
                        indicator["statement"],
                        _target(indicator, language),
                        indicator["data_source"],
                    ]
                    for indicator in result["indicators"]
                ],
            }
            for result in facts["results"]
        ],
    }


def _decision(facts: Facts, language: str) -> Said:
    filed, found, parties = facts["objection"], facts["result"], facts["party"]
    answered = filed["rater_answer"] or _("The rater gave no answer within the days for it.", language)
    predicate = _("Predicate", language)
    before = [*_ratings(filed, language, old="old_"), [predicate, label(filed["old_predicate"], language)]]
    after = [*_ratings(found, language), [predicate, label(found["predicate"], language)]]
    return {
        "title": _("Decision on an objection (keberatan)", language),
        "dated": _day(filed["decided_at"], parties, language),
        "predicate": label(found["predicate"], language),
        "outcome": label(filed["outcome"], language),
        "statements": [
            [
                _("You objected on {day}", language).format(day=_day(filed["filed_at"], parties, language)),
                filed["statement"],
            ],
            [_("The rater's answer", language), answered],
            [_("The decision and its reasons", language), filed["reason"]],
        ],
        "ratings": [],
        "compared": [[name, old, new] for (name, old), (_name, new) in zip(before, after, strict=True)],
        "signer": filed["acting_for"] or filed["decided_by"],
        "signer_number": "",
        "by": _by(filed, language),
        "rights": _("This decision is final (PP 30/2019 Pasal 59).", language),
    }


_KINDS = {"plan": _plan, "evaluation": _evaluation, "decision": _decision}


def _day(moment: str, parties: Facts, language: str) -> str:
    return Day(datetime.fromisoformat(moment).astimezone(ZoneInfo(parties["timezone"])).date()).render(language)


def _span(parties: Facts, language: str) -> str:
    first, last = (Day(date.fromisoformat(parties[end])).render(language) for end in ("starts", "ends"))
    return _("{starts} to {ends}", language).format(starts=first, ends=last)


def number(value: str, language: str) -> str:
    """An exact number (text) as its reader writes it."""
    return str(format_decimal(Decimal(value), locale=language, decimal_quantization=False))
