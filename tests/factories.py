"""Small worlds for tests: people with valid NIPs, one agency, a period launched through the real launch."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from models import actors, approval, collection, database, launch, notification, target_setting
from models.actors import Actor
from models.collection import RealizationInput
from models.database import one, rows, transaction
from models.period_file import PeriodFile
from models.plan_content import IndicatorInput, WorkResultInput
from models.roster.entry import RosterEntry, UnitEntry
from models.roster.posts import PostKind
from models.tables import metadata
from models.vocabulary import OrganizationPredicate, Rating, Stage
from tasks.stage import Outcome, run_stage

HEAD, DIVISION_HEAD, MEMBER, OTHER_MEMBER = (
    "197001011995031001",
    "197505052000032002",
    "198506152010011003",
    "199008202015042004",
)
PEOPLE = (HEAD, DIVISION_HEAD, MEMBER, OTHER_MEMBER)
REGIONAL_HEAD = "KDH"
AGENCY = "DINKES"


def period_file(**changes: Any) -> PeriodFile:
    """A valid period of this year whose deadlines all lie ahead."""
    today = date.today()  # noqa: DTZ011
    first = today.replace(month=1, day=1)
    content = {
        "code": "2026",
        "title": "Penilaian kinerja tahunan 2026",
        "starts": first,
        "ends": first.replace(month=12, day=31),
        "region": {"name": "Kabupaten Contoh", "regional_head": {"name": "Sri Rejeki", "post": "Bupati"}},
        "performance_team": [DIVISION_HEAD],
        "administrators": [HEAD],
        "deadlines": {str(stage): today + timedelta(days=30 * stage.position) for stage in Stage},
        "strategic_targets": [
            {"code": "S1", "statement": "Sehat", "indicator": "Indeks", "unit_of_measure": "indeks", "target": "80.5"}
        ],
    }
    return PeriodFile.model_validate(content | changes)


def entry(nip: str, rater: str | None, level: int, **changes: Any) -> RosterEntry:
    """An accepted roster row; `rater` None means the regional head."""
    values: dict[str, Any] = {
        "row": level,
        "nip": nip,
        "name": f"Pegawai {nip[-1]}",
        "front_title": "",
        "back_title": "S.E.",
        "nik": "",
        "birth_date": date(int(nip[:4]), int(nip[4:6]), int(nip[6:8])),
        "sex": "L" if nip[14] == "1" else "P",
        "employment": "PNS",
        "grade": "III/c",
        "post": "Analis",
        "post_kind": PostKind("PELAKSANA"),
        "echelon": "",
        "functional_level": "",
        "unit_code": AGENCY,
        "agency_code": AGENCY,
        "agency_name": "Dinas Kesehatan",
        "rater_nip": rater,
        "rated_by_regional_head": rater is None,
        "superior_nip": HEAD if rater == DIVISION_HEAD else None,
        "is_agency_head": level == 1,
        "is_acting": False,
        "level": level,
        "starts": None,
        "ends": None,
        "email": f"{nip}@dinkes.example",
        "phone": "",
    }
    return RosterEntry(**values | changes)


def unit(code: str = AGENCY, name: str = "Dinas Kesehatan", head: str = HEAD) -> UnitEntry:
    """An agency of its own."""
    return UnitEntry(code, None, code, name, f"Kepala {name}", "II.b", head)


def small_roster() -> list[RosterEntry]:
    """Head, division head and two members."""
    return [
        entry(HEAD, None, 1, post_kind=PostKind("JPT_PRATAMA")),
        entry(DIVISION_HEAD, HEAD, 2, post_kind=PostKind("ADMINISTRATOR")),
        entry(MEMBER, DIVISION_HEAD, 3),
        entry(OTHER_MEMBER, DIVISION_HEAD, 3),
    ]


def plan(supports: str = "1", target: str = "90") -> list[WorkResultInput]:
    """A measurable plan of one work result with one indicator."""
    indicator = IndicatorInput(
        aspect="quantity",
        statement="Jumlah puskesmas terakreditasi",
        unit_of_measure="puskesmas",
        target_min=Decimal(target),
        target_max=Decimal(target),
        data_source="Laporan akreditasi",
    )
    return [WorkResultInput(number=1, statement="Layanan bermutu", supports=supports, indicators=[indicator])]


@dataclass
class SmallPeriod:
    """A launched period of one agency and shortcuts to act in it, each in a transaction of its own."""

    id: int
    code: str = "2026"
    unit: str = AGENCY
    segments: dict[str, int] = field(default_factory=dict)

    def actor(self, nip: str) -> Actor:
        with transaction() as session:
            return actors.person(session, nip)

    def requests(self, kind: str) -> list[dict[str, Any]]:
        """Open requests of a kind."""
        with transaction() as session:
            return rows(session, "SELECT * FROM approval WHERE kind = %(kind)s AND closed_at IS NULL", kind=kind)

    def run(self, stage: Stage) -> Outcome:
        return run_stage(stage, self.code, self.unit)

    def submit_plan(self, nip: str) -> int:
        """Draft and submit a plan; returns the request's id."""
        with transaction() as session:
            target_setting.draft(
                session, self.segments[nip], plan("S1" if nip == HEAD else "1"), by=actors.person(session, nip)
            )
        with transaction() as session:
            target_setting.submit(session, self.segments[nip], by=actors.person(session, nip))
        return int(self.requests("plan")[-1]["id"])

    def agree_plans(self, people: Sequence[str] = ()) -> None:
        """Everybody's plan is submitted and approved, superior first."""
        for nip in people or self.segments:
            request = self.submit_plan(nip)
            with transaction() as session:
                target_setting.approve(session, request, by=decider(session, request))

    def report(self, nip: str, value: str = "90") -> None:
        """The realization of every month that has begun is recorded and the report submitted."""
        today = now().astimezone(ZoneInfo("Asia/Jakarta")).date()
        entries = [
            RealizationInput(work_result=1, indicator=1, month=date(today.year, month, 1), value=Decimal(value))
            for month in range(1, today.month + 1)
        ]
        with transaction() as session:
            by = actors.person(session, nip)
            collection.record_realizations(session, self.segments[nip], entries, by=by)
            collection.submit_report(session, self.segments[nip], by=by)

    def rate_all(self, work: Rating = Rating.AS_EXPECTED, behavior: Rating = Rating.AS_EXPECTED) -> None:
        """Raters decide everything in their queues; the superior sets the organization predicate."""
        for request in self.requests("evaluation"):
            head = request["segment_id"] == self.segments[HEAD]
            with transaction() as session:
                approval.rate(
                    session,
                    request["id"],
                    by=decider(session, request["id"]),
                    work=None if head else work,
                    behavior=behavior,
                )
        for request in self.requests("organization"):
            with transaction() as session:
                approval.set_organization_predicate(
                    session, request["id"], by=decider(session, request["id"]), predicate=OrganizationPredicate.GOOD
                )

    def report_all(self) -> None:
        for nip in self.segments:
            self.report(nip)

    def accept_all(self, but: tuple[str, ...] = ()) -> None:
        for nip in self.segments:
            if nip not in but:
                with transaction() as session:
                    notification.accept(session, self.segments[nip], by=actors.person(session, nip))

    def pass_stage(self, stage: Stage) -> None:
        """Bring the unit from the beginning of `stage` to the next one, people acting as they would."""
        acts = {
            Stage.TARGET_SETTING: self.agree_plans,
            Stage.COLLECTION: self.report_all,
            Stage.APPROVAL: self.rate_all,
            Stage.OBJECTION: self.accept_all,
        }
        self.run(stage)
        if stage in acts:
            acts[stage]()
        outcome = self.run(stage)
        assert outcome.outcome in {"sealed", "skipped"}, outcome

    def up_to(self, stage: Stage) -> None:
        """Bring the unit from its launch to the beginning of `stage`."""
        for earlier in list(Stage)[: stage.position - 1]:
            self.pass_stage(earlier)


