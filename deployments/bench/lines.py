"""The lines of a bench: what is measured, which rows are its floor, and the speed to reach (DESIGN §7).

Belongs here: one table, and the arithmetic of one line. Does not: measuring (watch) or printing (cli/bench).
"""

from dataclasses import dataclass
from typing import Any, LiteralString

from models.language import N_

#: Who works in a line: the machine; people, one by one through their verbs; or the bench in their place, in bulk SQL.
MACHINE, PEOPLE, STAND_IN = "machine", "people", "stand-in"

_SEGMENTS: LiteralString = "SELECT * FROM segment WHERE period_id = {period}"
_RESULTS: LiteralString = "SELECT r.* FROM result r JOIN segment s ON s.id = r.segment_id WHERE s.period_id = {period}"
_ROSTER: LiteralString = "SELECT * FROM bench_roster"
_REQUESTS: LiteralString = "SELECT * FROM approval WHERE period_id = {period} AND kind <> 'plan'"
_PLANS: LiteralString = "SELECT p.* FROM plan p JOIN segment s ON s.id = p.segment_id WHERE s.period_id = {period}"


def _notices(kind: LiteralString) -> LiteralString:
    return "SELECT * FROM notice WHERE kind = '" + kind + "'"


def _cases(ending: LiteralString) -> LiteralString:
    """The cases that the file with this ending brought."""
    return (
        "SELECT c.* FROM service_case c JOIN source s ON s.id = c.source_id WHERE s.period_id = {period}"
        " AND s.code = 'bench-" + ending + "'"
    )


@dataclass(frozen=True)
class Kind:
    """One thing that is measured."""

    title: str
    worker: str = MACHINE
    floor: tuple[LiteralString, ...] = ()
    #: Rows a second to reach, and what the rows are.
    target: int | None = None
    rows: str = N_("employees")
    #: Milliseconds within which 95 % of single answers must come; for people only.
    within: int | None = None


def _deciding(title: str, target: int, within: int | None = None) -> Kind:
    return Kind(title, PEOPLE, target=target, rows=N_("decisions"), within=within)


