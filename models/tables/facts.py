"""The facts of a period as sources and people give them: one table for each dataset, every row with its pedigree.

Belongs here: columns and CHECKs. A correction is a new version of the same key; the old row stays, superseded.
"""

from datetime import date, time
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKeyConstraint, Index, SmallInteger, text
from sqlmodel import Field, SQLModel

from models.rules.complaints import ComplaintKind
from models.tables.columns import Moment, exact, finite, moment, one_of, reference, row_key

LOG_STATES = ("submitted", "validated", "rejected")
COMPLAINT_STATES = ("verified", "processed", "finished", "archived")
FEEDBACK_KINDS = ("appreciation", "correction")
#: BerAKHLAK (SE MenPANRB 20/2021; SPEC §4.3).
CORE_VALUES = (
    "BERORIENTASI_PELAYANAN",
    "AKUNTABEL",
    "KOMPETEN",
    "HARMONIS",
    "LOYAL",
    "ADAPTIF",
    "KOLABORATIF",
)
ELEMENTS = tuple(f"u{number}" for number in range(1, 10))


class Fact(SQLModel):
    """What every fact has: whose it is, its natural key and version, and where the row came from."""

    #: Numbered by the database; declared without `identifier`, whose column one table only can have.
    id: int = Field(default=None, primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": True})
    period_id: int = row_key()
    unit_id: int | None = row_key(nullable=True)
    segment_id: int | None = reference("segment.id", nullable=True)
    #: The natural key within the dataset and period; one current row has it.
    key: str
    version: int
    #: SHA-256 of what the row says: equal content is no correction.
    content_hash: str
    #: Delivered by a source (delivery and row), or entered by a person.
    source_id: int | None = reference("source.id", nullable=True)
    delivery_id: int | None = reference("delivery.id", nullable=True)
    source_row: int | None = None
    recorded_by: int | None = reference("person.id", nullable=True)
    recorded_at: Moment = moment(default_now=True)
    superseded_at: Moment | None = moment()


def _fact(name: str, *more: Any) -> tuple[Any, ...]:
    """The constraints every table of facts has, and `more`."""
    return (
        ForeignKeyConstraint(["period_id", "unit_id"], ["period_unit.period_id", "period_unit.unit_id"]),
        CheckConstraint(
            "(source_id IS NULL) = (delivery_id IS NULL) AND (delivery_id IS NULL) = (source_row IS NULL)"
            " AND num_nonnulls(delivery_id, recorded_by) >= 1",
            name=f"{name}_pedigree",
        ),
        Index(f"{name}_version", "period_id", "key", "version", unique=True),
        Index(f"{name}_current", "period_id", "key", unique=True, postgresql_where=text("superseded_at IS NULL")),
        Index(f"{name}_of_unit", "period_id", "unit_id", postgresql_where=text("superseded_at IS NULL")),
        Index(f"{name}_of_segment", "segment_id", postgresql_where=text("superseded_at IS NULL")),
        *more,
    )


class ActivityLog(Fact, table=True):
    """One entry of a daily log (catatan harian): when, what, which output, for which work result (SPEC §4.4)."""

    __tablename__ = "activity_log"
    __table_args__ = _fact(
        "activity_log",
        CheckConstraint("btrim(description) <> ''", name="activity_log_description"),
        CheckConstraint("starts < ends", name="activity_log_times"),
        CheckConstraint("(work_result IS NULL) = (btrim(unrelated_reason) <> '')", name="activity_log_link"),
        finite("output_volume", "activity_log_finite"),
        one_of("status", LOG_STATES, "activity_log_status"),
        CheckConstraint("(status = 'submitted') = (decided_by IS NULL)", name="activity_log_decided"),
        CheckConstraint("status <> 'rejected' OR btrim(decision_reason) <> ''", name="activity_log_rejected"),
    )

    day: date
    starts: time
    ends: time
    description: str
    #: Number of the work result in the plan; or why the activity belongs to none.
    work_result: int | None = None
    unrelated_reason: str = Field(default="", sa_column_kwargs={"server_default": ""})
    output_volume: Decimal | None = exact()
    output_unit: str = Field(default="", sa_column_kwargs={"server_default": ""})
    status: str = Field(default="submitted", sa_column_kwargs={"server_default": "submitted"})
    decided_by: int | None = reference("person.id", nullable=True)
    decided_at: Moment | None = moment()
    decision_reason: str = Field(default="", sa_column_kwargs={"server_default": ""})


class Evidence(Fact, table=True):
    """Supporting evidence (bukti dukung) of a realization: a file kept by its hash, or a link (SPEC §4.4)."""

    __table_args__ = _fact(
        "evidence",
        one_of("kind", ("file", "link"), "evidence_kind"),
        CheckConstraint("(kind = 'file') = (sha256 IS NOT NULL)", name="evidence_file_has_hash"),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="evidence_hash"),
        CheckConstraint("month = date_trunc('month', month)::date", name="evidence_month_starts"),
        Index("evidence_of_hash", "period_id", "sha256", postgresql_where=text("superseded_at IS NULL")),
    )

    work_result: int
    indicator: int
    month: date | None = None
    kind: str
    #: Address of a link; the name under which a file was given.
    address: str
    sha256: str | None = None
    bytes: int | None = None
    media_type: str = Field(default="", sa_column_kwargs={"server_default": ""})
    #: The day of which the evidence is, as its giver says.
    dated: date | None = None
    description: str = Field(default="", sa_column_kwargs={"server_default": ""})


