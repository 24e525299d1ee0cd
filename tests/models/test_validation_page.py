"""The page of a validation names what was looked at, and states the region's own thresholds."""

from collections.abc import Callable
from contextvars import copy_context

import pytest
from sqlmodel import Session

from expectations.rules import all_suites
from models.database import one, transaction
from models.language import read_in
from models.validation_page import SUBJECTS, page
from models.vocabulary import Stage
from tests.factories import SmallPeriod

TITLE = {"en": "indicators and realizations", "id": "indikator dan realisasi"}
THRESHOLD = {"en": "at most 3 times the target", "id": "paling banyak 3 kali target"}


def test_every_suite_has_a_name_that_people_read() -> None:
    assert set(SUBJECTS) == {suite.name for suite in all_suites()}


def _read(language: str, session: Session, number: int) -> str:
    read_in(language)
    return page(session, number)


@pytest.mark.parametrize("language", ["en", "id"])
def test_thresholds_stand_in_the_page_as_numbers(standing: Callable[[Stage], SmallPeriod], language: str) -> None:
    standing(Stage.APPROVAL)
    with transaction() as session:
        found = one(session, "SELECT max(id) AS id FROM validation WHERE suite = 'indicators'")
        assert found
        said = copy_context().run(_read, language, session, found["id"])
    assert TITLE[language] in said
    assert THRESHOLD[language] in said
    assert "{" not in said.partition("</style>")[2]
