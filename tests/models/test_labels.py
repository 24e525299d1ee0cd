"""Every stored word that a person may read has a label."""

import re
from pathlib import Path

import pytest

from models.decisions import stage_name
from models.labels import LAW_WORDS, WORDS, event_label, label
from models.rules.absence import Indication
from models.rules.complaints import ComplaintKind
from models.rules.pp30 import Predicate30
from models.tables.approvals import KINDS, OUTCOMES
from models.tables.evidence import CAUSES
from models.tables.facts import CORE_VALUES, FEEDBACK_KINDS, LOG_STATES
from models.tables.records import RUN_OUTCOMES
from models.vocabulary import OrganizationPredicate, Predicate, Rating, Severity, Stage

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
