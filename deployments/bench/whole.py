"""The bench: a whole period of a size of one's choice, each machine stage timed beside the floor of its rows.

Belongs here: the order in which things are measured. Does not: how (watch), or what people do (people).
"""

import os
import platform
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deployments.bench import (
    cases,
    floor,
    judging,
    ledger,
    letters,
    machine,
    mail,
    over_http,
    pages,
    people,
    planning,
    sample,
    together,
    verbs,
)  # fmt: skip
from deployments.bench.database import own_database
from deployments.bench.lines import MACHINE, PARTS
from deployments.bench.watch import Watch
from expectations.judge import judge
from expectations.rules import load
from models import actors
from models.database import one, transaction
from models.launch import launch
from models.period_file import PeriodFile
from models.roster.checking import check_roster
from models.roster.reading import read_roster
from models.roster.report import RosterReport
from models.roster.roster import EmployeeRow, Roster
from models.vocabulary import Stage
from tasks.judging import judge_units

#: Requests that are decided verb by verb; what is left of the stage is brought in in bulk.
_BY_VERB = 2000
#: Those that are decided in the portal: two seconds' work.
_OVER_HTTP = 600


@dataclass
class Bench:
    """One bench: its size, and who is told which line has begun."""

    employees: int
    units: int | None = None
    months: int = 12
    seed: int = 7
    keep: bool = False
    begun: Callable[[str], object] = str
    watch: Watch = field(init=False)
    facts: dict[str, Any] = field(default_factory=dict)

    def run(self) -> dict[str, Any]:
        """Measure everything in a database of its own, which is dropped at the end.

        Raises:
            NotAllowedError: the login may not create databases.
            UnavailableError: the database server does not answer.
        """
        self.watch = Watch(self.begun)
        with tempfile.TemporaryDirectory(prefix="kinerja-bench-") as folder, own_database(keep=self.keep) as name:
            self.facts = {"database": name if self.keep else None, **_machine()}
            files = sample.make_files(Path(folder), self.employees, self.units, seed=self.seed, months=self.months)
            self._launch(files)
            self._plan()
            self._collect(files)
            self._judge()
            self._rate()
            self._finish()
            return self._result()

    def _launch(self, files: sample.Files) -> None:
        definition, watch = files.definition, self.watch
        with watch.line("parse_csv") as line:
            roster = read_roster(files.people, files.units)
            line.rows = len(roster.employees)
        if files.workbook.exists():
            del roster  # so that the memory of one reading is not taken for that of the other
            with watch.line("parse_xlsx") as line:
                roster = read_roster(files.workbook)
                line.rows = len(roster.employees)
        with watch.line("check", len(roster.employees)):
            report = check_roster(roster, on=definition.starts)
        self._store(definition, roster, report)
        watch.floor("parse_csv", "parse_xlsx", "check", "launch")

    def _store(self, definition: PeriodFile, roster: Roster, report: RosterReport) -> None:
        with self.watch.line("launch") as line, transaction() as session:
            launched = launch(
                session, definition, report.accepted, report.units, roster_digest="bench", by=actors.operator(),
                held=report.held,
            )  # fmt: skip
            line.rows = launched.segments
        floor.keep_roster(EmployeeRow._fields, roster.employees)
        floor.analyze()
        self.watch.period_id, self.period = launched.period_id, launched.code
        self.codes = machine.units_of(launched.code)
        self.facts |= {"employees": len(roster.employees), "units": launched.units, "segments": launched.segments}

    def _stage(self, key: str, stage: Stage, rows: int | None = None) -> None:
        """One run of a stage in every unit."""
        with self.watch.line(key, self.facts["segments"] if rows is None else rows):
            machine.run_stage_everywhere(stage, self.period, self.codes)

    def _plan(self) -> None:
        watch, period_id = self.watch, self.watch.period_id
        self._stage("briefing", Stage.BRIEFING)
        mail.make_due()
        with watch.line("notices") as line:
            line.rows = mail.send()
        self._stage("open_plans", Stage.TARGET_SETTING)
        watch.floor("briefing", "open_plans")
        with watch.line("plans") as line:
            line.rows = self.indicators = planning.write_plans(period_id)
        floor.analyze()
        self._approve()
        floor.analyze()
        self._stage("target_setting", Stage.TARGET_SETTING)
        watch.floor("plans", "target_setting")

    def _approve(self) -> None:
        """Superiors first and together; then those who lead nobody, in each of the three ways to decide."""
        watch, period_id = self.watch, self.watch.period_id
        *leading, last = planning.put_in_order()
        for level in leading:
            planning.submit(level)
            together.approve(period_id)
        left = planning.submit(last)
        floor.analyze()
        requests = people.open_requests(period_id, "plan", min(_BY_VERB, left // 2))
        with watch.line("approve") as line:
            verbs.by_clients(line, verbs.approve_plan, requests)
        requests = people.open_requests(period_id, "plan", min(_OVER_HTTP, left // 4))
        with watch.line("approve_http") as line:
            over_http.approve(line, requests)
        with watch.line("approve_together") as line:
            together.approve(period_id, line)

    def _collect(self, files: sample.Files) -> None:
        self._stage("collection", Stage.COLLECTION)
        for ending, path in files.cases.items():
            with self.watch.line(f"import_{ending}") as line:
                line.rows = cases.bring(path, self.period)
        with self.watch.line("realizations") as line:
            line.rows = self.facts["values"] = people.report(self.watch.period_id)
        floor.analyze()
        self._stage("collection_seal", Stage.COLLECTION)
        self.watch.floor("collection", "import_csv", "import_xlsx", "realizations", "collection_seal")

    def _judge(self) -> None:
        watch, period_id = self.watch, self.watch.period_id
        with watch.line("engine"):
            judge(load("indicators"), period_id, [0])  # no such unit: what a process pays once
        units = judging.units_of(period_id)
        with watch.line("quality", self.indicators):
            judge_units(period_id, units, Stage.QUALITY)  # together, as the dispatcher has units judged that are due
            machine.run_stage_everywhere(Stage.QUALITY, self.period, self.codes)
        floor.analyze()
        watch.floor("quality")
        with watch.line("judged") as line:
            line.rows, failures = judging.by_engine(period_id, units)
        with watch.line("by_hand") as line:
            line.rows, failures_by_hand = judging.by_hand(period_id, units)
        if failures != failures_by_hand:
            raise RuntimeError(f"{failures} failures by the engine, {failures_by_hand} by hand: they must be equal")
        few = units[: judging.TOGETHER]
        with watch.line("together", len(few)):
            judging.by_engine(period_id, few)

    def _rate(self) -> None:
        watch, period_id = self.watch, self.watch.period_id
        self._stage("approval", Stage.APPROVAL)
        floor.analyze()
        with watch.line("pages") as line:
            self.facts["portal"] = pages.read_pages(line, period_id)
            self.facts["portal"]["p95_ms"] = round((line.slowest or 0) * 1000)
        requests = people.open_requests(period_id, "evaluation", _BY_VERB)
        with watch.line("rate") as line:
            verbs.by_clients(line, verbs.rate_person, requests)
        with watch.line("ratings") as line:
            line.rows = people.rate(period_id)
        floor.analyze()
        self._stage("approval_seal", Stage.APPROVAL)
        watch.floor("approval", "ratings", "approval_seal")

    def _finish(self) -> None:
        watch, period_id = self.watch, self.watch.period_id
        with watch.line("scoring_statement", self.facts["segments"]):
            machine.apply_rules(self.period, self.codes)
        self._stage("scoring", Stage.SCORING)
        unusual = people.open_requests(period_id, "distribution", len(self.codes))
        for request in unusual:
            verbs.justify(request)
        machine.run_stage_everywhere(Stage.SCORING, self.period, self.codes)
        floor.analyze()
        self._stage("notification", Stage.NOTIFICATION)
        machine.run_stage_everywhere(Stage.OBJECTION, self.period, self.codes)
        with watch.line("accept") as line:
            line.rows = people.accept(period_id)
        self._stage("objection", Stage.OBJECTION)
        self._stage("closing", Stage.CLOSING)
        watch.floor("scoring_statement", "scoring", "notification", "accept", "objection", "closing")
        with watch.line("seal") as line:
            line.rows = ledger.seal()
        watch.floor("seal")
        with watch.line("verify") as line:
            line.rows = ledger.verify()
        with watch.line("letters") as line:
            line.rows = letters.make(self.period)

    def _result(self) -> dict[str, Any]:
        lines = [line.as_data() for line in self.watch.lines]
        seconds = {line.key: line.seconds for line in self.watch.lines if line.kind.worker == MACHINE}
        machine = sum(spent for key, spent in seconds.items() if key not in PARTS)
        with transaction() as session:
            sealed = one(session, "SELECT count(*) AS sealed FROM stage_seal")
        launched = seconds["check"] + seconds["launch"]
        return self.facts | {
            "lines": lines,
            "launch_after_parsing_per_second": round(self.facts["employees"] / launched),
            "machine_seconds": round(machine, 2),
            "judged_times_by_hand": round(seconds["judged"] / seconds["by_hand"], 2),
            "judged_together": {"units": self._rows("together"), "seconds": round(seconds["together"], 2)},
            "stages_sealed": sealed["sealed"] if sealed else 0,
            "load_after": _load(),
        }

    def _rows(self, key: str) -> int:
        return next(line.rows for line in self.watch.lines if line.key == key)


def _machine() -> dict[str, Any]:
    with transaction() as session:
        version = one(session, "SELECT current_setting('server_version') AS version")
    return {
        "python": platform.python_version(),
        "postgresql": version and version["version"],
        "cores": os.cpu_count(),
        "load": _load(),
    }


def _load() -> float:
    """How many processes wanted a processor in the last minute: above the number of processors, figures are too low."""
    return round(os.getloadavg()[0], 1)
