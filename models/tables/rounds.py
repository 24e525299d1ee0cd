"""360-degree feedback rounds: who is asked about whom, and what they answered, kept apart from who answered.

No table says who gave which answer: `round_giver` knows that somebody answered, the answers know their round alone.
"""

from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Index, Uuid, text
from sqlmodel import Field, SQLModel

from models.tables.columns import Moment, identifier, moment, one_of, reference
from models.tables.facts import CORE_VALUES

#: Colleagues with the same rater, people whom the person rates, and people named by NIP (SPEC §2.3).
RELATIONS = ("peer", "subordinate", "stakeholder")
#: What a giver says of a core value: a word, never a number.
ROUND_WORDS = ("appreciation", "as_expected", "correction")


def _drawn() -> Column[UUID]:
    """A key drawn by lot: a number that counts up would tell the order of the answers."""
    return Column(Uuid(), primary_key=True, server_default=text("gen_random_uuid()"))


class FeedbackRound(SQLModel, table=True):
    """A round about one appraisal of one person, until a closing time that is moved only while it is open."""

    __tablename__ = "feedback_round"
    __table_args__ = (
        CheckConstraint("closes_at > opened_at", name="feedback_round_time"),
        Index("feedback_round_of_segment", "segment_id"),
    )

    id: int = identifier()
    segment_id: int = reference("segment.id")
    opened_by: int = reference("person.id")
    opened_at: Moment = moment(default_now=True)
    closes_at: Moment = moment(nullable=False)
    #: Why the closing was moved; empty when it was not.
    closing_reason: str = Field(default="", sa_column_kwargs={"server_default": ""})


class RoundGiver(SQLModel, table=True):
    """Somebody who is asked in a round; only that they answered is written here, never what."""

    __tablename__ = "round_giver"
    __table_args__ = (
        one_of("relation", RELATIONS, "round_giver_relation"),
        Index("round_giver_of_person", "person_id"),
    )

    round_id: int = reference("feedback_round.id", primary_key=True)
    person_id: int = reference("person.id", primary_key=True)
    relation: str
    answered_at: Moment | None = moment()


class RoundValue(SQLModel, table=True):
    """One word on one core value, without its giver."""

    __tablename__ = "round_value"
    __table_args__ = (
        one_of("core_value", CORE_VALUES, "round_value_core_value"),
        one_of("word", ROUND_WORDS, "round_value_word"),
        Index("round_value_of_round", "round_id"),
    )

    id: UUID = Field(default=None, sa_column=_drawn())
    round_id: int = reference("feedback_round.id")
    core_value: str
    word: str


class RoundText(SQLModel, table=True):
    """Free words of one giver, without the giver and apart from the words on core values."""

    __tablename__ = "round_text"
    __table_args__ = (
        CheckConstraint("btrim(words) <> ''", name="round_text_words"),
        Index("round_text_of_round", "round_id"),
    )

    id: UUID = Field(default=None, sa_column=_drawn())
    round_id: int = reference("feedback_round.id")
    words: str