def decider(session: Session, request_id: int) -> Actor:
    """Whoever is asked to decide a request."""
    found = one(session, "SELECT assignee_id FROM approval WHERE id = %(id)s", id=request_id)
    assert found
    return Actor("person", found["assignee_id"])


def launch_small_period(roster: Sequence[RosterEntry] = (), **changes: Any) -> SmallPeriod:
    """Launch `small_roster` (or another of the same agency) through the real launch."""
    with transaction() as session:
        launch.launch(
            session,
            period_file(**changes),
            roster or small_roster(),
            [unit()],
            roster_digest="0" * 64,
            by=actors.operator(),
        )
    return found_period()


def found_period(code: str = "2026", unit_code: str = AGENCY) -> SmallPeriod:
    """The period of the database in use, with the main segments of one agency, superior first."""
    with transaction() as session:
        found = rows(
            session,
            "SELECT s.period_id, s.id, p.nip FROM segment s JOIN person p ON p.id = s.person_id JOIN period ON "
            "period.id = s.period_id JOIN unit ON unit.id = s.unit_id WHERE period.code = %(code)s "
            "AND unit.code = %(unit)s ORDER BY s.level, p.nip",
            code=code,
            unit=unit_code,
        )
    return SmallPeriod(found[0]["period_id"], code, unit_code, {row["nip"]: row["id"] for row in found})


def big_roster(members: int = 6) -> list[RosterEntry]:
    """The small roster with more members: enough that the distribution pattern binds (SPEC §3.2: five)."""
    more = [entry(f"19920820201504{1000 + place}"[:18], DIVISION_HEAD, 3) for place in range(1, members - 1)]
    return small_roster() + more


def snapshot() -> dict[str, str]:
    """Every row of every table, as one digest per table: equal snapshots mean that nothing was written."""
    digest = "SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, chr(10) ORDER BY t::text)), '') FROM {} t"
    tables = sorted(metadata.tables)
    with database.engine().connect() as connection:
        statement = "SELECT " + ", ".join(f"({digest.format(table)})" for table in tables)
        return dict(zip(tables, connection.exec_driver_sql(statement).one(), strict=True))


def changed_tables(before: dict[str, str]) -> set[str]:
    """The tables that are not as in `before`."""
    after = snapshot()
    return {table for table in after if after[table] != before[table]}


def count(table: str) -> int:
    """How many rows a table has."""
    with database.engine().connect() as connection:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())


def now() -> datetime:
    """The database's clock."""
    with transaction() as session:
        found = one(session, "SELECT now() AS now")
        assert found
        return found["now"]  # type: ignore[no-any-return]
