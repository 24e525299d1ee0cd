"""Letters about a unit or a period: how many have which predicate, and for those who may see it, who.

Belongs here: permission, content and record. Does not: what is final (exchange/final_results), the pattern's verdict
(unit_results), layout (templates/letters). Only final results are counted (SPEC §2.6); fewer than five are not shown
to a unit's administrator, nor in the report of a period, which is passed on (SPEC §9).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, LiteralString
from zoneinfo import ZoneInfo

from sqlmodel import Session

from models import letters, looks, oversight, unit_results
from models.access import Denied, denied
from models.actors import Actor
from models.board import find_period
from models.database import Row, one, run
from models.errors import NotFoundError, NotYoursError, WrongStateError
from models.exchange import final_results
from models.labels import label
from models.language import N_, Day, _
from models.letter_content import Said, spaced
from models.letter_facts import full_name
from models.letters import Written
from models.unit_results import SMALLEST_SHOWN
from models.vocabulary import Predicate

_KEEP: LiteralString = """
INSERT INTO letter (code, kind, period_id, unit_id, version, language, content_digest)
VALUES (%(code)s, %(kind)s, %(period)s, %(unit)s, %(version)s, %(language)s, %(digest)s) ON CONFLICT DO NOTHING
"""
#: When the newest of these results became final: the figures are of that day, whenever the letter is made.
_AS_OF: LiteralString = """
SELECT max(CASE WHEN r.version > 1 THEN p.published_at
                ELSE coalesce(d.decided_at, p.accepted_at, p.objection_until) END) AS moment
  FROM result r JOIN publication p ON p.result_id = r.id LEFT JOIN objection o ON o.result_id = r.id
  LEFT JOIN approval a ON a.key = 'objection:' || o.id LEFT JOIN decision d ON d.approval_id = a.id
 WHERE r.segment_id = ANY(%(segments)s)
   AND NOT EXISTS (SELECT FROM result n WHERE n.segment_id = r.segment_id AND n.version > r.version)
"""
_HEAD: LiteralString = (
    "SELECT s.unit_id, e.nip, "
    + full_name("e")
    + """ AS name
  FROM segment s JOIN person e ON e.id = s.person_id JOIN unit ON unit.id = s.unit_id
 WHERE s.period_id = %(period)s AND unit.code = %(unit)s ORDER BY s.is_agency_head DESC, s.ends DESC, s.id LIMIT 1
"""
)
_OBJECTIONS: LiteralString = """
SELECT count(*) AS filed, count(*) FILTER (WHERE d.outcome = 'upheld') AS upheld,
       count(*) FILTER (WHERE d.outcome = 'changed') AS changed
  FROM segment s JOIN result r ON r.segment_id = s.id JOIN objection o ON o.result_id = r.id
  LEFT JOIN approval a ON a.key = 'objection:' || o.id LEFT JOIN decision d ON d.approval_id = a.id
 WHERE s.period_id = %(period)s
