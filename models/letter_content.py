"""What a letter says: of a result, a plan, or a decided objection, as plain values that a template lays out.

Belongs here: gathering and wording. Does not: who may have it (letters), layout (templates/letters), PDF (tasks).
Only what stands for good is in it, so that the same result gives the same letter whenever it is made (P9).
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, LiteralString
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal
from sqlmodel import Session

from models import own_record, plans, waivers
from models.advice import advice
from models.database import Row, one, rows
from models.errors import NotFoundError
from models.labels import label
from models.language import N_, Day, _
from models.rules.evaluation import evaluate

_PARTIES: LiteralString = """
SELECT s.id AS segment, s.person_id, s.post, s.grade, s.starts, s.ends, s.is_acting, s.functional_level,
       e.nip,
       concat_ws(', ', trim(concat_ws(' ', nullif(e.front_title, ''), e.name)), nullif(e.back_title, '')) AS name,
       unit.name AS unit, p.code AS period, p.title, p.region_name, p.timezone, p.rule_pack,
       r.nip AS rater_nip,
       concat_ws(', ', trim(concat_ws(' ', nullif(r.front_title, ''), r.name)), nullif(r.back_title, '')) AS rater,
       superior.name AS superior,
       (SELECT post FROM segment b WHERE b.period_id = s.period_id AND b.person_id = s.rater_id AND NOT b.is_acting
         ORDER BY b.ends DESC, b.id LIMIT 1) AS rater_post
  FROM segment s JOIN person e ON e.id = s.person_id
  JOIN agency_then unit ON (unit.period_id, unit.id) = (s.period_id, s.unit_id)
  JOIN period p ON p.id = s.period_id JOIN person r ON r.id = s.rater_id
  LEFT JOIN person superior ON superior.id = s.superior_id
 WHERE s.id = %(segment)s
"""
_ATTAINED: LiteralString = """
SELECT w.number AS work_result, w.statement AS result, i.number AS indicator, i.statement, i.aspect, i.unit_of_measure,
       i.target_min, i.target_max, i.direction, a.realized, a.percent, a.signal
  FROM plan p JOIN work_result w ON w.plan_id = p.id JOIN indicator i ON i.work_result_id = w.id
  LEFT JOIN indicator_attainment a ON a.indicator_id = i.id
 WHERE p.segment_id = %(segment)s AND p.status = 'approved' ORDER BY w.number, i.number
"""
#: What came after the ratings is not what they were given on.
_FEEDBACK: LiteralString = """
SELECT f.core_value, f.kind, count(*)::int AS count FROM feedback f
 WHERE f.segment_id = %(segment)s AND f.core_value IS NOT NULL AND f.superseded_at IS NULL
   AND f.recorded_at <= (SELECT min(rated_at) FROM evaluation WHERE segment_id = %(segment)s)
 GROUP BY f.core_value, f.kind
"""
_PLAN: LiteralString = """
SELECT p.id, p.version, p.submitted_at, d.decided_at, by.name AS decided_by, d.outcome
  FROM plan p
  LEFT JOIN LATERAL (SELECT d.* FROM approval a JOIN decision d ON d.approval_id = a.id
                      WHERE a.kind = 'plan' AND a.segment_id = p.segment_id AND a.subject_version = p.version
                      ORDER BY d.decided_at DESC LIMIT 1) d ON true
  LEFT JOIN person by ON by.id = d.decided_by
 WHERE p.segment_id = %(segment)s AND p.status = 'approved' ORDER BY p.version DESC LIMIT 1
