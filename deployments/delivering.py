"""The sample's sources are put in force and brought in, as the administrators of a real agency would.

Belongs here: doing so for the demo. Does not: drawing the data (sample/sources), what people enter themselves (acting).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models import actors
from models.database import transaction
from models.sources.definition import read_source_file
from models.sources.intake import Brought, bring_in
from models.sources.registry import register


@dataclass(frozen=True)
class Delivered:
    """What all sources brought together."""

    sources: int = 0
    rows: int = 0
    stored: int = 0
    held: int = 0


def deliver(
    declarations: Sequence[Path], period: str, track: Callable[[Iterable[Path], str], Iterable[Path]]
) -> Delivered:
    """Put sources in force in a period (code) and bring in the file of each; equal rows change nothing a second time.

    Args:
        declarations: the YAML files that `sample.sources.every.write_sources` gave.
        period: the period's code.
        track: shows progress.

    Raises:
        NotAllowedError, WrongStateError: the period takes no more data.
    """
    brought = [bring(path, period) for path in track(declarations, "sources")]
    new = [each for each in brought if each.outcome == "stored"]
    return Delivered(
        len(brought), sum(each.rows for each in new), sum(each.added + each.corrected for each in new),
        sum(each.held for each in new),
    )  # fmt: skip


def bring(declaration: Path, period: str, **more: Any) -> Brought:
    """Put the source declared by a YAML in force, and bring in the file of the same name beside it."""
    definition = read_source_file(declaration)
    file = next(path for path in sorted(declaration.parent.glob(f"{declaration.stem}.*")) if path != declaration)
    with transaction() as session:
        source_id = register(session, period, definition, by=actors.operator())
    return bring_in(source_id, file, way="file", name=file.name, by=actors.operator(), **more)
