"""Sample people act: they plan, report, rate, accept and object through the same verbs as everybody.

Belongs here: who of the sample does what next. Does not: the verbs (models), waiting for flows (demo).
Everything is driven by what is open in the database, so that a second start goes on where the first was stopped.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import Any, LiteralString, TypeVar

from sqlmodel import Session

from deployments.sample.region import Region
from models import approval, collection, explanation, notification, objection, quality, scoring, target_setting
from models.actors import Actor
from models.collection import RealizationInput
from models.database import Row, rows, transaction
from models.entry_files import ASPECTS, DIRECTIONS, KINDS
from models.plan_content import IndicatorInput, WorkResultInput
from models.raters_plan import RATERS_PLAN
from models.vocabulary import OrganizationPredicate, Rating

T = TypeVar("T")
#: Shows progress over a list: rich.progress.track with its text, or nothing.
Track = Callable[[Iterable[T], str], Iterable[T]]

_SEGMENTS = """
SELECT s.id, s.level, s.starts, s.ends, (now() AT TIME ZONE p.timezone)::date AS today, e.nip, s.person_id, s.rater_id,
       u.code AS unit, pu.position,
       (SELECT status FROM plan WHERE segment_id = s.id ORDER BY version DESC LIMIT 1) AS plan,
       EXISTS (SELECT FROM realization_report WHERE segment_id = s.id) AS reported
  FROM segment s JOIN person e ON e.id = s.person_id JOIN unit u ON u.id = s.unit_id
  JOIN period_unit pu ON pu.period_id = s.period_id AND pu.unit_id = s.unit_id
  JOIN period p ON p.id = s.period_id
 WHERE p.code = %(period)s ORDER BY s.level, s.id
"""
_REQUESTS = """
SELECT a.id, a.assignee_id, e.nip, s.is_agency_head, u.code AS unit, a.subject_version
  FROM approval a JOIN period p ON p.id = a.period_id JOIN unit u ON u.id = a.unit_id
  LEFT JOIN segment s ON s.id = a.segment_id LEFT JOIN person e ON e.id = s.person_id
 WHERE p.code = %(period)s AND a.kind = %(kind)s AND a.closed_at IS NULL ORDER BY a.id
"""
_FINDINGS = """
SELECT f.id, a.person_id AS admin_id, now() + interval '90 days' AS until FROM finding f
  JOIN period p ON p.id = f.period_id
  JOIN LATERAL (SELECT person_id FROM role_assignment WHERE role = 'hr_admin' AND person_id <> f.owner_id
                 ORDER BY id LIMIT 1) a ON true
 WHERE p.code = %(period)s AND f.severity = 'block' AND f.fixed_at IS NULL AND coalesce(f.waived_until < now(), true)
 ORDER BY f.id
"""
_UNASKED = """
SELECT s.id FROM segment s JOIN period p ON p.id = s.period_id JOIN period_unit u USING (period_id, unit_id)
 WHERE p.code = %(period)s AND u.position = 5
   AND NOT EXISTS (SELECT FROM approval a WHERE a.segment_id = s.id AND a.kind = 'evaluation')
"""
_TO_ACCEPT = """
SELECT s.id, e.nip, s.person_id, s.rater_id, s.superior_id, r.predicate
  FROM segment s JOIN period p ON p.id = s.period_id JOIN person e ON e.id = s.person_id
  JOIN result r ON r.segment_id = s.id JOIN publication k ON k.result_id = r.id
  LEFT JOIN objection o ON o.result_id = r.id
 WHERE p.code = %(period)s AND k.accepted_at IS NULL AND k.objection_until > now() AND o.id IS NULL ORDER BY s.id
