"""An archive of as many people as wanted, made without a database: to time the verifier, and to try odd sizes.

Belongs here: rows as the product writes them, with every proof. Does not: what must be found (the tests).
By hand: python -m tests.deployments.verifier.many 100000 /tmp/many.zip
"""

import hashlib
import json
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.chain.keys import LedgerKey
from models.rules.credit_points import COEFFICIENT, Level, credit
from models.rules.permenpanrb6 import MATRIX, distribution
from models.vocabulary import OrganizationPredicate, Predicate, Rating, Stage
from tests.deployments.verifier.forging import Files, compact, seal_rows, sign_manifest, sign_roots, written

INDICATORS, MONTHS = 8, 12
_NIGHT = "2026-01-{day:02}T01:00:00.000000Z"
_LEVELS = list(COEFFICIENT)
_RATINGS = list(MATRIX)


def archive(people: int, units: int, key: LedgerKey, *, months: int = MONTHS) -> Files:
    """A closed period of so many people in equal units, none of whom objected."""
    files: Files = {name: [] for name in ("persons.jsonl", "units.jsonl", "realizations.jsonl", "ledger/events.jsonl")}
    files |= {
        name: [] for name in ("delegations.jsonl", "findings.jsonl", "letters.jsonl", "pending.jsonl", "requests.jsonl")
    }
    settings = {
        "minimum_group": 5, "distribution_mode": "warn", "main_segment": "latest_end", "inside_range_percent": "100",
        "signal_below": 90, "signal_above": 110,
        "leader_mapping": {"ISTIMEWA": "DI_ATAS", "BAIK": "SESUAI", "BUTUH_PERBAIKAN": "DI_BAWAH", "KURANG": "DI_BAWAH",
                           "SANGAT_KURANG": "DI_BAWAH"},
    }  # fmt: skip
    files["period.json"] = [json.dumps({"id": 1, "code": "2026", "settings": settings})]
    region = {"id": 0, "person": _name(0)}
    files["persons.jsonl"].append(compact(region))
    each = max(2, people // units)
    for unit in range(1, units + 1):
        _unit(files, unit, range((unit - 1) * each + 1, unit * each + 1), months)
    _in_order(files["ledger/events.jsonl"])
    seal_rows(files)
    files["manifest.json"] = [json.dumps({"format": "kinerja-archive/1", "period": "2026"})]
    sign_roots(files, key)
    sign_manifest(files, key)
    return files


def _in_order(events: list[str]) -> None:
    """As they happened: units take their steps side by side."""
    events.sort(key=lambda line: line[line.index('"occurred_at":"') + 15 :][:27])


def _name(person: int) -> str:
    return hashlib.sha256(b"%d" % person).hexdigest()[:32]


def _unit(files: Files, unit: int, members: range, months: int) -> None:
    rows: dict[Stage, list[dict[str, Any]]] = {stage: [] for stage in Stage}
    counts = dict.fromkeys(Predicate, 0)
    files["units.jsonl"].append(compact({"unit": unit, "code": f"U{unit}", "name": "Dinas", "setter": _name(0)}))
    for person in members:
        files["persons.jsonl"].append(compact({"id": person, "person": _name(person)}))
        head = person == members[0]
        predicate = _person(files, rows, unit, person, members[0], months)
        if not head:
            counts[predicate] += 1
    _event(files, "organization.set", 5, unit=unit, actor=0, content={"predicate": "BAIK", "content_hash": ""})
    rows[Stage.APPROVAL].append({"organization": "BAIK", "stage": "approval"})
    verdict = distribution(OrganizationPredicate.GOOD, counts)
    if verdict.needs_justification:
        _event(files, "distribution.justified", 6, unit=unit, actor=0, content={})
    words = ("very_good", "good", "needs_improvement", "poor", "very_poor")
    rows[Stage.SCORING].append(
        {word: counts[each] for word, each in zip(words, Predicate, strict=True)}
        | {"binding": verdict.binding, "conforms": verdict.conforms, "justified": verdict.needs_justification,
           "organization": "BAIK", "stage": "scoring", "violations": ",".join(verdict.violations)}
    )  # fmt: skip
    for stage in Stage:
        files[f"sealed/{unit}/{stage.position}-{stage}.jsonl"] = sorted(compact(row) for row in rows[stage])
        _event(
            files, "stage.sealed", stage.position * 3, unit=unit, subject=stage.position, content={"stage": str(stage)}
        )


def _person(
    files: Files, rows: dict[Stage, list[dict[str, Any]]], unit: int, person: int, head: int, months: int
) -> Predicate:
    is_head = person == head
    who = {"person": _name(person), "segment": person}
    work, behavior = _RATINGS[person % len(_RATINGS)] if not is_head else (Rating.AS_EXPECTED, Rating.ABOVE)
    predicate, level = MATRIX[work, behavior], _LEVELS[person % len(_LEVELS)] if person % 3 == 0 else None
    rater = 0 if is_head else head
    rows[Stage.BRIEFING].append(
        who | {"acting": False, "starts": "2026-01-01", "ends": "2026-12-31", "head": is_head, "stage": "briefing",
               "functional_level": level or "", "rater": _name(rater), "superior": None if is_head else _name(0),
               "subunit": "U"}
    )  # fmt: skip
    measured, text = _work(person, months)
    digest = hashlib.sha256(text.encode()).hexdigest()
    files["realizations.jsonl"].append(compact({"segment": person, "unit": unit, "values": text}))
    plan = hashlib.sha256(b"plan %d" % person).hexdigest()
    rows[Stage.TARGET_SETTING].append(who | {"hash": plan, "stage": "target_setting", "version": 1})
    rows[Stage.COLLECTION].append(who | {"hash": digest, "stage": "collection", "version": 1})
    rows[Stage.APPROVAL].append(
        who
        | {
            "behavior": behavior,
            "work": None if is_head else work,
            "measured": measured,
            "stage": "approval",
            "version": 1,
        }
    )
    points = None if level is None else _written(credit(Level(level), predicate))
    told = {"behavior": behavior, "credit_points": points, "pack": "PERMENPANRB6_2022", "predicate": predicate}
    for stage in (Stage.SCORING, Stage.OBJECTION, Stage.CLOSING):
        more = {"outcome": None} if stage is Stage.OBJECTION else {}
        rows[stage].append(who | told | more | {"stage": str(stage), "version": 1, "work": work})
    rows[Stage.NOTIFICATION].append(who | {"stage": "notification", "version": 1})
    about = {"unit": unit, "segment": person}
    _event(files, "plan.drafted", 2, **about, actor=person, content={"content_hash": plan})
    _event(files, "plan.submitted", 3, **about, actor=person, content={"content_hash": plan})
    _event(files, "plan.approved", 4, **about, actor=rater, content={"content_hash": plan})
    _event(files, "realization.recorded", 7, **about, actor=person, content={"values": INDICATORS * months})
    _event(files, "report.submitted", 8, **about, actor=person, content={"content_hash": digest})
    ratings = {"work_rating": None if is_head else work, "behavior_rating": behavior, "content_hash": digest}
    _event(files, "evaluation.rated", 13, **about, actor=rater, content=ratings)
    _event(files, "result.delivered", 22, **about, actor=person, content={})
    _event(files, "result.accepted", 23, **about, actor=person, content={})
    return predicate


def _work(person: int, months: int) -> tuple[str, str]:
    measured, lines = [], []
    for number in range(1, INDICATORS + 1):
        target = 50 + (person + number) % 50
        values = [target - 5 + (person + month) % 11 for month in range(months)]
        lines += [f"{number}|1|2026-{month + 1:02}-01|{value}" for month, value in enumerate(values)]
        percent = (2 * 100 * values[-1] + target) // (2 * target)
        signal = "below" if percent < 90 else "above" if percent > 110 else "at"
        measured.append(f"{number}.1 normal {target} {target} {values[-1]} {percent} {signal}")
    return ";".join(measured), "\n".join(lines)


def _written(points: Fraction) -> str:
    """As PostgreSQL writes it: exact, or with sixteen decimals."""
    text = f"{points.numerator * 10**16 // points.denominator:017}"
    return f"{text[:-16]}.{text[-16:]}".rstrip("0").rstrip(".")


def _event(files: Files, event: str, day: int, **said: Any) -> None:
    row = {
        "id": len(files["ledger/events.jsonl"]) + 1, "event": event, "occurred_at": _NIGHT.format(day=day),
        "actor_kind": "person" if "actor" in said else "system", "period_id": 1, "unit_id": said["unit"],
        "content": said["content"],
    }  # fmt: skip
    row |= {
        name: said[key]
        for name, key in (("actor_id", "actor"), ("segment_id", "segment"), ("subject_id", "subject"))
        if key in said
    }
    files["ledger/events.jsonl"].append(compact(row))


if __name__ == "__main__":
    own = LedgerKey("kinerja-many", Ed25519PrivateKey.generate())
    written(archive(int(sys.argv[1]), max(1, int(sys.argv[1]) // 1000), own), Path(sys.argv[2]))