KINDS: dict[str, Kind] = {
    "parse_xlsx": Kind(N_("read the roster, .xlsx"), floor=(_ROSTER,)),
    "parse_csv": Kind(N_("read the roster, .csv"), floor=(_ROSTER,)),
    "check": Kind(N_("pre-flight check"), floor=(_ROSTER,)),
    "launch": Kind(N_("launch: COPY, then segments"), floor=("SELECT * FROM person", _SEGMENTS)),
    "briefing": Kind(N_("briefing: announcements"), floor=(_notices("announcement"),)),
    "notices": Kind(N_("notices: put into words and mailed"), target=167, rows=N_("notices")),
    "open_plans": Kind(N_("target setting: plans opened"), floor=(_PLANS, _notices("plan_open"))),
    "plans": Kind(
        N_("plans written"),
        STAND_IN,
        ("SELECT * FROM work_result", "SELECT * FROM indicator"),
        rows=N_("indicators"),
    ),
    "approve": _deciding(N_("plans approved, verb by verb, 50 clients"), 2000, 50),
    "approve_http": _deciding(N_("plans approved over HTTP, 50 clients"), 300, 200),
    "approve_together": _deciding(N_("plans approved together, 50 clients"), 10_000),
    "target_setting": Kind(N_("target setting: gate and seal"), floor=(_PLANS,)),
    "collection": Kind(N_("collection: everybody asked"), floor=(_notices("realizations_due"),)),
    "realizations": Kind(
        N_("realizations and reports brought in"),
        STAND_IN,
        ("SELECT * FROM realization", "SELECT * FROM realization_report", "SELECT * FROM evidence"),
        rows=N_("values"),
    ),
    "import_csv": Kind(N_("import: service cases .csv"), floor=(_cases("csv"),), rows=N_("rows")),
    "import_xlsx": Kind(N_("import: service cases .xlsx"), floor=(_cases("xlsx"),), rows=N_("rows")),
    "collection_seal": Kind(
        N_("collection: gate and seal"), floor=("SELECT * FROM realization_report",), rows=N_("employees")
    ),
    "engine": Kind(N_("Great Expectations imported, once in a process"), rows=""),
    "quality": Kind(
        N_("quality: suites, findings, seal"),
        floor=("SELECT * FROM checked_indicator WHERE period_id = {period}",),
        rows=N_("indicators"),
    ),
    "judged": Kind(N_("  of which judged by Great Expectations"), rows=N_("rows")),
    "by_hand": Kind(N_("  the same checks as plain SQL"), rows=N_("rows")),
    "together": Kind(N_("small units judged together"), rows=N_("units")),
    "approval": Kind(N_("approval: queues opened"), floor=(_REQUESTS,)),
    "pages": Kind(N_("portal: pages read, 50 people, one a second each"), PEOPLE, rows=N_("pages"), within=200),
    "rate": _deciding(N_("people rated, verb by verb, 50 clients"), 2000, 50),
    "ratings": Kind(
        N_("people rated"),
        STAND_IN,
        ("SELECT * FROM decision", "SELECT * FROM evaluation"),
        rows=N_("decisions"),
    ),
    "approval_seal": Kind(N_("approval: gate and seal"), floor=("SELECT * FROM evaluation",)),
    "scoring": Kind(N_("scoring: results, distribution, seal"), floor=(_RESULTS,), target=50_000),
    "scoring_statement": Kind(N_("  of which the rule pack applied"), floor=(_RESULTS,), target=50_000),
    "notification": Kind(
        N_("notification: published and told"), floor=("SELECT * FROM publication", _notices("result_published"))
    ),
    "accept": Kind(N_("results read and accepted"), STAND_IN, ("SELECT * FROM publication",)),
    "objection": Kind(N_("objection: clocks asked, seal"), floor=(_RESULTS,)),
    "closing": Kind(N_("closing: final predicates, seal"), floor=(_RESULTS,)),
    "seal": Kind(
        N_("ledger: events numbered, hashed, signed"), floor=("SELECT * FROM audit_event",), rows=N_("events")
    ),
    "verify": Kind(N_("ledger: checked from the first event"), rows=N_("events")),
    "letters": Kind(N_("letters: made as PDF, with proofs"), target=17, rows=N_("letters")),
}


#: Lines that are a part of another, or another way to the same: they are no machine work of the period of their own.
PARTS = frozenset(
    {"parse_csv", "notices", "import_csv", "scoring_statement", "judged", "by_hand", "together", "verify", "letters"}
)


@dataclass
class Line:
    """What was measured of one kind: rows, seconds, the floor's seconds and this process's peak of memory."""

    key: str
    rows: int = 0
    seconds: float = 0.0
    floor: float | None = None
    #: Processor seconds of this process and the server together: the same however busy the machine is.
    processor: float | None = None
    #: Megabytes.
    memory: int = 0
    #: Seconds within which 95 % of single requests were answered; for verbs only.
    slowest: float | None = None

    @property
    def kind(self) -> Kind:
        """What this line measures."""
        return KINDS[self.key]

    @property
    def rate(self) -> int | None:
        """Rows a second."""
        return round(self.rows / self.seconds) if self.rows and self.seconds else None

    @property
    def reached(self) -> bool | None:
        """Whether what there is to reach is reached, both rate and answers; None where there is nothing."""
        judged = []
        if self.kind.target is not None and self.rate is not None:
            judged.append(self.rate >= self.kind.target)
        if self.kind.within is not None and self.slowest is not None:
            judged.append(self.slowest * 1000 <= self.kind.within)
        return all(judged) if judged else None

    def as_data(self) -> dict[str, Any]:
        """The line for programs."""
        return {
            "line": self.key,
            "worker": self.kind.worker,
            "rows": self.rows,
            "seconds": round(self.seconds, 3),
            "processor_seconds": None if self.processor is None else round(self.processor, 2),
            "rows_per_second": self.rate,
            "floor_seconds": None if self.floor is None else round(self.floor, 3),
            "times_the_floor": round(self.seconds / self.floor, 1) if self.floor else None,
            "memory_mb": self.memory,
            "p95_ms": None if self.slowest is None else round(self.slowest * 1000, 1),
            "target_per_second": self.kind.target,
            "target_p95_ms": self.kind.within,
            "reached": self.reached,
        }
