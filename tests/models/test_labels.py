"""Every stored word that a person may read has a label."""

import re
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from models import findings
from models.labels import WORDS, WORDS_OF, event_label, label
from models.law_words import LAW_WORDS
from models.rules.absence import Indication
from models.rules.complaints import ComplaintKind
from models.rules.pp30 import Predicate30
from models.tables.approvals import KINDS, OUTCOMES
from models.tables.evidence import CAUSES
from models.tables.facts import CORE_VALUES, FEEDBACK_KINDS, LOG_STATES
from models.tables.records import RUN_OUTCOMES
from models.vocabulary import OrganizationPredicate, Predicate, Rating, Severity, Stage, stage_name

LAW = (*Rating, *Predicate, *OrganizationPredicate, *Indication, *ComplaintKind, *Predicate30, *CORE_VALUES)
OURS = (*Stage, *Severity, *KINDS, *OUTCOMES, *RUN_OUTCOMES, *LOG_STATES, *FEEDBACK_KINDS, *CAUSES, stage_name(10))


@pytest.mark.parametrize("word", LAW)
def test_words_of_the_law_read_the_same_in_both_languages(word):
    assert label(word, "id") == label(word, "en") == LAW_WORDS[word]
    assert "_" not in label(word)


@pytest.mark.parametrize("word", OURS)
def test_words_of_ours_are_translated(word):
    assert label(word, "en") == WORDS[word]
    assert label(word, "id") != word


def _checked() -> list[tuple[str, str]]:
    """Every word that a column of the database may hold, with the column: from the checks themselves."""
    checks = (each for table in SQLModel.metadata.sorted_tables for each in table.constraints)
    lists = (re.fullmatch(r"(\w+) IN \((.*)\)", str(getattr(each, "sqltext", ""))) for each in checks)
    return sorted({(found[1], word) for found in lists if found for word in re.findall(r"'(\w+)'", found[2])})


#: Codes that are no words: of languages, and of where erased files lay, which nobody is shown.
CODES = {"language", "place"}


@pytest.mark.parametrize(("column", "word"), _checked())
def test_every_word_that_the_database_may_hold_has_a_label(column, word):
    if column not in CODES:
        assert word in LAW_WORDS or word in WORDS or word in WORDS_OF.get(column, ())
        assert "_" not in label(word, "en", of=column)


def test_the_words_are_taken_from_the_checks():
    columns = {column for column, _word in _checked()}
    assert {"outcome", "kind", "cause", "status", "severity", "owner", "way", "signal"} <= columns
    assert {("outcome", "sign_in"), ("cause", "LATE_BUDGET"), ("outcome", "same")} <= set(_checked())


def test_states_of_a_finding_are_no_outcomes_of_evidence_or_plans():
    said = re.findall(r"'(\w+)'(?: AS event)?, (?:NULL|coalesce)", findings._HISTORY)
    assert tuple(said) == findings.EVENTS
    assert [label(event, "en", of="finding") for event in findings.EVENTS] == ["opened", "waived", "mended"]
    assert [label(event, "en") for event in ("opened", "fixed")] == ["opens", "fixed by the performance team"]


def test_a_law_word_is_never_a_word_of_ours():
    assert not LAW_WORDS.keys() & WORDS.keys()


def test_an_unknown_word_stays_as_it_is():
    assert label("Ahli Muda", "id") == "Ahli Muda"


def test_every_event_that_is_written_has_a_label():
    sources = [path.read_text(encoding="utf-8") for path in (Path(__file__).parents[2] / "models").rglob("*.py")]
    events = {name for source in sources for name in re.findall(r'record\(\s*session,\s*"([a-z_]+\.[a-z_]+)"', source)}
    assert len(events) > 10
    assert [name for name in events if not set(name.split(".")) <= WORDS.keys()] == []


def test_an_event_says_what_became_of_what():
    assert event_label("plan.approved", "en") == "plan: approved"
    assert event_label("plan.approved", "id") == "SKP: disetujui"
    assert event_label("objection.filed", "id") == "keberatan: diajukan"