"""


class People:
    """Everybody of a sample regency in one period; `left_alone` is the unit (code) whose raters do not decide."""

    def __init__(self, region: Region, period: str, track: Track[Any]) -> None:
        """Know what each person will enter."""
        self.region, self.period, self.track = region, period, track
        self.left_alone: str | None = None

    @cached_property
    def plans(self) -> dict[str, list[WorkResultInput]]:
        """NIP → the plan that person will draft."""
        found: dict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
        for row in self.region.plans:
            result = found[row.nip].setdefault(
                row.work_result,
                {
                    "number": row.work_result,
                    "kind": KINDS[row.kind],
                    "statement": row.statement,
                    "supports": row.supports,
                    "indicators": [],
                },
            )
            result["indicators"].append(
                IndicatorInput.model_validate(
                    {
                        "aspect": ASPECTS[row.aspect],
                        "statement": row.indicator_statement,
                        "unit_of_measure": row.unit_of_measure,
                        "target_min": row.target_min,
                        "target_max": row.target_max or row.target_min,
                        "direction": DIRECTIONS[row.direction],
                        "data_source": row.data_source,
                    }
                )
            )
        return {nip: [WorkResultInput(**result) for result in results.values()] for nip, results in found.items()}

    def agree_on_plans(self) -> int:
        """Plans are drafted, submitted and approved, superiors first; one is returned once, with a reason."""
        done = 0
        for level in self._levels("plan", {None, "draft", "returned"}):
            for segment in self.track(level, "plans"):
                self._plan(segment)
                done += 1
            self._decide_plans(return_one=done == len(level))
            self._decide_plans(return_one=False)
        return done

    def _levels(self, field: str, values: set[Any]) -> Iterator[list[Row]]:
        by_level: dict[int, list[Row]] = defaultdict(list)
        for segment in self._rows(_SEGMENTS):
            if segment[field] in values:
                by_level[segment["level"]].append(segment)
        for level in sorted(by_level):
            yield by_level[level]

    def _plan(self, segment: Row) -> None:
        by = Actor("person", segment["person_id"])
        with transaction() as session:
            results = self._supported(session, segment)
            target_setting.draft(session, segment["id"], results, by=by)
            target_setting.submit(session, segment["id"], by=by)

    def _supported(self, session: Session, segment: Row) -> list[WorkResultInput]:
        """The person's plan; support for a result that the rater's plan does not have is left out."""
        known = {str(row["number"]) for row in rows(session, _RATERS_RESULTS, **_of(segment))}
        known |= {target.code for target in self.region.strategic_targets}
        return [
            result if result.supports in known else result.model_copy(update={"supports": ""})
            for result in self.plans[segment["nip"]]
        ]

    def _decide_plans(self, *, return_one: bool) -> None:
        for place, request in enumerate(self._requests("plan")):
            by = Actor("person", request["assignee_id"])
            if return_one and place == 0 and request["subject_version"] == 1:
                with transaction() as session:
                    target_setting.send_back(
                        session, request["id"], by=by, reason="Target triwulan belum dirinci; mohon dilengkapi."
                    )
                self._plan(next(row for row in self._rows(_SEGMENTS) if row["nip"] == request["nip"]))
            else:
                with transaction() as session:
                    target_setting.approve(session, request["id"], by=by)

    def report(self) -> int:
        """Everybody records what was realized and submits it."""
        values: dict[str, list[RealizationInput]] = defaultdict(list)
        for row in self.region.realizations:
            month = date(self.region.year, row.month, 1)
            entry = RealizationInput(work_result=row.work_result, indicator=row.indicator, month=month, value=row.value)
            values[row.nip].append(entry)
        waiting = [segment for segment in self._rows(_SEGMENTS) if not segment["reported"] and segment["position"] == 3]  # noqa: PLR2004 - collection
        for segment in self.track(waiting, "realizations"):
            by = Actor("person", segment["person_id"])
            with transaction() as session:
                collection.record_realizations(session, segment["id"], _within(segment, values[segment["nip"]]), by=by)
                _explain(session, segment["id"], by)
                collection.submit_report(session, segment["id"], by=by)
        return len(waiting)

    def waive_findings(self) -> int:
        """An HR administrator whom it does not concern lets findings stand where the source is gone."""
        findings = self._rows(_FINDINGS)
        for finding in findings:
            with transaction() as session:
                quality.waive(
                    session,
                    finding["id"],
                    by=Actor("person", finding["admin_id"]),
                    reason="Sumber data baru tersedia tahun depan; dinilai dari bukti lain.",
                    until=finding["until"],
                )
        return len(findings)

    def unasked(self) -> int:
        """How many people of units at approval nobody is asked to rate yet."""
        return len(self._rows(_UNASKED))

    def rate(self) -> int:
        """Raters decide their queues and superiors set organization predicates, except in the unit left alone."""
        ratings = {row.nip: row for row in self.region.ratings}
        predicates = {row.unit_code: row for row in self.region.organization_predicates}
        done = 0
        for request in self.track(self._requests("evaluation"), "ratings"):
            row = ratings[request["nip"]]
            with transaction() as session:
                approval.rate(
                    session,
                    request["id"],
                    by=Actor("person", request["assignee_id"]),
                    work=None if request["is_agency_head"] else Rating(row.work_rating),
                    behavior=Rating(row.behavior_rating),
                    feedback=row.note,
                )
            done += 1
        for request in self._requests("organization"):
            predicate = predicates[request["unit"]]
            with transaction() as session:
                approval.set_organization_predicate(
                    session,
                    request["id"],
                    by=Actor("person", request["assignee_id"]),
                    predicate=OrganizationPredicate(predicate.predicate),
                    note=predicate.note,
                )
        return done

    def justify(self) -> int:
        """Superiors justify distributions that depart from the pattern."""
        requests = self._requests("distribution")
        for request in requests:
            with transaction() as session:
                scoring.justify(
                    session,
                    request["id"],
                    by=Actor("person", request["assignee_id"]),
                    reason="Unit kecil dengan target yang seluruhnya terukur; telah dibahas dengan tim kinerja.",
                )
        return len(requests)

    def answer_results(self) -> tuple[int, int]:
        """People read their results: all accept but one, who objects; returns (accepted, objected)."""
        waiting = self._rows(_TO_ACCEPT)
        may_object = (row["id"] for row in waiting if row["predicate"] != "SANGAT_BAIK" and row["superior_id"])
        unhappy = None if self._objected() else next(may_object, None)
        for row in self.track(waiting, "results"):
            by = Actor("person", row["person_id"])
            with transaction() as session:
                if row["id"] == unhappy:
                    objection.file(session, row["id"], by=by, statement="Realisasi triwulan IV belum diperhitungkan.")
                else:
                    notification.accept(session, row["id"], by=by)
        return len(waiting) - (unhappy is not None), self._decide_objections()

    def _objected(self) -> bool:
        return bool(self._rows(_OBJECTED))

    def _decide_objections(self) -> int:
        requests = [row for row in self._rows(_OBJECTED) if row["answered_at"] is None or row["approval"] is not None]
        for request in requests:
            with transaction() as session:
                if request["answered_at"] is None:
                    rater = Actor("person", request["rater_id"])
                    objection.answer(session, request["objection"], by=rater, statement="Data triwulan IV sudah masuk.")
                if request["approval"] is not None:
                    objection.decide(
                        session,
                        request["approval"],
                        by=Actor("person", request["assignee_id"]),
                        reason="Bukti triwulan IV sah dan melampaui target.",
                        work=Rating.ABOVE,
                        behavior=Rating.ABOVE,
                    )
        return len(requests)

    def _requests(self, kind: str) -> list[Row]:
        found = self._rows(_REQUESTS, kind=kind)
        left = self.left_alone if kind != "plan" else None
        return [request for request in found if request["unit"] != left]

    def _rows(self, statement: Any, **values: Any) -> list[Row]:
        with transaction() as session:
            return rows(session, statement, period=self.period, **values)


_RATERS_RESULTS: LiteralString = (
    "SELECT w.number FROM segment s"
    + RATERS_PLAN
    + "JOIN work_result w ON w.plan_id = rater_plan.id WHERE s.id = %(segment)s"
)
_OBJECTED = """
SELECT o.id AS objection, o.answered_at, s.rater_id, a.assignee_id,
       CASE WHEN a.closed_at IS NULL THEN a.id END AS approval
  FROM objection o JOIN result r ON r.id = o.result_id JOIN segment s ON s.id = r.segment_id
  JOIN period p ON p.id = s.period_id JOIN approval a ON a.key = 'objection:' || o.id WHERE p.code = %(period)s
