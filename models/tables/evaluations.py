"""Ratings, organization predicates, results, their publication, and objections to them."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, Index
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlmodel import Field, SQLModel

from models.tables.columns import Moment, exact, identifier, moment, one_of, reference, row_key
from models.vocabulary import OrganizationPredicate, Predicate, Rating


class Evaluation(SQLModel, table=True):
    """The two ratings a person gave, by version; the head's work rating comes from the organization (SE 3/2023)."""

    __table_args__ = (
        one_of("work_rating", Rating, "evaluation_work_rating"),
        one_of("behavior_rating", Rating, "evaluation_behavior_rating"),
        Index("evaluation_version", "segment_id", "version", unique=True),
    )

    id: int = identifier()
    segment_id: int = reference("segment.id")
    version: int
    work_rating: str | None = None
    behavior_rating: str
    feedback: str = ""
    #: The evidence summary that was before the rater.
    summary_id: int | None = reference("evidence_summary.id", nullable=True)
    approval_id: int = reference("decision.approval_id", unique=True)
    rated_at: Moment = moment(default_now=True)


class OrganizationEvaluation(SQLModel, table=True):
    """The organization predicate (predikat kinerja organisasi) of a unit in a period."""

    __tablename__ = "organization_evaluation"
    __table_args__ = (
        one_of("predicate", OrganizationPredicate, "organization_predicate_word"),
        ForeignKeyConstraint(["period_id", "unit_id"], ["period_unit.period_id", "period_unit.unit_id"]),
    )

    period_id: int = row_key(primary_key=True)
    unit_id: int = row_key(primary_key=True)
    predicate: str
    note: str = ""
    approval_id: int = reference("decision.approval_id", unique=True)


class DistributionCheck(SQLModel, table=True):
    """How a unit's predicates compare with the pattern of SE MenPANRB 3/2023, and the justification if they do not."""

    __tablename__ = "distribution_check"
    __table_args__ = (
        ForeignKeyConstraint(["period_id", "unit_id"], ["period_unit.period_id", "period_unit.unit_id"]),
        CheckConstraint("conforms = (cardinality(violations) = 0)", name="distribution_conforms"),
    )

    period_id: int = row_key(primary_key=True)
    unit_id: int = row_key(primary_key=True)
    predicate: str
    very_good: int
    good: int
    needs_improvement: int
    poor: int
    very_poor: int
    conforms: bool
    #: False where the group is too small to judge: shown, never flagged.
    binding: bool
    violations: list[str] = Field(sa_column=Column(ARRAY(TEXT), nullable=False))
    justified_by: int | None = reference("decision.approval_id", nullable=True)


class Result(SQLModel, table=True):
    """The predicate of a segment under a rule pack; immutable, a change is a new version."""

    __table_args__ = (
        one_of("work_rating", Rating, "result_work_rating"),
        one_of("behavior_rating", Rating, "result_behavior_rating"),
        one_of("predicate", Predicate, "result_predicate"),
        Index("result_version", "segment_id", "version", unique=True),
    )

    id: int = identifier()
    segment_id: int = reference("segment.id")
    version: int
    evaluation_id: int = reference("evaluation.id", unique=True)
    work_rating: str
    behavior_rating: str
    predicate: str
    #: Credit points (angka kredit) of a functional post for the months of the segment, unrounded.
    credit_points: Decimal | None = exact()
    rule_pack: str
    stage_run_id: int = reference("stage_run.id")
    scored_at: Moment = moment(default_now=True)


class Publication(SQLModel, table=True):
    """A result made known to its person, and the objection clock that runs from proven delivery (SPEC §2.6)."""

    __table_args__ = (
        CheckConstraint("delivered_at IS NULL OR objection_until IS NOT NULL", name="publication_clock"),
        CheckConstraint(
            "proof IN ('opened', 'signed') AND delivered_at IS NOT NULL OR proof IS NULL", name="publication_proof"
        ),
        Index("publication_clock_end", "objection_until"),
    )

    result_id: int = reference("result.id", primary_key=True)
    published_at: Moment = moment(default_now=True)
    #: When the person provably received it (opened, or signed for); the clock starts here.
    delivered_at: Moment | None = moment()
    #: How that is proven: "opened" in the portal, or "signed" for on paper.
    proof: str | None = None
    #: End of the objection clock; before delivery, counted from publication plus the fallback days.
    objection_until: Moment = moment(nullable=False)
    accepted_at: Moment | None = moment()


class Objection(SQLModel, table=True):
    """An objection (keberatan) to a result: the statement, the rater's answer, the superior's final decision."""

    __table_args__ = (CheckConstraint("btrim(statement) <> ''", name="objection_statement"),)

    id: int = identifier()
    result_id: int = reference("publication.result_id", unique=True)
    statement: str
    filed_at: Moment = moment(default_now=True)
    rater_answer: str | None = None
    answered_at: Moment | None = moment()
    #: The rater, or the deputy who answered for them; empty for answers before delegations were known.
    answered_by: int | None = reference("person.id", nullable=True)


class Acknowledgement(SQLModel, table=True):
    """That a person has read the announcement of a period: tracked, never a condition."""

    segment_id: int = reference("segment.id", primary_key=True)
    acknowledged_at: Moment = moment(default_now=True)