class BudgetLine(Fact, table=True):
    """Budget realization of one sub-activity up to a month: ceilings before and after the change (SPEC §4.5)."""

    __tablename__ = "budget_line"
    __table_args__ = _fact(
        "budget_line",
        CheckConstraint(
            "ceiling >= 0 AND coalesce(revised_ceiling, 0) >= 0 AND realized >= 0", name="budget_line_not_negative"
        ),
        CheckConstraint("physical_percent BETWEEN 0 AND 100", name="budget_line_physical"),
        CheckConstraint("(revised_ceiling IS NULL) = (revised_from IS NULL)", name="budget_line_revision"),
        CheckConstraint("month = date_trunc('month', month)::date", name="budget_line_month_starts"),
    )

    program: str
    activity: str
    sub_activity: str
    code: str
    month: date
    ceiling: Decimal = exact(nullable=False)
    #: Ceiling after the change of the budget (P-APBD), and from when it is in force.
    revised_ceiling: Decimal | None = exact()
    revised_from: date | None = None
    #: Rupiah spent up to the end of the month.
    realized: Decimal = exact(nullable=False)
    physical_percent: Decimal | None = exact()


class ServiceCase(Fact, table=True):
    """One public-service case (KTP-el, KK, akta …); the clock starts when its file is complete (SPEC §4.5)."""

    __tablename__ = "service_case"
    __table_args__ = _fact(
        "service_case",
        CheckConstraint("pause_minutes >= 0", name="service_case_pause"),
        CheckConstraint("working_minutes >= 0", name="service_case_minutes"),
    )

    case_number: str
    service: str
    received_at: Moment = moment(nullable=False)
    completed_at: Moment | None = moment()
    counter: str = Field(default="", sa_column_kwargs={"server_default": ""})
    channel: str = Field(default="", sa_column_kwargs={"server_default": ""})
    pause_minutes: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    pause_reason: str = Field(default="", sa_column_kwargs={"server_default": ""})
    #: Minutes within working hours from receipt to completion, less pauses and outages; derived, never entered.
    working_minutes: int | None = None


class ServiceStandard(Fact, table=True):
    """The published time limit of a service (standar pelayanan) of a unit, in working minutes, by decree."""

    __tablename__ = "service_standard"
    __table_args__ = _fact(
        "service_standard",
        CheckConstraint("limit_minutes > 0", name="service_standard_limit"),
        CheckConstraint("btrim(decree) <> ''", name="service_standard_decree"),
    )

    service: str
    limit_minutes: int
    valid_from: date
    decree: str


class SurveyAnswer(Fact, table=True):
    """One answered satisfaction survey (SKM, PermenPANRB 14/2017): nine elements from 1 to 4, blanks left out."""

    __tablename__ = "survey_answer"
    __table_args__ = _fact("survey_answer")

    service: str
    respondent: str
    answered_at: Moment = moment(nullable=False)
    u1: int | None = Field(default=None, sa_column=Column(SmallInteger))
    u2: int | None = Field(default=None, sa_column=Column(SmallInteger))
    u3: int | None = Field(default=None, sa_column=Column(SmallInteger))
    u4: int | None = Field(default=None, sa_column=Column(SmallInteger))
    u5: int | None = Field(default=None, sa_column=Column(SmallInteger))
    u6: int | None = Field(default=None, sa_column=Column(SmallInteger))
    u7: int | None = Field(default=None, sa_column=Column(SmallInteger))
    u8: int | None = Field(default=None, sa_column=Column(SmallInteger))
    u9: int | None = Field(default=None, sa_column=Column(SmallInteger))
    #: Hash of the address or device the answer came from: bursts are seen, nobody is.
    origin: str = Field(default="", sa_column_kwargs={"server_default": ""})


