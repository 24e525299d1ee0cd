"""The demo: a whole appraisal period on sample data, flows and people taking turns, one unit left to the visitor.

Belongs here: the order of the demo and what it says. Does not: what people enter (acting), printing (cli).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from deployments import guiding
from deployments.acting import People, Track
from deployments.delivering import deliver
from deployments.sample.period_text import period_text
from deployments.sample.region import Region, make_region
from deployments.sample.sources.every import write_sources
from models import actors
from models.board import board
from models.database import transaction
from models.errors import ConflictError, UnavailableError
from models.labels import label
from models.language import N_, _
from models.launch import Launched, launch
from models.period_file import PeriodFile, validate
from models.quality_report import quality_report
from models.roster.checking import check_roster
from models.settings import settings
from models.sources.registry import sources
from models.vocabulary import Stage

#: A unit that is left to the visitor has at least so many people, and as few as possible.
_FEWEST_LEFT = 4
_PATIENCE = 1800


@dataclass
class Demo:
    """One demo: the sample, and how it tells what happens."""

    say: Callable[[str], None]
    track: Track[Any]
    employees: int = 120
    seed: int = 7
    region: Region = field(init=False)
    definition: PeriodFile = field(init=False)
    sources: list[Path] = field(default_factory=list)
    left_alone: str = ""

    def prepare(self) -> None:
        """Make the regency, the files of its sources, and its period, with deadlines ahead of today."""
        self.region = make_region(self.employees, self.seed)
        content = yaml.safe_load(period_text(self.region))
        today = date.today()  # noqa: DTZ011 - the demo's deadlines need no time zone
        content["deadlines"] = {str(stage): today + timedelta(days=7 * stage.position) for stage in Stage}
        self.definition = validate(content, "demo")
        self._folder = TemporaryDirectory(prefix="kinerja-sources-")
        self.sources = write_sources(self.region, Path(self._folder.name))

    def launch(self) -> None:
        """Check the roster, show what is wrong with it, and launch what is right."""
        report = check_roster(self.region.roster, on=self.definition.starts)
        blocked = len({problem.row for problem in report.problems if problem.severity == "block"})
        self.say(
            _("Roster: {people} rows, {problems} problems found, {blocked} rows held back.").format(
                people=len(self.region.roster.employees), problems=len(report.problems), blocked=blocked
            )
        )
        with transaction() as session:
            launched = self._launch(session, report)
        self.left_alone = self._smallest_unit()
        text = (
            _("Launched period {code}: {segments} people in {units} units.")
            if launched.created
            else _("Period {code} is here from an earlier start ({segments} people in {units} units); it goes on.")
        )
        self.say(text.format(code=launched.code, segments=launched.segments, units=launched.units))

    def _launch(self, session: Any, report: Any) -> Launched:
        digest = f"sample-{self.employees}-{self.seed}"
        try:
            return launch(
                session,
                self.definition,
                report.accepted,
                report.units,
                held=report.held,
                roster_digest=digest,
                by=actors.operator(),
            )
        except ConflictError as conflict:
            raise ConflictError(
                N_(
                    "{problem} The demo of an earlier day, of another size or your own work is in {home}. Set "
                    "KINERJA_HOME to an empty folder for a fresh demo; `kinerja period list` shows what is here."
                ),
                problem=conflict,
                home=settings().home,
            ) from conflict

    def _smallest_unit(self) -> str:
        units = [unit for unit in self.board()["units"] if unit["people"] >= _FEWEST_LEFT]
        return str(min(units, key=lambda unit: (unit["people"], unit["code"]))["code"]) if len(units) > 1 else ""

    def left_waiting(self) -> str:
        """The code of the unit that still waits for the visitor; "" when none does."""
        here = (unit for unit in self.board()["units"] if unit["code"] == self.left_alone)
        return next((str(unit["code"]) for unit in here if unit["stage"] != "finished"), "")

    def board(self) -> dict[str, Any]:
        """The period board as it is now."""
        with transaction() as session:
            return board(session, self.definition.code)

    def run(self) -> None:
        """People and flows take turns until every unit but one is finished."""
        people = People(self.region, self.definition.code, self.track)
        people.left_alone = self.left_alone
        self._until(Stage.TARGET_SETTING)
        self._tell(_("{count} plans agreed, superiors first."), people.agree_on_plans())
        self._until(Stage.COLLECTION)
        self._collect()
        self._tell(_("{count} people reported what they realized."), people.report())
        self._until(Stage.QUALITY)
        self._tell(_("{count} blocking findings waived by name, with reason and expiry."), people.waive_findings())
        self._until(Stage.APPROVAL)
        self._until_asked(people)
        self._tell(_("{count} people rated."), people.rate())
        self._until(Stage.SCORING)
        self._tell(_("{count} unusual distributions justified."), people.justify())
        self._until(Stage.OBJECTION)
        accepted, objected = people.answer_results()
        self._tell(_("{count} people read and accepted their result."), accepted)
        self._tell(_("{count} objected and was heard by the rater's superior."), objected)
        self._until(None)

    def _collect(self) -> None:
        """Sources deliver, raters validate daily logs and give feedback; not again once every unit is past that."""
        if all(unit["sealed"] >= Stage.COLLECTION.position for unit in self.board()["units"]):
            return
        delivered = deliver(self.sources, self.definition.code, self.track)
        self.say(
            _(
                "{sources} sources brought in {stored} of {rows} rows; {held} are held back, each with its reason."
            ).format(**delivered.__dict__)
        )
        validated, rejected = guiding.validate_logs(self.definition.code, self.left_alone, self.track)
        self._tell(_("{count} daily log entries validated by raters."), validated)
        self._tell(_("{count} rejected, with a reason that its writer reads."), rejected)
        told = guiding.give_feedback(self.definition.code, self.track)
        self._tell(_("{count} people were told by their rater what was good or should change."), told)

    def brought_in(self) -> dict[str, int]:
        """How many sources there are, how many rows they stored, and how many are held back now."""
        with transaction() as session:
            found = sources(session, self.definition.code)
        return {
            "sources": len(found),
            "stored": sum(int(row["rows"] or 0) for row in found),
            "held": sum(row["held"] for row in found),
        }

    def open_findings(self) -> list[tuple[str, int]]:
        """How many findings are open in each unit that has any, those with most first."""
        with transaction() as session:
            units = quality_report(session, self.definition.code)["units"]
        return [(str(unit["unit"]), int(unit["open"])) for unit in units if unit["open"]]

    def _tell(self, text: str, count: int) -> None:
        if count:
            self.say(text.format(count=count))

    def _until_asked(self, people: People) -> None:
        """Wait until raters are asked about everybody: whose finding was let stand is asked about a moment later."""
        end = time.monotonic() + _PATIENCE
        while people.unasked() and time.monotonic() < end:
            time.sleep(0.3)

    def _until(self, stage: Stage | None) -> None:
        """Wait until every unit has come to `stage` (None: the end) and its run has asked people there.

        Raises:
            UnavailableError: a unit does not come on; its last run says why.
        """
        position = stage.position if stage else len(Stage) + 1
        end = time.monotonic() + _PATIENCE
        behind: list[dict[str, Any]] = []
        while time.monotonic() < end:
            behind = [unit for unit in self.board()["units"] if not self._has_come(unit, position)]
            if not behind:
                return
            time.sleep(0.3)
        raise UnavailableError(
            N_("{unit} does not come on from {stage}: {reason}. `kinerja doctor` may know why."),
            unit=behind[0]["name"],
            stage=label(behind[0]["stage"]),
            reason=behind[0]["waiting_for"],
        )

    def _has_come(self, unit: dict[str, Any], position: int) -> bool:
        if unit["code"] == self.left_alone and position > Stage.APPROVAL.position:
            return True
        here = unit["sealed"] + 1
        waited = (unit["last_run"] or {}).get("outcome") == "waiting"
        return here > position or (here == position and (waited or position > len(Stage)))
