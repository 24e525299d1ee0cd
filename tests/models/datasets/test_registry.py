"""Every field of every dataset has an example that is what the field itself accepts."""

from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from models.datasets.dataset import Dataset, Field, Kind
from models.datasets.registry import DATASETS, dataset_named
from models.errors import NotFoundError
from models.sources.converting import Writing, Wrong
from models.sources.definition import template_source

FIELDS = [(dataset, field) for dataset in DATASETS.values() for field in dataset.fields]
every_field = pytest.mark.parametrize(
    ("dataset", "field"), FIELDS, ids=[f"{dataset.name}.{field.name}" for dataset, field in FIELDS]
)


@every_field
def test_every_field_has_an_example_that_is_read(dataset: Dataset, field: Field) -> None:
    assert field.example
    assert len(field.example) <= field.longest
    read = Writing(template_source(dataset.name), 2026, ZoneInfo("Asia/Makassar")).converter(field)
    assert not isinstance(read(field.example), Wrong)
    assert read(field.example) is not None


@every_field
def test_what_a_template_offers_is_what_the_field_accepts(dataset: Dataset, field: Field) -> None:
    read = Writing(template_source(dataset.name), 2026, ZoneInfo("Asia/Makassar")).converter(field)
    assert not any(isinstance(read(each), Wrong) for each in field.offered)
    if field.offered:
        assert field.example in field.offered


def test_examples_of_one_row_do_not_contradict_each_other() -> None:
    """Whoever copies the examples as a row gets no finding for it."""
    for name, first, second in (
        ("service_case", "received_at", "completed_at"),
        ("outage", "starts_at", "ends_at"),
        ("activity_log", "starts", "ends"),
        ("leave", "starts", "ends"),
    ):
        assert DATASETS[name][first].example < DATASETS[name][second].example
    budget = DATASETS["budget_line"]
    assert Decimal(budget["realized"].example) <= Decimal(budget["ceiling"].example)
    assert Decimal(budget["ceiling"].example) <= Decimal(budget["revised_ceiling"].example)


def test_survey_answers_are_offered_from_1_to_4_and_nothing_else_is_offered_so() -> None:
    offering = {(dataset.name, field.name): field.offered for dataset, field in FIELDS if field.offered}
    assert offering == {("survey_answer", f"u{number}"): ("1", "2", "3", "4") for number in range(1, 10)}


def test_text_has_a_greatest_length_and_words_have_words() -> None:
    for _dataset, field in FIELDS:
        assert field.kind is not Kind.TEXT or 0 < field.longest <= 4000
        assert (field.kind is Kind.WORD) == bool(field.words)


def test_a_dataset_that_there_is_not_is_told_with_those_there_are() -> None:
    with pytest.raises(NotFoundError, match="service_case"):
        dataset_named("skm")