"""


def recapitulation(session: Session, code: str, unit: str, *, by: Actor, language: str) -> Written:
    """The recapitulation of a unit (code): its figures, and for HR and auditors everybody with a final result.

    Raises:
        NotFoundError: no such period or unit, or not theirs to see; the look is recorded.
        WrongStateError: no result is final yet.
    """
    if by.kind == "operator":
        return _recapitulation(session, find_period(session, code), unit, by=by, language=language, people=True)
    seen = oversight.period(session, code, by=by)
    oversight.unit(session, seen, unit, by=by)
    return _recapitulation(session, seen.period, unit, by=by, language=language, people=seen.units is None)


def report(session: Session, code: str, *, by: Actor, language: str) -> Written:
    """The report of a period with the figures of all units, for HR administrators and auditors; nobody is named.

    Raises:
        NotFoundError: no such period, or not theirs to see; the look is recorded.
        WrongStateError: no result is final yet.
    """
    if by.kind == "operator":
        return _report(session, find_period(session, code), by=by, language=language)
    seen = oversight.period(session, code, by=by)
    if seen.units is not None:
        denied(session, by, Denied("period", seen.period["id"]))
        raise NotYoursError
    return _report(session, seen.period, by=by, language=language)


def _recapitulation(session: Session, period: Row, unit: str, *, by: Actor, language: str, people: bool) -> Written:
    found = final_results.by_segment(session, period, unit=unit)
    if not found:
        raise NotFoundError(N_("Period {code} has no unit {unit}."), code=period["code"], unit=unit)
    final = _final(found)
    head = one(session, _HEAD, period=period["id"], unit=unit) or {}
    if people:
        looks.note_shown(session, [row["segment"] for row in final], by=by)
    [verdict] = unit_results.by_unit(session, period["id"], [unit], by=by) or [{}]
    shown = people or len(final) >= SMALLEST_SHOWN
    said = _begun(session, period, final, "recapitulation", language) | {
        "title": _("Recapitulation of evaluations", language) + f": {found[0]['unit']}",
        "facts": [*_numbers(found, final, language), *_organization(verdict if shown else {}, language)],
        "bars": _bars(Counter(row["predicate"] for row in final), language) if shown else [],
        "people": [_person(row, language) for row in final] if people else [],
        "note": "" if shown else _few(language),
        "signer": head.get("name") or "",
        "signer_number": f"NIP {spaced(head.get('nip'))}" if head.get("nip") else "",
    }
    return _on_record(session, said, period, head.get("unit_id"))


def _report(session: Session, period: Row, *, by: Actor, language: str) -> Written:
    found = final_results.by_segment(session, period)
    final = _final(found)
    by_unit: dict[str, Counter[str]] = {}
    for row in final:
        by_unit.setdefault(row["unit_code"], Counter())[row["predicate"]] += 1
    shown = {code: counts for code, counts in by_unit.items() if counts.total() >= SMALLEST_SHOWN}
    everybody = Counter(row["unit_code"] for row in found)
    units = [
        _unit(row, everybody[row["code"]], by_unit.get(row["code"]), language)
        for row in unit_results.by_unit(session, period["id"], None, by=by)
    ]
    objections = one(session, _OBJECTIONS, period=period["id"]) or {}
    hidden = len(by_unit) - len(shown)
    said = _begun(session, period, final, "report", language) | {
        "title": _("Report of performance evaluations", language),
        "facts": [
            *_numbers(found, final, language),
            [_("Objections filed", language), str(objections["filed"])],
            [_("Objections: result kept, result changed", language), "{upheld}, {changed}".format(**objections)],
        ],
        "bars": _bars(sum(shown.values(), Counter()), language),
        "units": units,
        "note": _few_units(hidden, language) if hidden else "",
        "signer": "",
        "signer_number": "",
    }
    return _on_record(session, said, period, None)


def _final(found: Sequence[Row]) -> list[Row]:
    final = [row for row in found if row["held"] is None]
    if not final:
        raise WrongStateError(
            N_("No result is final here yet. A result is final once it is accepted, decided on, or its days are over.")
        )
    return final


def _begun(session: Session, period: Row, final: Sequence[Row], kind: str, language: str) -> Said:
    as_of = one(session, _AS_OF, segments=[row["segment"] for row in final])
    assert as_of is not None  # noqa: S101 - an aggregate gives a row
    return {
        "kind": kind,
        "language": language,
        "version": len(final),
        "region": period["region_name"],
        "period": period["title"],
        "dated": Day(as_of["moment"].astimezone(ZoneInfo(period["timezone"])).date()).render(language),
        "predicates": [label(predicate, language) for predicate in Predicate],
        "receiver": "",
        "receiver_number": "",
    }


def _numbers(found: Sequence[Row], final: Sequence[Row], language: str) -> list[list[str]]:
    held = final_results.held_back(found)
    return [
        [_("Evaluations", language), str(len(found))],
        [_("Final", language), str(len(final))],
        *([_("Held back", language) + ": " + _held(reason, language), str(count)] for reason, count in held.items()),
    ]


def _held(reason: str, language: str) -> str:
    text = final_results.HELD[reason]
    return _(text, language)


def _organization(verdict: Mapping[str, Any], language: str) -> list[list[str]]:
    if not verdict.get("organization"):
        return []
    told = [[_("Organization predicate", language), label(verdict["organization"], language)]]
    if verdict["conforms"] is not None:
        within = _("within the pattern", language)
        departs = "; ".join(label(word, language) for word in verdict["violations"])
        told.append([_("Pattern of SE MenPANRB 3/2023", language), within if verdict["conforms"] else departs])
    return told + ([[_("Justification", language), verdict["justification"]]] if verdict["justification"] else [])


def _bars(counts: Mapping[str, int], language: str) -> list[list[Any]]:
    return [[label(predicate, language), counts.get(predicate, 0)] for predicate in Predicate]


def _person(row: Row, language: str) -> list[str]:
    rated = (row["work_rating"], row["behavior_rating"], row["predicate"])
    return [row["name"], spaced(row["nip"]), row["post"], *(label(word, language) for word in rated)]


def _unit(row: Row, people: int, found: Counter[str] | None, language: str) -> dict[str, Any]:
    final = found.total() if found else 0
    counts = found if final >= SMALLEST_SHOWN else None
    return {
        "name": row["name"],
        "people": people,
        "final": final,
        "organization": label(row["organization"], language) if row["organization"] and counts else "–",  # noqa: RUF001
        "counts": [counts.get(predicate, 0) for predicate in Predicate] if counts else [],
    }


def _few(language: str) -> str:
    return _("Fewer than five results are final: numbers are not shown, so that nobody is recognized.", language)


def _few_units(hidden: int, language: str) -> str:
    text = _(
        "Units with fewer than five final results show no numbers and are not in the sums, so that nobody is "
        "recognized: {count}.",
        language,
    )
    return text.format(count=hidden)


def _on_record(session: Session, said: Said, period: Row, unit: int | None) -> Written:
    digest = letters.digest_of(said)
    code = letters.code_of(digest)
    run(
        session, _KEEP, code=code, kind=said["kind"], period=period["id"], unit=unit, version=said["version"],
        language=said["language"], digest=digest.hex(),
    )  # fmt: skip
    return Written(code, said)