class Complaint(Fact, table=True):
    """A complaint (SP4N-LAPOR); one about a person appears in no appraisal before it is verified (SPEC §4.7)."""

    __table_args__ = _fact(
        "complaint",
        one_of("kind", ComplaintKind, "complaint_kind"),
        one_of("status", COMPLAINT_STATES, "complaint_status"),
    )

    ticket: str
    channel: str = Field(default="", sa_column_kwargs={"server_default": ""})
    kind: str
    topic: str = Field(default="", sa_column_kwargs={"server_default": ""})
    received_on: date
    first_response_on: date | None = None
    finished_on: date | None = None
    status: str
    satisfied: bool | None = None
    #: Whether what is said of a person was examined and found true.
    verified: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})


class Attendance(Fact, table=True):
    """A person's attendance in one month, summed up; unexcused days only indicate, they never decide (SPEC §6.4)."""

    __table_args__ = _fact(
        "attendance",
        CheckConstraint("month = date_trunc('month', month)::date", name="attendance_month_starts"),
        CheckConstraint(
            "least(working_days, present_days, leave_days, sick_days, unexcused_days, late_times) >= 0"
            " AND greatest(working_days, present_days, leave_days, sick_days, unexcused_days) <= 31",
            name="attendance_days",
        ),
    )

    month: date
    working_days: int
    present_days: int
    leave_days: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    sick_days: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    unexcused_days: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    late_times: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class Leave(Fact, table=True):
    """Days on which a person is on leave (cuti), by decree or letter."""

    __table_args__ = _fact("leave", CheckConstraint("starts <= ends", name="leave_dates"))

    kind: str
    starts: date
    ends: date
    letter: str = Field(default="", sa_column_kwargs={"server_default": ""})


class Outage(Fact, table=True):
    """Hours in which a system or network was down: no service clock runs then."""

    __table_args__ = _fact("outage", CheckConstraint("starts_at < ends_at", name="outage_times"))

    starts_at: Moment = moment(nullable=False)
    ends_at: Moment = moment(nullable=False)
    reason: str


class Feedback(Fact, table=True):
    """Ongoing feedback (umpan balik berkelanjutan) to a person, who always sees it (SPEC §2.3)."""

    __table_args__ = _fact(
        "feedback",
        one_of("kind", FEEDBACK_KINDS, "feedback_kind"),
        one_of("core_value", CORE_VALUES, "feedback_core_value"),
        CheckConstraint("btrim(words) <> ''", name="feedback_words"),
    )

    giver_id: int | None = reference("person.id", nullable=True)
    #: Who gave it where the giver is no employee: a citizen, a partner.
    giver_name: str = Field(default="", sa_column_kwargs={"server_default": ""})
    day: date
    kind: str
    core_value: str | None = None
    work_result: int | None = None
    words: str


class BknTarget(Fact, table=True):
    """A row of e-Kinerja BKN's “Laporan SKP”: which plan the national application knows (SPEC §7.3)."""

    __tablename__ = "bkn_target"
    __table_args__ = _fact("bkn_target")

    bkn_id: str
    nip: str
    name: str
    is_acting: bool
    ends: date
    status: str
    post: str = Field(default="", sa_column_kwargs={"server_default": ""})
    unit_name: str = Field(default="", sa_column_kwargs={"server_default": ""})
    agency_name: str = Field(default="", sa_column_kwargs={"server_default": ""})


class BknRating(Fact, table=True):
    """A row of e-Kinerja BKN's “Laporan Penilaian SKP”: its predicate; none where it says "-" (SPEC §7.3)."""

    __tablename__ = "bkn_rating"
    __table_args__ = _fact("bkn_rating")

    bkn_id: str
    nip: str
    name: str
    is_acting: bool
    ends: date | None = None
    unit_name: str = Field(default="", sa_column_kwargs={"server_default": ""})
    predicate: str | None = None