"""


def content(session: Session, kind: str, segment: int, language: str) -> dict[str, Any]:
    """The values of a letter of `kind` (tables.letters.LETTER_KINDS), in `language`; every value text or a list.

    Raises:
        NotFoundError: nothing to write about yet: no approved plan, no published result, no decided objection.
    """
    parties = one(session, _PARTIES, segment=segment)
    assert parties is not None  # noqa: S101 - whoever asks has just read the segment
    said = _KINDS[kind](session, parties, language)
    return _head(parties, language) | {"kind": kind, "language": language} | said


def _head(parties: Row, language: str) -> dict[str, Any]:
    return {
        "region": parties["region_name"],
        "period": parties["title"],
        "person": [
            [_("Name", language), parties["name"]],
            [_("NIP", language), spaced(parties["nip"])],
            [_("Grade", language), parties["grade"]],
            [_("Post", language), " ".join(filter(None, (parties["post"], parties["functional_level"])))],
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


def spaced(nip: str | None) -> str:
    """A NIP as it is printed: 19680411 199303 1 009 (SPEC §4.1)."""
    return f"{nip[:8]} {nip[8:14]} {nip[14:15]} {nip[15:]}" if nip else ""


def _evaluation(session: Session, parties: Row, language: str) -> dict[str, Any]:
    found = own_record.result(session, parties["segment"])
    if found is None:
        raise NotFoundError(N_("No result is published here yet; there is no letter before that."))
    attained = rows(session, _ATTAINED, segment=parties["segment"])
    praised = advice(rows(session, _FEEDBACK, segment=parties["segment"]), attained, language)
    explained = evaluate(
        "PERMENPANRB6_MATRIX",
        {"rating_hasil_kerja": found["work_rating"], "rating_perilaku_kerja": found["behavior_rating"]},
    )
    points = found["credit_points"]
    return {
        "version": found["version"],
        "title": _("Performance evaluation document", language),
        "dated": _day(found["published_at"], parties, language),
        "predicate": label(found["predicate"], language),
        "ratings": [
            [_("Rating of the work result", language), label(found["work_rating"], language)],
            [_("Rating of behavior", language), label(found["behavior_rating"], language)],
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
            for mark in waivers.of_segment(session, parties["segment"])
        ],
        "rights": _rights(found, parties, language),
    }


def _rights(found: Row, parties: Row, language: str) -> str:
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


def _second(found: Row, language: str) -> str:
    return _("{version}, after the decision on your objection", language).format(version=found["version"])


def _by(found: Row, language: str) -> str:
    if not found["acting_for"]:
        return ""
    text = _("Rated by {deputy}, acting for {name} ({kind}, decree {decree}).", language)
    kind = label(found["acting_as"], language)
    return text.format(deputy=found["decided_by"], name=found["acting_for"], kind=kind, decree=found["decree"])


def _line(row: Row, language: str) -> list[str]:
    realized = number(row["realized"], language) if row["realized"] is not None else "–"  # noqa: RUF001
    percent = f"{number(row['percent'], language)} %" if row["percent"] is not None else "–"  # noqa: RUF001
    target = _target(row, language)
    return [f"{row['work_result']}.{row['indicator']}", row["statement"], target, realized, percent]


def _target(row: Mapping[str, Any], language: str) -> str:
    low, high = number(row["target_min"], language), number(row["target_max"], language)
    return f"{low if low == high else f'{low} – {high}'} {row['unit_of_measure']}"  # noqa: RUF001


def _plan(session: Session, parties: Row, language: str) -> dict[str, Any]:
    found = one(session, _PLAN, segment=parties["segment"])
    if found is None:
        raise NotFoundError(N_("The plan is not approved yet; there is no letter before that."))
    decided = found["decided_at"] or found["submitted_at"]
    return {
        "version": found["version"],
        "title": _("Performance plan (SKP)", language),
        "dated": _day(decided, parties, language) if decided else "",
        "agreed": _("Version {version}, agreed on {day}.", language).format(
            version=found["version"],
            day=_day(decided, parties, language) if decided else "–",  # noqa: RUF001
        ),
        "results": [
            {
                "number": str(result.number),
                "kind": label(result.kind, language),
                "statement": result.statement,
                "supports": result.supports,
                "indicators": [
                    [
                        label(indicator.aspect, language, of="aspect"),
                        indicator.statement,
                        _target(indicator.model_dump(), language),
                        indicator.data_source,
                    ]
                    for indicator in result.indicators
                ],
            }
            for result in plans.read(session, found["id"])
        ],
    }


def _decision(session: Session, parties: Row, language: str) -> dict[str, Any]:
    filed = own_record.objection(session, parties["segment"])
    found = own_record.result(session, parties["segment"])
    if filed is None or not filed["outcome"] or found is None:
        raise NotFoundError(N_("No objection is decided here; there is no letter before that."))
    if filed["outcome"] == "changed" and found["version"] == 1:
        raise NotFoundError(N_("The decision changed the result, and the new one is not published yet; wait for it."))
    answered = filed["rater_answer"] or _("The rater gave no answer within the days for it.", language)
    return {
        "version": found["version"],
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
        "ratings": [
            [_("Rating of the work result", language), label(found["work_rating"], language)],
            [_("Rating of behavior", language), label(found["behavior_rating"], language)],
        ],
        "signer": filed["acting_for"] or filed["decided_by"],
        "signer_number": "",
        "by": _by(filed, language),
        "rights": _("This decision is final (PP 30/2019 Pasal 59).", language),
    }


_KINDS = {"plan": _plan, "evaluation": _evaluation, "decision": _decision}


def _day(moment: datetime, parties: Row, language: str) -> str:
    return Day(moment.astimezone(ZoneInfo(parties["timezone"])).date()).render(language)


def _span(parties: Row, language: str) -> str:
    text = _("{starts} to {ends}", language)
    return text.format(starts=Day(parties["starts"]).render(language), ends=Day(parties["ends"]).render(language))


def number(value: Decimal, language: str) -> str:
    """A number as its reader writes it."""
    return str(format_decimal(value, locale=language, decimal_quantization=False))
