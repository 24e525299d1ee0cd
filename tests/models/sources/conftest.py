"""A small period in which plans are agreed and data may come in, and one line to bring a file in."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models import actors
from models.database import transaction
from models.sources.definition import SourceFile, template_source
from models.sources.intake import Brought, bring_in
from models.sources.registry import register
from models.vocabulary import Stage
from tests.factories import SmallPeriod

#: Brings `text` in as a CSV file of a source.
Bring = Callable[..., Brought]


@pytest.fixture
def collecting(fresh: Callable[[Stage], SmallPeriod]) -> SmallPeriod:
    """The small period at the beginning of collection: every plan is approved."""
    return fresh(Stage.COLLECTION)


@pytest.fixture
def bring(collecting: SmallPeriod, tmp_path: Path) -> Bring:
    """Bring in a text as a CSV file of a template's dataset, or of a declared source."""

    def bring(dataset: str, text: str, *, name: str = "data.csv", unit: str = "", **more: Any) -> Brought:
        source = more.pop("source", None) or template_source(dataset, unit)
        path = tmp_path / name
        path.write_text(text, encoding=more.pop("encoding", "utf-8"))
        with transaction() as session:
            source_id = register(session, collecting.code, source, by=actors.operator())
        return bring_in(source_id, path, way="file", name=name, by=actors.operator(), **more)

    return bring


def source(**fields: Any) -> SourceFile:
    """A declared source."""
    return SourceFile.model_validate({"code": "test", **fields})