"""


def _within(segment: Row, entries: list[RealizationInput]) -> list[RealizationInput]:
    """The entries for months that have begun and in which the segment runs: people come, leave or move in the year."""
    first, last = segment["starts"].replace(day=1), min(segment["ends"], segment["today"])
    return [entry for entry in entries if first <= entry.month <= last]


def _explain(session: Session, segment_id: int, by: Actor) -> None:
    """Say why each target that is not reached is not: nobody is rated before (DQ-R07)."""
    for place, short in enumerate(explanation.shortfalls(session, segment_id)):
        cause, words = _REASONS[(segment_id + place) % len(_REASONS)]
        explanation.explain(
            session,
            segment_id,
            work_result=short["work_result"],
            indicator=short["indicator"],
            cause=cause,
            words=words,
            by=by,
        )


#: Why targets are missed (SPEC §2.3).
_REASONS = (
    ("LATE_BUDGET", "Anggaran baru cair pada triwulan III; sisa pekerjaan dijadwalkan ulang."),
    ("EQUIPMENT", "Jaringan sering terputus sehingga data baru masuk setelah akhir bulan."),
    ("LESS_DEMAND", "Permintaan layanan lebih sedikit daripada perkiraan awal tahun."),
    ("OTHER_UNIT", "Menunggu data dari unit lain yang terlambat diserahkan."),
)


def _of(segment: Row) -> dict[str, Any]:
    return {"segment": segment["id"]}
